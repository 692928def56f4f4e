import type { Pool, PoolClient } from 'pg';
import { unnamed } from '../../store/statement.ts';
import type { DraftFacts } from './keep.ts';

/** Types of answers: what one decides hangs on what others decided about the child. */
const answerTypes: ReadonlySet<string> = new Set(['JW301', 'JW319']);

/** Answers about one child that are looked at, the newest. */
const most = 100;

const besideOf = unnamed<{ id: string }>(`
  select other.id from draft own join draft other on other.child_hash = own.child_hash
  where own.id = $id::uuid and other.id <> own.id and other.party = own.party
    and other.recipient = own.recipient and other.type in ('JW301', 'JW319')
    and other.state in ('sending', 'sent')
  order by other.changed_at desc, other.id desc limit ${most}`);

/**
 * Which other answers of a gemeente to an aanbieder about the child of a draft were decided on, as one text: it is another
 * one as soon as one more was. Empty for a draft that is no answer.
 */
export async function answersBeside(
  database: Pool | PoolClient,
  { id, type }: DraftFacts,
): Promise<string> {
  if (!answerTypes.has(type)) return '';
  const { rows } = await database.query<{ id: string }>(besideOf({ id }));
  return rows
    .map((row) => row.id)
    .sort()
    .join(' ');
}

const lockAnswers = unnamed<{ id: string }>(`
  select pg_advisory_xact_lock(
    hashtextextended(concat_ws(' ', 'ijw answers', party, recipient, encode(child_hash, 'hex')), 0))
  from draft where id = $id::uuid`);

/**
 * Lets nobody else decide on an answer of this gemeente to this aanbieder about the child of a draft, until the end of the
 * transaction. Two drafts that answer one reference are decided on one after the other: the second sees the first.
 */
export async function lockAnswersBeside(
  client: PoolClient,
  { id, type }: DraftFacts,
): Promise<void> {
  if (answerTypes.has(type)) await client.query(lockAnswers({ id }));
}
