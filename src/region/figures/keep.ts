import type { PoolClient } from 'pg';
import { statement } from '../../store/statement.ts';
import { sizesOf } from '../sizes/sizes.ts';
import type { CounterpartyFigure, Figure, Happening } from './figure.ts';

const addFigures = statement<{ figures: string }>(
  'add-figures',
  `insert into figure (municipality, day, subject, key, size, count)
  select municipality, day, subject, key, size, count
  from jsonb_populate_recordset(null::figure, $figures::jsonb)
  on conflict (municipality, subject, key, size, day) do update set count = figure.count + excluded.count`,
);

/**
 * Adds what happened to the figures, each by the size of its aanbieder on that day. For the one transaction at a time
 * that has locked the progress of figures.
 *
 * @param smallBelow see {@link sizesOf}
 */
export async function addHappenings(
  client: PoolClient,
  happenings: readonly Happening[],
  smallBelow: number,
): Promise<void> {
  if (happenings.length === 0) return;
  const sizes = await sizesOf(client, happenings, smallBelow);
  const sized = happenings.map(({ provider: _, ...happening }, index) => ({
    ...happening,
    size: sizes[index] ?? 'small',
    count: 1,
  }));
  await client.query(addFigures({ figures: JSON.stringify(summed<Figure>(sized)) }));
}

const addPairs = statement<{ figures: string }>(
  'add-counterparty-figures',
  `insert into counterparty_figure (municipality, provider, month, by_gemeente, kind, count)
  select municipality, provider, month, "byGemeente", kind, count
  from jsonb_to_recordset($figures::jsonb)
    as given (municipality text, provider text, month date, "byGemeente" boolean, kind text, count bigint)
  on conflict (municipality, provider, month, by_gemeente, kind)
  do update set count = counterparty_figure.count + excluded.count`,
);

/** Adds to the figures of two parties. For the same transaction as {@link addHappenings}. */
export async function addCounterparties(
  client: PoolClient,
  figures: readonly CounterpartyFigure[],
): Promise<void> {
  if (figures.length === 0) return;
  await client.query(addPairs({ figures: JSON.stringify(summed(figures)) }));
}

/** Rows that differ in their count alone, as one. */
function summed<Row extends { readonly count: number }>(rows: readonly Row[]): Row[] {
  const alike = Map.groupBy(rows, ({ count: _, ...rest }) =>
    JSON.stringify(Object.entries(rest).sort()),
  );
  return [...alike.values()].flatMap((some) => {
    const [first] = some;
    return first ? [{ ...first, count: some.reduce((sum, { count }) => sum + count, 0) }] : [];
  });
}
