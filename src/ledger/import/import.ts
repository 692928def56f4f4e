import type { Pool } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import type { Call } from '../../parties/principal.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { errorCode, violatedUnique } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { momentText } from '../../store/moment-text.ts';
import { statement } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { appendEntries } from '../chain/append.ts';
import type { MessageEvent } from '../model/events.ts';
import { applyEvents, isKnown } from '../model/state.ts';
import { type About, aboutOf } from '../past/about.ts';
import { eventsOf, imported } from '../past/events.ts';
import { type KnownPast, readPast } from '../past/read-past.ts';
import type { Case } from '../projection/case.ts';
import { Outdated, updateProjection } from '../projection/update-projection.ts';
import type { ReportingMessages } from './import-rows.ts';
import { hashesTaken, signedImport } from './imported.ts';

/** Something to import: an old message, or one allocation or request of a spreadsheet. */
export interface Source {
  /** Where it comes from, for people: a file, or rows in it. */
  readonly place: string;
  /** Keyed hash of its content, so that it is imported only once. */
  readonly hash: Buffer;
  /** Of two sources that share one of these, the second waits for the first. Personal data. */
  readonly about: readonly string[];
  /**
   * The messages that reported it, all about one child between two parties.
   *
   * @throws {ImportFault}
   */
  readonly read: () => ReportingMessages | Promise<ReportingMessages>;
}

/** Why a source was not imported. The sentence never has a value of it, except codes of parties. */
export class ImportFault extends Error {
  override readonly name = 'ImportFault';
}

/** The `about` of a {@link Source}: a child, and requests, which an answer names without the child. */
export function sharedBy(
  aanbieder: string,
  bsn: string | undefined,
  referenties: readonly string[],
): string[] {
  const requests = referenties.map((reference) => `${aanbieder} ${reference}`);
  return bsn ? [bsn, ...requests] : requests;
}

export interface ImportOptions {
  /** Only reports what would be imported, each source by itself, and writes nothing except in the access log. */
  readonly dryRun?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The result of an import. */
export interface Imported {
  /** Sources that reported something new. */
  readonly imported: number;
  /** How many entries were added to the chains. */
  readonly entries: number;
  /** Sources that were imported before, or reported nothing new. */
  readonly known: number;
  /** Sources that were not imported, in order. */
  readonly faults: readonly Fault[];
  /** Codes that must become parties first, and how many sources wait for that. */
  readonly missingParties: readonly { readonly code: string; readonly sources: number }[];
  readonly seconds: number;
}

export interface Fault {
  readonly place: string;
  readonly sentence: string;
}

/** How often a source is compared with the past again, when that changed meanwhile. */
const mostRounds = 20;
/** How many sources are imported at a time. Few, because entries of a gemeente are added to its chain one by one. */
const lanes = 4;
/** How many sources are looked up at once, to see whether they were imported before. */
const batch = 1000;
/** Unique indexes that fail when another transaction was first with a number or a reference: the next round sees that. */
const acrossCases = new Set(['allocation_number', 'request_owner']);

/**
 * Adds to the ledger what was true before the gateway kept it, as entries of the kind `imported`. Each source is one
 * transaction: an import that was stopped halfway goes on where it stopped, and a source is never imported twice,
 * whatever messages reported since. The gateway may run meanwhile.
 *
 * No rule refuses anything here, except that a number or a reference that belongs to another is not imported.
 *
 * The access log gets a row for each source that reported something new, in its transaction. The caller also learns
 * whether the ledger knows the other sources: for these, and in a dry run for all, the access log gets a row for each
 * gemeente and aanbieder in a thousand sources, before this returns.
 *
 * @param call who imports
 * @param sources in the order in which they happened
 * @throws when Postgres fails, with its code and without any value; what was imported stays
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
  /** Of a dry run, which notes nothing: what is in it twice counts once, as it would. */
  const tried = new Set<string>();
  let done = 0;
  const takeOne = async (source: Source, takenBefore: boolean) => {
    try {
      const hash = source.hash.toString('hex');
      const entries = takenBefore || tried.has(hash) ? 0 : await taker.take(source);
      if (dryRun) tried.add(hash);
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
    const before = await hashesTaken(
      pool,
      keys.rows,
      some.map(({ hash }) => hash),
    );
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
 * Imports the sources, a few at a time, those about one child in their order. After a failure no other is started.
 *
 * @throws the first failure, when those that were started have ended
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
        // Earlier sources about the same child are in another lane already.
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

/** A source names a code that is no party. */
class NoParty extends Error {
  readonly code: string;

  constructor(code: string) {
    super('Somebody is no party of the gateway.');
    this.code = code;
  }
}

/** An error with the code of the failure only, because its own text may quote personal data. */
function stopped({ place }: Source, error: unknown): Error {
  const reason = errorCode(error);
  return new Error(
    `The import stopped at ${place} (${reason}). Run it again: it goes on where it stopped.`,
  );
}

async function codesOfParties(pool: Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ code: string }>(`select code from ${partyTable} party`);
  return new Set(rows.map(({ code }) => code));
}

/** The call that imports, whether it is a dry run, and the codes of the parties. */
interface Taking {
  readonly call: Call;
  readonly dryRun: boolean;
  readonly parties: ReadonlySet<string>;
}

const noteImport = statement<{ hash: Buffer; at: string; mac: Buffer }>(
  'note-import',
  `insert into ledger_import (source_hash, at, mac) values ($hash, $at, $mac)
  on conflict (source_hash) do nothing`,
);

/** Imports sources, one at a time. */
class Taker {
  readonly #pool: Pool;
  readonly #keys: KeyRing;
  readonly #taking: Taking;
  /** Cases that were looked up and have no row in the access log yet. */
  readonly #lookedUp = new Set<Case>();

  constructor(pool: Pool, keys: KeyRing, taking: Taking) {
    this.#pool = pool;
    this.#keys = keys;
    this.#taking = taking;
  }

  /**
   * @returns how many entries the source gave
   * @throws {ImportFault} {@link NoParty} the error of Postgres
   */
  async take(source: Source): Promise<number> {
    const { dryRun, parties } = this.#taking;
    const messages = await source.read();
    const about = aboutAll(messages);
    for (const code of [about.gemeente, about.aanbieder])
      if (!parties.has(code)) throw new NoParty(code);
    for (let round = 1; ; round++) {
      const today = dutchDate(new Date());
      const { knownPast, ledgerCase } = await readPast(this.#pool, this.#keys, about, today);
      this.#lookedUp.add(ledgerCase);
      // In a dry run its request may be in an earlier source, which was not written.
      if (!dryRun && !ledgerCase.client && ledgerCase.bsn === undefined)
        throw new ImportFault('it answers a request that the ledger does not know.');
      const news = newsOf(messages, knownPast);
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

  /** @returns how many entries were added; none when another import was first */
  #write(hash: Buffer, ledgerCase: Case, news: readonly MessageEvent[]): Promise<number> {
    return inTransaction(this.#pool, async (client) => {
      const recordedAt = new Date();
      const at = momentText(recordedAt);
      const mac = this.#keys.rows.macOf(signedImport, [`\\x${hash.toString('hex')}`, at]);
      const { rowCount } = await client.query(noteImport({ hash, at, mac }));
      if (rowCount === 0 || news.length === 0) return 0;
      const note = { ledgerCase, events: imported(news), messageId: null };
      const entries = await updateProjection(client, this.#keys, [note], recordedAt);
      const { municipality, provider } = ledgerCase;
      if (entries[0]) {
        const clientIds = [entries[0].clientId];
        const about = { party: municipality, counterparty: provider, clientIds };
        await noteAccess(client, this.#keys.rows, entryOf(this.#taking.call, 'import', about));
      }
      await appendEntries(client, this.#keys, entries, recordedAt);
      return entries.length;
    });
  }

  /** Writes in the access log the cases that the caller learned of and that have no row of their own. */
  async noteLookedUp(): Promise<void> {
    const pairs = Map.groupBy(
      this.#lookedUp,
      ({ municipality, provider }) => `${municipality} ${provider}`,
    );
    for (const cases of pairs.values()) {
      const { municipality: party, provider: counterparty } = cases[0] as Case;
      const clientIds = [...new Set(cases.flatMap(({ client }) => client?.id ?? []))];
      const about = { party, counterparty, clientIds };
      await noteAccess(this.#pool, this.#keys.rows, entryOf(this.#taking.call, 'try-out', about));
    }
    this.#lookedUp.clear();
  }
}

/** What all messages of a source are about together, looked up as the gemeente knows it. */
function aboutAll(messages: ReportingMessages): About {
  const abouts = messages.map((bericht) => aboutOf(bericht) as About);
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

/** The events of messages that the ledger does not have yet. */
function newsOf(messages: ReportingMessages, { state: before, around }: KnownPast): MessageEvent[] {
  const news: MessageEvent[] = [];
  let state = before;
  for (const bericht of messages)
    for (const event of eventsOf(bericht, state, around)) {
      if (isKnown(event, state)) continue;
      if ('taken' in event && event.taken)
        throw new ImportFault(event.kind === 'requested' ? referenceTaken : numberTaken);
      news.push(event);
      state = applyEvents(state, [event]);
    }
  return news;
}
