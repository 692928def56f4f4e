import type { PoolClient } from 'pg';
import { happened, type LedgerEvent, type MessageEvent } from '../../ledger/model/events.ts';
import {
  type ChildAtProvider,
  type HistoryEntry,
  historiesOf,
} from '../../ledger/views/history.ts';
import type { Unanswered } from '../../messages/judging/unanswered.ts';
import { type MessageMoments, momentsOf } from '../../messages/views/moments.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { isCountable } from '../../standard/working-days.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { type Fact, isAllocation } from './fact.ts';

/** A child at an aanbieder, and the gemeente that stands for all those that it succeeded. */
export interface TermCase extends ChildAtProvider {
  /** In the order in which they came; those of gemeenten that were succeeded come first. */
  readonly facts: readonly Fact[];
}

/** Reports an entry of the ledger, or a message, that cannot be read: it has no terms. */
export type OnUnreadable = (what: {
  readonly municipality?: string;
  readonly chainNumber?: number | null;
  readonly messageId?: string;
}) => void;

/** A message that waits for its retour, whose child the ledger knows. */
export interface PendingOf extends ChildAtProvider {
  readonly unanswered: Unanswered;
}

/**
 * All that is known of some children, each at one aanbieder, with the moments of the messages that said it.
 *
 * @param pending messages about them that wait for their retour
 * @returns the cases, and the children of whom an entry cannot be read, who have none
 */
export async function casesOf(
  client: PoolClient,
  keys: Pick<KeyRing, 'openClientKey'>,
  asked: readonly ChildAtProvider[],
  pending: readonly PendingOf[],
  onUnreadable: OnUnreadable,
): Promise<{ cases: TermCase[]; unreadable: readonly ChildAtProvider[] }> {
  const { entries, unreadable } = await historiesOf(client, keys, asked);
  for (const { entry } of unreadable)
    onUnreadable({ municipality: entry.municipality, chainNumber: entry.chainNumber });
  const moments = await momentsOf(client, [
    ...entries.flatMap(({ messageId }) => messageId ?? []),
    ...pending.map(({ unanswered }) => unanswered.messageId),
  ]);
  const families = await readFamilies(client, dutchDate(new Date()));
  // What was approved meanwhile is in the ledger already.
  const approved = new Set(entries.map(({ messageId }) => messageId));
  const skipped = new Set(unreadable.map(childKey));
  const waiting = pending.filter(
    (one) => !approved.has(one.unanswered.messageId) && !skipped.has(childKey(one)),
  );
  const facts = [
    ...entries.map((entry) => ({ child: entry, fact: factOfEntry(entry, moments) })),
    ...waiting.flatMap((one) =>
      factsOfUnanswered(one.unanswered, moments).map((fact) => ({ child: one, fact })),
    ),
  ];
  const grouped = Map.groupBy(facts, (one) => families.caseKey(one.child, one.fact));
  const cases = [...grouped.values()].map((own) => ({
    clientId: (own[0] as (typeof own)[number]).child.clientId,
    provider: (own[0] as (typeof own)[number]).child.provider,
    // Stable, so that the order of each chain stays.
    facts: own
      .map(({ fact }) => fact)
      .sort((one, other) => families.age(other.municipality) - families.age(one.municipality)),
  }));
  return { cases, unreadable };
}

/** One text for a child at an aanbieder. */
export function childKey({ clientId, provider }: ChildAtProvider): string {
  return `${clientId} ${provider}`;
}

function factOfEntry(
  { event, municipality, provider, messageId, recordedAt }: HistoryEntry,
  moments: ReadonlyMap<string, MessageMoments>,
): Fact {
  const message = messageId === null ? undefined : moments.get(messageId);
  const isImported = event.kind === 'imported';
  const sentAt = message?.receivedAt ?? importedAt(event, recordedAt);
  return {
    event: happened(event),
    ...{ municipality, provider, messageId, sentAt, isImported },
    receivedOn: receivedOn(happened(event), message, recordedAt),
    dagtekening: message?.dagtekening ?? null,
    isPending: false,
  };
}

/**
 * The day of receipt. Of what was imported nobody knows it: an allocation counts as received on its Toewijzingsdatum, all
 * else on the day of the import.
 */
function receivedOn(
  event: MessageEvent,
  message: MessageMoments | undefined,
  recordedAt: Date,
): string {
  const imported = dutchDate(recordedAt);
  if (message) return message.acceptedAt ? dutchDate(message.acceptedAt) : imported;
  if (!isAllocation(event)) return imported;
  const { toewijzingsdatum } = event.content;
  return isCountable(toewijzingsdatum) && toewijzingsdatum < imported ? toewijzingsdatum : imported;
}

/**
 * When something was sent that was imported: nobody knows the moment. A decision has its day (Toewijzingsdatum, or the
 * Dagtekening of a JW319), of which this is noon; all else counts from the import.
 */
function importedAt(event: LedgerEvent, recordedAt: Date): Date {
  const { content, ...reported } = happened(event);
  if (event.kind !== 'imported') return recordedAt;
  const day =
    'toewijzingsdatum' in content
      ? content.toewijzingsdatum
      : reported.kind === 'answered'
        ? reported.effective
        : undefined;
  const noon = day === undefined ? Number.NaN : Date.parse(`${day}T11:00:00Z`);
  return Number.isNaN(noon) || noon > recordedAt.getTime() ? recordedAt : new Date(noon);
}

/** What a message says that waits for its retour. None of one that is not with its recipient (any more). */
export function factsOfUnanswered(
  { messageId, about, events }: Unanswered,
  moments: ReadonlyMap<string, MessageMoments>,
): Fact[] {
  const message = moments.get(messageId);
  if (!message?.acceptedAt || !isUnanswered(message)) return [];
  const { acceptedAt, receivedAt, dagtekening } = message;
  return events.map((event) => ({
    event,
    municipality: about.gemeente,
    provider: about.aanbieder,
    messageId,
    receivedOn: dutchDate(acceptedAt),
    sentAt: receivedAt,
    dagtekening,
    isPending: true,
    isImported: false,
  }));
}

/** Whether a message is with its recipient, and has no answer. */
export function isUnanswered({ stands, acceptedAt, answer }: MessageMoments): boolean {
  return stands && acceptedAt !== null && answer === null;
}

const successions = unnamed<{ today: string }>(`
  select code, successor from ${partyTable} party
  where kind = 'gemeente' and successor is not null and until < $today::date`);

/** Which gemeenten belong together by succession. */
async function readFamilies(client: PoolClient, today: string) {
  const { rows } = await client.query<{ code: string; successor: string }>(successions({ today }));
  const next = new Map(rows.map(({ code, successor }) => [code, successor]));
  /** The gemeente that stands for this one now, and how many successions that is away. */
  const rootOf = (code: string) => {
    let root = code;
    let age = 0;
    for (
      let after = next.get(root);
      after !== undefined && age < next.size;
      after = next.get(root)
    ) {
      root = after;
      age += 1;
    }
    return { root, age };
  };
  return {
    caseKey: (child: ChildAtProvider, { municipality }: Fact) =>
      `${childKey(child)} ${rootOf(municipality).root}`,
    age: (code: string) => rootOf(code).age,
  };
}
