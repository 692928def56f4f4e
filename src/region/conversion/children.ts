import { setImmediate as turn } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { ChildFacts } from '../../ledger/conversion/make.ts';
import type { RunningCase } from '../../ledger/conversion/running.ts';
import { allocatingMessagesOf } from '../../ledger/views/case-state.ts';
import { lackingOf } from '../../messages/drafts/compose/client.ts';
import { newestDetails } from '../../messages/drafts/compose/gather.ts';
import { keptDetailsOf } from '../../messages/drafts/details.ts';
import type { ClientDetails } from '../../messages/drafts/forms.ts';
import { lendNewestOf } from '../../messages/views/lent.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { parseBericht } from '../../standard/messages/parse.ts';
import type { KeyRing } from '../../store/keys/keys.ts';

/** What a gemeente knows of a child, for a JW301. Personal. */
export interface KnownChild {
  /** Absent where nothing is known. */
  readonly details?: ClientDetails;
  readonly lacks: readonly string[];
}

/** Messages that are parsed before others have their turn. */
const turnAfter = 50;

/**
 * What gemeenten know of the children of some cases, in their order: as for a draft of a JW301, read for all at once. For
 * who composes; shows nothing to anybody.
 *
 * @throws {NotBelieved}
 */
export async function knownChildren(
  pool: Pool,
  keys: KeyRing,
  cases: readonly RunningCase[],
): Promise<KnownChild[]> {
  const today = dutchDate(new Date());
  const kept = await keptDetailsOf(
    pool,
    keys,
    cases.map(({ gemeente, clientId }) => ({ gemeente: gemeente.code, clientId })),
  );
  const newest = await newestMessages(pool, keys, cases);
  const found: KnownChild[] = [];
  for (const [index] of cases.entries()) {
    const message = newest[index];
    const client = message && parseBericht('JW301', message.bytes).client;
    const { known, secret } = newestDetails(
      kept[index],
      client && message && { client, receivedAt: message.receivedAt },
    );
    const lacks = lackingOf(known?.details, secret, today);
    found.push({ ...(known && { details: known.details }), lacks });
    if (index % turnAfter === turnAfter - 1) await turn();
  }
  return found;
}

async function newestMessages(pool: Pool, keys: KeyRing, cases: readonly RunningCase[]) {
  const groups: (readonly string[])[] = cases.map(() => []);
  const byGemeente = Map.groupBy(cases.entries(), ([, { gemeente }]) => gemeente.code);
  for (const own of byGemeente.values()) {
    const family = own[0]?.[1].gemeente.family ?? [];
    const ids = await allocatingMessagesOf(
      pool,
      own.map(([, { clientId }]) => clientId),
      family,
    );
    for (const [index, { clientId }] of own) groups[index] = ids.get(clientId) ?? [];
  }
  return lendNewestOf(pool, keys, groups);
}

/** The facts of children for a preview. @param day on which their age counts */
export async function childFacts(
  pool: Pool,
  keys: KeyRing,
  cases: readonly RunningCase[],
  day: string,
): Promise<ChildFacts[]> {
  const children = await knownChildren(pool, keys, cases);
  return children.map(({ details, lacks }) => {
    const age = details && ageOn(details.geboortedatum, day);
    return { ...(age !== undefined && { age }), lacks };
  });
}

/** Whole years on a day; undefined where the day of birth is not known exactly. */
function ageOn(
  { datum, datumGebruik }: ClientDetails['geboortedatum'],
  day: string,
): number | undefined {
  if (datum === '' || (datumGebruik !== undefined && datumGebruik !== '0')) return undefined;
  const years = Number(day.slice(0, 4)) - Number(datum.slice(0, 4));
  return day.slice(5) < datum.slice(5, 10) ? years - 1 : years;
}
