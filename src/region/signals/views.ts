import type { PoolClient } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { type Call, forbidden } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { errorCode } from '../../store/database.ts';
import { inTransaction } from '../../store/transaction.ts';
import { countSignalsBy, type SignalCount, type SignalCountQuery } from './counts.ts';
import { changeSignal, findThose, holdThose, readAnswers, type SignalChange } from './keep.ts';
import { deletePair, insertPair, linksOf } from './links.ts';
import { listSignals, type SignalQuery } from './list.ts';
import { noteSignal, noteSignals } from './noted.ts';
import type { SignalParts } from './parts.ts';
import { presentSignal, type SignalDetails, type SignalItem } from './present.ts';
import { refuseBsn, reportSignal, type SignalWish } from './report.ts';
import { type CloseReason, mostAnswers, mostLinks, type SignalRow } from './signal.ts';
import { keepText, textsOf, type Written } from './texts.ts';
import { countRoles, maySeeSignal, type SignalViewer, signalViewerOf } from './viewer.ts';

/** Months in one question for counts, at most. */
export const mostMonths = 24;

/** The code of Postgres for a row that refers to one that is not there. */
const noSuchChild = '23503';

/** An answer, or what the reporter adds. */
export interface AnswerWish {
  /** The signal as its writer saw it. */
  readonly version: number;
  readonly text: string;
}

/** How a signal is closed. */
export interface CloseWish {
  readonly version: number;
  readonly reason: CloseReason;
  /** An answer with it. */
  readonly text?: string;
}

/**
 * Signals: what parties report that does not fit. A reporter sees what it reported, a gemeente and its contract managers
 * what concerns it, an operator all without texts. What parties and contract managers read and write is in the access log:
 * when that fails nothing is shown or done.
 */
export class Signals {
  readonly #parts: SignalParts;

  constructor(parts: SignalParts) {
    this.#parts = parts;
  }

  /** Reports a signal, see {@link reportSignal}. */
  async report(call: Call, wish: SignalWish): Promise<SignalDetails> {
    const viewer = await this.#viewerOf(call);
    return this.#details(viewer, await reportSignal(this.#parts, call, viewer, wish));
  }

  /**
   * A page of signals, see {@link listSignals}.
   *
   * @throws {Problem} `not-designated`, `forbidden`; `invalid-request` for days in the wrong order
   */
  async list(
    call: Call,
    query: SignalQuery,
  ): Promise<{ items: SignalItem[]; next: string | undefined }> {
    const viewer = await this.#viewerOf(call);
    refuseOrder(query.from, query.until);
    refuseOthers(viewer, query.municipality);
    const { store, keys, onNotBelieved } = this.#parts;
    const found = await listSignals(store.pool, keys.rows, viewer, query, onNotBelieved);
    const { limit: _, after: __, ...filters } = query;
    const given = Object.keys(filters).sort();
    await noteSignals({ db: store.pool, macs: keys.rows }, call, viewer, found.items, given);
    return { items: found.items.map((row) => presentSignal(viewer, row)), next: found.next };
  }

  /** One signal, with what people wrote. @throws {Problem} `not-found`, also for one of others; `forbidden` */
  async get(call: Call, id: string): Promise<SignalDetails> {
    const viewer = await this.#viewerOf(call);
    const { store, keys } = this.#parts;
    const [row] = await findThose(store.pool, keys.rows, [id]);
    if (!row || !maySeeSignal(viewer, row)) throw new Problem('not-found');
    const details = await this.#details(viewer, row);
    await noteSignal({ db: store.pool, macs: keys.rows }, call, viewer, 'read-signal', row);
    return details;
  }

  /**
   * Answers a signal, as a contract manager; or adds to it, as its reporter, which then waits for an answer again.
   *
   * @throws {Problem} `not-found`, `signal-changed`, `signal-closed`, `signal-read-only`, `signal-forgotten`,
   *   `too-many-answers`, `text-has-bsn`
   */
  async answer(call: Call, id: string, { version, text }: AnswerWish): Promise<SignalDetails> {
    refuseBsn(text);
    return this.#change(call, id, version, 'answer-signal', {}, async (client, viewer, row) => {
      const answered = await this.#write(client, call, row, text);
      return { status: isReporter(viewer, row) ? 'open' : 'answered', answered, closed: null };
    });
  }

  /**
   * Closes a signal for good. Its reporter withdraws it only.
   *
   * @throws {Problem} as {@link answer}; `invalid-request` for another reason of the reporter
   */
  async close(
    call: Call,
    id: string,
    { version, reason, text }: CloseWish,
  ): Promise<SignalDetails> {
    refuseBsn(text);
    const detail = { reason };
    return this.#change(call, id, version, 'close-signal', detail, async (client, viewer, row) => {
      if (isReporter(viewer, row) && reason !== 'withdrawn')
        throw new Problem('invalid-request', {
          faults: [
            { element: 'body/reason', rule: 'const', params: { allowedValue: 'withdrawn' } },
          ],
        });
      const answered = text === undefined ? null : await this.#write(client, call, row, text);
      const closed = { by: partyOf(call), at: answered?.at ?? new Date(), reason };
      return { status: 'closed', answered, closed };
    });
  }

  /**
   * Links two signals of the same problem, or takes their link away: both ways. Doing so twice changes nothing.
   *
   * @param call of a contract manager that sees both
   * @throws {Problem} `not-found`, `link-to-itself`, `too-many-links`
   */
  async link(call: Call, id: string, other: string, linked: boolean): Promise<SignalDetails> {
    if (id === other) throw new Problem('link-to-itself');
    const viewer = await this.#viewerOf(call);
    if (viewer.as !== 'contract-manager')
      throw forbidden(call.principal.role, ['contract-manager']);
    const { store, keys } = this.#parts;
    const row = await inTransaction(store.pool, async (client) => {
      const rows = await holdThose(client, keys.rows, [id, other]);
      if (rows.length !== 2 || !rows.every((one) => maySeeSignal(viewer, one)))
        throw new Problem('not-found');
      const pair = { one: id, other };
      const changed = linked
        ? await insertPair(client, pair, partyOf(call))
        : await deletePair(client, pair);
      for (const one of rows) {
        if (linked && changed && (await linksOf(client, one.id)).length > mostLinks)
          throw new Problem('too-many-links', { params: { limit: mostLinks } });
        const action = linked ? 'link-signal' : 'unlink-signal';
        await noteSignal({ db: client, macs: keys.rows }, call, viewer, action, one);
      }
      return rows.find((one) => one.id === id) as SignalRow;
    });
    return this.#details(viewer, row);
  }

  /**
   * How many signals there were, see {@link countSignalsBy}. What a contract manager counts stands in the access log of
   * each of its gemeenten.
   *
   * @throws {Problem} `not-designated`, `forbidden`, `too-many-months`; `invalid-request` for days in the wrong order
   */
  async counts(call: Call, query: SignalCountQuery): Promise<SignalCount[]> {
    const viewer = await this.#viewerOf(call);
    if (viewer.as === 'aanbieder' || viewer.as === 'gemeente')
      throw forbidden(call.principal.role, countRoles);
    refuseOrder(query.from, query.until);
    if (monthsBetween(query.from, query.until) > mostMonths)
      throw new Problem('too-many-months', { params: { limit: mostMonths } });
    refuseOthers(viewer, query.municipality);
    const { store, keys } = this.#parts;
    const all = viewer.as === 'operator' ? undefined : viewer.codes;
    const gemeenten = query.municipality === undefined ? all : [query.municipality];
    const counts = await countSignalsBy(store.pool, gemeenten, query);
    if (viewer.as === 'contract-manager')
      for (const party of gemeenten ?? []) {
        const wish = { party, detail: { ...query } };
        await noteAccess(store.pool, keys.rows, entryOf(call, 'read-signal-counts', wish));
      }
    return counts;
  }

  #viewerOf({ principal }: Call): Promise<SignalViewer> {
    const { store, keys } = this.#parts;
    return signalViewerOf(store.db, keys.rows, principal);
  }

  /** Changes a signal that the caller may see and answer, when it is at this version still. */
  async #change(
    call: Call,
    id: string,
    version: number,
    action: 'answer-signal' | 'close-signal',
    detail: Readonly<Record<string, unknown>>,
    act: (client: PoolClient, viewer: SignalViewer, row: SignalRow) => Promise<SignalChange>,
  ): Promise<SignalDetails> {
    const viewer = await this.#viewerOf(call);
    const { store, keys } = this.#parts;
    const changed = await inTransaction(store.pool, async (client) => {
      const [row] = await holdThose(client, keys.rows, [id]);
      if (!row || !maySeeSignal(viewer, row)) throw new Problem('not-found');
      if (viewer.as !== 'contract-manager' && !isReporter(viewer, row))
        throw new Problem('signal-read-only');
      if (row.version !== version)
        throw new Problem('signal-changed', { params: { version: row.version } });
      if (row.status === 'closed') throw new Problem('signal-closed');
      await changeSignal(client, keys.rows, row, await act(client, viewer, row));
      const noted = { version: row.version + 1, ...detail };
      await noteSignal({ db: client, macs: keys.rows }, call, viewer, action, row, noted);
      const [now] = await findThose(client, keys.rows, [id]);
      return now as SignalRow;
    }).catch((error) => {
      if (errorCode(error) === noSuchChild) throw new Problem('signal-forgotten');
      throw error;
    });
    return this.#details(viewer, changed);
  }

  /** Keeps an answer. @throws {Problem} `too-many-answers`, `signal-forgotten` */
  async #write(client: PoolClient, call: Call, row: SignalRow, text: string): Promise<Written> {
    if (row.answerCount >= mostAnswers)
      throw new Problem('too-many-answers', { params: { limit: mostAnswers } });
    const written = { ordinal: row.answerCount + 1, by: partyOf(call), at: new Date() };
    if (!(await keepText(client, this.#parts.keys, row, written, text)))
      throw new Problem('signal-forgotten');
    return written;
  }

  async #details(viewer: SignalViewer, row: SignalRow): Promise<SignalDetails> {
    const { store, keys } = this.#parts;
    const answers = await readAnswers(store.pool, row);
    const links = await linksOf(store.pool, row.id);
    const others = await findThose(store.pool, keys.rows, links);
    const linked = others.filter((one) => maySeeSignal(viewer, one)).map(({ id }) => id);
    const item = presentSignal(viewer, row);
    if (viewer.as === 'operator')
      return { ...item, answers: answers.map(({ by, at }) => ({ by, at })), linked };
    const first = { ordinal: 0, by: row.reporter, at: row.reportedAt };
    const texts = await textsOf(store.pool, keys, row, [first, ...answers]);
    return {
      ...item,
      text: texts.get(0) ?? null,
      answers: answers.map(({ ordinal, by, at }) => ({ by, at, text: texts.get(ordinal) ?? null })),
      linked,
    };
  }
}

function isReporter(viewer: SignalViewer, { reporter }: SignalRow): boolean {
  const isParty = viewer.as === 'aanbieder' || viewer.as === 'gemeente';
  return isParty && viewer.codes.includes(reporter);
}

function partyOf({ principal: { party } }: Call): string {
  if (party === undefined) throw new Problem('not-found');
  return party;
}

/** An empty answer would look as if there were none. @throws {Problem} `not-designated` */
function refuseOthers(viewer: SignalViewer, municipality: string | undefined): void {
  if (viewer.as !== 'contract-manager' || municipality === undefined) return;
  if (!viewer.codes.includes(municipality)) throw new Problem('not-designated');
}

/** @throws {Problem} `invalid-request` */
function refuseOrder(from: string | undefined, until: string | undefined): void {
  if (from === undefined || until === undefined || from <= until) return;
  throw new Problem('invalid-request', {
    faults: [{ element: 'querystring/until', rule: 'after', params: { limit: 'from' } }],
  });
}

/** How many months two days and all between them touch. */
function monthsBetween(from: string, until: string): number {
  const [first, last] = [from, until].map((day) => {
    const [year, month] = day.split('-').map(Number);
    return (year ?? 0) * 12 + (month ?? 0);
  });
  return (last ?? 0) - (first ?? 0) + 1;
}
