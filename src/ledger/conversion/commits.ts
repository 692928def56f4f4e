import { randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { Problem } from '../../problem.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { listStatement } from '../../store/rows.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { holdConversion } from './records.ts';
import { type RowState, readState } from './row-state.ts';
import { signedConversionCommit, signedConversionRow } from './signed.ts';

/** What a commit does: converts what was agreed, or takes back what was converted. */
export type CommitKind = 'commit' | 'revert';

/** A commit or revert, as its record has it. */
export interface ConversionCommit {
  readonly id: string;
  readonly conversionId: string;
  readonly kind: CommitKind;
  readonly state: 'running' | 'stopping' | 'stopped' | 'finished';
  readonly gemeenten: readonly string[];
  readonly reason: string | null;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly stoppedAt: Date | null;
  readonly stoppedBy: string | null;
  /** When all had gone that could go; answers may come later. */
  readonly finishedAt: Date | null;
  /** Messages, by how far they are. */
  readonly posts: Readonly<Record<string, number>>;
  /** The regional office that asked for it. */
  readonly office: string | null;
}

/** A commit that is asked for. */
export interface NewCommit {
  readonly conversionId: string;
  readonly kind: CommitKind;
  readonly gemeenten: readonly string[];
  readonly office: string | null;
  readonly reason: string | null;
  readonly madeBy: string;
}

const insertCommit = unnamed<NewCommit & { id: string; count: number }>(`
  insert into conversion_commit (id, conversion_id, kind, gemeenten, office, reason, made_by, post_count)
  values ($id::uuid, $conversionId::uuid, $kind, $gemeenten, $office, $reason, $madeBy, $count::integer)`);

const agreedRows = unnamed<{ id: string; gemeenten: readonly string[]; again: boolean }>(`
  select ${proofOf(signedConversionRow, 'mine')} as proof from conversion_row mine
  where conversion_id = $id::uuid and municipality = any($gemeenten::text[]) and toewijzing_nummer is not null
    and to_code is not null
    and gemeente_mark in ('agreed', 'changed') and aanbieder_mark in ('agreed', 'changed')
    and not exists (
      select from conversion_post where id = mine.post_id and (
        step in ('waiting', 'posting', 'sent', 'approved') or (step = 'refused' and not $again::boolean)
      )
    )
  order by number for no key update of mine`);

/**
 * Asks for the conversion of all rows to which both sides agree and that were not sent: a message for each child at each
 * aanbieder. A gateway that runs sends them.
 *
 * @param also what else is written in this transaction
 * @param again also rows whose message was refused: others are not sent a second time unasked
 * @returns its id
 * @throws {Problem} `nothing-agreed`; {NotBelieved}
 */
export async function startCommit(
  pool: Pool,
  macs: RowMacs,
  wish: NewCommit,
  also: (client: PoolClient, id: string) => Promise<void>,
  again = false,
): Promise<string> {
  return inTransaction(pool, async (client) => {
    await holdConversion(client, wish.conversionId, 'alone');
    const { rows } = await client.query<{ proof: Proof }>(
      agreedRows({ id: wish.conversionId, gemeenten: wish.gemeenten, again }),
    );
    const agreed = rows.map(({ proof }) => readState(macs, proof));
    const cases = [...Map.groupBy(agreed, ({ caseNumber }) => caseNumber).values()];
    if (cases.length === 0) throw new Problem('nothing-agreed');
    const id = await addCommit(client, macs, wish, cases);
    await also(client, id);
    return id;
  });
}

/** A row whose message is taken back. */
export interface RevertedRow {
  readonly row: number;
  /** How many rows the caller saw that this takes back: of another number nothing is. */
  readonly rows?: number;
}

/**
 * Asks to take back what one message converted: the newest of the case of a row. It is of the gemeente of that row alone.
 *
 * @throws {Problem} `not-converted` where it was not sent, or was refused, or taken back; {NotBelieved}
 */
export async function startRevert(
  pool: Pool,
  macs: RowMacs,
  wish: NewCommit,
  { row, rows: seen }: RevertedRow,
  also: (client: PoolClient, id: string, gemeente: string) => Promise<void>,
): Promise<string> {
  return inTransaction(pool, async (client) => {
    await holdConversion(client, wish.conversionId, 'alone');
    const { rows } = await client.query<{ proof: Proof }>(
      holdConverted({ id: wish.conversionId, row, gemeenten: wish.gemeenten }),
    );
    const states = rows.map(({ proof }) => readState(macs, proof));
    const [first] = states;
    if (!first || (seen !== undefined && seen !== states.length))
      throw new Problem('not-converted');
    // Its reason is about a child of this gemeente: others do not see it.
    const gemeente = first.municipality;
    const id = await addCommit(client, macs, { ...wish, gemeenten: [gemeente] }, [states]);
    await also(client, id, gemeente);
    return id;
  });
}

/**
 * How many rows {@link startRevert} would take back: those that went in one message with this row.
 *
 * @returns 0 where it was not sent, or was refused, or taken back
 */
export async function revertableRows(
  pool: Pool,
  which: { readonly id: string; readonly row: number; readonly gemeenten: readonly string[] },
): Promise<number> {
  return (await pool.query(convertedRows(which))).rowCount ?? 0;
}

/** The rows that went in one message with a row, while that can be taken back. */
const converted = `
  select ${proofOf(signedConversionRow, 'mine')} as proof
  from conversion_row chosen
  join conversion_post post on post.id = chosen.post_id and post.step = 'approved' and post.kind = 'commit'
  join conversion_row mine on mine.conversion_id = chosen.conversion_id and mine.post_id = post.id
  where chosen.conversion_id = $id::uuid and chosen.number = $row::integer
    and chosen.municipality = any($gemeenten::text[])
    and not exists (
      select from conversion_post back where back.conversion_id = post.conversion_id
        and back.case_number = post.case_number and back.kind = 'revert' and back.row_numbers && post.row_numbers
        and back.step in ('waiting', 'posting', 'sent', 'approved')
    )
  order by mine.number`;

type Converted = { id: string; row: number; gemeenten: readonly string[] };
const convertedRows = unnamed<Converted>(converted);
const holdConverted = unnamed<Converted>(`${converted} for no key update of mine`);

interface PostInsert {
  readonly id: string;
  readonly commit_id: string;
  readonly conversion_id: string;
  readonly case_number: number;
  readonly kind: string;
  readonly municipality: string;
  readonly provider: string;
  readonly row_numbers: readonly string[];
}

const insertPosts = listStatement<PostInsert>(
  'insert-conversion-posts',
  'given',
  {
    ...{ id: 'uuid', commit_id: 'uuid', conversion_id: 'uuid', case_number: 'integer' },
    ...{ kind: 'text', municipality: 'text', provider: 'text', row_numbers: 'integer[]' },
  },
  (rows) => `with ${rows}, live as (
      insert into conversion_post (id, commit_id, conversion_id, case_number, kind, municipality, provider,
        client_id, row_numbers)
      select given.id, commit_id, given.conversion_id, case_number, kind, given.municipality, given.provider,
        of.client_id, row_numbers
      from given join conversion_case of on of.conversion_id = given.conversion_id and of.number = given.case_number
      where of.client_id is not null
      -- Another message about the child is on its way to this aanbieder.
      on conflict (municipality, provider, client_id) where step in ('waiting', 'posting', 'sent') do nothing
      returning id
    ), behind as (
      insert into conversion_post (id, commit_id, conversion_id, case_number, kind, municipality, provider,
        row_numbers, step, why)
      select id, commit_id, conversion_id, case_number, kind, municipality, provider, row_numbers,
        'held-back', 'under-way'
      from given where id not in (select id from live)
    )
    update conversion_row mine set post_id = given.id
    from given
    where given.kind = 'commit' and mine.conversion_id = given.conversion_id
      and mine.case_number = given.case_number and mine.number = any(given.row_numbers)`,
);

async function addCommit(
  client: PoolClient,
  macs: RowMacs,
  wish: NewCommit,
  cases: readonly (readonly RowState[])[],
): Promise<string> {
  const id = randomUUIDv7();
  await client.query(insertCommit({ ...wish, id, count: cases.length }));
  await macs.sign(client, signedConversionCommit, id);
  const posts = cases.map((rows): PostInsert => {
    const { caseNumber, municipality, provider } = rows[0] as RowState;
    return {
      ...{ id: randomUUIDv7(), commit_id: id, conversion_id: wish.conversionId },
      ...{ case_number: caseNumber, kind: wish.kind, municipality, provider },
      row_numbers: rows.map(({ number }) => String(number)),
    };
  });
  await client.query(insertPosts(posts));
  return id;
}

const columnsOf = (
  posts: string,
) => `id, conversion_id as "conversionId", kind, gemeenten, office, reason, made_by as "madeBy",
  made_at as "madeAt", stopped_at as "stoppedAt", stopped_by as "stoppedBy", finished_at as "finishedAt",
  ${proofOf(signedConversionCommit, 'one')} as proof,
  case when finished_at is null then case when stopped_at is null then 'running' else 'stopping' end
    -- One that was stopped when all had gone is as one that was not.
    when exists (select from conversion_post where commit_id = one.id and step = 'stopped') then 'stopped'
    else 'finished' end as state,
  (select coalesce(json_object_agg(step, posts), '{}') from (
    select step, count(*) as posts from conversion_post where commit_id = one.id ${posts} group by step
  ) counted) as posts`;
const columns = columnsOf('');

type CommitRow = ConversionCommit & { readonly proof: Proof };

function read(macs: RowMacs, { proof, ...commit }: CommitRow): ConversionCommit {
  macs.check(signedConversionCommit, proof);
  return commit;
}

const ofOwn = '($codes::text[] is null or municipality = any($codes::text[]))';

const ofConversion = unnamed<{ id: string; codes: readonly string[] | null }>(`
  select ${columnsOf(`and ${ofOwn}`)} from conversion_commit one
  where conversion_id = $id::uuid and ($codes::text[] is null or gemeenten && $codes::text[]) order by id`);

/**
 * The commits and reverts of a preview, in order.
 *
 * @param codes those of these gemeenten, with their messages; null: all
 * @throws {NotBelieved}
 */
export async function commitsOf(
  pool: Pool,
  macs: RowMacs,
  conversionId: string,
  codes: readonly string[] | null = null,
): Promise<ConversionCommit[]> {
  const { rows } = await pool.query<CommitRow>(ofConversion({ id: conversionId, codes }));
  return rows.map((row) => read(macs, row));
}

const unfinished = unnamed<Record<never, never>>(
  'select id from conversion_commit where finished_at is null order by id',
);

/** The ids of commits of which messages are still to go, in order. */
export async function unfinishedCommits(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(unfinished({}));
  return rows.map(({ id }) => id);
}

const byId = unnamed<{ id: string }>(
  `select ${columns} from conversion_commit one where id = $id::uuid`,
);

/** The commit with an id. @throws {NotBelieved} @throws {Problem} `not-found` */
export async function commitOf(pool: Pool, macs: RowMacs, id: string): Promise<ConversionCommit> {
  const { rows } = await pool.query<CommitRow>(byId({ id }));
  if (!rows[0]) throw new Problem('not-found');
  return read(macs, rows[0]);
}

const stop = unnamed<{ id: string; by: string }>(`
  with stopping as (
    update conversion_commit set stopped_at = now(), stopped_by = $by
    where id = $id::uuid and stopped_at is null and finished_at is null
    returning id
  )
  update conversion_post set step = 'stopped', changed_at = now()
  where commit_id in (select id from stopping) and step = 'waiting'`);

/**
 * Stops a commit: messages that are not decided on do not go. Those that are go, so that nothing is half sent. Repeating
 * it, or stopping what has finished, changes nothing.
 */
export async function stopCommit(
  client: PoolClient,
  macs: RowMacs,
  id: string,
  by: string,
): Promise<void> {
  await macs.rewrite(client, signedConversionCommit, id, () => client.query(stop({ id, by })));
}

const finishIfDone = unnamed<{ id: string }>(`
  update conversion_commit set finished_at = now()
  where id = $id::uuid and finished_at is null and not exists (
    select from conversion_post where commit_id = $id::uuid and step in ('waiting', 'posting')
  )`);

/** Notes that all messages of a commit went that could. @returns whether it was noted now */
export async function finishCommit(pool: Pool, id: string): Promise<boolean> {
  return (await pool.query(finishIfDone({ id }))).rowCount === 1;
}
