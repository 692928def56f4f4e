import type { Pool, PoolClient } from 'pg';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { NotBelieved, type Proof, proofOf } from '../../store/keys/row-mac.ts';
import { momentOf } from '../../store/row-text.ts';
import { unnamed } from '../../store/statement.ts';
import type { Consent, Goal, GoalDomain, GoalFacts, GoalOutcome, GoalTexts } from './goal.ts';
import { signedGoal } from './signed.ts';

/** A goal as it is kept: who may read its texts is decided by who opens it. */
export interface KeptGoal extends GoalFacts {
  readonly sealed: Buffer | null;
  readonly wrapped: Buffer | null;
}

interface Row {
  readonly proof: Proof;
  readonly wrapped: Buffer | null;
}

/** SQL: goals that a party with one of `$codes` may see. @param which a condition on `one` */
const visible = (which: string) => `
  select ${proofOf(signedGoal, 'one')} as proof, wrapped
  from (select * from goal one
    where ${which} and (municipality = any($codes::text[]) or provider = any($codes::text[])) offset 0) one
  ${joinKey('one.id', 'left join')}`;

const findGoal = unnamed<{ id: string; codes: readonly string[] }>(visible('id = $id::uuid'));

/**
 * A goal, for who acts as its gemeente or its aanbieder; undefined for all others, and when there is none.
 *
 * @throws {NotBelieved}
 */
export async function readGoal(
  db: Pool | PoolClient,
  keys: KeyRing,
  codes: readonly string[],
  id: string,
): Promise<KeptGoal | undefined> {
  const { rows } = await db.query<Row>(findGoal({ id, codes }));
  return rows.map((row) => keptOf(keys, row))[0];
}

const goalsOfAllocation = unnamed<{ allocationId: string; codes: readonly string[] }>(
  `${visible('allocation_id = $allocationId::uuid')} order by one.id`,
);

/** The goals of an allocation, in the order in which they were made; for whom as with {@link readGoal}. @throws {NotBelieved} */
export async function readGoals(
  db: Pool | PoolClient,
  keys: KeyRing,
  codes: readonly string[],
  allocationId: string,
): Promise<KeptGoal[]> {
  const { rows } = await db.query<Row>(goalsOfAllocation({ allocationId, codes }));
  return rows.map((row) => keptOf(keys, row));
}

function keptOf(keys: KeyRing, { proof, wrapped }: Row): KeptGoal {
  keys.rows.check(signedGoal, proof);
  const [, id, revision, allocationId, municipality, provider, clientId, ...rest] = proof;
  const [writer, domain, setOn, evaluateOn = null, outcome, outcomeOn = null, ...more] = rest;
  const [by, on, how, sharedWith, sealed, , madeAt, changedAt, changedBy] = more;
  return {
    ...{ id: id ?? '', revision: Number(revision), allocationId: allocationId ?? '' },
    ...{ municipality: municipality ?? '', provider: provider ?? '', clientId: clientId ?? '' },
    ...{ writer: writer ?? '', domain: domain as GoalDomain, setOn: setOn ?? '', evaluateOn },
    ...{ outcome: outcome as GoalOutcome, outcomeOn },
    consent: by && on ? ({ by, on, how, sharedWith } as Consent) : null,
    ...{ madeAt: momentOf(madeAt ?? '') as Date, changedAt: momentOf(changedAt ?? '') as Date },
    changedBy: changedBy ?? '',
    ...{ sealed: sealed ? Buffer.from(sealed.slice(2), 'hex') : null, wrapped },
  };
}

/** Goes up when what is encrypted of a goal has another form. */
const form = 1;

/** The texts as they are encrypted. */
export function encodeTexts({ text, outcomeText }: GoalTexts): Buffer {
  return Buffer.from(JSON.stringify({ form, text, outcomeText }));
}

/**
 * A goal with its texts. Who calls it has decided that the caller may read them, and writes that in the access log.
 *
 * @throws {NotBelieved} for texts without their key; and for what was sealed for another goal, writer or consent
 */
export function openGoal(keys: KeyRing, { sealed, wrapped, ...facts }: KeptGoal): Goal {
  const { consent } = facts;
  if (sealed === null) return withoutTexts(facts);
  if (wrapped === null || consent === null) throw new NotBelieved('goal', facts.id);
  const bytes = keys.unsealGoal({ ...facts, consent }, wrapped, sealed);
  const read = JSON.parse(bytes.toString()) as GoalTexts & { readonly form: number };
  if (read.form !== form) throw new Error('texts of a goal of another form');
  return { ...facts, text: read.text, outcomeText: read.outcomeText };
}

/** A goal as somebody sees it who may not read its texts, and does not learn whether there are any. */
export function withoutTexts(goal: GoalFacts): Goal {
  const { id, revision, allocationId, municipality, provider, clientId, writer } = goal;
  const { domain, setOn, evaluateOn, outcome, outcomeOn, consent } = goal;
  const { madeAt, changedAt, changedBy } = goal;
  return {
    ...{ id, revision, allocationId, municipality, provider, clientId, writer, domain, setOn },
    ...{ evaluateOn, outcome, outcomeOn, consent, madeAt, changedAt, changedBy },
    ...{ text: null, outcomeText: null },
  };
}
