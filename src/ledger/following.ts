import type { Pool } from 'pg';

/** An allocation that another one follows, or that follows it. */
export interface Follow {
  readonly toewijzingNummer: string;
  /** Where it is one's own too. */
  readonly id?: string;
}

/** What an allocation follows, and what follows it. */
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
 * What some allocations follow, and what follows them, in the same order. A link stands with only one
 * of the two (the one that was told last), and is shown with both. One question to Postgres, whatever
 * the number of allocations; it reads those of the children that have links, which are few.
 *
 * @param viewer whose own allocations get an id: those with one of these codes on its side
 */
export async function followingOf(
  pool: Pool,
  allocations: readonly Pick<Linked, 'client' | 'municipality' | 'toewijzingNummer'>[],
  viewer: {
    readonly side: 'municipality' | 'provider';
    readonly actsFor: readonly string[];
  },
): Promise<Following[]> {
  const { rows } = await pool.query<Linked>({
    name: `following-${viewer.side}`,
    text: `with linked as materialized (
        select a.* from (
          select distinct * from unnest($1::uuid[], $2::text[]) as one (client_id, municipality)
        ) asked
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
      )
      select id, client_id as client, municipality, toewijzing_nummer as "toewijzingNummer",
        predecessors, successors, ${viewer.side} = any($3) as own
      from (
        select * from linked
        union select a.* from named cross join lateral (
          select * from allocation where client_id = named.client_id
            and municipality = named.municipality and ${viewer.side} = any($3)
            and toewijzing_nummer = named.number
          offset 0
        ) a
      ) told
      order by toewijzing_nummer, id`,
    values: [
      allocations.map(({ client }) => client),
      allocations.map(({ municipality }) => municipality),
      viewer.actsFor,
    ],
  });
  const cases = new Map([...Map.groupBy(rows, caseOf)].map(([key, rows]) => [key, linksOf(rows)]));
  return allocations.map((one) => {
    const links = cases.get(caseOf(one));
    return {
      predecessors: links?.before(one.toewijzingNummer) ?? [],
      successors: links?.after(one.toewijzingNummer) ?? [],
    };
  });
}

/** Numbers are known within a gemeente. */
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
