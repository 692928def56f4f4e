import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { signedTables } from '../../src/exchange/signing.ts';
import { verifyRows } from '../../src/exchange/verify-rows.ts';
import { openStore, type Store } from '../../src/store/database.ts';
import { grantRuntime } from '../../src/store/grants.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { house } from '../support/mandate-world.ts';
import { jw315 } from '../support/messages.ts';

/*
 * Somebody who has the role of the runtime changes one column after the other of the rows that decide. A
 * column that is new stands in no list: then this fails until somebody says what it is.
 */

/** What may be changed unseen in these tables, and why that does no harm. */
const left: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  party: { created_at: 'shown nowhere', changed_at: 'shown nowhere' },
  api_key: { last_used_at: 'shown to its party; decides nothing' },
  mandate: {},
  legal_hold: {},
  disclosure: {},
  message: {
    status: 'where it stands',
    changed_at: 'where it stands',
    accepted_at: 'where it stands',
    delivered_at: 'where it stands',
    error_code: 'where it stands',
    finding_count: 'where it stands',
    first_use: 'derived by its judgement',
    forgotten_at: 'what is forgotten has no key any more',
    refusal: 'shown to who posted what was refused',
    refused_count: 'counts what was refused',
    content_hash: 'finds repeats; the bytes are bound to the message',
    line: 'the order in which messages about a child are judged',
    actor: 'copied into the sealed log as soon as it is done with',
    actor_party: 'copied into the sealed log as soon as it is done with',
    mandate_id: 'copied into the sealed log as soon as it is done with',
    address: 'copied into the sealed log as soon as it is done with',
    request_id: 'copied into the sealed log as soon as it is done with',
  },
};

let gateway: TestGateway;
let runtime: Store;
beforeAll(async () => {
  gateway = await startTestGateway();
  const { administrator, store } = gateway;
  const aanbieder = await gateway.party('12345678');
  await gateway.party('0363');
  await gateway.party(house);
  const { body } = await aanbieder.post(jw315());
  await aanbieder.settled(body.id);
  await aanbieder.send('POST', '/v1/parties/12345678/mandates', {
    ...{ mandatary: house, messageTypes: ['JW315'] },
  });
  await administrator.send('POST', '/v1/legal-holds', { party: '0363', reason: 'a lawsuit' });
  const url = new URL(inject('runtimePostgresUrl'));
  url.pathname = new URL(gateway.databaseUrl).pathname;
  await grantRuntime(store.pool, decodeURIComponent(url.username));
  runtime = openStore({ url: url.href, size: 2 });
});
afterAll(async () => {
  await runtime?.close();
  await gateway?.remove();
});

/** @returns what came of a statement of that role: refused by the database, found, or nothing */
async function outcomeOf(statement: string): Promise<'refused' | 'found' | 'unseen'> {
  const client = await runtime.pool.connect();
  try {
    await client.query('begin');
    const { rowCount } = await client.query(statement);
    if (rowCount === 0) throw new Error(`Nothing to change: ${statement}`);
    const { sound } = await verifyRows(client as never, gateway.keys);
    return sound ? 'unseen' : 'found';
  } catch (error) {
    if (/^(42501|23\w{3})$/.test((error as { code?: string }).code ?? '')) return 'refused';
    throw error;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const other: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: `'x'`,
  bytea: 'uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())',
  boolean: 'not {column}',
  integer: 'coalesce({column}, 0) + 1',
  bigint: 'coalesce({column}, 0) + 1',
  date: `'2020-01-01'`,
  jsonb: `'{}'`,
  ARRAY: `array['JW305']`,
  'timestamp with time zone': `coalesce({column}, now()) + interval '1 day'`,
};

test.each(
  Object.values(signedTables)
    .flat()
    .map(({ name }) => [name]),
)('each column of %s is refused, found, or in the list of what is left', async (table) => {
  const { rows } = await gateway.store.pool.query<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns
      where table_name = $1 and table_schema = current_schema() order by ordinal_position`,
    [table],
  );
  expect(rows.length).toBeGreaterThan(3);
  if ((await gateway.store.pool.query(`select from ${table}`)).rowCount === 0) return;
  const unseen: string[] = [];
  for (const { name, type } of rows) {
    const value = other[type]?.replace('{column}', name);
    if (value === undefined) throw new Error(`${table}.${name} is of a type that is new: ${type}`);
    const one = `ctid = (select min(ctid) from ${table})`;
    if ((await outcomeOf(`update ${table} set ${name} = ${value} where ${one}`)) === 'unseen')
      unseen.push(name);
  }
  const known = Object.keys(left[table] ?? {});
  expect(unseen.filter((name) => !known.includes(name))).toEqual([]);
});

test('rows are neither deleted nor copied, and do not change places', async () => {
  for (const table of ['party', 'api_key', 'mandate', 'legal_hold'])
    expect(await outcomeOf(`delete from ${table}`), table).toBe('refused');
  expect(await outcomeOf('delete from message')).toBe('refused');
  expect(await outcomeOf(`update signing set state = 'unsigned', mac = null`)).toBe('refused');
  expect(await outcomeOf('delete from signing')).toBe('refused');
  expect(
    await outcomeOf(`insert into api_key (id, role, prefix, key_hash, mac)
      select gen_random_uuid(), role, prefix || 'x', key_hash, mac from api_key limit 1`),
  ).toBe('found');
  expect(
    await outcomeOf(`update party one set until = '2020-01-01', mac = two.mac, revision = 9
      from party two where one.code = '0363' and two.code = '12345678'`),
  ).toBe('found');
});
