import type { Pool } from 'pg';
import { type FigureParts, followFigures } from '../../../src/region/figures/follow.ts';
import { numberEvents } from '../../../src/store/events/number.ts';

const isLeft = `select exists (select from event_fresh)
    or (select number from event_head) > (select event_number from figure_progress)
    or exists (select from chain_head left join figure_chain using (municipality)
      where chain_head.number > coalesce(figure_chain.number, 0)) as "isLeft"`;

/** Counts all that happened. The gateway under test does so too: whoever has the lock counts, and the other looks again. */
export async function caughtUp(parts: FigureParts): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    while ((await numberEvents(parts.pool)) > 0);
    const more = await followFigures(parts);
    const { rows } = await parts.pool.query<{ isLeft: boolean }>(isLeft);
    quiet = more || rows[0]?.isLeft ? 0 : quiet + 1;
  }
}

/** The figures of a gemeente, as `message JW315 small 1`; each has the day of today, or of the test. */
export async function figuresOf(pool: Pool, municipality: string): Promise<string[]> {
  const { rows } = await pool.query<{ words: string }>(
    `select concat_ws(' ', subject, key, size, sum(count)) as words from figure
    where municipality = $1 group by subject, key, size order by subject, key, size`,
    [municipality],
  );
  return rows.map(({ words }) => words);
}
