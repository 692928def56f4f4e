import type { Pool } from 'pg';
import { oncePer, statement } from '../../store/statement.ts';

/** A predecessor or successor of an allocation. */
export interface Follow {
  readonly toewijzingNummer: string;
  /** Only where the reader owns this allocation too. */
  readonly id?: string;
}

/** The predecessors and successors of an allocation. */
export interface Following {
  readonly predecessors: readonly Follow[];
  readonly successors: readonly Follow[];
}

interface Linked {
  readonly id: string;
  readonly client: string;
  readonly municipality: string;
  readonly toewijzingNummer: string;
  readonly predecessors: readonly string[] | null;
  readonly successors: readonly string[] | null;
  readonly own: boolean;
}

/**
 * SQL: the numbers of old allocations and of the SPICs that a conversion made of them (`ledger/conversion`), of the children
 * and gemeenten in `asked`. Where several become several, the messages alone do not show which.
 */
const convertedNumbers = `select asked.client_id, asked.municipality, made.toewijzing_nummer as old,
        made.new_number as next
      from asked
      cross join lateral (
        select conversion_id, case_number, row_numbers from conversion_post
        where client_id = asked.client_id and municipality = asked.municipality
          and kind = 'commit' and step = 'approved' offset 0
      ) post
      cross join lateral (
        select toewijzing_nummer, new_number from conversion_row
        where conversion_id = post.conversion_id and case_number = post.case_number
          and number = any(post.row_numbers) and toewijzing_nummer is not null and new_number is not null offset 0
      ) made`;

const linkedOf = oncePer((side: 'municipality' | 'provider') =>
  statement<{
    clients: readonly string[];
    municipalities: readonly string[];
    codes: readonly string[];
  }>(
    `following-${side}`,
    `with asked as materialized (
      select distinct * from unnest($clients::uuid[], $municipalities::text[]) as one (client_id, municipality)
    ), converted as materialized (
      ${convertedNumbers}
    ), linked as materialized (
      select a.* from asked
      cross join lateral (
        select * from allocation where client_id = asked.client_id
          and municipality = asked.municipality
          and (cardinality(predecessors) > 0 or cardinality(successors) > 0)
        offset 0
      ) a
    ), named as (
      select distinct client_id, municipality, number
      from linked cross join lateral unnest(
        array[toewijzing_nummer] || predecessors || successors) as number
      union
      select client_id, municipality, unnest(array[old, next]) from converted
    )
    select id, client_id as client, municipality, toewijzing_nummer as "toewijzingNummer",
      predecessors || (
        select array_agg(old) from converted where converted.client_id = shown.client_id
          and converted.municipality = shown.municipality and next = toewijzing_nummer
      ) as predecessors, successors, ${side} = any($codes::text[]) as own
    from (
      select * from linked
      union select a.* from named cross join lateral (
        select * from allocation where client_id = named.client_id
          and municipality = named.municipality and ${side} = any($codes::text[])
          and toewijzing_nummer = named.number
        offset 0
      ) a
    ) shown
    order by toewijzing_nummer, id`,
  ),
);

/**
 * The predecessors and successors of some allocations, in the same order. A link is stored with only one of the two
 * (the one that was reported last), and is shown with both. One query for any number of allocations; it reads those
 * of the children that have links, which are few.
 *
 * @param viewer the reader, whose own allocations get an id: those with one of these codes on its side
 */
export async function followingOf(
  pool: Pool,
  allocations: readonly Pick<Linked, 'client' | 'municipality' | 'toewijzingNummer'>[],
  viewer: {
    readonly side: 'municipality' | 'provider';
    readonly actsFor: readonly string[];
  },
): Promise<Following[]> {
  const { rows } = await pool.query<Linked>(
    linkedOf(viewer.side)({
      clients: allocations.map(({ client }) => client),
      municipalities: allocations.map(({ municipality }) => municipality),
      codes: viewer.actsFor,
    }),
  );
  const cases = new Map([...Map.groupBy(rows, caseOf)].map(([key, rows]) => [key, linksOf(rows)]));
  return allocations.map((one) => {
    const links = cases.get(caseOf(one));
    return {
      predecessors: links?.before(one.toewijzingNummer) ?? [],
      successors: links?.after(one.toewijzingNummer) ?? [],
    };
  });
}

/** Numbers are unique within a gemeente. */
function caseOf({ client, municipality }: Pick<Linked, 'client' | 'municipality'>): string {
  return `${client} ${municipality}`;
}

/** All links between the allocations of one child in one gemeente. */
function linksOf(rows: readonly Linked[]) {
  const before = new Map<string, Set<string>>();
  const after = new Map<string, Set<string>>();
  const link = (old: string, next: string) => {
    before.set(next, (before.get(next) ?? new Set()).add(old));
    after.set(old, (after.get(old) ?? new Set()).add(next));
  };
  for (const { toewijzingNummer, predecessors, successors } of rows) {
    for (const old of predecessors ?? []) link(old, toewijzingNummer);
    for (const next of successors ?? []) link(toewijzingNummer, next);
  }
  const ownIds = new Map(
    rows.filter(({ own }) => own).map(({ toewijzingNummer, id }) => [toewijzingNummer, id]),
  );
  const follows = (numbers: Iterable<string> = []): Follow[] =>
    [...numbers].map((toewijzingNummer) => {
      const id = ownIds.get(toewijzingNummer);
      return { toewijzingNummer, ...(id !== undefined && { id }) };
    });
  return {
    before: (number: string) => follows(before.get(number)),
    after: (number: string) => follows(after.get(number)),
  };
}
