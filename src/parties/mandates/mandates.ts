import { randomUUIDv7 } from 'node:crypto';
import { CompiledQuery, sql } from 'kysely';
import { Problem } from '../../problem.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import { asked } from '../../store/conditions.ts';
import type { Database } from '../../store/database.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { pageOf, type Walked, walkSql, wayOf } from '../../store/walk.ts';
import { entryOf } from '../access-log/entry.ts';
import { noteAccess } from '../access-log/note.ts';
import { endingOf, refuseEnded } from '../directory/ending.ts';
import { findParty } from '../directory/parties.ts';
import type { Call } from '../principal.ts';
import { mandateHolds } from './acting.ts';
import { signedMandate } from './signed.ts';

/** A mandate: one party lets another act for it. */
export interface Mandate {
  readonly id: string;
  /** Who gives it: a gemeente or aanbieder. */
  readonly party: string;
  /** Who may act for it. */
  readonly mandatary: string;
  /** For which messages, sent and received; sorted. */
  readonly messageTypes: readonly BerichtType[];
  readonly from: Date;
  /** The moment at which it ends; null: it holds until it is withdrawn. */
  readonly until: Date | null;
  readonly givenAt: Date;
  readonly withdrawnAt: Date | null;
  /** It holds at this moment. */
  readonly active: boolean;
}

/** A mandate as it is asked for. */
export interface MandateWish {
  readonly mandatary: string;
  readonly messageTypes: readonly BerichtType[];
  /** Absent: from now on. */
  readonly from?: Date;
  /** Absent: until it is withdrawn. */
  readonly until?: Date;
}

export const mandateRoles = ['given', 'received'] as const;

/** A mandate in the list of one of its parties. */
export interface ListedMandate extends Mandate {
  /** Whether the party of the list gave it, or may act by it. */
  readonly role: (typeof mandateRoles)[number];
}

export interface MandateQuery {
  readonly role?: ListedMandate['role'];
  /** Only those that hold now, or only the others. */
  readonly active?: boolean;
  readonly limit: number;
  /** Id of the mandate with which the previous page ended. */
  readonly after?: string;
}

const columns = `mandate.id, party, mandatary, message_types as "messageTypes",
  valid_from as "from", valid_until as "until", given_at as "givenAt",
  withdrawn_at as "withdrawnAt", (${mandateHolds}) as active`;

const holds = sql.raw<boolean>(`(${mandateHolds})`);
const shown = sql.raw(columns);

/**
 * Lets another party act for a party. The same mandate given twice (to the same party, for the same types and the same
 * time) is one mandate, so that withdrawing it ends it. It is in the access log.
 *
 * When it runs twice, the second run finds the mandate of the first. When it dies halfway, nothing has changed.
 *
 * @param call who gives it: the party, or an administrator for it
 * @returns the mandate, and whether it is new
 * @throws {Problem} `not-found` when there is no such party, `unknown-party` when there is no such
 *   mandatary, `party-ended` when one of the two has, `mandate-to-itself`, `mandate-period`
 */
export async function giveMandate(
  db: Database,
  rows: RowMacs,
  call: Call,
  party: string,
  { mandatary, messageTypes, from, until }: MandateWish,
): Promise<{ mandate: Mandate; created: boolean }> {
  if (mandatary === party) throw new Problem('mandate-to-itself');
  const types = [...new Set(messageTypes)].sort();
  return db.transaction().execute(async (tx) => {
    // One at a time, so that two equal requests at once give one mandate.
    const giver = await tx
      .selectFrom('party')
      .select('code')
      .where('code', '=', party)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!giver) throw new Problem('not-found');
    refuseEnded(await endingOf(tx, rows, party));
    const actor = await endingOf(tx, rows, mandatary);
    if (!actor) throw new Problem('unknown-party', { params: { party: mandatary } });
    refuseEnded(actor);
    const end = until ?? null;
    const begun = from ? sql<boolean>`valid_from = ${from}` : holds;
    const given = await sql<Mandate>`
      select ${shown} from mandate
      where mandatary = ${mandatary} and party = ${party} and message_types = ${types}::text[]
        and valid_until is not distinct from ${end}::timestamptz and withdrawn_at is null
        and ${begun}
      order by id limit 1`.execute(tx);
    const [same] = given.rows;
    if (same) {
      await rows.lock(tx, signedMandate, same.id);
      return { mandate: same, created: false };
    }

    const id = randomUUIDv7();
    const made = await sql<Mandate>`
      with wish as (
        select coalesce(${from ?? null}::timestamptz,
            date_trunc('milliseconds', statement_timestamp())) as begin,
          ${end}::timestamptz as stop
      )
      insert into mandate (id, mandatary, party, message_types, valid_from, valid_until, given_by)
      select ${id}, ${mandatary}, ${party}, ${types}::text[], begin, stop,
        ${call.principal.credential.name}
      from wish where stop is null or stop > greatest(begin, statement_timestamp())
      returning ${shown}`.execute(tx);
    const mandate = made.rows[0];
    if (!mandate) throw new Problem('mandate-period');
    await rows.sign(tx, signedMandate, id);
    const detail = { mandateId: id, messageTypes: types, from: mandate.from, until: mandate.until };
    const about = { party, counterparty: mandatary, detail };
    await noteAccess(tx, rows, entryOf(call, 'give-mandate', about));
    return { mandate, created: true };
  });
}

/**
 * The mandates that a party gave, and those that it may act by; in the order in which they were given, including those
 * that have ended or were withdrawn.
 *
 * @returns the items, and the id after which the next page begins; undefined when this is all
 * @throws {Problem} `not-found` when there is no such party
 */
export async function listMandates(
  db: Database,
  rows: RowMacs,
  party: string,
  query: MandateQuery,
): Promise<{ items: ListedMandate[]; next: string | undefined }> {
  if (!(await findParty(db, rows, party))) throw new Problem('not-found');
  const { values, value, given } = asked();
  const own = value(party);
  const after = given(query.after, (id) => `id > ${id}::uuid`);
  const { limit, active } = query;
  const order = 'id nulls first';
  // An ordered scan of an index for each side, so that a page costs the same for a party that has thousands.
  const way = (role: ListedMandate['role']) => {
    const mine = `${role === 'given' ? 'party' : 'mandatary'} = ${own}`;
    return wayOf(`*, '${role}'::text as role`, 'mandate', [mine, ...after], { order, limit });
  };
  const ways = (query.role ? [query.role] : mandateRoles).map(way);
  const holding = mandateHolds.replaceAll('mandate.', '');
  const conditions = active === undefined ? [] : [active ? `(${holding})` : `not (${holding})`];
  const walk = walkSql({ ways, order, conditions, limit });
  const proof = proofOf(signedMandate, 'mandate');
  const { rows: found } = await db.executeQuery<Walked & ListedMandate & { proof: Proof }>(
    CompiledQuery.raw(
      `select ${columns}, role, fits, ends, ${proof} as proof from (${walk}) mandate`,
      values,
    ),
  );
  const { items, last } = pageOf(found, limit);
  rows.check(signedMandate, ...items.map((item) => item.proof));
  return {
    items: items.map(({ fits: _, ends: __, proof: ___, ...item }) => item),
    next: last?.id,
  };
}

/**
 * Ends a mandate for good, by either of its parties. When this returns, no message comes in by it any more: it waits for a
 * message that is being stored by it. It is in the access log. Repeating it is harmless: the first moment stays.
 *
 * @param party the party that gave it, or its mandatary
 * @throws {Problem} `not-found`, also for a mandate of others
 */
export async function withdrawMandate(
  db: Database,
  rows: RowMacs,
  call: Call,
  party: string,
  id: string,
): Promise<ListedMandate> {
  const role = sql<
    ListedMandate['role']
  >`case when party = ${party} then 'given' else 'received' end`;
  const mine = sql<boolean>`mandate.id = ${id} and ${party} in (party, mandatary)`;
  return db.transaction().execute(async (tx) => {
    const found = await sql<ListedMandate>`
      select ${shown}, ${role} as role from mandate where ${mine} for update`.execute(tx);
    const mandate = found.rows[0];
    if (!mandate) throw new Problem('not-found');
    await rows.lock(tx, signedMandate, id);
    if (mandate.withdrawnAt) return mandate;
    const about = { counterparty: mandate.mandatary, detail: { mandateId: id } };
    await noteAccess(
      tx,
      rows,
      entryOf(call, 'withdraw-mandate', { party: mandate.party, ...about }),
    );
    // By the clock, not by the moment at which this began: what was waited for came in before.
    const { rows: withdrawn } = await sql<ListedMandate>`
      update mandate set withdrawn_at = clock_timestamp(), revision = revision + 1, mac = null,
        withdrawn_by = ${call.principal.credential.name}
      where ${mine} returning ${shown}, ${role} as role`.execute(tx);
    await rows.sign(tx, signedMandate, id);
    return withdrawn[0] as ListedMandate;
  });
}
