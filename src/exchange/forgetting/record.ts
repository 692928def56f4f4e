import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import type { ForgottenKind } from '../../store/keeping-tables.ts';
import { askInOrder } from '../../store/walk.ts';
import type { Terms } from './terms.ts';

/** What is over, in numbers. */
export interface Over {
  readonly forgotten: {
    readonly messages: number;
    readonly refused: number;
    readonly clients: number;
    /** Hashes of what was imported into the ledger. */
    readonly imports: number;
    /** As `2026-03`. */
    readonly accessLogMonths: readonly string[];
  };
  readonly kept: {
    readonly underHold: {
      readonly messages: number;
      readonly clients: number;
      readonly accessLogMonths: number;
    };
    /** Messages that are old enough, and not done with: in a mailbox, failed, or being answered. */
    readonly waiting: number;
  };
}

/** What was forgotten on a day, and what stayed though its term is over. */
export interface Forgetting extends Pick<Over, 'forgotten'> {
  /** In the Netherlands. */
  readonly day: string;
  readonly startedAt: Date;
  /** Null: it is at it, or died halfway; what is told here was forgotten all the same. */
  readonly finishedAt: Date | null;
  readonly terms: Terms;
  /** Null until all was looked at. */
  readonly kept: Over['kept'] | null;
}

/** Something that was forgotten. */
export interface ForgottenItem {
  /** Of a message, or of a child in the ledger. */
  readonly id: string;
  readonly kind: ForgottenKind;
}

const columns = `day, started_at as "startedAt", finished_at as "finishedAt", terms,
  json_build_object('messages', messages, 'refused', refused, 'clients', clients, 'imports', imports,
    'accessLogMonths', array(
      select to_char(month, 'YYYY-MM') from unnest(access_log_months) as gone (month) order by month))
    as forgotten,
  case when waiting_messages is not null then json_build_object(
    'underHold', json_build_object('messages', held_messages, 'clients', held_clients,
      'accessLogMonths', held_months),
    'waiting', waiting_messages) end as kept`;

/** The reports, newest day first. @param page.before the day at which the page before ended */
export async function listForgettings(
  pool: Pool,
  page: { readonly limit: number; readonly before?: string },
): Promise<{ items: Forgetting[]; next: string | null }> {
  const { rows } = await pool.query<Forgetting>(
    `select ${columns} from forgetting where day < coalesce($1::date, 'infinity')
    order by day desc limit $2`,
    [page.before ?? null, page.limit + 1],
  );
  const items = rows.slice(0, page.limit);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.day ?? null) : null };
}

/** @throws {Problem} `not-found` when there is no report of this day */
export async function findForgetting(pool: Pool, day: string): Promise<Forgetting> {
  const { rows } = await pool.query<Forgetting>(
    `select ${columns} from forgetting where day = $1`,
    [day],
  );
  if (!rows[0]) throw new Problem('not-found');
  return rows[0];
}

/** Whether all of this day was done. */
export async function hasFinished(pool: Pool, day: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'has-finished-forgetting',
    text: 'select from forgetting where day = $1 and finished_at is not null',
    values: [day],
  });
  return rowCount === 1;
}

/**
 * Which messages and children were forgotten on a day, by id.
 *
 * @param page.after the id at which the page before ended
 * @throws {Problem} `not-found` when there is no report of this day
 */
export async function listForgotten(
  pool: Pool,
  day: string,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ items: ForgottenItem[]; next: string | null }> {
  await findForgetting(pool, day);
  const rows = await askInOrder<ForgottenItem>(pool, {
    text: `select id, kind from forgotten where day = $1 and id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
    order by id limit $3`,
    values: [day, page.after ?? null, page.limit + 1],
  });
  const items = rows.slice(0, page.limit);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}
