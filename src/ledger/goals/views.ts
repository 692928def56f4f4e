import { randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { type AccessAction, entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { errorCode } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { inTransaction } from '../../store/transaction.ts';
import { checkGoal } from './check.ts';
import {
  contentOfPatch,
  contentOfWish,
  type Goal,
  type GoalPatch,
  type GoalWish,
  saysOther,
} from './goal.ts';
import {
  allocationOf,
  type GoalAllocation,
  goalsBefore,
  holdGoal,
  insertGoal,
  mostGoals,
  removeGoal,
  updateGoal,
} from './keep.ts';
import { type KeptGoal, openGoal, readGoal, readGoals, withoutTexts } from './rows.ts';

/** The code of Postgres for a row that refers to one that is not there. */
const noSuchChild = '23503';

/** Whether a legal hold keeps what is about a child, or of its parties, in a transaction in which nothing is locked yet. */
export type IsHeld = (
  client: PoolClient,
  macs: RowMacs,
  about: { readonly clientId: string; readonly parties: readonly string[] },
) => Promise<boolean>;

/** A goal as a caller sees it. Consent and texts are null where it may not read them. */
export interface ShownGoal extends Goal {
  /** The caller wrote it, and may change it. */
  readonly own: boolean;
}

/**
 * Goals of allocations, for the gemeente and the aanbieder of each: both see what is in codes and dates, texts are for who
 * wrote them, and for the other side by consent. Mandates and designations do not reach them. What a caller makes, reads,
 * changes or destroys is in the access log before it is shown.
 */
export class Goals {
  readonly #pool: Pool;
  readonly #keys: KeyRing;
  readonly #isHeld: IsHeld;

  constructor(pool: Pool, keys: KeyRing, isHeld: IsHeld) {
    this.#pool = pool;
    this.#keys = keys;
    this.#isHeld = isHeld;
  }

  /**
   * Makes a goal of an allocation. What the same side posts just so once more is the goal that there is, unless its texts
   * changed since.
   *
   * @returns the goal, and whether it is new
   * @throws {Problem} `not-found`, also for an allocation of others; `goal-forgotten`, `too-many-goals`; and what
   *   {@link checkGoal} refuses
   */
  async make(
    call: Call,
    allocationId: string,
    wish: GoalWish,
  ): Promise<{ readonly goal: ShownGoal; readonly created: boolean }> {
    const content = contentOfWish(wish);
    checkGoal(wish.setOn, content, dutchDate(new Date()));
    const { actsFor, credential } = call.principal;
    const allocation = await this.#allocation(call, allocationId);
    if (allocation.forgotten) throw new Problem('goal-forgotten');
    const { municipality, provider, clientId } = allocation;
    const writer = actsFor.includes(municipality) ? municipality : provider;
    const { domain, setOn } = wish;
    const said = JSON.stringify(['goal', allocationId, writer, domain, setOn, content]);
    const postedHash = this.#keys.lineHash(said);
    return inTransaction(this.#pool, async (client) => {
      const { count, before } = await goalsBefore(client, allocationId, writer, postedHash);
      if (before === null && count >= mostGoals)
        throw new Problem('too-many-goals', { params: { limit: mostGoals } });
      const id = before ?? randomUUIDv7();
      if (before === null) {
        const whose = { id, allocationId, municipality, provider, clientId, writer };
        const goal = { ...whose, domain, setOn, changedBy: credential.name };
        await insertGoal(client, this.#keys, goal, content, postedHash);
      }
      const goal = await this.#found(client, call, id);
      const action = before === null ? 'make-goal' : 'read-goal';
      return { goal: await this.#show(call, action, goal, client), created: before === null };
    }).catch((error) => {
      // The child was forgotten since its allocation was looked up.
      if (errorCode(error) === noSuchChild) throw new Problem('goal-forgotten');
      throw error;
    });
  }

  /**
   * The goals of an allocation, in the order in which they were made.
   *
   * @throws {Problem} `not-found`, also for an allocation of others; {NotBelieved}
   */
  async list(call: Call, allocationId: string): Promise<ShownGoal[]> {
    const { municipality, provider, clientId } = await this.#allocation(call, allocationId);
    const { actsFor } = call.principal;
    const found = await readGoals(this.#pool, this.#keys, actsFor, allocationId);
    const items = found.map((goal) => this.#shown(call, goal));
    const wish = {
      ...sidesOf(call, { municipality, provider }),
      clientIds: [clientId],
      // The other side reads this row: it says nothing of texts that are not for it.
      detail: { allocationId, items: items.length },
    };
    await noteAccess(this.#pool, this.#keys.rows, entryOf(call, 'list-goals', wish));
    return items;
  }

  /** One goal. @throws {Problem} `not-found`, also for one of others; {NotBelieved} */
  async get(call: Call, id: string): Promise<ShownGoal> {
    return this.#show(call, 'read-goal', await this.#found(this.#pool, call, id));
  }

  /**
   * Changes a goal of the caller's side.
   *
   * @throws {Problem} as {@link get}; `not-your-goal` for one of the other side; `goal-changed` with who was first; and
   *   what {@link checkGoal} refuses
   */
  async change(call: Call, id: string, patch: GoalPatch): Promise<ShownGoal> {
    await this.#own(this.#pool, call, id);
    return inTransaction(this.#pool, async (client) => {
      const kept = await this.#heldGoal(client, call, id);
      const before = openGoal(this.#keys, kept);
      if (before.revision !== patch.revision)
        throw new Problem('goal-changed', {
          params: {
            ...{ by: before.changedBy, at: before.changedAt.toISOString() },
            version: before.revision,
          },
        });
      const content = contentOfPatch(before, patch);
      checkGoal(before.setOn, content, dutchDate(new Date()));
      const changedBy = call.principal.credential.name;
      const renewed = saysOther(before, content);
      await updateGoal(client, this.#keys, before, content, { changedBy, renewed });
      const now = await this.#found(client, call, id);
      return this.#show(call, 'change-goal', now, client);
    });
  }

  /**
   * Destroys the texts of a goal of the caller's side, and their key, because the consent was withdrawn; that goes too. When
   * it runs twice, the second run changes nothing.
   *
   * @throws {Problem} as {@link change}; `goal-held` while a legal hold keeps it
   */
  async destroyTexts(call: Call, id: string): Promise<ShownGoal> {
    const own = await this.#own(this.#pool, call, id);
    return inTransaction(this.#pool, async (client) => {
      await this.#refuseHeld(client, own);
      const before = await this.#heldGoal(client, call, id);
      if (before.sealed !== null || before.consent !== null) {
        // Not opened: also what cannot be read any more is destroyed.
        const content = { ...withoutTexts(before), consent: null };
        const changedBy = call.principal.credential.name;
        await updateGoal(client, this.#keys, before, content, { changedBy, renewed: true });
      }
      const now = await this.#found(client, call, id);
      return this.#show(call, 'destroy-goal-text', now, client);
    });
  }

  /**
   * Deletes a goal of the caller's side and its key for good: the child or its parents asked for it. What stays is in the
   * access log.
   *
   * @returns which goal that was
   * @throws {Problem} as {@link destroyTexts}; `not-found` also when it was deleted before
   */
  async remove(call: Call, id: string): Promise<Pick<Goal, 'id' | 'allocationId'>> {
    const own = await this.#own(this.#pool, call, id);
    await inTransaction(this.#pool, async (client) => {
      await this.#refuseHeld(client, own);
      if (!(await removeGoal(client, id))) throw new Problem('not-found');
      await this.#note(call, 'delete-goal', own, {}, client);
    });
    return { id, allocationId: own.allocationId };
  }

  async #allocation(call: Call, id: string): Promise<GoalAllocation> {
    const found = await allocationOf(this.#pool, call.principal.actsFor, id);
    if (!found) throw new Problem('not-found');
    return found;
  }

  async #found(db: Pool | PoolClient, call: Call, id: string): Promise<KeptGoal> {
    const found = await readGoal(db, this.#keys, call.principal.actsFor, id);
    if (!found) throw new Problem('not-found');
    return found;
  }

  async #own(db: Pool | PoolClient, call: Call, id: string): Promise<KeptGoal> {
    const found = await this.#found(db, call, id);
    if (!isOwn(call, found))
      throw new Problem('not-your-goal', { params: { party: found.writer } });
    return found;
  }

  async #heldGoal(client: PoolClient, call: Call, id: string): Promise<KeptGoal> {
    await holdGoal(client, id);
    return this.#own(client, call, id);
  }

  async #refuseHeld(client: PoolClient, { clientId, municipality, provider }: KeptGoal) {
    const about = { clientId, parties: [municipality, provider] };
    if (await this.#isHeld(client, this.#keys.rows, about)) throw new Problem('goal-held');
  }

  #shown(call: Call, goal: KeptGoal): ShownGoal {
    const own = isOwn(call, goal);
    if (own || goal.consent?.sharedWith === 'both') return { ...openGoal(this.#keys, goal), own };
    return { ...withoutTexts(goal), consent: null, own };
  }

  async #show(
    call: Call,
    action: AccessAction,
    goal: KeptGoal,
    client?: PoolClient,
  ): Promise<ShownGoal> {
    const shown = this.#shown(call, goal);
    const detail = shown.own ? { revision: goal.revision } : {};
    await this.#note(call, action, goal, detail, client);
    return shown;
  }

  #note(
    call: Call,
    action: AccessAction,
    goal: KeptGoal,
    detail: Readonly<Record<string, unknown>>,
    client?: PoolClient,
  ): Promise<void> {
    const { id: goalId, allocationId, clientId } = goal;
    const { party, counterparty } = sidesOf(call, goal);
    // What a side does with a goal of its own would tell the other that there are texts, or a consent.
    const isShared =
      !isOwn(call, goal) ||
      goal.consent?.sharedWith === 'both' ||
      // That there is a goal is no secret between the two.
      action === 'make-goal' ||
      action === 'delete-goal';
    const wish = {
      ...{ party, ...(isShared && { counterparty }), clientIds: [clientId] },
      detail: { goalId, allocationId, ...detail },
    };
    return noteAccess(client ?? this.#pool, this.#keys.rows, entryOf(call, action, wish));
  }
}

function isOwn({ principal }: Call, { writer }: KeptGoal): boolean {
  return principal.actsFor.includes(writer);
}

/** On which side of the allocation the caller is, for the access log. */
function sidesOf(
  { principal }: Call,
  { municipality, provider }: Pick<GoalAllocation, 'municipality' | 'provider'>,
): { readonly party: string; readonly counterparty: string } {
  return principal.actsFor.includes(municipality)
    ? { party: municipality, counterparty: provider }
    : { party: provider, counterparty: municipality };
}
