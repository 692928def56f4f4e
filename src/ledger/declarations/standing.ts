import type { Pool } from 'pg';
import { familyOf } from '../../parties/directory/family.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { prestatieHash } from './rows.ts';

/** A Prestatie that was refused, as far as it tells whether it was declared again. */
export interface RefusedPrestatie {
  /** As `normalNumber` writes it. */
  readonly toewijzingNummer: string;
  readonly categorie: string;
  readonly code?: string;
  /** ProductPeriode, plain dates. */
  readonly begin: string;
  readonly end: string;
  /** Of a credit: the ReferentieNummer of the debit that it takes back. */
  readonly vorigReferentieNummer?: string;
}

interface Standing {
  readonly number: string;
  readonly category: string;
  readonly code: string | null;
  readonly begin: string;
  readonly end: string;
  readonly isCredit: boolean;
  readonly reference: string;
  readonly previous: string | null;
}

const standingOn = unnamed<{
  gemeente: string;
  today: string;
  aanbieder: string;
  numbers: readonly string[];
}>(`
  with recursive ${familyOf}
  select toewijzing_nummer as number, product_category as category, product_code as code,
    period_begin as begin, period_end as end, debet_credit = 'C' as "isCredit",
    encode(reference_hash, 'hex') as reference, encode(previous_hash, 'hex') as previous
  from prestatie
  where provider = $aanbieder and toewijzing_nummer = any($numbers::text[])
    and municipality in (select code from family)
    and state in ('declared', 'granted') and not taken_back`);

const lastMonth = unnamed<{ gemeente: string; today: string; aanbieder: string }>(`
  with recursive ${familyOf}
  select max(declared_month) as month from family cross join lateral (
    select declared_month from prestatie
    where provider = $aanbieder and municipality = family.code
      and number_hash is not null and state <> 'refused-whole'
    order by declared_month desc limit 1
  ) last`);

/** What an aanbieder asks of its affairs with a gemeente. */
interface Between {
  readonly gemeente: string;
  readonly aanbieder: string;
  /** Plain date: a gemeente that ended before it counts with its successor. */
  readonly today: string;
}

/** The last month that an aanbieder declared to a gemeente, `yyyy-mm`; undefined where it declared nothing. */
export async function lastDeclaredMonth(pool: Pool, between: Between): Promise<string | undefined> {
  const { rows } = await pool.query<{ month: string | null }>(lastMonth(between));
  return rows[0]?.month ?? undefined;
}

/**
 * Which refused Prestaties were not declared again: nothing that waits for a decision or was granted takes the place of one,
 * but for what one of them takes back. Nothing that it gives is of others than these two parties.
 *
 * @param refused of one declaration
 * @returns of each, in their order, whether it can be declared anew
 */
export async function canDeclareAnew(
  pool: Pool,
  keys: Pick<KeyRing, 'lineHash'>,
  between: Between,
  refused: readonly RefusedPrestatie[],
): Promise<boolean[]> {
  const numbers = [...new Set(refused.map(({ toewijzingNummer }) => toewijzingNummer))];
  const { rows } = await pool.query<Standing>(standingOn({ ...between, numbers }));
  const hashOf = (reference: string) =>
    prestatieHash(keys, 'prestatie', between.aanbieder, reference).toString('hex');
  const takenBack = new Set(
    refused.flatMap(({ vorigReferentieNummer: reference }) =>
      reference === undefined ? [] : hashOf(reference),
    ),
  );
  const credited = new Set(rows.flatMap(({ isCredit, previous }) => (isCredit ? previous : null)));
  const periods = new Set(
    rows
      .filter(({ isCredit, reference }) => !isCredit && !takenBack.has(reference))
      .map(({ number, category, code, begin, end }) =>
        JSON.stringify([number, category, code, begin, end]),
      ),
  );
  return refused.map(({ toewijzingNummer, categorie, code, begin, end, vorigReferentieNummer }) =>
    vorigReferentieNummer === undefined
      ? !periods.has(JSON.stringify([toewijzingNummer, categorie, code ?? null, begin, end]))
      : !credited.has(hashOf(vorigReferentieNummer)),
  );
}
