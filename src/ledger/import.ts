import type { Pool } from 'pg';
import { entryOf } from '../parties/access-log/entry.ts';
import { noteAccess } from '../parties/access-log/note.ts';
import type { Call } from '../parties/principal.ts';
import { dutchDate } from '../standard/calendar.ts';
import { errorCode, violatedUnique } from '../store/database.ts';
import type { KeyRing } from '../store/keys.ts';
import { momentText } from '../store/moment-text.ts';
import { type Proof, proofOf, type SignedTable } from '../store/row-mac.ts';
import { inTransaction } from '../store/transaction.ts';
import { type About, aboutOf } from './about.ts';
import { appendEntries } from './append.ts';
import { eventsOf, imported } from './events.ts';
import type { Told } from './import-rows.ts';
import { type Case, type Memory, remember } from './memory.ts';
import type { MessageEvent } from './model/events.ts';
import { applyEvents, isKnown } from './model/state.ts';
import { Outdated, record } from './record.ts';

/** Something to import: an old message, or what a CSV file says of one allocation or request. */
export interface Source {
  /** For people: a file, or a line in it. */
  readonly place: string;
  /** Keyed hash of all that it says, by which it is taken once. */
  readonly hash: Buffer;
  /** Of two sources that share one of these, the second waits for the first. Personal data. */
  readonly about: readonly string[];
  /**
   * The messages that told it, all about one child between two parties.
   *
   * @throws {ImportFault}
   */
  readonly read: () => Told | Promise<Told>;
}

/** Why a source was not taken. The sentence never holds a value of it, save codes of parties. */
export class ImportFault extends Error {
  override readonly name = 'ImportFault';
}

/** What {@link Source} is `about`: a child, and requests, which an answer names without the child. */
export function sharedBy(
  aanbieder: string,
  bsn: string | undefined,
  referenties: readonly string[],
): string[] {
  const requests = referenties.map((reference) => `${aanbieder} ${reference}`);
  return bsn ? [bsn, ...requests] : requests;
}

export interface ImportOptions {
  /** Says what would be taken, each source by itself, and writes nothing but that it was looked up. */
  readonly dryRun?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** That a source was taken. */
export const signedImport: SignedTable = {
  name: 'ledger_import',
  columns: ['source_hash', 'at'],
  version: 1,
  part: 'records',
};

/** What came of an import. */
export interface Imported {
  /** Sources that told something new. */
  readonly imported: number;
  /** What was added to the chains. */
  readonly entries: number;
  /** Sources that were taken before, or told nothing new. */
  readonly known: number;
  /** Sources that were not taken, in order. */
  readonly faults: readonly Fault[];
  /** Who must be made a party first, and how many sources wait for that. */
  readonly missingParties: readonly { readonly code: string; readonly sources: number }[];
  readonly seconds: number;
}

export interface Fault {
  readonly place: string;
  readonly sentence: string;
}

/** How often a source is held against the past anew, when that changed meanwhile. */
const mostRounds = 20;
/** How many sources are taken at a time; all entries of a gemeente go into one chain, one by one. */
const lanes = 4;
/** Of how many sources is looked up at once whether they were taken before. */
const batch = 1000;
/** Somebody else was first with a number or a reference: the next round finds that. */
const acrossCases = new Set(['allocation_number', 'request_owner']);

/**
 * Adds to the ledger what was true before the gateway kept it, as entries of the kind `imported`. Each
 * source is one transaction: stopped halfway it goes on where it was, and what was taken once is never
 * taken again, whatever messages said since. A gateway may run meanwhile.
 *
 * No rule refuses anything here, but a number or a reference that belongs to another is not taken.
 *
 * The access log has a row for each source that told something new, in its transaction. Of the others the
 * caller is told whether the ledger knows them: for these, and in a dry run for all, it has a row for each
 * gemeente and aanbieder in a thousand sources, before this returns.
 *
 * @param call who imports
 * @param sources in the order in which they happened
 * @throws when Postgres fails, with its code and without any value; what was taken stays
 */
export async function importSources(
  pool: Pool,
  keys: KeyRing,
  call: Call,
  sources: readonly Source[],
  { dryRun = false, onProgress }: ImportOptions = {},
): Promise<Imported> {
  const began = Date.now();
  const sum = { imported: 0, entries: 0, known: 0 };
  const faults = new Map<Source, string>();
  const missing = new Map<string, number>();
  const taker = new Taker(pool, keys, { call, dryRun, parties: await codesOfParties(pool) });
  let done = 0;
  const takeOne = async (source: Source, takenBefore: boolean) => {
    try {
      const entries = takenBefore ? 0 : await taker.take(source);
      if (entries > 0) sum.imported += 1;
      else sum.known += 1;
      sum.entries += entries;
    } catch (error) {
      if (error instanceof NoParty) missing.set(error.code, (missing.get(error.code) ?? 0) + 1);
      else if (error instanceof ImportFault) faults.set(source, error.message);
      else throw stopped(source, error);
    }
    done += 1;
    onProgress?.(done, sources.length);
  };
  for (let from = 0; from < sources.length; from += batch) {
    const some = sources.slice(from, from + batch);
    const before = await hashesTaken(pool, keys, some);
    await inLanes(some, (source) => takeOne(source, before.has(source.hash.toString('hex'))));
    await taker.noteLookedUp().catch((error) => {
      throw stopped(some.at(-1) as Source, error);
    });
  }
  const missingParties = [...missing].map(([code, count]) => ({ code, sources: count }));
  const inOrder = sources.flatMap((source) => {
    const sentence = faults.get(source);
    return sentence === undefined ? [] : { place: source.place, sentence };
  });
  return { ...sum, faults: inOrder, missingParties, seconds: (Date.now() - began) / 1000 };
}

/**
 * Does something with each source, a few at a time, those about one child in their order. After a
 * failure none is begun any more.
 *
 * @throws the first failure, when those that were begun have ended
 */
async function inLanes(
  sources: readonly Source[],
  take: (source: Source) => Promise<void>,
): Promise<void> {
  const last = new Map<string, Promise<void>>();
  const waiting = sources.values();
  let failed = false;
  const lane = async () => {
    for (const source of waiting) {
      if (failed) return;
      const before = source.about.map((one) => last.get(one));
      const { promise, resolve } = Promise.withResolvers<void>();
      for (const one of source.about) last.set(one, promise);
      try {
        // Who goes before it is in another lane already.
        await Promise.all(before);
        if (!failed) await take(source);
      } catch (error) {
        failed = true;
        throw error;
      } finally {
        resolve();
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

/** A source names somebody who is no party. */
class NoParty extends Error {
  readonly code: string;

  constructor(code: string) {
    super('Somebody is no party of the gateway.');
    this.code = code;
  }
}

/** Its own text may quote what is personal. */
function stopped({ place }: Source, error: unknown): Error {
  const reason = errorCode(error);
  return new Error(
    `The import stopped at ${place} (${reason}). Run it again: it goes on where it stopped.`,
  );
}

async function codesOfParties(pool: Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ code: string }>('select code from party');
  return new Set(rows.map(({ code }) => code));
}

/** @throws {NotBelieved} */
async function hashesTaken(
  pool: Pool,
  keys: KeyRing,
  sources: readonly Source[],
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ hash: string; proof: Proof }>(
    `select encode(source_hash, 'hex') as hash, ${proofOf(signedImport, 'taken')} as proof
    from ledger_import taken where source_hash = any($1)`,
    [sources.map(({ hash }) => hash)],
  );
  keys.rows.check(signedImport, ...rows.map(({ proof }) => proof));
  return new Set(rows.map(({ hash }) => hash));
}

/** Who imports, how, and what parties there are. */
interface Taking {
  readonly call: Call;
  readonly dryRun: boolean;
  readonly parties: ReadonlySet<string>;
}

/** Takes sources, one at a time. */
class Taker {
  readonly #pool: Pool;
  readonly #keys: KeyRing;
  readonly #taking: Taking;
  /** What was looked up, and of which no row of the access log tells yet. */
  readonly #lookedUp = new Set<Case>();

  constructor(pool: Pool, keys: KeyRing, taking: Taking) {
    this.#pool = pool;
    this.#keys = keys;
    this.#taking = taking;
  }

  /**
   * @returns how many entries it gave
   * @throws {ImportFault} {@link NoParty} what Postgres says
   */
  async take(source: Source): Promise<number> {
    const { dryRun, parties } = this.#taking;
    const told = await source.read();
    const about = aboutAll(told);
    for (const code of [about.gemeente, about.aanbieder])
      if (!parties.has(code)) throw new NoParty(code);
    for (let round = 1; ; round++) {
      const today = dutchDate(new Date());
      const { memory, ledgerCase } = await remember(this.#pool, this.#keys, about, today);
      this.#lookedUp.add(ledgerCase);
      // In a dry run its request may come from a source before it.
      if (!dryRun && !ledgerCase.client && ledgerCase.bsn === undefined)
        throw new ImportFault('it answers a request that the ledger does not know.');
      const news = newsOf(told, memory);
      if (dryRun) return news.length;
      try {
        const entries = await this.#write(source.hash, ledgerCase, news);
        if (entries > 0) this.#lookedUp.delete(ledgerCase);
        return entries;
      } catch (error) {
        const outdated = error instanceof Outdated || acrossCases.has(violatedUnique(error) ?? '');
        if (!outdated || round === mostRounds) throw error;
        this.#lookedUp.delete(ledgerCase);
      }
    }
  }

  /** @returns how many entries there came; none when another import took it a moment ago */
  #write(hash: Buffer, ledgerCase: Case, news: readonly MessageEvent[]): Promise<number> {
    return inTransaction(this.#pool, async (client) => {
      const recordedAt = new Date();
      const taken = [`\\x${hash.toString('hex')}`, momentText(recordedAt)];
      const { rowCount } = await client.query({
        name: 'note-import',
        text: `insert into ledger_import (source_hash, at, mac) values ($1, $2, $3)
          on conflict (source_hash) do nothing`,
        values: [...taken, this.#keys.rows.macOf(signedImport, taken)],
      });
      if (rowCount === 0 || news.length === 0) return 0;
      const note = { ledgerCase, events: imported(news), messageId: null };
      const entries = await record(client, this.#keys, [note], recordedAt);
      const { municipality, provider } = ledgerCase;
      if (entries[0]) {
        const clientIds = [entries[0].clientId];
        const about = { party: municipality, counterparty: provider, clientIds };
        await noteAccess(client, entryOf(this.#taking.call, 'import', about));
      }
      await appendEntries(client, this.#keys, entries, recordedAt);
      return entries.length;
    });
  }

  /** Writes down of whom the caller is told without a row of their own. */
  async noteLookedUp(): Promise<void> {
    const pairs = Map.groupBy(
      this.#lookedUp,
      ({ municipality, provider }) => `${municipality} ${provider}`,
    );
    for (const cases of pairs.values()) {
      const { municipality: party, provider: counterparty } = cases[0] as Case;
      const clientIds = [...new Set(cases.flatMap(({ client }) => client?.id ?? []))];
      const about = { party, counterparty, clientIds };
      await noteAccess(this.#pool, entryOf(this.#taking.call, 'try-out', about));
    }
    this.#lookedUp.clear();
  }
}

/** What all messages of a source are about, together, as the gemeente knows it. */
function aboutAll(told: Told): About {
  const abouts = told.map((bericht) => aboutOf(bericht) as About);
  const [first] = abouts as [About];
  return {
    ...first,
    afzender: first.gemeente,
    toewijzingNummers: [...new Set(abouts.flatMap(({ toewijzingNummers }) => toewijzingNummers))],
    referenties: [...new Set(abouts.flatMap(({ referenties }) => referenties))],
  };
}

const numberTaken =
  'its ToewijzingNummer belongs to another allocation of this gemeente already (another child, or another aanbieder).';
const referenceTaken =
  'its ReferentieAanbieder belongs to another request of this aanbieder already.';

/** What messages tell that the ledger does not say already. */
function newsOf(told: Told, { state: before, around }: Memory): MessageEvent[] {
  const news: MessageEvent[] = [];
  let state = before;
  for (const bericht of told)
    for (const event of eventsOf(bericht, state, around)) {
      if (isKnown(event, state)) continue;
      if ('taken' in event && event.taken)
        throw new ImportFault(event.kind === 'requested' ? referenceTaken : numberTaken);
      news.push(event);
      state = applyEvents(state, [event]);
    }
  return news;
}
