import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';
import { hourOf, type hourSubjects, tookAtMost, tookLonger } from './hour.ts';

/** How long the way from the 202 to the mailbox took: of half of the messages, and of all but one in a hundred, at most. */
export interface TimeToMailbox {
  readonly count: number;
  /** Milliseconds; null where it took longer than can be said. */
  readonly half: number | null;
  readonly most: number | null;
}

/** What happened to messages in an hour. */
export interface HourOfMessages {
  /** Its begin. */
  readonly from: Date;
  /** Messages that came to a status in it; absent where there is none. A message may be in several. */
  readonly moved: Readonly<Record<string, number>>;
  /** Those that failed, by the code of the cause. */
  readonly failed: Readonly<Record<string, number>>;
  /** Null when nothing came into a mailbox. */
  readonly toMailbox: TimeToMailbox | null;
}

const since = unnamed<{ from: Date }>(`
  select hour, subject, key, count::double precision as count from hour_figure where hour >= $from`);

type Row = Readonly<{
  hour: Date;
  subject: (typeof hourSubjects)[number];
  key: string;
  count: number;
}>;

/**
 * The last hours, the oldest first and the present one last; one in which nothing happened is among them.
 *
 * @param hours how many
 */
export async function lastHours(pool: Pool, now: Date, hours: number): Promise<HourOfMessages[]> {
  const first = hourOf(now).getTime() - (hours - 1) * 3_600_000;
  const { rows } = await pool.query<Row>(since({ from: new Date(first) }));
  const byHour = Map.groupBy(rows, ({ hour }) => hour.getTime());
  return Array.from({ length: hours }, (_, index) => {
    const from = first + index * 3_600_000;
    return hourOfRows(new Date(from), byHour.get(from) ?? []);
  });
}

function hourOfRows(from: Date, rows: readonly Row[]): HourOfMessages {
  const of = (subject: Row['subject']) =>
    Object.fromEntries(
      rows.filter((row) => row.subject === subject).map(({ key, count }) => [key, count]),
    );
  return { from, moved: of('moved'), failed: of('failed'), toMailbox: timeOf(of('took')) };
}

function timeOf(took: Readonly<Record<string, number>>): TimeToMailbox | null {
  const bounds = [...tookAtMost.map(String), tookLonger];
  const count = bounds.reduce((sum, bound) => sum + (took[bound] ?? 0), 0);
  if (count === 0) return null;
  const atMost = (share: number) => {
    let sum = 0;
    for (const bound of tookAtMost) {
      sum += took[String(bound)] ?? 0;
      if (sum >= share * count) return bound;
    }
    return null;
  };
  return { count, half: atMost(0.5), most: atMost(0.99) };
}
