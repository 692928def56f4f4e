import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

/** A child that many rows are about, and one that few are. */
export const children = {
  common: '00000000-0000-4000-8000-0000000000c1',
  rare: '00000000-0000-4000-8000-0000000000c2',
  absent: '00000000-0000-4000-8000-0000000000c3',
};
/** A message that was read again and again, and others. */
export const messages = {
  common: idAt(4, 0),
  rare: idAt(12, 0),
  absent: '01900000-0000-7000-9000-000000000000',
};
export const parties = {
  /** Of most rows. */
  busy: '10000001',
  /** Of a few, long ago and lately. */
  quiet: '10000002',
  /** Of none. */
  silent: '10000003',
  gemeente: '0301',
  quietGemeente: '0302',
  silentGemeente: '0303',
  house: '00000001000000000001',
  office: '00000001000000000002',
};
/** What many messages have in their Header, one, and none. */
export const identificaties = { common: 'GELIJK', rare: '12345', absent: 'GEEN' };
export const allocationOfCase = idAt(5, 1);
export const operation = idAt(1, 9);
/** A preview with rows; there are few previews, and each is read by itself. */
export const conversion = idAt(1, 8);
/** A contract. */
export const contract = idAt(1, 7);
export const firstMoment = Date.UTC(2026, 0, 1);
/** Milliseconds from one message to the next: so many in a bit more than two months. */
const step = (count: number) => Math.floor((70 * 86_400_000) / count);

/** As the SQL below makes an id: of the number of a row. */
function idAt(number: number, kind: number): string {
  const digits = number.toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-800${kind}-${digits}`;
}

/** Ids as UUIDv7s are: in the order of time. The first ones are numbers, to be known. */
const id = (n: string, kind = 0) => `(case when ${n} < 100 then lpad(to_hex(${n}), 12, '0')
    else lpad(to_hex(${firstMoment} + ${n} * $2::bigint), 12, '0') end
  || '7000800${kind}' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const at = (n: string) => `to_timestamp((${firstMoment} + ${n} * $2::bigint) / 1000.0)`;
/** One in 20,000 is of the quiet ones. The first hundredth is: what was analyzed then is wrong. */
const sender = (n: string) =>
  `case when ${n} < $3::integer / 100 or ${n} % 20000 = 7 then '${parties.quiet}' else '${parties.busy}' end`;
const recipient = (n: string) =>
  `case when ${n} < $3::integer / 100 or ${n} % 20000 = 9 then '${parties.quietGemeente}' else '${parties.gemeente}' end`;

type Table = readonly [name: string, indexed: readonly string[], rows: string];

/** What each table gets: for a number n from $1 on, of the $3 that there are in the end. */
const tables: readonly Table[] = [
  [
    'message',
    ['message'],
    `insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening, sender,
      recipient, status, content_hash, size, received_at, changed_at, accepted_at, line, error_code,
      refusal, refused_count, actor, actor_party, heenbericht_id)
    select ${id('n')}, case when status <> 'refused' then n end,
      case when n % 10000 = 11 then 'JW319' else 'JW315' end, sender, recipient,
      case when n % 5 = 1 then '${identificaties.common}' else n::text end, '2026-01-01',
      sender, recipient, status, uuid_send(${id('n')}), 3000, ${at('n')}, ${at('n')},
      case when status in ('accepted', 'delivered') then ${at('n')} end,
      case when status <> 'refused' then uuid_send(${id('n / 4 * 4')}) end,
      case when status = 'failed' then case when n % 20000 = 101 then 'XX001' else 'XX000' end end,
      case when status = 'refused' then '{"code": "unreadable"}'::jsonb end,
      case when status = 'refused' then 1 end, 'ijw_busy', sender,
      case when n % 8 = 5 and status <> 'refused' then ${id('(n - 1)')} end
    from (
      select n, ${sender('n')} as sender, ${recipient('n')} as recipient,
        case when n % 1000 = 101 or n < $3::integer / 100 then 'failed' when n % 100 = 2 then 'refused'
          when n % 10000 = 3 then 'rejected' when n > $3::integer * 0.99 or n % 5000 = 102 then 'received'
          when n % 20 = 5 then 'accepted' else 'delivered' end as status
      from generate_series($1::integer, $4::integer) n
    ) made`,
  ],
  [
    'mailbox_entry',
    ['mailbox_entry'],
    `insert into mailbox_entry (party_code, position, message_id, entered_at, acknowledged_at, type)
    select recipient, acceptance, id, accepted_at, case when status = 'delivered' then accepted_at end, type
    from message where accepted_at is not null and acceptance between $1 and $4
      and $2::bigint > 0 and $3::integer > 0 and (status = 'accepted' or acceptance % 5 = 0 or type = 'JW319')`,
  ],
  [
    'outbox',
    [],
    `insert into outbox (kind, id, ordinal, next_announce_at)
    select 'message', id, acceptance, received_at from message where status = 'received'
      and acceptance between $1 and $4 and $2::bigint > 0 and $3::integer > 0`,
  ],
  [
    'access_log',
    ['access_log', 'access_log_child'],
    `insert into access_log (sealed_at, batch, ordinal, id, at, action, actor, role, actor_party, party,
      counterparty, mandate_id, message_id, client_ids)
    select date_trunc('month', now()) - interval '70 days' + ($2::bigint * n) * interval '1 millisecond',
      n / 2000, n % 2000, ${id('n', 2)}, ${at('n')},
      case when n % 10000 = 3 or n < $3::integer / 100 then 'break-glass' else 'read-content' end,
      case when n % 20000 = 5 then 'ijw_rare' else 'ijw_busy' end, 'party',
      case when n % 3 = 0 then '${parties.house}' else ${sender('n')} end, ${sender('n')}, ${recipient('n')},
      case when n % 3 = 0 then ${id('1', 8)} end,
      case when n % 20 = 4 then ${id('4')} else ${id('n')} end,
      case when n % 50 = 1 then array['${children.common}'::uuid, ${id('n', 3)}]
        when n % 100000 = 2 then array['${children.rare}'::uuid]
        when n % 10 = 3 then array[${id('n', 3)}] else '{}' end
    from generate_series($1::integer, $4::integer) n`,
  ],
  [
    'allocation',
    ['allocation'],
    `insert into allocation (id, municipality, provider, client_id, toewijzing_nummer, owns_number, status,
      product_category, product_code, begin_date, predecessors, successors, changed_at)
    select ${id('n', 1)}, ${recipient('n')}, ${sender('n')},
      case when n < 6 then '${children.common}'::uuid else ${id('n / 3 * 3', 3)} end, n::text, true,
      case when n % 10000 = 3 then 'deleted' when n % 100 = 4 then 'withdrawn' else 'allocated' end,
      case when n % 10000 = 6 then '50' else '45' end, case when n % 10000 = 6 then '50X00' else '45A04' end,
      '2026-01-01', case when n % 50 = 1 then array[(n - 1)::text] else '{}' end, '{}', ${at('n')}
    from generate_series($1::integer, $4::integer) n`,
  ],
  [
    'ledger_entry',
    ['ledger_entry'],
    `insert into ledger_entry (municipality, chain_number, version, provider, client_id, toewijzing_nummer,
      kind, message_id, class_path, recorded_at, previous_hash, hash)
    select case when n < 20 then '${parties.quietGemeente}' else '${parties.gemeente}' end, n + 1, 2,
      case when n < 20 then '${parties.quiet}' else '${parties.busy}' end,
      case when n < 20 then '${children.common}'::uuid else ${id('n / 5 * 5', 3)} end,
      case when n < 20 then '5' else n::text end, 'allocated', ${id('n')}, 'Client', ${at('n')}, '\\x00', '\\x00'
    from generate_series($1::integer, $4::integer / 2) n where $3::integer > 0`,
  ],
  [
    'request',
    ['request'],
    `insert into request (provider, reference_hash, municipality, client_id, type, owns_reference,
      answers, honoured, message_id, requested_at, sealed, answered_by)
    select ${sender('n')}, uuid_send(${id('n')}), ${recipient('n')}, ${id('n', 3)},
      case when n % 10000 = 11 then 'JW317' else 'JW315' end, false, '{}', n % 10 not in (1, 9),
      ${id('n')}, ${at('n')}, '\\x00', '{}'
    from generate_series($1::integer, $4::integer) n`,
  ],
  [
    'term',
    ['term'],
    `insert into term (id, kind, municipality, provider, debtor, creditor, message_id, client_id,
      reference_hash, since, due_on, met_at, taken, status)
    select ${id('n', 9)}, case when n % 10000 = 5 then 'retour' else 'decision' end, gemeente, aanbieder,
      case when n % 2 = 0 then gemeente else aanbieder end,
      case when n % 2 = 0 then aanbieder else gemeente end, ${id('n')}, ${id('n', 3)}, uuid_send(${id('n')}),
      day, day, case when status = 'in-time' then ${at('n')} end, case when status = 'in-time' then 1 end, status
    from (
      select n, ${recipient('n')} as gemeente, ${sender('n')} as aanbieder, ${at('n')}::date as day,
        case when n < $3::integer / 100 or n % 1000 in (1, 2) then 'missed'
          when n > $3::integer * 0.99 then 'open' else 'in-time' end as status
      from generate_series($1::integer, $4::integer) n
    ) made`,
  ],
  [
    'term_count',
    [],
    `insert into term_count (municipality, provider, kind, by_gemeente, month, status, taken, count)
    select case when n % 3 = 0 then '${parties.gemeente}' else lpad((n % 15)::text, 4, '0') end,
      case when n % 5 = 0 then '${parties.busy}' else (20000000 + n % 300)::text end, 'decision',
      n % 2 = 0, date '2026-01-01' + interval '1 month' * (n % 24), 'in-time', (n / 360) % 30, 1
    from generate_series($1::integer, least($4::integer, 100000)) n
    where $2::bigint > 0 and $3::integer > 0 on conflict do nothing`,
  ],
  [
    'operation',
    [],
    `insert into operation (id, kind, reason, made_by, party_code, selection, request_hash, finished_at, result)
    select case when n = 0 then '${operation}' else ${id('n', 7)} end, case when redelivery then 'redelivery' else 'replay' end, '-', 'bench',
      case when redelivery then '${parties.busy}' end, '{}', '\\x00', ${at('n')}, '{}'
    from generate_series($1::integer, $4::integer / 100) n, lateral (select n % 5000 = 3) kind (redelivery)
    where $3::integer > 0`,
  ],
  [
    'operation_message',
    ['operation_message'],
    `insert into operation_message (operation_id, ordinal, message_id, state)
    select '${operation}', n + 1, ${id('n')}, case when n % 10000 = 3 then 'failed' else 'succeeded' end
    from generate_series($1::integer, $4::integer / 2) n where $3::integer > 0`,
  ],
  [
    'mandate',
    [],
    `insert into mandate (id, mandatary, party, message_types, valid_from, given_by, withdrawn_at, withdrawn_by)
    select ${id('n', 8)}, '${parties.house}', case when n % 2 = 0 then '${parties.busy}' else '${parties.gemeente}' end,
      array['JW319'], ${at('n')}, 'bench', case when n > 3 then ${at('n')} end, case when n > 3 then 'bench' end
    from generate_series($1::integer, $4::integer / 100) n where $3::integer > 0`,
  ],
  [
    'designation',
    [],
    `insert into designation (id, office, gemeente, valid_from, given_by, withdrawn_at, withdrawn_by)
    select ${id('n', 8)}, '${parties.office}', '${parties.gemeente}', ${at('n')}, 'bench',
      case when n > 3 then ${at('n')} end, case when n > 3 then 'bench' end
    from generate_series($1::integer, $4::integer / 100) n where $3::integer > 0`,
  ],
  [
    'contract',
    [],
    `insert into contract (id, revision, number, provider, gemeenten, mac)
    select ${id('n', 7)}, 1, n::text,
      case when n % 1000 = 3 then '${parties.quiet}' else '${parties.busy}' end,
      array[case when n % 1000 = 3 then '${parties.quietGemeente}' else '${parties.gemeente}' end], '\\x${'00'.repeat(32)}'
    from generate_series($1::integer, $4::integer / 10) n where $2::bigint > 0 and $3::integer > 0`,
  ],
  [
    'contract_version',
    [],
    `insert into contract_version (id, contract_id, version, form, content, recorded_at, recorded_by, mac)
    select ${id('n', 8)}, ${id('n', 7)}, 1, 1, json_build_object('number', n::text, 'aanbieder', '${parties.busy}',
      'gemeenten', array['${parties.gemeente}'], 'lines', array[json_build_object('categorie', '45', 'code', 'X')])::text,
      ${at('n')}, 'bench', '\\x${'00'.repeat(32)}'
    from generate_series($1::integer, $4::integer / 10) n where $3::integer > 0`,
  ],
  [
    'party',
    [],
    `insert into party (code, kind, name)
    select (20000000 + n)::text, 'aanbieder', case when n % 1000 = 3 then 'One of few' else 'One of many' end
    from generate_series($1::integer, $4::integer / 10) n where $2::bigint > 0 and $3::integer > 0`,
  ],
  [
    'draft',
    ['draft_party'],
    `insert into draft (id, party, recipient, type, request_id, group_id, ordinal, after_previous, state,
      sent_message, created_at, changed_at, changed_by, expires_at)
    select ${id('n', 7)}, ${recipient('n')}, ${sender('n')}, case when n % 1000 = 3 then 'JW301' else 'JW319' end,
      case when n % 1000 = 3 then ${id('n')} else '${messages.common}'::uuid end, ${id('n', 7)}, 1, false, 'sent',
      ${id('n')}, ${at('n')}, ${at('n')}, 'bench', 'infinity'
    from generate_series($1::integer, $4::integer) n where $3::integer > 0`,
  ],
  [
    'signal',
    ['signal_reporter', 'signal_open', 'signal_reported', 'signal_over'],
    `insert into signal (id, reporter, gemeenten, kind, segment, about, provider, size, status, reported_at, reported_on,
      closed_at, closed_by, close_reason)
    select ${id('n', 9)}, ${sender('n')}, array[${recipient('n')}], case when n % 1000 = 3 then 'waiting' else 'budget' end,
      case when n % 1000 = 3 then 'C' else 'B' end, 'general', ${sender('n')}, 'large',
      case when n % 1000 = 3 then 'open' else 'closed' end, ${at('n')}, ${at('n')}::date,
      case when n % 1000 <> 3 then ${at('n')} end, case when n % 1000 <> 3 then '${parties.office}' end,
      case when n % 1000 <> 3 then 'solved' end
    from generate_series($1::integer, $4::integer) n where $3::integer > 0`,
  ],
  // Nobody uses them any more, and none has an end of its own.
  [
    'session',
    ['session_in_force', 'session_of_sign_in', 'session_over'],
    `insert into session (id, sign_in_id, secret_hash, issuer_hash, person_hash, actor, choices, role, created_at,
      last_used_at, ends_at)
    select ${id('n')}, ${id('n')}, sha256('s'), sha256('i'), sha256('p'), 'person:bench', '{operator}', 'operator',
      ${at('n')}, ${at('n')}, ${at('n')} + interval '12 hours'
    from generate_series($1::integer, $4::integer) n where $3::integer > 0`,
  ],
  [
    'verification',
    ['verification_of_kind', 'verification_over'],
    `insert into verification (id, what, begun_by, begun_at, state, ended_at)
    select ${id('n')}, case when n % 1000 = 3 then 'rows' else 'ledger' end, 'gateway', ${at('n')}, 'sound', ${at('n')}
    from generate_series($1::integer, $4::integer) n where $3::integer > 0`,
  ],
  [
    'signal_municipality',
    ['signal_of_municipality'],
    `insert into signal_municipality (signal_id, municipality)
    select ${id('n', 9)}, ${recipient('n')} from generate_series($1::integer, $4::integer) n where $3::integer > 0`,
  ],
  // Previews of 200 rows each.
  [
    'conversion',
    [],
    `insert into conversion (id, number, day, gemeenten, input_digest, digest, state, made_by, made_at, shared_at,
      shared_by, shared_gemeenten)
    select ${id('n', 8)}, n, '2026-07-01', array[case when n % 50 = 7 then '${parties.quietGemeente}'
      else '${parties.gemeente}' end], '', '', 'ready', 'bench', ${at('n')}, ${at('n')}, 'bench', array['${parties.gemeente}']
    from generate_series(($1::integer + 199) / 200 + 1, $4::integer / 200 + 1) n where $3::integer > 0`,
  ],
  [
    'conversion_case',
    [],
    `insert into conversion_case (conversion_id, number, municipality, provider, sealed)
    select ${id('(n / 200 + 1)', 8)}, n % 200 + 1, '${parties.gemeente}', case when n % 50 = 7
      then '${parties.quiet}' else '${parties.busy}' end, ''
    from generate_series($1::integer, $4::integer) n where $3::integer > 0`,
  ],
  [
    'conversion_row',
    ['conversion_row'],
    `insert into conversion_row (id, conversion_id, number, case_number, municipality, provider, to_category,
      to_code, unmapped, holds, difference_cents, gemeente_mark)
    select ${id('n', 8)}, ${id('(n / 200 + 1)', 8)}, n % 200 + 1, n % 200 + 1, '${parties.gemeente}',
      case when n % 50 = 7 then '${parties.quiet}' else '${parties.busy}' end,
      case when n % 50 <> 3 then '45' end, case when n % 50 <> 3 then 'B01P' end,
      case when n % 50 = 3 then 'no-rule' end, '', case when n % 50 = 9 then 10000 else -10000 end,
      case when n % 50 <> 5 then 'agreed' end
    from generate_series($1::integer, $4::integer) n where $3::integer > 0`,
  ],
  [
    'legal_hold',
    [],
    `insert into legal_hold (id, message_id, reason, placed_by, lifted_by, lifted_at)
    select ${id('n', 4)}, ${id('n')}, '-', 'bench', case when n % 1000 <> 3 then 'bench' end,
      case when n % 1000 <> 3 then ${at('n')} end
    from generate_series($1::integer, $4::integer / 100) n where $3::integer > 0`,
  ],
  [
    'forgetting',
    [],
    `insert into forgetting (day, terms) select date '2010-01-01' + n, '{}'
    from generate_series($1::integer, $4::integer / 200) n where $2::bigint > 0 and $3::integer > 0`,
  ],
  [
    'forgotten',
    [],
    `insert into forgotten (day, id, kind) select date '2010-01-01', ${id('n', 5)}, 'message'
    from generate_series($1::integer, $4::integer / 4) n where $3::integer > 0`,
  ],
  [
    'access_log_fresh',
    [],
    `insert into access_log_fresh (id, at, action, actor, role, actor_party, party, counterparty, message_id)
    select ${id('n', 6)}, ${at('n')}, 'read-content', 'ijw_busy', 'party', ${sender('n')}, ${sender('n')},
      ${recipient('n')}, ${id('n')}
    from generate_series($3::integer - 5000, $3::integer) n where $1::integer > 0 and $4::integer > 0`,
  ],
];

/**
 * Fills the tables behind the lists, unevenly, with so many rows: the first hundredth of quite other ones,
 * which is what Postgres knows when it looked at the tables then and never again.
 */
export async function fillLists(pool: Pool, count: number): Promise<void> {
  await makeMonths(pool);
  await pool.query(
    `insert into party (code, kind, name)
    select code, case when code = $2 then 'regional-office' when length(code) = 4 then 'gemeente'
      when length(code) = 8 then 'aanbieder' else 'software-house' end, '-'
    from unnest($1::text[]) code`,
    [Object.values(parties), parties.office],
  );
  await pool.query(
    `insert into mailbox (party_code, last_position) select code, $1 from party where length(code) <= 8`,
    [count],
  );
  await pool.query(`update party set region = 'R' where length(code) = 4`);
  await pool.query(
    `insert into spic (region, product_category, code, segment, profile, intensity, valid_from)
    values ('R', '45', '45A04', 'A', '1', 'P', '2020-01-01'), ('R', '50', '50X00', 'B', '2', 'Q', '2020-01-01')`,
  );
  await withoutChildren(pool);
  const first = Math.floor(count / 100);
  const known = new Set(tables.map(([name]) => name));
  for (const [, , text] of tables) await pool.query(text, [0, step(count), count, first]);
  const parts = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  for (const { name } of parts.rows) {
    await pool.query(`alter table ${name} set (autovacuum_enabled = off)`);
    if (known.has(name) || name.startsWith('access_log')) await pool.query(`analyze ${name}`);
  }
  for (const one of tables) await fillTable(pool, one, first + 1, count);
  while (await someIndexWaits(pool)) await sleep(100);
}

/** Fills only these tables, with so many rows. Their parties have to be there, with their mailboxes. */
export async function fillSome(
  pool: Pool,
  count: number,
  names: ReadonlySet<string>,
): Promise<void> {
  await makeMonths(pool);
  await withoutChildren(pool);
  for (const one of tables) if (names.has(one[0])) await fillTable(pool, one, 0, count);
}

async function makeMonths(pool: Pool): Promise<void> {
  for (let month = 0; month < 4; month++)
    await pool.query(
      `select access_log_make_month((date_trunc('month', now()) - $1 * interval '1 month')::date)`,
      [month],
    );
}

/** Terms of children that are in no other table. */
async function withoutChildren(pool: Pool): Promise<void> {
  await pool.query('alter table term drop constraint term_client_id_fkey');
}

async function fillTable(
  pool: Pool,
  [, indexed, text]: Table,
  from: number,
  count: number,
): Promise<void> {
  const indexes = await withoutIndexes(pool, indexed);
  await pool.query(text, [from, step(count), count, count]);
  for (const definition of indexes) await pool.query(definition);
}

/**
 * Whether Postgres leaves out an index that was made anew: rows were changed before, and a transaction that
 * is older than the index still runs, in whichever database of the server.
 */
async function someIndexWaits(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ waits: boolean }>(
    `select exists (select from pg_index where indcheckxmin
      and xmin::text::bigint >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint % 4294967296
    ) as waits`,
  );
  return rows[0]?.waits ?? false;
}

/** Drops what can be made again, which is faster than to keep it while many rows come in. */
async function withoutIndexes(pool: Pool, names: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid::regclass::text = any($1)
      and not exists (select from pg_constraint where conindid = indexrelid)`,
    [names],
  );
  for (const { name } of rows) await pool.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '));
}

/** Lets Postgres know nothing of what is in the tables. */
export async function forgetStatistics(pool: Pool): Promise<void> {
  await pool.query(
    `select pg_clear_attribute_stats('public', tablename, attname, inherited)
    from pg_stats where schemaname = 'public'`,
  );
}
