import type { Pool } from 'pg';
import { forgettingWith } from '../messages/lifecycle/forget.ts';
import { Problem } from '../problem.ts';
import type { ForgottenKind } from '../store/keeping-tables.ts';
import { statement, unnamed } from '../store/statement.ts';
import { askInOrder } from '../store/walk.ts';
import type { Terms } from './terms.ts';

/** Numbers of what is over. */
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
    /** Messages that are old enough, but not finished: in a mailbox, failed, or being answered. */
    readonly waiting: number;
  };
}

/** The report of a day: what was forgotten, and what stayed though its term is over. */
export interface Forgetting extends Pick<Over, 'forgotten'> {
  /** In the Netherlands. */
  readonly day: string;
  readonly startedAt: Date;
  /** Null when the run goes on, or died halfway; what the report has was forgotten. */
  readonly finishedAt: Date | null;
  readonly terms: Terms;
  /** Null until the run has finished. */
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

const forgettingsBefore = unnamed<{ before: string | null; most: number }>(`
  select ${columns} from forgetting where day < coalesce($before::date, 'infinity')
  order by day desc limit $most`);

/** The reports, newest day first. @param page.before the day at which the previous page ended */
export async function listForgettings(
  pool: Pool,
  page: { readonly limit: number; readonly before?: string },
): Promise<{ items: Forgetting[]; next: string | null }> {
  const { rows } = await pool.query<Forgetting>(
    forgettingsBefore({ before: page.before ?? null, most: page.limit + 1 }),
  );
  const items = rows.slice(0, page.limit);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.day ?? null) : null };
}

const forgettingOf = unnamed<{ day: string }>(`select ${columns} from forgetting where day = $day`);

/** @throws {Problem} `not-found` when there is no report of this day */
export async function findForgetting(pool: Pool, day: string): Promise<Forgetting> {
  const { rows } = await pool.query<Forgetting>(forgettingOf({ day }));
  if (!rows[0]) throw new Problem('not-found');
  return rows[0];
}

const finished = statement<{ day: string }>(
  'has-finished-forgetting',
  'select from forgetting where day = $day and finished_at is not null',
);

/** Whether the run of this day has finished. */
export async function hasFinished(pool: Pool, day: string): Promise<boolean> {
  const { rowCount } = await pool.query(finished({ day }));
  return rowCount === 1;
}

const forgottenAfter = unnamed<{ day: string; after: string | null; most: number }>(`
  select id, kind from forgotten where day = $day
    and id > coalesce($after::uuid, '00000000-0000-0000-0000-000000000000')
  order by id limit $most`);

/**
 * Which messages and children were forgotten on a day, by id.
 *
 * @param page.after the id at which the previous page ended
 * @throws {Problem} `not-found` when there is no report of this day
 */
export async function listForgotten(
  pool: Pool,
  day: string,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ items: ForgottenItem[]; next: string | null }> {
  await findForgetting(pool, day);
  const rows = await askInOrder<ForgottenItem>(
    pool,
    forgottenAfter({ day, after: page.after ?? null, most: page.limit + 1 }),
  );
  const items = rows.slice(0, page.limit);
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Forgets messages, and adds them to the report of a day: see {@link forgettingWith}. */
export const forgetMessages = forgettingWith<{ day: string }>(
  (emptied) => `, reported as (
    insert into forgotten (day, id, kind)
    select $day, id, case status when 'refused' then 'refused' else 'message' end from ${emptied}
  )
  update forgetting set messages = messages + sum.done, refused = refused + sum.never_in
  from (select count(*) filter (where status <> 'refused') as done,
      count(*) filter (where status = 'refused') as never_in from ${emptied}) sum
  where day = $day`,
);
