import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entryOf } from '../../../src/parties/access-log/entry.ts';
import { hashOfBatch, loggedColumns, signSeal } from '../../../src/parties/access-log/hash.ts';
import { noteAccess } from '../../../src/parties/access-log/note.ts';
import { AccessLogSealer, sealBatch } from '../../../src/parties/access-log/seal.ts';
import { verifyAccessLog } from '../../../src/parties/access-log/verify.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { errorCode } from '../../../src/store/database.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { makeStore, waitsForLock } from '../../support/database.ts';
import { noteSome, openKeys } from './support.ts';

let store: Awaited<ReturnType<typeof makeStore>>;
let keys: KeyRing;
beforeEach(async () => {
  store = await makeStore();
  keys = await openKeys(store);
});
afterEach(() => store.drop());

const idsIn = async (table: string) => {
  const { rows } = await store.pool.query<{ id: string }>(`select id from ${table} order by id`);
  return rows.map(({ id }) => id);
};
/** As somebody who owns the tables and knows how to get around what keeps them. */
const tamper = async (statement: string) => {
  await store.pool.query(
    `do $$ declare t record; begin
      for t in select tgrelid::regclass as on_table, tgname from pg_trigger
        where tgname like 'access_log%stays' loop
        execute format('alter table %s disable trigger %I', t.on_table, t.tgname);
      end loop;
    end $$;
    ${statement}`,
  );
};
const verify = () => verifyAccessLog(store.pool, keys);

describe('sealing', () => {
  test('moves each row once into the log, in order, and leaves nothing behind', async () => {
    const ids = await noteSome(store, 50);
    expect(await sealBatch(store.pool, keys)).toMatchObject({ batch: 1, rowCount: 50 });
    expect(await sealBatch(store.pool, keys)).toBeUndefined();
    const more = await noteSome(store, 3);
    expect(await sealBatch(store.pool, keys)).toMatchObject({ batch: 2, rowCount: 3 });
    expect(await idsIn('access_log')).toEqual([...ids, ...more]);
    expect(await idsIn('access_log_fresh')).toEqual([]);
    expect(await verify()).toEqual({ sound: true, rows: 53, batches: 2, closedMonths: [] });
  });

  test('a row is the same after it was sealed', async () => {
    await noteSome(store, 40);
    const columns =
      'id, at, action, actor, role, actor_party, party, counterparty, mandate_id, message_id, client_ids, detail, address, request_id, reason';
    const before = await store.pool.query(`select ${columns} from access_log_fresh order by id`);
    await sealBatch(store.pool, keys);
    const after = await store.pool.query(`select ${columns} from access_log order by ordinal`);
    expect(after.rows).toEqual(before.rows);
  });

  test('many at once make one chain that has each row once', async () => {
    const ids = await noteSome(store, 30);
    const writing = noteSome(store, 60);
    for (let round = 0; round < 10; round++)
      await Promise.all(Array.from({ length: 4 }, () => sealBatch(store.pool, keys)));
    ids.push(...(await writing));
    while (await sealBatch(store.pool, keys));
    expect(await idsIn('access_log')).toEqual(ids.sort());
    expect(await verify()).toMatchObject({ sound: true, rows: 90 });
  });

  test('a row of a transaction that has not ended comes with a later batch', async () => {
    const client = await store.pool.connect();
    await client.query('begin');
    const slow = entryOf(localCall('cli:slow'), 'import');
    await noteAccess(client, keys.rows, slow);
    const [quick] = await noteSome(store, 1);
    await sealBatch(store.pool, keys);
    expect(await idsIn('access_log')).toEqual([quick]);
    await client.query('commit');
    client.release();
    await sealBatch(store.pool, keys);
    expect(await idsIn('access_log')).toEqual([slow.id, quick].sort());
    expect(await verify()).toMatchObject({ sound: true, batches: 2 });
  });

  test.each(['access_log_fresh', 'access_log', 'access_log_seal', 'access_log_head'])(
    'that dies at %s leaves all as it was, and the next one does all of it',
    async (table) => {
      const ids = await noteSome(store, 5);
      await store.pool.query(
        `create function die() returns trigger language plpgsql as $$
          begin raise exception 'died' using errcode = '57P01'; end $$;
        create trigger dies before insert or update or delete on ${table}
          for each row execute function die()`,
      );
      expect(await sealBatch(store.pool, keys).then(() => 'done', errorCode)).toBe('57P01');
      expect(await idsIn('access_log_fresh')).toEqual(ids);
      expect(await idsIn('access_log')).toEqual([]);
      await store.pool.query(`drop trigger dies on ${table}`);
      await sealBatch(store.pool, keys);
      expect(await idsIn('access_log')).toEqual(ids);
      expect(await verify()).toMatchObject({ sound: true, rows: 5 });
    },
  );

  test('the job seals what is there, and makes sure of the months to come', async () => {
    const ids = await noteSome(store, 3);
    const errors: string[] = [];
    const sealer = new AccessLogSealer(store, keys, (code) => errors.push(code));
    sealer.start();
    await expect.poll(() => idsIn('access_log')).toEqual(ids);
    await sealer.stop();
    expect(errors).toEqual([]);
    const { rows } = await store.pool.query(
      "select count(*)::int as parts from pg_inherits where inhparent = 'access_log'::regclass",
    );
    expect(rows[0].parts).toBe(2);
  });

  test('the job goes on while batches are full, and leaves what comes meanwhile for its next round', async () => {
    const write = 'insert into access_log_fresh (id, action, actor) select gen_random_uuid()';
    await store.pool.query(`${write}, 'read', 'test' from generate_series(1, 2003)`);
    await store.pool.query(
      `create function comes_meanwhile() returns trigger language plpgsql as $$
        begin
          -- A job that never leaves anything for later comes to an end, too.
          ${write}, 'read', 'test' where new.batch < 10;
          return null;
        end $$;
      create trigger comes after insert on access_log_seal
        for each row execute function comes_meanwhile()`,
    );
    const sealer = new AccessLogSealer(store, keys, () => undefined);
    // A round at the start, and when that has ended a round as it stops.
    sealer.start();
    await sealer.stop();
    const { rows } = await store.pool.query('select row_count from access_log_seal order by batch');
    expect(rows.map(({ row_count }) => row_count)).toEqual([2000, 4, 1]);
    expect(await idsIn('access_log')).toHaveLength(2005);
    expect(await idsIn('access_log_fresh')).toHaveLength(1);
  });

  test('the job seals what is there when it stops', async () => {
    const sealer = new AccessLogSealer(store, keys, () => undefined);
    const ids = await noteSome(store, 3);
    await sealer.stop();
    expect(await idsIn('access_log')).toEqual(ids);
  });

  describe('the job reports it when somebody', () => {
    const minutesAgo = (minutes: number) =>
      store.pool.query(
        `update access_log_fresh set noted_at = clock_timestamp() - interval '${minutes} minutes'`,
      );
    const codesOfOneRound = async () => {
      const codes: string[] = [];
      const sealer = new AccessLogSealer(store, keys, (code) => codes.push(code));
      await sealer.stop();
      return codes;
    };

    test('removed the head', async () => {
      await tamper('delete from access_log_head');
      await noteSome(store, 1);
      expect(await codesOfOneRound()).toEqual(['access-log-head-missing']);
    });

    test('holds the head while rows wait for minutes, and not while they are new', async () => {
      const holder = await store.pool.connect();
      await holder.query('begin');
      await holder.query('select from access_log_head for update');
      await noteSome(store, 1);
      expect(await codesOfOneRound()).toEqual([]);
      await minutesAgo(3);
      expect(await codesOfOneRound()).toEqual(['access-log-not-sealed']);
      await holder.query('commit');
      holder.release();
      expect(await codesOfOneRound()).toEqual([]);
    });

    test('holds rows, as only their owner can', async () => {
      const [first] = await noteSome(store, 3);
      const holder = await store.pool.connect();
      await holder.query('begin');
      await holder.query('select from access_log_fresh where id = $1 for update', [first]);
      expect(await codesOfOneRound()).toEqual(['55P03']);
      expect(await idsIn('access_log_fresh')).toHaveLength(3);
      await holder.query('rollback');
      holder.release();
      expect(await codesOfOneRound()).toEqual([]);
      expect(await idsIn('access_log_fresh')).toEqual([]);
    }, 30_000);
  });

  test('a row that is written waits for nobody who seals or reads', async () => {
    await noteSome(store, 10);
    const reader = await store.pool.connect();
    await reader.query('begin');
    await reader.query('lock table access_log in share mode');
    const sealing = sealBatch(store.pool, keys);
    // It has the rows that it seals, and waits for the reader.
    await waitsForLock(store.pool, '%access_log_seal_rows(%');
    const [id] = await noteSome(store, 1);
    expect(await idsIn('access_log_fresh')).toContain(id);
    await reader.query('commit');
    reader.release();
    expect(await sealing).toMatchObject({ rowCount: 10 });
    expect(await idsIn('access_log_fresh')).toEqual([id]);
  });
});

test('the database refuses to change, remove or empty what was sealed, also of its owner', async () => {
  await noteSome(store, 3);
  await sealBatch(store.pool, keys);
  const { rows: parts } = await store.pool.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits
    where inhparent in ('access_log'::regclass, 'access_log_seal'::regclass)`,
  );
  expect(parts.length).toBeGreaterThanOrEqual(2);
  const tables = ['access_log', 'access_log_seal', ...parts.map(({ name }) => name)];
  for (const table of tables)
    for (const statement of [
      `update ${table} set batch = batch`,
      `delete from ${table}`,
      `truncate ${table}`,
    ]) {
      const code = await store.pool.query(statement).then(() => 'done', errorCode);
      expect(code, statement).toBe('23001');
    }
  expect((await verify()).sound).toBe(true);
});

describe('the walk', () => {
  beforeEach(async () => {
    for (let batch = 0; batch < 3; batch++) {
      await noteSome(store, 4);
      await sealBatch(store.pool, keys);
    }
  });

  test.each([
    ['a changed reason', "update access_log set reason = 'x' where batch = 2 and ordinal = 1", 2],
    [
      'a change of its first row',
      "update access_log set actor = 'x' where batch = 2 and ordinal = 1",
      2,
    ],
    [
      'a change of its last row',
      "update access_log set actor = 'x' where batch = 2 and ordinal = 4",
      2,
    ],
    ['a changed moment', 'update access_log set at = at + interval $$1 ms$$ where batch = 3', 3],
    ['a row that is gone', 'delete from access_log where batch = 1 and ordinal = 4', 1],
    [
      'a row that was put in',
      `insert into access_log (sealed_at, batch, ordinal, id, action, actor)
        select sealed_at, batch, 9, gen_random_uuid(), 'post', 'x' from access_log_seal where batch = 2`,
      2,
    ],
    ['rows that changed places', 'update access_log set ordinal = 10 - ordinal where batch = 2', 2],
  ])('names the batch with %s', async (_what, statement, batch) => {
    await tamper(statement);
    expect((await verify()).fault).toEqual({ kind: 'changed', batch });
  });

  test.each([
    ['under a number to come', `select now(), 9, 1`, 9],
    ['under a number that is there', `select now(), 2, 1`, 2],
    ['before all others', `select date_trunc('month', now()), 1, 1`, 1],
  ])('names rows that somebody put in without a seal, %s', async (_where, place, batch) => {
    await store.pool.query(
      `insert into access_log (sealed_at, batch, ordinal, id, action, actor)
      select place.*, gen_random_uuid(), 'read-content', 'nobody' from (${place}) place`,
    );
    expect((await verify()).fault).toEqual({ kind: 'outside', batch });
  });

  test.each([
    ['a number to come', '4'],
    ['a number that is there', '2'],
  ])('names a seal that somebody copied to %s, with rows under it', async (_what, number) => {
    await store.pool.query(
      `insert into access_log_seal
      select now(), ${number}, row_count, previous_hash, hash, mac, version from access_log_seal where batch = 2`,
    );
    await store.pool.query(
      `insert into access_log (sealed_at, batch, ordinal, id, action, actor)
      select sealed_at, batch, 1, gen_random_uuid(), 'read-content', 'nobody'
      from access_log_seal where batch = ${number} order by sealed_at desc limit 1`,
    );
    expect((await verify()).fault?.batch).toBe(Number(number));
  });

  test('names a second seal at the edge of what it reads at a time', async () => {
    for (let batch = 4; batch <= 100; batch++) {
      await noteSome(store, 1);
      await sealBatch(store.pool, keys);
    }
    await store.pool.query(
      `insert into access_log_seal
      select now(), batch, row_count, previous_hash, hash, mac, version from access_log_seal where batch = 100`,
    );
    expect((await verify()).fault).toEqual({ kind: 'outside', batch: 100 });
  });

  test('does not believe a month that somebody wrote down as closed', async () => {
    await store.pool.query(
      `insert into access_log_closed
        (month, first_batch, last_batch, row_count, opening_hash, closing_hash, closing_mac)
      select '2019-01-01', 1, batch, 8, decode(repeat('00', 32), 'hex'), hash, mac
      from access_log_seal where batch = 2`,
    );
    expect((await verify()).fault).toEqual({ kind: 'outside', batch: 1 });
  });

  test('a log without its head is not whole, though all of it is right', async () => {
    await tamper('delete from access_log_head');
    expect(await verify()).toMatchObject({
      sound: false,
      batches: 3,
      fault: { kind: 'no-head', batch: 3 },
    });
  });

  test('rows that wait for minutes to be sealed are a fault, rows of this minute are none', async () => {
    await noteSome(store, 2);
    expect((await verify()).sound).toBe(true);
    for (const moment of ['- interval', '+ interval']) {
      await store.pool.query(
        `update access_log_fresh set noted_at = clock_timestamp() ${moment} '11 minutes'`,
      );
      expect((await verify()).fault).toEqual({ kind: 'unsealed', batch: 4 });
    }
    await sealBatch(store.pool, keys);
    expect((await verify()).sound).toBe(true);
  });

  test('nobody removes the head by the way', async () => {
    for (const statement of ['delete from access_log_head', 'truncate access_log_head'])
      expect(await store.pool.query(statement).then(() => 'done', errorCode)).toBe('23001');
  });

  test('names a batch that is missing, and the end that was cut off', async () => {
    await tamper('delete from access_log_seal where batch = 2');
    expect((await verify()).fault).toEqual({ kind: 'missing', batch: 2 });
    await tamper(
      'delete from access_log_seal where batch > 1; delete from access_log where batch > 1',
    );
    expect((await verify()).fault).toEqual({ kind: 'cut-off', batch: 2 });
  });

  test('a log that was written anew from somewhere on is not of this gateway', async () => {
    const forger = await KeyRing.open((await makeOther()).db, new MasterKey(Buffer.alloc(32, 7)));
    await tamper(`delete from access_log where batch = 3; delete from access_log_seal where batch = 3;
      update access_log_head set batch = 2, hash = (select hash from access_log_seal where batch = 2)`);
    await noteSome(store, 2, forger);
    await sealBatch(store.pool, forger);
    expect((await verify()).fault).toEqual({ kind: 'rewritten', batch: 3 });
  });

  const others: Awaited<ReturnType<typeof makeStore>>[] = [];
  async function makeOther() {
    const other = await makeStore();
    others.push(other);
    return other;
  }
  afterEach(async () => {
    for (const other of others.splice(0)) await other.drop();
  });

  test('goes on over months that are gone, by their closing hash', async () => {
    await store.pool.query("select access_log_make_month('2019-03-01')");
    await store.pool.query("select access_log_make_month('2019-04-01')");
    await tamper(`delete from access_log; delete from access_log_seal;
      update access_log_head set batch = 0, hash = decode(repeat('00', 32), 'hex')`);
    for (const moment of ['2019-03-05', '2019-03-30', '2019-04-02']) {
      await noteSome(store, 3);
      await sealBatch(store.pool, keys, new Date(moment));
    }
    await noteSome(store, 3);
    await sealBatch(store.pool, keys);
    await store.pool.query("select access_log_drop_month('2019-03-01')");
    expect(await verify()).toEqual({
      sound: true,
      rows: 12,
      batches: 4,
      closedMonths: ['2019-03'],
    });
    // Another time it changes nothing.
    await store.pool.query("select access_log_drop_month('2019-03-01')");
    expect(await idsIn('access_log')).toHaveLength(6);
    await tamper("update access_log_closed set closing_hash = decode(repeat('11', 32), 'hex')");
    expect((await verify()).fault).toEqual({ kind: 'rewritten', batch: 2 });
  });

  test('a month of the last year does not go, nor one before those that are older', async () => {
    const drop = (month: string) =>
      store.pool.query(`select access_log_drop_month('${month}')`).then(() => 'gone', errorCode);
    const now = new Date();
    const thisMonth = `${now.toISOString().slice(0, 7)}-01`;
    expect(await drop(thisMonth)).toBe('23001');
    await tamper(`delete from access_log; delete from access_log_seal;
      update access_log_head set batch = 0, hash = decode(repeat('00', 32), 'hex')`);
    for (const month of ['2019-03-01', '2019-04-01']) {
      await store.pool.query(`select access_log_make_month('${month}')`);
      await noteSome(store, 1);
      await sealBatch(store.pool, keys, new Date(month));
    }
    expect(await drop('2019-04-01')).toBe('23001');
    expect(await drop('2019-03-01')).toBe('gone');
    expect(await drop('2019-04-01')).toBe('gone');
  });
});

describe('versions', () => {
  /** Seals what is fresh as versions before the second did. */
  async function sealAsBefore(): Promise<number> {
    const { rows: heads } = await store.pool.query('select batch, hash from access_log_head');
    const { rows } = await store.pool.query('delete from access_log_fresh returning *');
    rows.sort((one, other) => (one.id < other.id ? -1 : 1));
    const batch = Number(heads[0].batch) + 1;
    const place = { version: 1, batch, sealedAt: new Date(), previousHash: heads[0].hash } as const;
    const hash = hashOfBatch(place, rows);
    const names = loggedColumns.join(', ');
    await store.pool.query(
      `insert into access_log (sealed_at, batch, ordinal, ${names})
      select $1, $2, ordinality, ${loggedColumns.map((name) => `(row).${name}`).join(', ')}
      from (select ordinality, jsonb_populate_record(null::access_log_fresh, one) as row
        from jsonb_array_elements($3::jsonb) with ordinality as listed (one, ordinality)) rows`,
      [place.sealedAt, batch, JSON.stringify(rows)],
    );
    await store.pool.query('insert into access_log_seal values ($1, $2, $3, $4, $5, $6, 1)', [
      ...[place.sealedAt, batch, rows.length, place.previousHash, hash],
      signSeal(keys, { version: 1, batch, hash }),
    ]);
    await store.pool.query('update access_log_head set batch = $1, hash = $2', [batch, hash]);
    return batch;
  }
  /** Rows with all that version 2 binds. */
  const noteTraced = async () => {
    await noteSome(store, 3);
    await store.pool.query(
      `update access_log_fresh set trace_id = repeat('a', 32), span_id = repeat('b', 16),
        ended_at = now(), other_operation = 'other:7'`,
    );
  };

  test('what was sealed before is right for ever, and what comes binds more', async () => {
    await noteSome(store, 5);
    await sealAsBefore();
    await noteTraced();
    expect(await sealBatch(store.pool, keys)).toMatchObject({ version: 2, batch: 2 });
    expect(await verify()).toMatchObject({ sound: true, batches: 2, rows: 8 });
  });

  test.each([
    ["trace_id = repeat('c', 32)"],
    ["span_id = repeat('c', 16)"],
    ["ended_at = ended_at + interval '1 ms'"],
    ['other_operation = null'],
  ])('a change of what only version 2 binds is found: %s', async (change) => {
    await noteTraced();
    await sealBatch(store.pool, keys);
    await tamper(`update access_log set ${change}`);
    expect((await verify()).fault).toEqual({ kind: 'changed', batch: 1 });
  });

  test('a row of version 1 has nothing that it does not bind', async () => {
    await noteSome(store, 2);
    await sealAsBefore();
    await tamper("update access_log set other_operation = 'x' where ordinal = 1");
    expect((await verify()).fault).toEqual({ kind: 'changed', batch: 1 });
  });

  test('version 1 after version 2 is a fault, even with a seal of the gateway; so is another number', async () => {
    await noteSome(store, 2);
    await sealBatch(store.pool, keys);
    await noteSome(store, 2);
    await sealAsBefore();
    expect((await verify()).fault).toEqual({ kind: 'downgraded', batch: 2 });
    await tamper('update access_log_seal set version = 2 where batch = 2');
    expect((await verify()).fault).toEqual({ kind: 'changed', batch: 2 });
    await tamper('update access_log_seal set version = 3 where batch = 2');
    expect((await verify()).fault).toEqual({ kind: 'rewritten', batch: 2 });
  });
});
