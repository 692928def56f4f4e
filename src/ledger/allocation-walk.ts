import type { KeyRing } from '../store/keys.ts';
import { lookedAt, walkSql, wayOf } from '../store/walk.ts';
import type { AllocationRow } from './rows.ts';
import type { Spic } from './spic.ts';

export type SpicOfProduct = Pick<Spic, 'segment' | 'profile' | 'intensity'>;

/** What narrows a list down. */
interface AllocationFilter extends Partial<SpicOfProduct> {
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

/** A place in the order of a list. */
export interface AllocationPlace {
  readonly changedAt: Date;
  readonly id: string;
}

type Keys = Pick<KeyRing, 'clientHash'>;

/**
 * SQL: the rows of `allocation` of a page, in the order in which they last changed (`store/walk.ts`).
 *
 * @param actsFor codes whose own they are: either gemeenten or aanbieders
 * @param value takes a value of the statement, and gives its place
 */
export function walkOfAllocations(
  keys: Keys,
  actsFor: readonly string[],
  query: AllocationQuery,
  value: (value: unknown) => string,
): string {
  const way = { order: 'changed_at, id', limit: query.limit };
  return walkSql({
    ...way,
    ways: waysOf(keys, actsFor, query, way, value),
    conditions: conditionsOf(query, value),
  });
}

/** One ordered walk through an index per code: that of the code, of the pair, of the status or the child. */
function waysOf(
  keys: Keys,
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
  const child = bsn === undefined ? undefined : value(keys.clientHash(bsn));
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

function conditionsOf(query: AllocationQuery, value: (value: unknown) => string): string[] {
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

/** A gemeente has a code of 4 digits. */
export function sideOf(actsFor: readonly string[]): 'municipality' | 'provider' {
  return actsFor[0]?.length === 4 ? 'municipality' : 'provider';
}

const plainFilters = {
  status: 'status',
  productCategory: 'product_category',
  productCode: 'product_code',
  provider: 'provider',
  municipality: 'municipality',
} as const;

/**
 * SQL: what the product of an allocation is in the catalogue of its region, on the day that it begins. Days
 * are compared as text: xs:date knows days that Postgres does not, and may name a time zone. One that is not
 * of a year of four digits is in no catalogue.
 */
export const spicOf = (allocation: string) => `
  select segment, profile, intensity
  from spic join party on party.region = spic.region
  where party.code = ${allocation}.municipality
    and spic.product_category = ${allocation}.product_category and spic.code = ${allocation}.product_code
    and ${allocation}.begin_date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}'
    and to_char(valid_from, 'YYYY-MM-DD') <= left(${allocation}.begin_date, 10)
    and (valid_to is null or to_char(valid_to, 'YYYY-MM-DD') >= left(${allocation}.begin_date, 10))
  order by valid_from desc limit 1`;
