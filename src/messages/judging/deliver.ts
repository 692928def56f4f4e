import type { Pool } from 'pg';
import { appendEntries } from '../../ledger/chain/append.ts';
import { prestatieIndexes } from '../../ledger/declarations/write.ts';
import { notePrestaties } from '../../ledger/projection/note-prestaties.ts';
import { Outdated, updateProjection } from '../../ledger/projection/update-projection.ts';
import { violatedUnique } from '../../store/database.ts';
import { inEachOthersWay, isOfData } from '../../store/errors.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { inTransaction } from '../../store/transaction.ts';
import { Batches, Singly } from '../batches.ts';
import { type Delivered, deliverAll } from '../lifecycle/deliver.ts';
import { nextInLines } from '../lifecycle/line-up.ts';
import { inboxKey, messageKey } from '../waiting.ts';
import type { InHand } from './in-hand.ts';
import type { Verdict } from './verdict.ts';

/** A delivery that was done. */
export interface Delivery {
  /** The message that is now first in the line. */
  readonly next: string | null;
}

/** Unique indexes across lines: the second of two messages is judged again, and then finds the first. */
const acrossLines = new Set([
  ...['message_first_use', 'allocation_number', 'request_owner'],
  ...prestatieIndexes,
]);

/**
 * Carries out the verdict on a message, when nothing before it in its line is unfinished (`received` or
 * `failed`): it goes into its recipient's mailbox or becomes `rejected`, the gateway's answer goes into the
 * mailbox of its sender, and its events go into the ledger. One commit: status, findings, answer, mailbox
 * entries, ledger entries, events and outbox row together.
 *
 * When it runs twice, or in two processes at once, one of them deletes the row of the outbox and the others
 * find it locked or gone. Rows are locked in one order, so that steps cannot deadlock: the child, numbers and
 * references, outbox, mailboxes in the order of their codes, and the head of the chain last, to hold it
 * as short as possible.
 *
 * @returns undefined when nothing was done: the step was done before, or it is not its turn
 * @throws {Outdated} when the past has changed since the verdict: nothing was done
 */
export async function deliver(
  pool: Pool,
  keys: KeyRing,
  messageId: string,
  verdict: Verdict,
): Promise<Delivery | undefined> {
  let delivered: Delivered | undefined;
  try {
    delivered =
      verdict.notes.length > 0 || verdict.prestaties
        ? await deliverAndNote(pool, keys, messageId, verdict)
        : (await deliverAll(pool, keys.rows, [{ id: messageId, verdict, children: [] }]))[0];
  } catch (error) {
    if (error instanceof NothingDone) return undefined;
    throw acrossLines.has(violatedUnique(error) ?? '') ? new Outdated() : error;
  }
  if (!delivered) return undefined;
  const next = await nextInLines(pool, [messageId], ringsFor(delivered));
  return { next: next.get(messageId) ?? null };
}

/** Keys of what changed, for the requests that wait for it. */
function ringsFor({ id, mailboxes, refused }: Delivered): string[] {
  return [...mailboxes.map(inboxKey), messageKey(id), ...(refused ? [messageKey(refused)] : [])];
}

/** A message with its verdict. */
interface Decided {
  readonly id: string;
  readonly verdict: Verdict;
  /** Only one message can be the first with this Afzender, type and Identificatie (TR056). */
  readonly firstUse: string;
}

/** The most deliveries of a single message at the same time. */
const aloneAtOnce = 4;

/**
 * Delivers messages: those that are judged at the same time go in one transaction. When one of them makes that
 * transaction fail, each is delivered alone after it.
 */
export class Deliveries {
  readonly #together: Batches<Decided, Delivery | 'alone' | undefined>;
  readonly #alone = new Singly(aloneAtOnce);
  readonly #pool: Pool;
  readonly #keys: KeyRing;

  constructor(pool: Pool, keys: KeyRing) {
    this.#pool = pool;
    this.#keys = keys;
    this.#together = new Batches((decided) => deliverTogether(pool, keys, decided));
  }

  /** Same as {@link deliver}, in the turn of its sender. */
  async deliver(
    {
      id,
      sender: party,
      ...header
    }: Pick<InHand, 'id' | 'sender' | 'afzender' | 'type' | 'identificatie'>,
    verdict: Verdict,
  ): Promise<Delivery | undefined> {
    const { notes, prestaties, answer } = verdict;
    // A message about many children locks the rows of all of them, so it is delivered alone.
    if (notes.length <= 1 && !prestaties) {
      const key = notes.map(({ ledgerCase: { bsn, client } }) => bsn ?? client?.id)[0];
      const load = { party, bytes: answer?.size ?? 0, ...(key !== undefined && { key }) };
      const firstUse = [header.afzender, header.type, header.identificatie].join('\n');
      const done = await this.#together.do({ id, verdict, firstUse }, load);
      if (done !== 'alone') return done;
    }
    return this.#alone.do(party, () => deliver(this.#pool, this.#keys, id, verdict));
  }
}

/** @returns a result for each, in the same order; `alone`: nothing was done, it has to be delivered alone */
async function deliverTogether(
  pool: Pool,
  keys: KeyRing,
  given: readonly Decided[],
): Promise<(Delivery | 'alone' | undefined)[]> {
  const [first, second] = given;
  if (first && !second) return [await deliver(pool, keys, first.id, first.verdict)];
  let delivered: Delivered[];
  try {
    delivered = given.some(({ verdict }) => verdict.notes.length > 0)
      ? await deliverAndNoteAll(pool, keys, given)
      : await deliverAll(
          pool,
          keys.rows,
          given.map((one) => ({ ...one, children: [] })),
        );
  } catch (error) {
    const passes = error instanceof NothingDone || error instanceof Outdated;
    if (!passes && !isOfData(error) && !inEachOthersWay(error)) throw error;
    return given.map(() => 'alone');
  }
  const done = new Set(delivered.map(({ id }) => id));
  const next = await nextInLines(pool, [...done], delivered.flatMap(ringsFor));
  return given.map(({ id }) => (done.has(id) ? { next: next.get(id) ?? null } : undefined));
}

/** @throws {Outdated} also when two of them are about one child: the second has to be judged after the first */
function deliverAndNoteAll(
  pool: Pool,
  keys: KeyRing,
  decided: readonly Decided[],
): Promise<Delivered[]> {
  return inTransaction(pool, async (client) => {
    const recordedAt = new Date();
    const notes = decided.flatMap(({ verdict }) => verdict.notes);
    const entries = await updateProjection(client, keys, notes, recordedAt);
    const messageOfChild = new Map<string, string>();
    const judged = decided.map(({ id, verdict, firstUse }) => {
      const noted = new Set(verdict.notes.map(({ messageId }) => messageId));
      const own = entries.filter(({ messageId }) => noted.has(messageId));
      const children = [...new Set(own.map(({ clientId }) => clientId))];
      for (const child of children) {
        if (messageOfChild.has(child)) throw new Outdated([child]);
        messageOfChild.set(child, id);
      }
      return { id, verdict, children, firstUse };
    });
    const delivered = await deliverAll(client, keys.rows, judged);
    const done = new Set(delivered.map(({ id }) => id));
    // Ledger entries must not be committed without the message that they come from.
    if ([...messageOfChild.values()].some((id) => !done.has(id))) throw new NothingDone();
    if (entries.length > 0) await appendEntries(client, keys, entries, recordedAt);
    return delivered;
  });
}

/** Rolls back a transaction in which there turned out to be nothing to do. */
class NothingDone extends Error {}

function deliverAndNote(
  pool: Pool,
  keys: KeyRing,
  id: string,
  verdict: Verdict,
): Promise<Delivered> {
  return inTransaction(pool, async (client) => {
    const recordedAt = new Date();
    const { notes, prestaties } = verdict;
    const entries = [
      ...(await updateProjection(client, keys, notes, recordedAt)),
      ...(prestaties ? await notePrestaties(client, keys, prestaties, recordedAt) : []),
    ];
    const children = [...new Set(entries.map(({ clientId }) => clientId))];
    const [delivered] = await deliverAll(client, keys.rows, [{ id, verdict, children }]);
    if (!delivered) throw new NothingDone();
    if (entries.length > 0) await appendEntries(client, keys, entries, recordedAt);
    return delivered;
  });
}
