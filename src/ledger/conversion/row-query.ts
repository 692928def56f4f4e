import type { RowStep, Side } from './row.ts';

/** Whose rows a caller sees: those of gemeenten or of aanbieders with one of these codes; null: all. */
export type RowsSeen =
  | { readonly side: 'gemeente'; readonly codes: readonly string[] }
  | {
      readonly side: 'aanbieder';
      readonly codes: readonly string[];
      /** Gemeenten whose rows were shared. */
      readonly shared: readonly string[];
    }
  | null;

/** Which rows are asked for. */
export interface RowQuery {
  readonly gemeente?: string;
  readonly aanbieder?: string;
  readonly mapped?: boolean;
  /** With this reason, of those that have no SPIC or are held. */
  readonly reason?: string;
  /** Not marked by a side, or marked so. */
  readonly gemeenteMark?: string;
  readonly aanbiederMark?: string;
  readonly step?: RowStep;
  /** Differences within these bounds, in cents. */
  readonly leastDifference?: number;
  readonly mostDifference?: number;
}

/** What a filter is called when a side has said nothing. */
export const unmarked = 'none';

const seenBy = `($municipalities::text[] is null or mine.municipality = any($municipalities::text[]))
    and ($providers::text[] is null or mine.provider = any($providers::text[]))`;

/** SQL: whether `conversion_row mine` is of the preview `$id`, is seen by the caller, and is asked for. */
export const matching = `mine.conversion_id = $id::uuid and ${seenBy}
    and ($gemeente::text is null or mine.municipality = $gemeente)
    and ($aanbieder::text is null or mine.provider = $aanbieder)
    and ($mapped::boolean is null or (mine.unmapped is null) = $mapped)
    and ($reason::text is null or mine.unmapped = $reason or $reason = any(string_to_array(mine.holds, ',')))
    and ($gemeenteMark::text is null or coalesce(mine.gemeente_mark, '${unmarked}') = $gemeenteMark)
    and ($aanbiederMark::text is null or coalesce(mine.aanbieder_mark, '${unmarked}') = $aanbiederMark)
    and ($leastDifference::bigint is null or mine.difference_cents >= $leastDifference)
    and ($mostDifference::bigint is null or mine.difference_cents <= $mostDifference)`;

/** The parameters of {@link matching}. */
export interface Asked {
  readonly id: string;
  readonly municipalities: readonly string[] | null;
  readonly providers: readonly string[] | null;
  readonly gemeente: string | null;
  readonly aanbieder: string | null;
  readonly mapped: boolean | null;
  readonly reason: string | null;
  readonly gemeenteMark: string | null;
  readonly aanbiederMark: string | null;
  readonly leastDifference: number | null;
  readonly mostDifference: number | null;
}

/** The parameters of a query. */
export function askedOf(id: string, seen: RowsSeen, query: RowQuery): Asked {
  const own = (side: Side) => (seen?.side === side ? seen.codes : null);
  const municipalities = seen?.side === 'aanbieder' ? seen.shared : own('gemeente');
  const { gemeente = null, aanbieder = null, mapped = null, reason = null } = query;
  const { gemeenteMark = null, aanbiederMark = null } = query;
  const { leastDifference = null, mostDifference = null } = query;
  return {
    ...{ id, municipalities, providers: own('aanbieder') },
    ...{ gemeente, aanbieder, mapped, reason, gemeenteMark, aanbiederMark },
    ...{ leastDifference, mostDifference },
  };
}
