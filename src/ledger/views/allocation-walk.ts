import { partyTable } from '../../parties/directory/party-table.ts';
import type { Asked } from '../../store/conditions.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { lookedAt, walkSql, wayOf } from '../../store/walk.ts';
import type { Spic } from '../catalogue/spic.ts';
import type { AllocationRow } from '../projection/rows.ts';

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
  /** Where the previous page ended. */
  readonly after?: AllocationCursor;
}

/** A position in the order of the list. */
export interface AllocationCursor {
  readonly changedAt: Date;
  readonly id: string;
}

type Keys = Pick<KeyRing, 'clientHash'>;

/**
 * SQL: the rows of `allocation` of a page, in the order in which they last changed (`store/walk.ts`).
 *
 * @param actsFor codes of the parties that own the allocations: either gemeenten or aanbieders
 * @param asked collects the values of the statement
 */
export function walkOfAllocations(
  keys: Keys,
  actsFor: readonly string[],
  query: AllocationQuery,
  asked: Asked,
): string {
  const way = { order: 'changed_at, id', limit: query.limit };
  return walkSql({
    ...way,
    ways: waysOf(keys, actsFor, query, way, asked),
    conditions: conditionsOf(query, asked),
  });
}

/** One ordered scan of an index per code: the index by code, by pair, by status or by child. */
function waysOf(
  keys: Keys,
  actsFor: readonly string[],
  { changedSince, after, bsn, status, provider, municipality }: AllocationQuery,
  way: Parameters<typeof wayOf>[3],
  { value, given }: Asked,
): string[] {
  const side = sideOf(actsFor);
  const [own, other] =
    side === 'municipality' ? [municipality, provider] : [provider, municipality];
  const since = [
    ...given(changedSince, (at) => `changed_at >= ${at}`),
    ...(after ? [`(changed_at, id) > (${value(after.changedAt)}, ${value(after.id)})`] : []),
  ];
  // The allocations of one child are few, and sorted here: the index has them in another order. They are found by
  // `known_child`, not `client`, so that it does not matter whether others know the child.
  const child = bsn === undefined ? undefined : value(keys.clientHash(bsn));
  const ofChild = (code: string) =>
    `(select * from allocation where client_id = (select client_id from known_child
          where bsn_hash = ${child} and party_code = ${code}) offset 0) one`;
  const codes = actsFor.filter((code) => own === undefined || code === own);
  // Without any code the walk must find nothing, as it does for a code that no party has.
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
    // The status as a literal, so that Postgres recognises the condition of the partial index.
    const ofStatus = status && status !== 'allocated' ? [`status = '${status}'`] : [];
    return wayOf('*', 'allocation', [`${side} = ${mine}`, ...ofStatus, ...since], way);
  });
}

function conditionsOf(query: AllocationQuery, { given }: Asked): string[] {
  const { segment, profile, intensity } = query;
  const conditions = Object.entries(plainFilters).flatMap(([name, column]) =>
    given(query[name as keyof typeof plainFilters], (it) => `${column} = ${it}`),
  );
  const bySpic = Object.entries({ segment, profile, intensity })
    .flatMap(([column, wanted]) => given(wanted, (it) => `spic.${column} = ${it}`))
    .join(' and ');
  if (bySpic)
    // An allocation whose product never has this SPIC in its region is skipped by one lookup in a hash. Postgres keeps
    // to this order in a CASE only.
    conditions.push(
      `case when (municipality, product_category, product_code) in (
            select party.code, spic.product_category, spic.code
            from spic join ${partyTable} party on party.region = spic.region where ${bySpic}
          ) then exists (select from (${spicOf(lookedAt)}) spic where ${bySpic}) end`,
    );
  return conditions;
}

/** On which side of an allocation the codes are. A gemeente has a code of 4 digits. */
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
 * SQL: the SPIC of the product of an allocation in the catalogue of its region, on the day that it begins. Days are
 * compared as text, because xs:date allows days that Postgres does not, and a time zone. A day in a year that has not
 * four digits is in no catalogue.
 */
export const spicOf = (allocation: string) => `
  select segment, profile, intensity
  from spic join ${partyTable} party on party.region = spic.region
  where party.code = ${allocation}.municipality
    and spic.product_category = ${allocation}.product_category and spic.code = ${allocation}.product_code
    and ${allocation}.begin_date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}'
    and to_char(valid_from, 'YYYY-MM-DD') <= left(${allocation}.begin_date, 10)
    and (valid_to is null or to_char(valid_to, 'YYYY-MM-DD') >= left(${allocation}.begin_date, 10))
  order by valid_from desc limit 1`;
