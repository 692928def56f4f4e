import type { Pool } from 'pg';
import { oncePer, unnamed } from '../../store/statement.ts';
import { sideOf } from './allocation-walk.ts';

/** Where an allocation is, by its number as `normalNumber` writes it. */
export interface NumberedPlace {
  readonly municipality: string;
  readonly provider: string;
  readonly toewijzingNummer: string;
}

const idsOfPlaces = oncePer((side: 'municipality' | 'provider') =>
  unnamed<{
    municipalities: readonly string[];
    providers: readonly string[];
    numbers: readonly string[];
    codes: readonly string[];
  }>(`
    select asked.municipality || ' ' || asked.provider || ' ' || asked.number as place, found.id
    from unnest($municipalities::text[], $providers::text[], $numbers::text[]) asked (municipality, provider, number)
    cross join lateral (
      select id from allocation
      where municipality = asked.municipality and toewijzing_nummer = asked.number
        and provider = asked.provider and owns_number and ${side} = any($codes::text[])
      offset 0
    ) found`),
);

/**
 * The ids of allocations of a party.
 *
 * @param actsFor the codes of the party, and of those that it succeeded
 * @returns ids by gemeente, aanbieder and number, with a space between them
 */
export async function idsOfAllocations(
  pool: Pool,
  actsFor: readonly string[],
  places: readonly NumberedPlace[],
): Promise<ReadonlyMap<string, string>> {
  if (places.length === 0) return new Map();
  const { rows } = await pool.query<{ place: string; id: string }>(
    idsOfPlaces(sideOf(actsFor))({
      municipalities: places.map(({ municipality }) => municipality),
      providers: places.map(({ provider }) => provider),
      numbers: places.map(({ toewijzingNummer }) => toewijzingNummer),
      codes: actsFor,
    }),
  );
  return new Map(rows.map(({ place, id }) => [place, id]));
}
