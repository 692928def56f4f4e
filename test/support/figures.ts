import type { Pool } from 'pg';
import type { FigureSubject } from '../../src/region/figures/figure.ts';

/** A figure to plant; what is left out is usual. */
export interface PlantedFigure {
  readonly municipality?: string;
  readonly day?: string;
  readonly subject?: FigureSubject;
  readonly key?: string;
  readonly size?: 'small' | 'large';
  readonly count: number;
}

/** Writes figures as the gateway does. */
export async function plantFigures(pool: Pool, ...figures: PlantedFigure[]): Promise<void> {
  for (const given of figures) {
    const { municipality = '0363', day = '2026-01-05', subject = 'message' } = given;
    const { key = 'JW305', size = 'small', count } = given;
    await pool.query(
      `insert into figure (municipality, day, subject, key, size, count) values ($1, $2, $3, $4, $5, $6)
      on conflict (municipality, subject, key, size, day) do update set count = figure.count + excluded.count`,
      [municipality, day, subject, key, size, count],
    );
  }
}
