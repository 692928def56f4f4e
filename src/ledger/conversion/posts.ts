import type { Pool, PoolClient } from 'pg';
import { listStatement } from '../../store/rows.ts';
import { statement, unnamed } from '../../store/statement.ts';
import type { CommitKind } from './commits.ts';

/** One message of a commit: one child at one aanbieder. */
export interface Post {
  readonly id: string;
  readonly commitId: string;
  readonly conversionId: string;
  readonly caseNumber: number;
  readonly kind: CommitKind;
  readonly municipality: string;
  readonly provider: string;
  /** Null when the child was forgotten. */
  readonly clientId: string | null;
  readonly rowNumbers: readonly number[];
  readonly step: 'waiting' | 'posting' | 'sent' | 'approved';
  /** The message as it goes, encrypted, once that was decided. */
  readonly sealed: Buffer | null;
  readonly messageId: string | null;
}

const columns = `id, commit_id as "commitId", conversion_id as "conversionId", case_number as "caseNumber", kind,
  municipality, provider, client_id as "clientId", row_numbers as "rowNumbers", step, sealed,
  message_id as "messageId"`;

const next = statement<{ commitId: string; most: number }>(
  'next-conversion-posts',
  `select ${columns} from conversion_post
  where commit_id = $commitId::uuid and step in ('waiting', 'posting') order by id limit $most`,
);

/** The next messages of a commit that are to go, in order. */
export async function nextPosts(pool: Pool, commitId: string, most: number): Promise<Post[]> {
  return (await pool.query<Post>(next({ commitId, most }))).rows;
}

/** What was decided of a message that goes. */
export interface Decided {
  readonly id: string;
  /** The message, encrypted under the key of its child. */
  readonly sealed: Buffer;
}

/** A SPIC that a row gets. */
export interface Numbered {
  readonly conversionId: string;
  readonly row: number;
  readonly toewijzingNummer: string;
}

const decideThose = listStatement<Decided>(
  'decide-conversion-posts',
  'given',
  { id: 'uuid', sealed: 'bytea' },
  (rows) => `with ${rows}
    update conversion_post mine set step = 'posting', sealed = given.sealed, changed_at = now()
    from given where mine.id = given.id and mine.step = 'waiting'
    returning mine.id`,
);

const numberThose = listStatement<{ conversion_id: string; number: number; new_number: string }>(
  'number-conversion-rows',
  'given',
  { conversion_id: 'uuid', number: 'integer', new_number: 'text' },
  (rows) => `with ${rows}
    update conversion_row mine set new_number = given.new_number
    from given where mine.conversion_id = given.conversion_id and mine.number = given.number`,
);

/**
 * Keeps what goes: from then on the bytes of a message stay the same, so that it is sent once, whenever the process dies.
 *
 * @returns the ids of those that were still to be decided on
 */
export async function decidePosts(
  client: PoolClient,
  decided: readonly Decided[],
  numbers: readonly Numbered[],
): Promise<ReadonlySet<string>> {
  if (decided.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>(
    decideThose(decided.map(({ id, sealed }) => ({ id, sealed }))),
  );
  if (numbers.length > 0)
    await client.query(
      numberThose(
        numbers.map(({ conversionId, row, toewijzingNummer }) => ({
          ...{ conversion_id: conversionId, number: row, new_number: toewijzingNummer },
        })),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/** How a message ended, or how far it is. */
export interface PostMoved {
  readonly id: string;
  readonly step: 'sent' | 'approved' | 'refused' | 'failed' | 'held-back';
  readonly messageId?: string;
  /** Codes. */
  readonly why?: readonly string[];
}

const moveThose = listStatement<{
  id: string;
  step: string;
  message_id: string | null;
  why: string;
}>(
  'move-conversion-posts',
  'given',
  { id: 'uuid', step: 'text', message_id: 'uuid', why: 'text' },
  (rows) => `with ${rows}
    update conversion_post mine set step = given.step, why = given.why, sealed = null, changed_at = now(),
      message_id = coalesce(given.message_id, mine.message_id)
    from given where mine.id = given.id and mine.step in ('waiting', 'posting', 'sent')`,
);

/** Notes how far messages are. What was sent is not kept any more. */
export async function movePosts(db: Pool | PoolClient, moved: readonly PostMoved[]): Promise<void> {
  if (moved.length === 0) return;
  await db.query(
    moveThose(
      moved.map(({ id, step, messageId, why = [] }) => ({
        ...{ id, step, message_id: messageId ?? null, why: why.join(',') },
      })),
    ),
  );
}

const sent = statement<{ after: string; most: number }>(
  'sent-conversion-posts',
  `select ${columns} from conversion_post
  where step = 'sent' and id > $after::uuid order by id limit $most`,
);

/** Before all ids. */
export const noPost = '00000000-0000-0000-0000-000000000000';

/**
 * Messages that were sent and are not answered.
 *
 * @param after the id at which the page before ended
 */
export async function sentPosts(pool: Pool, after: string, most: number): Promise<Post[]> {
  return (await pool.query<Post>(sent({ after, most }))).rows;
}

const mayBeDrafted = `step = 'approved' and not drafted and (kind = 'revert' or exists (
    select from conversion where conversion.id = conversion_id and day <= $today::date
  ))`;

const undrafted = statement<{ today: string; most: number }>(
  'undrafted-conversion-posts',
  `select ${columns} from conversion_post where ${mayBeDrafted} order by id limit $most`,
);

/**
 * Messages that were approved and of which nothing was drafted for the aanbieder, though the day of conversion has come.
 *
 * @param today plain date
 */
export async function postsToDraft(pool: Pool, today: string, most: number): Promise<Post[]> {
  return (await pool.query<Post>(undrafted({ today, most }))).rows;
}

const draftedOf = unnamed<{ id: string }>(
  `update conversion_post set drafted = true, changed_at = now()
  where id = $id::uuid and step = 'approved' and not drafted`,
);

/** Notes that messages for the aanbieder were drafted. @returns whether that was not noted before */
export async function markDrafted(db: Pool | PoolClient, id: string): Promise<boolean> {
  return (await db.query(draftedOf({ id }))).rowCount === 1;
}

const newNumbers = unnamed<{ conversionId: string; numbers: readonly number[] }>(`
  select number, toewijzing_nummer as old, new_number as "newNumber" from conversion_row
  where conversion_id = $conversionId::uuid and number = any($numbers::integer[]) order by number`);

/** The old and the new number of rows that were converted. */
export async function numbersOfRows(
  pool: Pool,
  conversionId: string,
  numbers: readonly number[],
): Promise<
  { readonly number: number; readonly old: string | null; readonly newNumber: string | null }[]
> {
  const asked = newNumbers({ conversionId, numbers });
  const { rows } = await pool.query<{
    number: number;
    old: string | null;
    newNumber: string | null;
  }>(asked);
  return rows;
}

const anyWork = unnamed<{ today: string }>(`
  select exists (select from conversion where state = 'making')
    or exists (select from conversion_commit where finished_at is null)
    or exists (select from conversion_post where step = 'sent')
    or exists (select from conversion_post where ${mayBeDrafted}) as there`);

/**
 * Whether a preview is to be made, or messages of a conversion are to be sent, followed or drafted.
 *
 * @param today plain date
 */
export async function hasWork(pool: Pool, today: string): Promise<boolean> {
  const { rows } = await pool.query<{ there: boolean }>(anyWork({ today }));
  return rows[0]?.there === true;
}
