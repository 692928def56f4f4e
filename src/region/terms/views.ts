import { referencesOf } from '../../ledger/views/references.ts';
import { type AccessWish, entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { mailboxTable } from '../../parties/directory/mailboxes.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { OnNotBelieved } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { countAges, oldestTerms, type TermAges } from './ageing.ts';
import { type CountQuery, countTerms, type TermCount } from './counts.ts';
import { findTerm, listTerms, type TermCursor, type TermQuery, type TermRow } from './list.ts';
import { presentTerm, type TermItem } from './present.ts';
import { answersDue, countRetourenOwed, type InMailbox } from './retouren.ts';
import {
  maySee,
  refuseFilters,
  refuseUndesignated,
  type TermViewer,
  termViewerOf,
} from './viewer.ts';
import { countWaiting, type OpenOfAllocation, openDeliveries } from './waiting.ts';

export interface AgeingQuery {
  /** Who has to meet them: not for a party, which asks of itself. */
  readonly party?: string;
  /** How many of the oldest terms are named. */
  readonly oldest: number;
}

/** What a party has to do still, and since when. */
export interface Ageing {
  /** The day in Amsterdam by which it is counted. */
  readonly today: string;
  /** By kind. */
  readonly ages: readonly TermAges[];
  /** No term was left out of the counts. */
  readonly complete: boolean;
  /** The terms that are due first. */
  readonly oldest: readonly TermItem[];
}

/** The keys that are needed to show terms. */
type Keys = Pick<KeyRing, 'openClientKey' | 'rows'>;

/**
 * Terms for callers. A party sees those that it has to meet or waits for, also as a party that it succeeded; a contract
 * manager those of the gemeenten for which it acts now, without references; an operator or administrator all, without
 * what tells one child from another. What parties and contract managers read is in the access log before it is shown:
 * when that fails nothing is shown.
 */
export class Terms {
  readonly #store: Store;
  readonly #keys: Keys;
  readonly #onNotBelieved: OnNotBelieved;
  readonly #today: () => string;

  /** @param today the date in Amsterdam */
  constructor(
    store: Store,
    keys: Keys,
    onNotBelieved: OnNotBelieved,
    today = () => dutchDate(new Date()),
  ) {
    this.#store = store;
    this.#keys = keys;
    this.#onNotBelieved = onNotBelieved;
    this.#today = today;
  }

  /**
   * A page of terms, see {@link listTerms}.
   *
   * @throws {Problem} `filter-not-for-role`, `not-designated`, `unknown-party`, `forbidden`; `invalid-request` for filters
   *   that do not go together
   */
  async list(
    call: Call,
    query: TermQuery,
  ): Promise<{ items: TermItem[]; next: TermCursor | undefined }> {
    const viewer = await this.#viewerOf(call);
    const { limit: _, after: __, ...filters } = query;
    const given = Object.keys(filters).sort();
    refuseFilters(viewer, call.principal.role, given);
    refuseOrder(query);
    const { party, municipality } = query;
    refuseUndesignated(viewer, [party, municipality]);
    if (party !== undefined) await this.#refuseUnknown(party);
    const today = this.#today();
    const { items: rows, next } = await listTerms(this.#store.pool, viewer, query, today);
    const items = await this.#presented(viewer, rows, today);
    await this.#note(call, viewer, rows, { filters: given });
    return { items, next };
  }

  /** One term. @throws {Problem} `not-found`, also for one of others; `forbidden` */
  async get(call: Call, id: string): Promise<TermItem> {
    const viewer = await this.#viewerOf(call);
    const row = await findTerm(this.#store.pool, id);
    if (!row || !maySee(viewer, row)) throw new Problem('not-found');
    const [item] = await this.#presented(viewer, [row], this.#today());
    if (viewer.as !== 'operator') {
      const { municipality, provider, clientId } = row;
      const own = viewer.codes.includes(municipality) ? municipality : provider;
      const wish = {
        ...{ party: own, counterparty: own === municipality ? provider : municipality },
        ...{ clientIds: clientId === null ? [] : [clientId], detail: { termId: id } },
      };
      await this.#write(call, 'read-term', wish);
    }
    return item as TermItem;
  }

  /**
   * What a party has to do still: counts by kind and age, and the terms that are due first.
   *
   * @throws {Problem} `filter-not-for-role`, `unknown-party`, `forbidden`; `invalid-request` without a party
   */
  async ageing(call: Call, query: AgeingQuery): Promise<Ageing> {
    const viewer = await this.#viewerOf(call);
    refuseFilters(viewer, call.principal.role, Object.keys(query));
    if (viewer.as !== 'party') await this.#refuseUnknown(query.party);
    refuseUndesignated(viewer, [query.party]);
    const today = this.#today();
    const { pool } = this.#store;
    const { ages, complete } = await countAges(pool, viewer, query, today);
    const rows = await oldestTerms(pool, viewer, query, today);
    const oldest = await this.#presented(viewer, rows, today);
    const { party } = query;
    await this.#note(call, viewer, rows, { ageing: true, ...(party !== undefined && { party }) });
    return { today, ages, complete, oldest };
  }

  /**
   * How terms ended, see {@link countTerms}. There is nothing of a child in it; what a contract manager reads it reads
   * for others, so that has a row in the access log of each of its gemeenten.
   *
   * @throws {Problem} `too-many-months`, `unknown-party`, `filter-not-for-role`, `not-designated`, `forbidden`;
   *   `invalid-request` for months in the wrong order
   */
  async counts(call: Call, query: CountQuery): Promise<TermCount[]> {
    const viewer = await this.#viewerOf(call);
    const { from: _, until: __, ...filters } = query;
    refuseFilters(viewer, call.principal.role, Object.keys(filters), countFilters);
    refuseUndesignated(viewer, [query.party, query.municipality]);
    // A party does not learn who else is one.
    if (query.party !== undefined && viewer.as !== 'party') await this.#refuseUnknown(query.party);
    const counts = await countTerms(this.#store.pool, viewer, query);
    if (viewer.as === 'contract-manager')
      for (const party of query.municipality === undefined ? viewer.codes : [query.municipality])
        await this.#write(call, 'read-term-counts', { party, detail: { ...query } });
    return counts;
  }

  /**
   * How many terms wait for a caller, see {@link countWaiting}: a number, and nothing of a child.
   *
   * @throws {Problem} `forbidden`, `not-designated`
   */
  async waiting(caller: Call, most: number): Promise<number> {
    return countWaiting(this.#store.pool, await this.#viewerOf(caller), this.#today(), most);
  }

  /**
   * How many messages wait for a retour of the calling party: a number, and nothing of a child.
   *
   * @throws {Problem} `forbidden`, `not-designated`
   */
  async retourenOwed(caller: Call, most: number): Promise<number> {
    return countRetourenOwed(this.#store.pool, await this.#viewerOf(caller), most);
  }

  /** By when messages that the caller sees are to be answered: see {@link answersDue}. */
  answersDue(messages: readonly InMailbox[]): Promise<ReadonlyMap<string, string>> {
    return answersDue(this.#store.pool, messages);
  }

  /**
   * The starts and stops that are to be reported still, of children whose allocations the caller has just read: the row of
   * the access log is of that reading.
   *
   * @param caller a party
   */
  openDeliveries(caller: Call, clients: readonly string[]): Promise<OpenOfAllocation[]> {
    return openDeliveries(this.#store.pool, caller.principal.actsFor, clients);
  }

  #viewerOf({ principal }: Call): Promise<TermViewer> {
    return termViewerOf(this.#store.db, this.#keys.rows, principal);
  }

  async #refuseUnknown(party: string | undefined): Promise<void> {
    if (party === undefined)
      throw new Problem('invalid-request', {
        faults: [{ element: 'querystring/party', rule: 'required' }],
      });
    const { rowCount } = await this.#store.pool.query(mailboxOf({ party }));
    if (!rowCount) throw new Problem('unknown-party', { params: { party } });
  }

  async #presented(
    viewer: TermViewer,
    rows: readonly TermRow[],
    today: string,
  ): Promise<TermItem[]> {
    if (viewer.as !== 'party') return rows.map((row) => presentTerm(viewer, row, today));
    const asked = rows.flatMap((row) => {
      const { id, clientId: client, referenceHash, municipality, provider } = row;
      if (client === null || referenceHash === null) return [];
      return [{ id, client, referenceHash, municipality, provider }];
    });
    const { pool } = this.#store;
    const found = await referencesOf(pool, this.#keys, asked, this.#onNotBelieved);
    const references = new Map(asked.map(({ id }, index) => [id, found[index] ?? null]));
    return rows.map((row) => presentTerm(viewer, row, today, references.get(row.id) ?? null));
  }

  /** Of a contract manager a row for each gemeente whose terms it read, so that the gemeente finds it. */
  async #note(
    call: Call,
    viewer: TermViewer,
    rows: readonly TermRow[],
    detail: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    if (viewer.as === 'operator') return;
    const wishOf = (read: readonly TermRow[]): AccessWish => ({
      clientIds: [...new Set(read.flatMap(({ clientId }) => clientId ?? []))],
      detail: { ...detail, items: read.length },
    });
    if (viewer.as === 'party' || rows.length === 0)
      return this.#write(call, 'list-terms', wishOf(rows));
    for (const [party, read] of Map.groupBy(rows, ({ municipality }) => municipality))
      await this.#write(call, 'list-terms', { party, ...wishOf(read) });
  }

  #write(
    call: Call,
    action: 'list-terms' | 'read-term' | 'read-term-counts',
    wish: AccessWish,
  ): Promise<void> {
    return noteAccess(this.#store.pool, this.#keys.rows, entryOf(call, action, wish));
  }
}

/** What everybody may choose counts by, besides what is of the other side. */
const countFilters = ['party'];

/** @throws {Problem} `invalid-request` for filters that do not go together */
function refuseOrder({ status, withinDays, dueFrom, dueUntil }: TermQuery): void {
  const fault = (element: string, rule: string, limit: string) => {
    const faults = [{ element: `querystring/${element}`, rule, params: { limit } }];
    return new Problem('invalid-request', { faults });
  };
  if (withinDays !== undefined && status !== 'dueSoon')
    throw fault('withinDays', 'onlyWith', 'status=dueSoon');
  if ((withinDays ?? 0) > mostDays) throw fault('withinDays', 'maximum', String(mostDays));
  if (dueFrom !== undefined && dueUntil !== undefined && dueFrom > dueUntil)
    throw fault('dueUntil', 'after', 'dueFrom');
}

/** Days ahead in which a term is soon over, at most. */
const mostDays = 60;

const mailboxOf = unnamed<{ party: string }>(
  `select from ${mailboxTable} mailbox where party_code = $party`,
);
