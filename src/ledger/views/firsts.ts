import type { PoolClient } from 'pg';
import { statement } from '../../store/statement.ts';

/** What is counted of allocations. */
export const firstKinds = ['allocated', 'started', 'stopped'] as const;
export type FirstKind = (typeof firstKinds)[number];

/** The first allocation, start or stop of a product. Nothing of a child. */
export interface First {
  readonly municipality: string;
  readonly provider: string;
  readonly kind: FirstKind;
  readonly recordedAt: Date;
  /** Null where the allocation names no product. */
  readonly categorie: string | null;
  /** Null where it names a category alone. */
  readonly code: string | null;
}

const firstsAmong = statement<{ municipalities: readonly string[]; numbers: readonly string[] }>(
  'ledger-firsts',
  // By the index of the story of a child: there are few entries of one.
  `select e.municipality, e.provider, e.kind, e.recorded_at as "recordedAt",
    product.category as categorie, product.code
  from unnest($municipalities::text[], $numbers::bigint[]) asked (municipality, number)
  cross join lateral (
    select * from ledger_entry
    where municipality = asked.municipality and chain_number = asked.number offset 0
  ) e
  cross join lateral (
    select product_category as category, product_code as code, 1 as nr from allocation
    where municipality = e.municipality and client_id = e.client_id and provider = e.provider
      and toewijzing_nummer = e.toewijzing_nummer and status <> 'forgotten'
    union all
    select product_category, product_code, 2 from delivery
    where client_id = e.client_id and municipality = e.municipality and provider = e.provider
      and toewijzing_nummer is not distinct from e.toewijzing_nummer and e.kind in ('started', 'stopped')
      and kind = case e.kind when 'started' then 'start' else 'stop' end
      and (toewijzing_nummer is not null
        or e.effective_date = case e.kind when 'started' then begin_date else end_date end::text)
    order by nr limit 1
  ) product
  left join lateral (
      select true as is_known from ledger_entry earlier
      where earlier.client_id = e.client_id and earlier.municipality = e.municipality
        and earlier.provider = e.provider and earlier.chain_number < e.chain_number
        and earlier.toewijzing_nummer is not distinct from e.toewijzing_nummer
        -- Without a number it is told apart by its day.
        and (e.toewijzing_nummer is not null or earlier.effective_date = e.effective_date)
        and earlier.kind in (e.kind, case e.kind
          when 'started' then 'startRemoved' when 'stopped' then 'stopRemoved' else 'changed' end)
      limit 1
    ) before on true
  where e.kind in ('allocated', 'started', 'stopped') and e.message_id is not null and before.is_known is null
  order by e.municipality, e.chain_number`,
);

/**
 * Those of some entries by which messages first allocated, started or stopped a product, with the product as it is now.
 * What was repeated, corrected, removed or imported is not among them; nor what is of a child that was forgotten.
 *
 * @param client in a transaction, or not
 */
export async function firstsOf(
  client: PoolClient,
  entries: readonly { readonly municipality: string; readonly chainNumber: number }[],
): Promise<First[]> {
  if (entries.length === 0) return [];
  const { rows } = await client.query<First>(
    firstsAmong({
      municipalities: entries.map(({ municipality }) => municipality),
      numbers: entries.map(({ chainNumber }) => String(chainNumber)),
    }),
  );
  return rows;
}
