import type { Pool } from 'pg';
import { Problem } from '../problem.ts';
import { type Money, readCents } from '../standard/money.ts';
import type { KeyRing } from '../store/keys.ts';
import { askInOrder, lookedAt, pageOf, type Walked, walkSql, wayOf } from '../store/walk.ts';
import { type Follow, type Following, followingOf } from './following.ts';
import type { AllocationRow, DeliveryRow } from './rows.ts';
import type { Spic } from './spic.ts';
import { type StoryEntry, storyOf } from './story.ts';

/** An allocation as its gemeente and its aanbieder see it. Dates as the message wrote them. */
export interface AllocationItem extends Following {
  readonly id: string;
  readonly toewijzingNummer: string;
  readonly municipality: string;
  readonly provider: string;
  /** Random id of the child. */
  readonly client: string;
  readonly status: AllocationRow['status'];
  readonly product: { readonly categorie: string; readonly code: string | null } | null;
  /** What its product is in the catalogue of the gemeente's region, on the day that it begins. */
  readonly spic: SpicOfProduct | null;
  readonly begin: string | null;
  readonly end: string | null;
  readonly decidedOn: string | null;
  readonly reason: string | null;
  readonly volume: string | null;
  readonly unit: string | null;
  readonly frequency: string | null;
  readonly budgetCents: Money | null;
  readonly changedAt: Date;
}

type SpicOfProduct = Pick<Spic, 'segment' | 'profile' | 'intensity'>;

/** A start or stop that was reported. */
export interface Delivery extends Pick<DeliveryRow, 'kind' | 'reason' | 'removed'> {
  readonly begin: string;
  /** Of a stop. */
  readonly end: string | null;
}

export interface AllocationDetails extends AllocationItem {
  /** Starts, then stops; each in the order in which they were reported. */
  readonly deliveries: readonly Delivery[];
}

/** What narrows a list down. */
export interface AllocationFilter extends Partial<SpicOfProduct> {
  readonly status?: AllocationRow['status'];
  readonly productCategory?: string;
  readonly productCode?: string;
  readonly provider?: string;
  readonly municipality?: string;
  readonly changedSince?: Date;
  /** Only of this child. */
  readonly bsn?: string;
}

export interface AllocationQuery extends AllocationFilter {
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: AllocationPlace;
}

/** Whose allocation it is. */
export type AllocationAbout = Pick<AllocationItem, 'municipality' | 'provider' | 'client'>;

/** A place in the order of a list. */
export interface AllocationPlace {
  readonly changedAt: Date;
  readonly id: string;
}

/**
 * What a party may see of the allocations: its own. Others do not exist for it. `actsFor` are the codes
 * of the party and of those that it succeeded: either gemeenten or aanbieders.
 */
export class Allocations {
  readonly #pool: Pool;
  readonly #keys: KeyRing;

  constructor(pool: Pool, keys: KeyRing) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /**
   * A page of one's own allocations, in the order in which they last changed. One that changes while
   * somebody pages comes again, later. A page costs the same whatever the number of allocations
   * (`store/walk.ts`); so it may be short, or empty, with more to come.
   *
   * @returns the items, and where the next page begins; undefined when this is all
   */
  async list(
    actsFor: readonly string[],
    query: AllocationQuery,
  ): Promise<{ items: AllocationItem[]; next: AllocationPlace | undefined }> {
    const values: unknown[] = [];
    const value = (one: unknown) => `$${values.push(one)}`;
    const way = { order: 'changed_at, id', limit: query.limit };
    const walk = walkSql({
      ...way,
      ways: this.#ways(actsFor, query, way, value),
      conditions: this.#conditions(query, value),
    });
    const rows = await askInOrder<Walked & Row>(this.#pool, {
      text: `select ${columns}, a.fits, a.ends
        from (${walk}) a left join lateral (${spicOf('a')}) spic on true
        order by a.changed_at, a.id`,
      values,
    });
    const { items, last } = pageOf(rows, query.limit);
    return {
      items: await this.#presented(actsFor, items),
      next: last && { changedAt: last.changedAt, id: last.id },
    };
  }

  /**
   * One allocation.
   *
   * @throws {Problem} `not-found`, also for an allocation of others
   */
  async get(actsFor: readonly string[], id: string): Promise<AllocationDetails> {
    const { rows } = await this.#pool.query<Row & { deliveries: Delivery[] }>({
      name: `get-allocation-${sideOf(actsFor)}`,
      text: `select ${columns}, coalesce((
          select json_agg(json_build_object('kind', kind, 'begin', begin_date, 'end', end_date,
            'reason', reason, 'removed', removed) order by kind, ordinal)
          from delivery d
          where d.client_id = a.client_id and d.municipality = a.municipality
            and d.provider = a.provider and d.toewijzing_nummer = a.toewijzing_nummer
        ), '[]') as deliveries
        from allocation a left join lateral (${spicOf('a')}) spic on true
        where a.id = $1 and a.${sideOf(actsFor)} = any($2)`,
      values: [id, actsFor],
    });
    const [row] = rows;
    const [item] = await this.#presented(actsFor, rows);
    if (!row || !item) throw new Problem('not-found');
    return { ...item, deliveries: row.deliveries };
  }

  /**
   * The story of one allocation: its entries in the chain of its gemeente, in order, and those of the
   * requests that it honours or that ask to change it.
   *
   * @param page entries after this number in the chain, and how many at most
   * @returns whose it is, the entries, and the number to go on after; undefined when this is all
   * @throws {Problem} `not-found`, also for an allocation of others
   */
  async entries(
    actsFor: readonly string[],
    id: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<{ about: AllocationAbout; items: StoryEntry[]; next: number | undefined }> {
    const { rows } = await this.#pool.query({
      name: `find-allocation-${sideOf(actsFor)}`,
      text: `select a.municipality, a.provider, a.client_id as "clientId",
          a.toewijzing_nummer as "toewijzingNummer", data_key.wrapped
        from allocation a left join data_key on data_key.id = a.client_id
        where a.id = $1 and a.${sideOf(actsFor)} = any($2)`,
      values: [id, actsFor],
    });
    const [row] = rows;
    if (!row) throw new Problem('not-found');
    const key = row.wrapped && this.#keys.openClientKey(row.clientId, row.wrapped);
    const story = await storyOf(this.#pool, row, key ?? undefined);
    const left = story.filter(({ chainNumber }) => chainNumber > page.after);
    const items = left.slice(0, page.limit);
    const { municipality, provider, clientId: client } = row;
    const next = left.length > items.length ? items.at(-1)?.chainNumber : undefined;
    return { about: { municipality, provider, client }, items, next };
  }

  /** One ordered walk through an index per code: that of the code, of the pair, of the status or the child. */
  #ways(
    actsFor: readonly string[],
    { changedSince, after, bsn, status, provider, municipality }: AllocationQuery,
    way: Parameters<typeof wayOf>[3],
    value: (value: unknown) => string,
  ): string[] {
    const side = sideOf(actsFor);
    const [own, other] =
      side === 'municipality' ? [municipality, provider] : [provider, municipality];
    const since = [
      ...(changedSince ? [`changed_at >= ${value(changedSince)}`] : []),
      ...(after ? [`(changed_at, id) > (${value(after.changedAt)}, ${value(after.id)})`] : []),
    ];
    // Those of a child are few, and put in order: its index has them in another.
    // Not by the table of all children: whether others know it must not matter.
    const child = bsn === undefined ? undefined : value(this.#keys.clientHash(bsn));
    const ofChild = (code: string) =>
      `(select * from allocation where client_id = (select client_id from known_child
          where bsn_hash = ${child} and party_code = ${code}) offset 0) one`;
    const codes = actsFor.filter((code) => own === undefined || code === own);
    // A walk without a way finds nothing: so do the rows of nobody.
    return (codes.length > 0 ? codes : ['']).map((code) => {
      const mine = value(code);
      if (child) return wayOf('*', ofChild(mine), [`${side} = ${mine}`, ...since], way);
      if (other !== undefined) {
        const pair = side === 'municipality' ? [mine, value(other)] : [value(other), mine];
        return wayOf(
          '*',
          'allocation',
          [`municipality || provider = ${pair.join(' || ')}`, ...since],
          way,
        );
      }
      // The status as it stands in the condition of the index, for Postgres to know it again.
      const ofStatus = status && status !== 'allocated' ? [`status = '${status}'`] : [];
      return wayOf('*', 'allocation', [`${side} = ${mine}`, ...ofStatus, ...since], way);
    });
  }

  /** @param value takes a value of the statement, and gives its place */
  #conditions(query: AllocationQuery, value: (value: unknown) => string): string[] {
    const { segment, profile, intensity } = query;
    const conditions = Object.entries(plainFilters)
      .filter(([name]) => query[name as keyof typeof plainFilters] !== undefined)
      .map(([name, column]) => `${column} = ${value(query[name as keyof typeof plainFilters])}`);
    const bySpic = Object.entries({ segment, profile, intensity })
      .filter(([, wanted]) => wanted !== undefined)
      .map(([column, wanted]) => `spic.${column} = ${value(wanted)}`)
      .join(' and ');
    if (bySpic)
      // What has no such product in its gemeente on any day is passed over by one look into a hash.
      // Postgres keeps to this order in a CASE only.
      conditions.push(
        `case when (municipality, product_category, product_code) in (
            select party.code, spic.product_category, spic.code
            from spic join party on party.region = spic.region where ${bySpic}
          ) then exists (select from (${spicOf(lookedAt)}) spic where ${bySpic}) end`,
      );
    return conditions;
  }

  async #presented(actsFor: readonly string[], rows: readonly Row[]): Promise<AllocationItem[]> {
    const following = await followingOf(this.#pool, rows, { side: sideOf(actsFor), actsFor });
    return rows.map((row, index) => ({
      id: row.id,
      toewijzingNummer: row.toewijzingNummer,
      municipality: row.municipality,
      provider: row.provider,
      client: row.client,
      status: row.status,
      product: row.categorie === null ? null : { categorie: row.categorie, code: row.productCode },
      spic:
        row.segment === null || row.profile === null || row.intensity === null
          ? null
          : { segment: row.segment, profile: row.profile, intensity: row.intensity },
      begin: row.begin,
      end: row.end,
      decidedOn: row.decidedOn,
      reason: row.reason,
      volume: row.volume,
      unit: row.unit,
      frequency: row.frequency,
      budgetCents: row.budgetCents === null ? null : readCents(row.budgetCents),
      changedAt: row.changedAt,
      ...(following[index] ?? { predecessors: none, successors: none }),
    }));
  }
}

const none: readonly Follow[] = [];

/** A gemeente has a code of 4 digits. */
function sideOf(actsFor: readonly string[]): 'municipality' | 'provider' {
  return actsFor[0]?.length === 4 ? 'municipality' : 'provider';
}

const plainFilters = {
  status: 'status',
  productCategory: 'product_category',
  productCode: 'product_code',
  provider: 'provider',
  municipality: 'municipality',
} as const;

interface Row
  extends Omit<AllocationItem, 'product' | 'spic' | 'budgetCents' | 'predecessors' | 'successors'> {
  readonly categorie: string | null;
  readonly productCode: string | null;
  readonly segment: string | null;
  readonly profile: string | null;
  readonly intensity: string | null;
  readonly budgetCents: string | null;
}

const columns = `a.id, a.toewijzing_nummer as "toewijzingNummer", a.municipality, a.provider,
  a.client_id as client, a.status, a.product_category as categorie,
  a.product_code as "productCode", spic.segment, spic.profile, spic.intensity,
  a.begin_date as begin, a.end_date as end, a.decided_on as "decidedOn", a.reason, a.volume, a.unit,
  a.frequency, a.budget_cents as "budgetCents", a.changed_at as "changedAt"`;

// Days are compared as text: xs:date knows days that Postgres does not, and may name a time zone. One
// that is not of a year of four digits is in no catalogue.
const spicOf = (allocation: string) => `
  select segment, profile, intensity
  from spic join party on party.region = spic.region
  where party.code = ${allocation}.municipality
    and spic.product_category = ${allocation}.product_category and spic.code = ${allocation}.product_code
    and ${allocation}.begin_date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}'
    and to_char(valid_from, 'YYYY-MM-DD') <= left(${allocation}.begin_date, 10)
    and (valid_to is null or to_char(valid_to, 'YYYY-MM-DD') >= left(${allocation}.begin_date, 10))
  order by valid_from desc limit 1`;
