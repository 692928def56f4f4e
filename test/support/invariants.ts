import type { Pool } from 'pg';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import { ledgerDifferences } from '../../src/ledger/projection/agreement.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';

/** What a sender was answered: an answer 202, or 200 to bytes that were taken before. */
export interface Answer {
  /** Names the bytes that were posted: the same for the same bytes. */
  readonly bytes: string;
  readonly id: string;
  readonly status: 200 | 202;
  /** When the first attempt to post them began, and when this answer came, on one clock. */
  readonly began: number;
  readonly answered: number;
}

/** What is held against the invariants, once everything has come to rest. */
export interface Evidence {
  readonly pool: Pool;
  readonly answers: readonly Answer[];
  /** What the recipients polled, by mailbox; absent where nobody polled everything. */
  readonly polled?: ReadonlyMap<string, ReadonlySet<string>>;
  /** To read the ledger with. */
  readonly keys: KeyRing;
}

/** Something that holds, whatever is killed, lost or done twice. */
export type Invariant = { readonly name: string } & (
  | {
      /**
       * A query that finds the violations: one text in the column `what` for each, ids and numbers
       * only. It may read the answers that senders got, as the table `answer`.
       */
      readonly sql: string;
    }
  | {
      /** What SQL cannot say: a few words for each violation. */
      readonly violations: (evidence: Evidence) => Promise<string[]>;
    }
);

/**
 * Lets Postgres itself write down in which order messages come into mailboxes: a number that is
 * taken before the commit. To be called on empty tables.
 */
export async function installWitness(pool: Pool): Promise<void> {
  await pool.query(`
    create table witness (place bigserial primary key, message_id uuid not null);
    create function witness_entry() returns trigger language plpgsql as $$
      begin insert into witness (message_id) values (new.message_id); return null; end $$;
    create trigger witnessed after insert on mailbox_entry
      for each row execute function witness_entry()`);
}

/** All that must hold. A new one is a line here, and counts in every test that breaks things. */
export const invariants: readonly Invariant[] = [
  {
    name: 'every message that was accepted is there, in a final state',
    sql: `select id || ' ' || coalesce(status, 'lost') as what
    from (select distinct id from answer) answered full join message using (id)
    where status is null or status in ('received', 'failed')`,
  },
  {
    name: 'the same bytes have one id',
    sql: `select bytes || ' ' || string_agg(distinct id::text, ' ') as what
    from answer group by bytes having count(distinct id) > 1`,
  },
  {
    name: 'what nobody posted is not there',
    sql: `select id || ' ' || status as what from message
    where status <> 'refused' and not by_gateway and id not in (select id from answer)`,
  },
  {
    name: 'every message is in the mailbox of its recipient once, and in no other',
    sql: `select message.id || ' ' || status || ' is in ' || count(party_code) || ' mailboxes' as what
    from message left join mailbox_entry on message_id = message.id
    group by message.id
    having count(party_code) <> (accepted_at is not null)::integer
      or count(party_code) <> count(*) filter (where party_code = recipient)`,
  },
  {
    name: 'no message came into a mailbox twice',
    sql: `select message_id || ' came ' || count(*) || ' times' as what
    from witness group by message_id having count(*) > 1`,
  },
  {
    name: 'positions have no gaps but those that a redelivery leaves',
    sql: `select party_code || ' counts to ' || last_position || ' with ' || entries || ' entries and '
      || redelivered || ' moved' as what
    from mailbox cross join lateral (
      select count(*) as entries, coalesce(max(position), 0) as last from mailbox_entry
      where party_code = mailbox.party_code
    ) own cross join lateral (
      select count(*) as redelivered from operation_message mine join operation on id = operation_id
      where kind = 'redelivery' and operation.party_code = mailbox.party_code
        and state = 'succeeded'
    ) operations
    where last <> last_position or entries + redelivered <> last_position`,
  },
  {
    name: 'no line is overtaken',
    sql: `with first as (
      select id, line, place, min(began) as began, min(answered) as answered
      from answer join message using (id) join witness on message_id = id
      group by id, line, place
    )
    select later.id || ' overtook ' || earlier.id as what
    from first earlier join first later using (line)
    where earlier.answered < later.began and earlier.place > later.place`,
  },
  {
    name: 'positions are given in the order of arrival',
    sql: `select message_id || ' at ' || position as what from (
      select message_id, position, redelivered,
        lag(position) over (partition by party_code order by place) as before
      from mailbox_entry join witness using (message_id) where not redelivered
    ) entry where position < before`,
  },
  {
    name: 'the outbox is empty',
    sql: `select id || ' is left' as what from outbox`,
  },
  {
    name: 'the events of a message lead from one status to the next, up to its present one',
    sql: `with known as (
      select subject_id, kind, from_state, to_state, row(1, number) as place from event
      union all
      select subject_id, kind, from_state, to_state, row(2, ordinal) from event_fresh
    ), event_chain as (
      select subject_id, from_state, to_state, lag(to_state) over of_one as before,
        lead(place) over of_one is null as last
      from known where kind = 'status-changed'
      window of_one as (partition by subject_id order by place)
    )
    select id || ' is ' || status || ', its events end with ' || coalesce(to_state, 'nothing') as what
    from message left join event_chain on subject_id = id and last
    where to_state is distinct from status
    union all
    select subject_id || ' came from ' || from_state || ' but was ' || coalesce(before, 'nothing')
    from event_chain where before is distinct from from_state`,
  },
  {
    name: 'a heenbericht has one answer',
    sql: `select heenbericht_id || ' has ' || count(*) as what from message
    where heenbericht_id is not null group by heenbericht_id having count(*) > 1`,
  },
  {
    name: 'rejected is what a retour refused, and nothing else',
    sql: `select message.id || ' is ' || status as what from message
    where status in ('accepted', 'delivered', 'rejected')
      and (status = 'rejected') <> exists (
        select from message retour where retour.heenbericht_id = message.id
          and retour.refuses and retour.status in ('accepted', 'delivered', 'rejected'))`,
  },
  {
    name: 'what never came into a mailbox was refused by the gateway, for what it found',
    sql: `select message.id || ' is ' || message.status as what from message
    left join message retour on retour.heenbericht_id = message.id
      and retour.by_gateway and retour.refuses
    where message.status not in ('refused', 'dismissed') and message.type <> 'JW325'
      and ((message.accepted_at is null) <> (retour.id is not null)
        -- Of what was approved a finding is advice.
        or (retour.id is not null and message.finding_count = 0))`,
  },
  {
    name: 'the gateway answers what a party lets it answer',
    sql: `select message.id || ' has no answer' as what from message
    join party on code = recipient and retour_by = 'gateway'
    where type in ('JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319')
      and status in ('accepted', 'delivered', 'rejected')
      and not exists (select from message retour
        where retour.heenbericht_id = message.id and retour.by_gateway)`,
  },
  {
    name: 'delivered is what its recipient acknowledged',
    sql: `select message.id || ' is ' || status as what
    from message join mailbox_entry on message_id = message.id
    where (status = 'delivered' and (delivered_at is null
        or (acknowledged_at is null and not redelivered)))
      or (status = 'accepted' and (acknowledged_at is not null or redelivered))`,
  },
  {
    name: 'every replay and redelivery is finished, with a result for each of its messages',
    sql: `select operation.id || ' is unfinished' as what from operation where finished_at is null
    union all
    select operation_id || ' left ' || message_id || ' ' || state from operation_message
    where state in ('pending', 'running')`,
  },
  {
    name: 'what came in by a mandate came in while that held, for its type and its parties',
    sql: `select message.id || ' by ' || message.mandate_id as what
    from message left join mandate on mandate.id = mandate_id
    where mandate_id is not null and (mandatary = actor_party and party = sender
      and type = any(message_types) and received_at >= valid_from
      and (valid_until is null or received_at < valid_until)
      and (withdrawn_at is null or received_at < withdrawn_at)) is not true
    union all
    select id || ' by nobody' from message
    where actor_party in (select code from party where kind = 'software-house')
      and status <> 'refused' and mandate_id is null`,
  },
  {
    name: 'recipients polled all that is in their mailboxes, and nothing else',
    violations: async ({ pool, polled }) => {
      if (!polled) return [];
      const { rows } = await pool.query<{ party: string; ids: string[] }>(
        `select party_code as party, coalesce(array_agg(message_id::text)
          filter (where message_id is not null), '{}') as ids
        from mailbox left join mailbox_entry using (party_code) group by party_code`,
      );
      return rows.flatMap(({ party, ids }) => {
        const seen = polled.get(party) ?? new Set();
        const missed = ids.filter((id) => !seen.has(id)).map((id) => `${party} missed ${id}`);
        const odd = [...seen].filter((id) => !ids.includes(id));
        return [...missed, ...odd.map((id) => `${party} polled ${id}`)];
      });
    },
  },
  {
    name: 'what was approved is in the ledger once, and nothing of what was refused',
    sql: `select message_id || ' ' || class_path || ' is there ' || count(*) || ' times' as what
    from ledger_entry where message_id is not null
    group by message_id, class_path having count(*) > 1
    union all
    select id || ' is ' || status || ' and is there' from message
    where status not in ('accepted', 'delivered')
      and id in (select message_id from ledger_entry)
    union all
    select message.id || ' is not there' from message
    join message retour on retour.heenbericht_id = message.id
      and not retour.refuses and retour.accepted_at is not null
    where message.type in ('JW305', 'JW307', 'JW315', 'JW317')
      and message.status in ('accepted', 'delivered')
      and message.id not in (select message_id from ledger_entry where message_id is not null)`,
  },
  {
    name: 'the chains of the ledger are whole',
    violations: async ({ pool, keys }) => {
      const { chains } = await verifyChains(pool, keys);
      return chains.flatMap(({ municipality, fault }) =>
        fault ? [`${municipality} ${fault.kind} at ${fault.number}`] : [],
      );
    },
  },
  {
    name: 'what was declared or decided is of a message that arrived',
    sql: `select distinct message_id || ' has entries' as what
    from ledger_entry left join message on message.id = message_id
    where kind in ('declared', 'granted', 'credited', 'refusedPerformance')
      and message_id is not null and accepted_at is null`,
  },
  {
    name: 'each Prestatie that was declared is decided by its JW325, once and as a whole',
    sql: `select answer.id || ' decides ' || decided.cents || ' of ' || declared.cents as what
    from message answer
    cross join lateral (
      select coalesce(sum(amount_cents), 0) || ' cents in ' || count(*) as cents
      from ledger_entry where message_id = answer.heenbericht_id and kind = 'declared'
    ) declared cross join lateral (
      select coalesce(sum(amount_cents), 0) || ' cents in ' || count(*) as cents
      from ledger_entry where message_id = answer.id
    ) decided
    where answer.type = 'JW325' and not answer.by_gateway and answer.accepted_at is not null
      and exists (select from ledger_entry where message_id = answer.heenbericht_id)
      and declared.cents <> decided.cents`,
  },
  {
    name: 'a declaration that the gateway decided on has each Prestatie decided in one go, and one that it refused has none',
    sql: `select answer.id || ' to ' || declared.status || ' decides ' || decided.count as what
    from message answer join message declared on declared.id = answer.heenbericht_id
    cross join lateral (
      select count(*) as count from ledger_entry where message_id = answer.id
    ) decided cross join lateral (
      select count(*) as count from prestatie
      where declaration_id = declared.id and decided_by is not distinct from answer.id
    ) kept
    where answer.type = 'JW325' and answer.by_gateway
      and (decided.count <> kept.count or (decided.count = 0) <> (declared.status = 'rejected')
        or exists (select from ledger_entry where message_id = declared.id))`,
  },
  {
    name: 'the tables say what the entries of the ledger add up to',
    violations: async ({ pool, keys }) => {
      const { differences, unreadable } = await ledgerDifferences(pool, keys);
      return [
        ...differences.map(({ table, clientId, row, what, columns }) =>
          [table, clientId, row, what, ...columns].join(' '),
        ),
        ...unreadable.map(({ municipality, chainNumber }) =>
          [municipality, chainNumber, 'cannot be read'].join(' '),
        ),
      ];
    },
  },
];

/**
 * Holds everything against the invariants.
 *
 * @returns the name of an invariant and a few words, for each violation
 */
export async function violationsOf(evidence: Evidence): Promise<string[]> {
  const { pool, answers } = evidence;
  const { rows } = await pool.query<{ violation: string }>({
    // A plan that is kept, because the crash-point test asks this thousands of times.
    name: 'invariants',
    text: allInOne,
    values: [
      answers.map(({ bytes }) => bytes),
      answers.map(({ id }) => id),
      answers.map(({ began }) => began),
      answers.map(({ answered }) => answered),
    ],
  });
  const found = rows.map(({ violation }) => violation);
  for (const invariant of invariants)
    if ('violations' in invariant)
      for (const what of await invariant.violations(evidence))
        found.push(`${invariant.name}: ${what}`);
  return found;
}

/** One question to Postgres for all that is asked in SQL. */
const allInOne = `
  with answer as materialized (
    select * from unnest($1::text[], $2::uuid[], $3::float8[], $4::float8[])
      as answer (bytes, id, began, answered)
  )
  ${invariants
    .flatMap((invariant) => ('sql' in invariant ? [invariant] : []))
    .map(({ name, sql }) => `select '${name}: ' || what as violation from (${sql}) found`)
    .join(' union all ')}`;
