import { allocationOf } from '../../ledger/views/allocation-of.ts';
import { kindOf } from '../../parties/directory/codes.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { findBsnInText } from '../../standard/bsn-in-text.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { errorCode } from '../../store/database.ts';
import { inTransaction } from '../../store/transaction.ts';
import { sizesOf } from '../sizes/sizes.ts';
import { countSignals, insertNew, type NewSignal, unknownGemeente } from './keep.ts';
import { noteSignal } from './noted.ts';
import type { SignalParts } from './parts.ts';
import { mostOpen, type SignalKind, type SignalRow, type SignalSegment } from './signal.ts';
import { keepText, makeSignalKey } from './texts.ts';
import type { SignalViewer } from './viewer.ts';

/** A signal as a party reports it. */
export interface SignalWish {
  readonly kind: SignalKind;
  readonly segment?: SignalSegment;
  readonly text: string;
  /** The id of the allocation that it is about. Without it, it is in general. */
  readonly allocation?: string;
  /** In general, of an aanbieder: the gemeenten that it concerns. */
  readonly gemeenten?: readonly string[];
  /** UUIDv7 of now, for who may send the same again: the second time there is a signal with this id. */
  readonly id?: string;
}

/** There is a signal with the id that was given for a new one. */
export class AlreadyReported extends Error {}

/** The codes of Postgres for a row that refers to one that is not there, and for one that is there already. */
const noSuchChild = '23503';
const alreadyThere = '23505';

/**
 * Reports a signal, encrypted, with its row of the access log. Calling it twice makes two signals, unless an id is given.
 *
 * @param call of a gemeente or an aanbieder
 * @throws {Problem} `signal-reporter` for other parties; `text-has-bsn`; `not-found` for an allocation that the party may
 *   not see; `unknown-party`; `too-many-signals`; `invalid-request`
 * @throws {AlreadyReported} when there is a signal with the id that was given
 */
export async function reportSignal(
  parts: SignalParts,
  call: Call,
  viewer: SignalViewer,
  wish: SignalWish,
): Promise<SignalRow> {
  const { store, keys } = parts;
  const reporter = reporterOf(call);
  refuseBsn(wish.text);
  const signal = await judged(parts, call, reporter, wish);
  return inTransaction(store.pool, async (client) => {
    const unknown = await unknownGemeente(client, signal.gemeenten);
    if (unknown !== undefined) throw new Problem('unknown-party', { params: { party: unknown } });
    if ((await countSignals(client, reporter)) >= mostOpen)
      throw new Problem('too-many-signals', { params: { limit: mostOpen } });
    const made = await insertNew(client, keys.rows, signal, wish.id);
    if (made.about === 'general') await makeSignalKey(client, keys, made.id);
    const written = { ordinal: 0, by: reporter, at: made.reportedAt };
    if (!(await keepText(client, keys, made, written, wish.text))) throw new Problem('not-found');
    await noteSignal({ db: client, macs: keys.rows }, call, viewer, 'report-signal', made);
    return made;
  }).catch((error) => {
    if (wish.id !== undefined && errorCode(error) === alreadyThere) throw new AlreadyReported();
    // The child was forgotten since it was looked up.
    if (errorCode(error) === noSuchChild) throw new Problem('not-found');
    throw error;
  });
}

/** @throws {Problem} `signal-reporter` */
function reporterOf({ principal: { party } }: Call): string {
  if (party === undefined || kindOf(party) === undefined) throw new Problem('signal-reporter');
  return party;
}

/** @throws {Problem} `text-has-bsn` */
export function refuseBsn(text: string | undefined): void {
  if (text !== undefined && findBsnInText(text))
    throw new Problem('text-has-bsn', { params: { element: 'text' } });
}

/** Whom a signal concerns, and how large its aanbieder is today. */
async function judged(
  { store, smallBelow }: SignalParts,
  call: Call,
  reporter: string,
  { kind, segment, allocation, gemeenten }: SignalWish,
): Promise<NewSignal> {
  const base = { reporter, kind, segment: segment ?? null };
  const sizeOf = async (provider: string) => {
    const [size] = await sizesOf(
      store.pool,
      [{ provider, day: dutchDate(new Date()) }],
      smallBelow,
    );
    return { provider, size: size ?? null };
  };
  if (allocation !== undefined) {
    if (gemeenten !== undefined) throw wrongGemeenten('onlyWithout', 'allocation');
    const found = await allocationOf(store.pool, call.principal.actsFor, allocation);
    if (!found) throw new Problem('not-found');
    const { municipality, provider, clientId } = found;
    return {
      ...{ ...base, about: 'allocation', gemeenten: [municipality] },
      ...(await sizeOf(provider)),
      child: { clientId, allocationId: allocation },
    };
  }
  const general = { ...base, about: 'general', child: null } as const;
  if (kindOf(reporter) === 'aanbieder') {
    if (gemeenten === undefined) throw wrongGemeenten('required');
    return { ...general, gemeenten, ...(await sizeOf(reporter)) };
  }
  if (gemeenten !== undefined && gemeenten.join() !== reporter)
    throw wrongGemeenten('ownCode', reporter);
  return { ...general, gemeenten: [reporter], provider: null, size: null };
}

function wrongGemeenten(rule: string, limit = ''): Problem {
  return new Problem('invalid-request', {
    faults: [{ element: 'body/gemeenten', rule, params: { limit } }],
  });
}
