import type { Pool, PoolClient } from 'pg';
import { keepKeys, loseKeys } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { type Goal, type GoalContent, hasText } from './goal.ts';
import { encodeTexts } from './rows.ts';
import { signedGoal } from './signed.ts';

/** Goals that one side may have of an allocation, so that it takes nothing away from the other. */
export const mostGoals = 50;

/** SQL: the allocation of a goal as its party may see it. */
const findAllocation = unnamed<{ id: string; codes: readonly string[] }>(`
  select municipality, provider, client_id as "clientId", status = 'forgotten' as forgotten
  from allocation
  where id = $id::uuid and (municipality = any($codes::text[]) or provider = any($codes::text[]))`);

/** An allocation of which goals are kept. */
export interface GoalAllocation {
  readonly municipality: string;
  readonly provider: string;
  readonly clientId: string;
  /** The child was forgotten. */
  readonly forgotten: boolean;
}

/** An allocation, for who acts as its gemeente or its aanbieder; undefined for all others. */
export async function allocationOf(
  db: Pool | PoolClient,
  codes: readonly string[],
  id: string,
): Promise<GoalAllocation | undefined> {
  const { rows } = await db.query<GoalAllocation>(findAllocation({ id, codes }));
  return rows[0];
}

const holdAllocation = unnamed<{ allocationId: string }>(
  "select pg_advisory_xact_lock(hashtextextended('ijw goals ' || $allocationId, 0))",
);
const postedBefore = unnamed<{ allocationId: string; writer: string; postedHash: Buffer }>(`
  select count(*)::integer as count, (array_agg(id) filter (where posted_hash = $postedHash))[1] as before
  from goal where allocation_id = $allocationId::uuid and writer = $writer`);

/**
 * How many goals a side has of an allocation, and the one that it posted just so before. Until the end of the transaction
 * nobody else makes one of this allocation.
 */
export async function goalsBefore(
  client: PoolClient,
  allocationId: string,
  writer: string,
  postedHash: Buffer,
): Promise<{ readonly count: number; readonly before: string | null }> {
  await client.query(holdAllocation({ allocationId }));
  const { rows } = await client.query<{ count: number; before: string | null }>(
    postedBefore({ allocationId, writer, postedHash }),
  );
  return rows[0] ?? { count: 0, before: null };
}

interface Columns {
  readonly id: string;
  readonly evaluateOn: string | null;
  readonly outcome: string;
  readonly outcomeOn: string | null;
  readonly consentBy: string | null;
  readonly consentOn: string | null;
  readonly consentHow: string | null;
  readonly sharedWith: string | null;
  readonly changedBy: string;
}

type Whose = Pick<Goal, 'id' | 'allocationId' | 'writer'>;

function columnsOf({ id }: Whose, content: GoalContent, changedBy: string): Columns {
  const { evaluateOn, outcome, outcomeOn, consent } = content;
  return {
    ...{ id, evaluateOn, outcome, outcomeOn, changedBy },
    ...{ consentBy: consent?.by ?? null, consentOn: consent?.on ?? null },
    ...{ consentHow: consent?.how ?? null, sharedWith: consent?.sharedWith ?? null },
  };
}

const insertion = unnamed<
  Columns & {
    allocationId: string;
    municipality: string;
    provider: string;
    clientId: string;
    writer: string;
    domain: string;
    setOn: string;
    sealed: Buffer | null;
    postedHash: Buffer;
  }
>(`
  insert into goal (id, allocation_id, municipality, provider, client_id, writer, domain, set_on, evaluate_on,
    outcome, outcome_on, consent_by, consent_on, consent_how, shared_with, sealed, posted_hash, changed_by)
  values ($id::uuid, $allocationId::uuid, $municipality, $provider, $clientId::uuid, $writer, $domain, $setOn::date,
    $evaluateOn::date, $outcome, $outcomeOn::date, $consentBy, $consentOn::date, $consentHow, $sharedWith, $sealed,
    $postedHash, $changedBy)`);

/** What a new goal is besides its content. */
export type NewGoal = Whose &
  Pick<Goal, 'municipality' | 'provider' | 'clientId' | 'domain' | 'setOn' | 'changedBy'>;

/** Keeps a goal, in the transaction of the caller. A child that is forgotten meanwhile makes it fail (23503). */
export async function insertGoal(
  client: PoolClient,
  keys: KeyRing,
  goal: NewGoal,
  content: GoalContent,
  postedHash: Buffer,
): Promise<void> {
  const { changedBy, ...whose } = goal;
  const secret = secretOf(keys, goal, content);
  await client.query(
    insertion({
      ...{ ...whose, ...columnsOf(goal, content, changedBy), postedHash },
      sealed: secret?.sealed ?? null,
    }),
  );
  if (secret) await client.query(keepKey({ id: goal.id, wrapped: secret.wrappedKey }));
  await keys.rows.sign(client, signedGoal, goal.id);
}

const updateFacts = unnamed<Columns>(`
  update goal set evaluate_on = $evaluateOn::date, outcome = $outcome, outcome_on = $outcomeOn::date,
    consent_by = $consentBy, consent_on = $consentOn::date, consent_how = $consentHow, shared_with = $sharedWith,
    changed_at = now(), changed_by = $changedBy
  where id = $id::uuid`);
const updateTexts = unnamed<{ id: string; sealed: Buffer | null }>(
  'update goal set sealed = $sealed, posted_hash = null where id = $id::uuid',
);
const keepKey = unnamed<{ id: string; wrapped: Buffer }>(
  keepKeys('select $id::uuid, $wrapped::bytea'),
);
const loseKey = unnamed<{ id: string }>(loseKeys('id = $id::uuid'));

/**
 * Writes what a goal says now, as a next revision, in a transaction that holds the goal.
 *
 * @param renewed its texts or their consent are others: what was sealed is destroyed with its key, what there is now gets
 *   another one, and what was posted is recognised no more
 * @throws {NotBelieved}
 */
export async function updateGoal(
  client: PoolClient,
  keys: KeyRing,
  goal: Whose,
  content: GoalContent,
  { changedBy, renewed }: { readonly changedBy: string; readonly renewed: boolean },
): Promise<void> {
  await keys.rows.rewrite(client, signedGoal, goal.id, async () => {
    // What is sealed needs its consent at each moment.
    if (renewed && !hasText(content)) await replaceTexts(client, keys, goal, content);
    await client.query(updateFacts(columnsOf(goal, content, changedBy)));
    if (renewed && hasText(content)) await replaceTexts(client, keys, goal, content);
  });
}

async function replaceTexts(
  client: PoolClient,
  keys: KeyRing,
  goal: Whose,
  content: GoalContent,
): Promise<void> {
  const secret = secretOf(keys, goal, content);
  await client.query(loseKey({ id: goal.id }));
  await client.query(updateTexts({ id: goal.id, sealed: secret?.sealed ?? null }));
  if (secret) await client.query(keepKey({ id: goal.id, wrapped: secret.wrappedKey }));
}

function secretOf(keys: KeyRing, goal: Whose, content: GoalContent) {
  const { consent } = content;
  if (!hasText(content) || consent === null) return undefined;
  return keys.sealGoal({ ...goal, consent }, encodeTexts(content));
}

const lockGoal = unnamed<{ id: string }>('select from goal where id = $id::uuid for no key update');

/** Locks a goal until the end of the transaction. */
export async function holdGoal(client: PoolClient, id: string): Promise<void> {
  await client.query(lockGoal({ id }));
}

const deletion = unnamed<{ id: string }>(`
  with gone as (delete from goal where id = $id::uuid returning id),
    lost as (${loseKeys('id in (select id from gone)')})
  select id from gone`);

/** Deletes a goal and its key for good. @returns whether it was there */
export async function removeGoal(client: PoolClient, id: string): Promise<boolean> {
  return (await client.query(deletion({ id }))).rowCount === 1;
}

const forgetAbout = unnamed<{ clientId: string }>(`
  with gone as (delete from goal where client_id = $clientId::uuid returning id)
  ${loseKeys('id in (select id from gone)')}`);

/** Deletes the goals of a child with their keys, within the transaction that forgets the child. */
export async function forgetGoals(client: PoolClient, clientId: string): Promise<void> {
  await client.query(forgetAbout({ clientId }));
}
