import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { shareChildren } from '../../ledger/projection/clients.ts';
import { changeKeys, joinKey, keepKeys, loseKeys } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import type { DraftChild } from './composing.ts';
import { type DraftContent, decodeContent, encodeContent } from './content.ts';
import type { DraftType } from './forms.ts';

/** Drafts that a party may have at once, those that were sent not counted. */
export const mostDrafts = 1000;

export const draftStates = ['open', 'sending', 'sent', 'forgotten'] as const;
export type DraftState = (typeof draftStates)[number];

/** A draft without its content. Nothing of it says about whom it is. */
export interface DraftFacts {
  readonly id: string;
  readonly party: string;
  readonly recipient: string;
  readonly type: DraftType;
  readonly version: number;
  readonly requestId: string | null;
  readonly groupId: string;
  /** Its place among the drafts of its form, from 1. */
  readonly place: number;
  readonly afterPrevious: boolean;
  readonly clientId: string | null;
  /** Of a declaration: ids of the other children that the ledger knows. */
  readonly otherClients: readonly string[];
  readonly state: DraftState;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly expiresAt: Date;
  readonly sentMessage: string | null;
}

/** A draft with its content; null where that is gone, because it was sent or forgotten. */
export interface Draft extends DraftFacts {
  readonly content: DraftContent | null;
}

/** SQL: columns of {@link DraftFacts}. */
export const draftColumns = `id, party, recipient, type, version, request_id as "requestId", group_id as "groupId",
  ordinal as place, after_previous as "afterPrevious", client_id as "clientId", other_clients as "otherClients", state, created_at as "createdAt",
  changed_at as "changedAt", changed_by as "changedBy", expires_at as "expiresAt", sent_message as "sentMessage"`;

const findDraft = unnamed<{ id: string; party: string }>(`
  select draft.*, wrapped as "wrappedKey"
  from (select ${draftColumns}, sealed from draft
    where id = $id::uuid and party = $party and expires_at > now()) draft
  ${joinKey('draft.id', 'left join')}`);

interface Row extends DraftFacts {
  readonly sealed: Buffer | null;
  readonly wrappedKey: Buffer | null;
}

/** A draft of a party; undefined when it has none with this id, or not any more. */
export async function readDraft(
  pool: Pool,
  keys: KeyRing,
  party: string,
  id: string,
): Promise<Draft | undefined> {
  const { rows } = await pool.query<Row>(findDraft({ id, party }));
  const [row] = rows;
  if (!row) return undefined;
  const { sealed, wrappedKey, ...facts } = row;
  if (!sealed || !wrappedKey) return { ...facts, content: null };
  return { ...facts, content: decodeContent(keys.unsealDraft(facts, wrappedKey, sealed)) };
}

/** A draft that is made now. */
export interface NewDraft
  extends Pick<
    DraftFacts,
    | 'id'
    | 'party'
    | 'recipient'
    | 'type'
    | 'requestId'
    | 'groupId'
    | 'place'
    | 'afterPrevious'
    | 'clientId'
  > {
  readonly bsn: string;
  /** The other children that it is about. */
  readonly others: readonly DraftChild[];
  readonly content: DraftContent;
  readonly changedBy: string;
  /** The party did not ask for it: it does not count among those that it may have. */
  readonly proposed: boolean;
}

const insertDraft = unnamed<
  Omit<NewDraft, 'content' | 'bsn' | 'others'> & {
    childHash: Buffer;
    otherClients: readonly string[];
    otherHashes: readonly Buffer[];
    sealed: Buffer;
    wrapped: Buffer;
  }
>(`
  with made as (
    insert into draft (id, party, recipient, type, request_id, group_id, ordinal, after_previous, client_id,
      child_hash, other_clients, other_hashes, sealed, changed_by, proposed)
    values ($id::uuid, $party, $recipient, $type, $requestId::uuid, $groupId::uuid, $place, $afterPrevious,
      $clientId::uuid, $childHash, $otherClients::uuid[], $otherHashes::bytea[], $sealed, $changedBy, $proposed)
    returning id
  )
  ${keepKeys('select id, $wrapped::bytea from made')}`);

/** A child of a draft was forgotten. */
export class ChildGone extends Error {}

/**
 * Keeps a draft, in the transaction of the caller. A child that is forgotten meanwhile makes it fail.
 *
 * @throws {ChildGone} for one of several; the error of Postgres for the only one
 */
export async function keepDraft(client: PoolClient, keys: KeyRing, draft: NewDraft): Promise<void> {
  const { content, bsn, others, ...facts } = draft;
  const otherClients = [...new Set(others.flatMap(({ clientId }) => clientId ?? []))];
  if (otherClients.length > 0 && !(await shareChildren(client, otherClients)))
    throw new ChildGone();
  const { wrappedKey, sealed } = keys.sealDraft(draft, encodeContent(content));
  await client.query(
    insertDraft({
      ...{ ...facts, childHash: keys.clientHash(bsn), otherClients, sealed, wrapped: wrappedKey },
      otherHashes: others.map((one) => keys.clientHash(one.bsn)),
    }),
  );
}

const lockParty = unnamed<{ party: string }>(
  "select pg_advisory_xact_lock(hashtextextended('ijw draft ' || $party, 0))",
);
const countOpen = unnamed<{ party: string }>(
  "select count(*)::int as count from draft where party = $party and state in ('open', 'sending') and not proposed",
);

/** How many open drafts a party has; until the end of the transaction nobody else makes one for it. */
export async function countDrafts(client: PoolClient, party: string): Promise<number> {
  await client.query(lockParty({ party }));
  const { rows } = await client.query<{ count: number }>(countOpen({ party }));
  return rows[0]?.count ?? 0;
}

/** The form of a change: which version it is of, and who makes it. */
export interface DraftChange {
  readonly version: number;
  readonly state: 'open' | 'sending';
  readonly content: DraftContent;
  readonly changedBy: string;
}

const updateDraft = unnamed<{
  id: string;
  party: string;
  version: number;
  from: DraftState;
  state: DraftState;
  step: number;
  sealed: Buffer;
  wrapped: Buffer;
  changedBy: string;
}>(`
  with changed as (
    update draft set version = version + $step, state = $state, sealed = $sealed, changed_at = now(),
      changed_by = $changedBy
    where id = $id::uuid and party = $party and version = $version and state = $from and expires_at > now()
    returning id
  ), given as (select id, $wrapped::bytea as wrapped from changed), kept as (${changeKeys('given')})
  select id from changed`);

/**
 * Changes a draft, when it is at this version and in this state still. Its content gets another key.
 *
 * @param step by how much its version goes up
 * @returns whether it was changed
 */
export async function changeDraft(
  database: Pool | PoolClient,
  keys: KeyRing,
  draft: DraftFacts,
  from: 'open' | 'sending',
  { version, state, content, changedBy }: DraftChange,
  step: 0 | 1,
): Promise<boolean> {
  const { id, party } = draft;
  const { wrappedKey: wrapped, sealed } = keys.sealDraft(draft, encodeContent(content));
  const { rowCount } = await database.query(
    updateDraft({ id, party, version, from, state, step, sealed, wrapped, changedBy }),
  );
  return rowCount === 1;
}

const finishDraft = unnamed<{ id: string; party: string; message: string }>(`
  with sent as (
    update draft set state = 'sent', sealed = null, sent_message = $message::uuid, changed_at = now()
    where id = $id::uuid and party = $party and state = 'sending'
    returning id
  ), gone as (${loseKeys('id in (select id from sent)')})
  select id from sent`);

/** Notes that a draft was sent, and destroys its content. @returns whether it was not noted before */
export async function draftSent(
  client: PoolClient,
  { id, party }: DraftFacts,
  message: string,
): Promise<boolean> {
  const { rowCount } = await client.query(finishDraft({ id, party, message }));
  return rowCount === 1;
}

const dropDraft = unnamed<{ id: string; party: string }>(`
  with gone as (
    delete from draft where id = $id::uuid and party = $party and state <> 'sending' returning id
  ), lost as (${loseKeys('id in (select id from gone)')})
  select id from gone`);

/** Deletes a draft and its key, unless it is being sent. @returns whether it was there */
export async function deleteDraft(client: PoolClient, party: string, id: string): Promise<boolean> {
  return (await client.query(dropDraft({ id, party }))).rowCount === 1;
}

const dropOver = unnamed<{ most: number }>(`
  with over as materialized (
    select id from draft where expires_at <= now() order by expires_at limit $most for update skip locked
  ), gone as (delete from draft using over where draft.id = over.id returning draft.id),
  lost as (${loseKeys('id in (select id from gone)')})
  select id from gone`);

/** Deletes drafts that are over, with their keys. @returns how many */
export async function deleteOver(pool: Pool, most: number): Promise<number> {
  return (await pool.query(dropOver({ most }))).rowCount ?? 0;
}

const forgetAbout = unnamed<{ clientId: string; childHash: Buffer | null }>(`
  with found as materialized (
    select id from draft where client_id = $clientId::uuid
    union select id from draft where child_hash = $childHash::bytea
    union select id from draft
      where other_clients <> '{}' and other_clients @> array[$clientId::uuid]
    union select id from draft
      where other_hashes <> '{}' and other_hashes @> array[$childHash::bytea]
  ), gone as (
    update draft set state = case when state = 'sent' then state else 'forgotten' end, sealed = null,
      client_id = null, child_hash = null, other_clients = '{}', other_hashes = '{}'
    from found where draft.id = found.id
    returning draft.id
  ), lost as (${loseKeys('id in (select id from gone)')})
  select id from gone`);

/**
 * Forgets what drafts say of a child, within the transaction that forgets the child. Who opens one later learns that.
 *
 * @param childHash keyed hash of its BSN, where the ledger has it still
 */
export async function forgetDrafts(
  client: PoolClient,
  clientId: string,
  childHash: Buffer | undefined,
): Promise<void> {
  await client.query(forgetAbout({ clientId, childHash: childHash ?? null }));
}

/** The id of the drafts of a wish with a name, which another party cannot have. */
export function groupNamed(party: string, once: string): string {
  const digest = createHash('sha256').update(`${party} ${once}`).digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

const ofGroup = unnamed<{ group: string; party: string }>(`
  select id from draft where group_id = $group::uuid and party = $party and state <> 'forgotten'
  order by ordinal`);

/** The drafts of one form that are there still, in their order. */
export async function draftsOfGroup(pool: Pool, party: string, group: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(ofGroup({ group, party }));
  return rows.map(({ id }) => id);
}

const placeBefore = unnamed<{ group: string; place: number; party: string }>(
  `select id, sent_message as "sentMessage" from draft
  where group_id = $group::uuid and ordinal = $place and party = $party`,
);

/** The draft that goes before this one; undefined when it was discarded. */
export async function draftBefore(
  pool: Pool,
  { groupId, place, party }: DraftFacts,
): Promise<{ readonly id: string; readonly sentMessage: string | null } | undefined> {
  const { rows } = await pool.query<{ id: string; sentMessage: string | null }>(
    placeBefore({ group: groupId, place: place - 1, party }),
  );
  return rows[0];
}
