import { forgetToday } from '../src/retention/run.ts';
import { MasterKey } from '../src/store/keys/encryption.ts';
import { KeyRing } from '../src/store/keys/keys.ts';
import { fillLedger } from './ledger-fill.ts';
import { region } from './parties.ts';
import { type Servers, startServers } from './region.ts';
import { printTable, rate, verdict } from './table.ts';

const sizes = [10_000, 1_000_000];
/** Messages of a day, of those that are over. */
const perDay = 3000;
/** In the ledger; a third as many children. */
const allocations = 9000;
const terms = { payloadDays: 365, refusedDays: 90, accessLogMonths: 60, ledgerYears: 20 };
/** Seconds that a day may take with many messages more than with few: nothing is read in vain. */
const mark = 0.5;
const dayMs = 86_400_000;

/**
 * What forgetting costs: on a day on which nothing is over, with few and with many messages kept; a day's
 * worth of messages; a year's worth at once, as at the first start; and children.
 */
export async function benchForgetting(): Promise<void> {
  await using servers = await startServers();
  console.log(
    '\nForgetting: on a day on which nothing is over, on one with a day of messages, and all at once',
  );
  const rows: string[][] = [];
  const idle: number[] = [];
  for (const size of sizes) {
    const { idleSeconds, cells } = await measure(servers, size);
    idle.push(idleSeconds);
    rows.push(cells);
  }
  printTable(['messages kept', 'idle day s', `${perDay} over s`, 'messages/s'], rows);
  const [few = 0, many = 0] = idle;
  verdict(
    'seconds of an idle day, with many messages more than with few',
    many - few,
    mark,
    'most',
  );
  await measureChildren(servers);
}

async function measureChildren(servers: Servers): Promise<void> {
  const { store, keys, forget } = await open(servers, 'forgetting_children');
  await fillLedger(store, keys, { count: allocations, bsns: ['999900006'] }, () => undefined);
  const { seconds, report } = await forget(Date.now() + 30 * 365 * dayMs);
  const { clients } = report.forgotten;
  console.log(
    `\nChildren: ${clients} in ${seconds.toFixed(1)} s, ${rate(clients / seconds)} a second`,
  );
}

async function open(servers: Servers, name: string) {
  const store = await servers.emptyDatabase(name);
  const { pool } = store;
  const keys = await KeyRing.open(store.db, new MasterKey(Buffer.alloc(32, 1)));
  await store.db
    .insertInto('party')
    .values(region.map(({ code, kind, name }) => ({ code, kind, name })))
    .execute();
  const forget = async (at: number) => {
    const began = performance.now();
    const report = await forgetToday({ pool, keys, terms }, { now: new Date(at), again: true });
    if (!report) throw new Error('Nothing was looked at.');
    return { seconds: (performance.now() - began) / 1000, report };
  };
  return { store, keys, forget };
}

async function measure(servers: Servers, size: number) {
  const { store, forget } = await open(servers, `forgetting_${size}`);
  const now = Date.now();
  // One year that stays, and a day of the year before.
  await fillMessages(store, size, [now - 364 * dayMs, now]);
  await fillMessages(store, perDay, [now - 367 * dayMs, now - 366 * dayMs]);
  await store.pool.query('vacuum analyze');

  const day = await forget(now);
  if (day.report.forgotten.messages !== perDay) throw new Error('That is not what was over.');
  const idle = await forget(now);
  const year = await forget(now + 366 * dayMs);
  const { messages } = year.report.forgotten;
  if (messages !== size) throw new Error(`${messages} of ${size} messages were forgotten.`);
  return {
    idleSeconds: idle.seconds,
    cells: [
      String(size),
      idle.seconds.toFixed(3),
      day.seconds.toFixed(2),
      rate(size / year.seconds),
    ],
  };
}

/** Messages that were delivered between two moments, of about 3 KB, as intake and steps leave them. */
async function fillMessages(
  { pool }: Awaited<ReturnType<Servers['emptyDatabase']>>,
  count: number,
  [from, to]: readonly [number, number],
): Promise<void> {
  const batch = 20_000;
  for (let done = 0; done < count; done += batch)
    await pool.query(
      `with made as materialized (
        select n, $1::float8 + ($2::float8 - $1::float8) * n / $3 as ms,
          md5(random()::text) as noise
        from generate_series($4::integer, $5::integer) n
      ), message_of as materialized (
        select n, to_timestamp(ms / 1000) as at, (lpad(to_hex(ms::bigint), 12, '0') || '7'
          || left(noise, 3) || '8' || right(noise, 15))::uuid as id from made
      ), key as (
        insert into data_key (id, wrapped) select id, decode(repeat('00', 60), 'hex') from message_of
      ), content as (
        insert into message_content (message_id, sealed)
        select id, convert_to(repeat(id::text, 85), 'utf8') from message_of
      ), reference as (
        insert into request_reference (reference_hash, message_id, line)
        select uuid_send(id) || uuid_send(id), id, uuid_send(id) from message_of
      )
      insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
        sender, recipient, status, content_hash, size, received_at, changed_at, accepted_at,
        delivered_at, line, first_use, actor, actor_party, address)
      select id, nextval('message_acceptance'), 'JW315', '12345678', '0363', n || ' ' || left(id::text, 13),
        '2024-01-01', '12345678', '0363', 'delivered', uuid_send(id) || uuid_send(id), 3000, at, at,
        at, at, uuid_send(id) || uuid_send(id), true, 'ijw_0123456789ab', '12345678', '127.0.0.1'
      from message_of`,
      [from, to, count, done + 1, Math.min(done + batch, count)],
    );
}
