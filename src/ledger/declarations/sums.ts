import type { Pool } from 'pg';
import { cents, centsNumber } from '../../standard/money.ts';
import { unnamed } from '../../store/statement.ts';

/** What became of a declaration, in whole cents; a credit counts below nothing. Of children that were forgotten nothing is in it. */
export interface DeclarationSums {
  /** DeclaratiePeriode, `yyyy-mm`; null where its first Prestatie is of a child that was forgotten. */
  readonly month: string | null;
  /** Refused whole: it counts as never sent. */
  readonly state: 'open' | 'answered' | 'refused';
  readonly prestaties: number;
  readonly declaredCents: number;
  readonly grantedCents: number;
  readonly refusedCents: number;
}

interface Row extends Pick<DeclarationSums, 'month' | 'prestaties' | 'state'> {
  readonly id: string;
  readonly declared: string;
  readonly granted: string;
  readonly refused: string;
}

const sums = unnamed<{ ids: readonly string[] }>(`
  select asked.id, one.* from unnest($ids::uuid[]) asked (id)
  cross join lateral (
    select max(declared_month) as month, count(*)::integer as prestaties,
      sum(amount_cents) as declared,
      coalesce(sum(amount_cents) filter (where state = 'granted'), 0) as granted,
      coalesce(sum(amount_cents) filter (where state in ('refused', 'refused-whole')), 0) as refused,
      case when bool_or(state = 'declared') then 'open'
        when bool_and(state = 'refused-whole') then 'refused' else 'answered' end as state
    from prestatie where declaration_id = asked.id offset 0
  ) one
  where prestaties > 0`);

const childrenOf = unnamed<{ id: string }>(
  'select distinct client_id as id from prestatie where declaration_id = $id::uuid',
);

/** The sums of declarations, by the id of the JW323; without those of which the ledger has nothing. */
export async function sumsOfDeclarations(
  pool: Pool,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DeclarationSums>> {
  const { rows } = await pool.query<Row>(sums({ ids }));
  const inCents = (text: string) => centsNumber(cents(BigInt(text)));
  return new Map(
    rows.map(({ id, month, prestaties, state, declared, granted, refused }) => [
      id,
      {
        ...{ month, state, prestaties, declaredCents: inCents(declared) },
        ...{ grantedCents: inCents(granted), refusedCents: inCents(refused) },
      },
    ]),
  );
}

/** Random ids of the children that a declaration is about, as far as they are known. */
export async function childrenOfDeclaration(pool: Pool, id: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(childrenOf({ id }));
  return rows.map((row) => row.id);
}
