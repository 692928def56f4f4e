import pg from 'pg';
import { afterEach, beforeEach, expect, inject, onTestFinished, test, vi } from 'vitest';
import { Outdated } from '../../../src/ledger/projection/update-projection.ts';
import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { InspectionFailed } from '../../../src/messages/judging/inspection-failed.ts';
import { MessageSteps } from '../../../src/messages/judging/steps.ts';
import { sweepOf } from '../../../src/messages/waiting.ts';
import { Bell } from '../../../src/store/bell.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import {
  type Caller,
  standardFiles,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
} from '../../support/gateway.ts';
import { jw315 } from '../../support/messages.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;

beforeEach(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
});
afterEach(() => gateway.remove());

/** A queue to which nothing is announced here: each step is done by hand. */
const unannounced = { announce: () => undefined };

const query = (text: string, values: unknown[] = []) => gateway.store.pool.query(text, values);

/** A steps of its own, on the database of the gateway. */
async function stepsOf(
  bell: Bell,
  onError: (id: string, code: string) => void,
): Promise<MessageSteps> {
  const inspections = await InspectionDispatcher.open(standardFiles);
  onTestFinished(() => inspections.close());
  const { store } = gateway;
  const keys = await KeyRing.open(store.db, MasterKey.parse(testEncryptionKey));
  return new MessageSteps({ store, keys, bell, queue: unannounced, inspections, onError });
}

async function entries(): Promise<{ message_id: string; position: string }[]> {
  return (await query('select message_id, position from mailbox_entry order by position')).rows;
}

test('a step that runs many times, also at once, does its work once', async () => {
  const bell = await Bell.open(gateway.store, sweepOf(gateway.store), () => undefined);
  const failures: string[] = [];
  const steps = await stepsOf(bell, (_id, code) => failures.push(code));
  try {
    const { body } = await aanbieder.post(jw315());
    await Promise.all(Array.from({ length: 10 }, () => steps.step(body.id)));
    await steps.step(body.id);
    expect(await entries()).toEqual([{ message_id: body.id, position: '1' }]);
    expect((await query('select * from outbox')).rows).toEqual([]);
    expect(failures).toEqual([]);
  } finally {
    await bell.close();
  }
});

test('a message fails by judgements that are lost, not by what passes', async () => {
  const passing = [
    Object.assign(new Error(), { code: 'ECONNRESET' }),
    new InspectionFailed('busy'),
    new InspectionFailed('no-worker'),
    new InspectionFailed('closed'),
    new Outdated(),
  ];
  const lost = (['timeout', 'worker-died', 'worker-died'] as const).map(
    (code) => new InspectionFailed(code),
  );
  const errors = [...passing, ...lost];
  const judge = vi.spyOn(InspectionDispatcher.prototype, 'judge');
  onTestFinished(() => judge.mockRestore());
  judge.mockImplementation(async () => {
    throw errors.shift() ?? new InspectionFailed('closed');
  });
  const bell = await Bell.open(gateway.store, sweepOf(gateway.store), () => undefined);
  onTestFinished(() => bell.close());
  const steps = await stepsOf(bell, () => undefined);
  const { body } = await aanbieder.post(jw315());
  // The gateway does some of these steps too: the one that does it takes the next error.
  while (errors.length > 1) await steps.step(body.id);
  const status = async () => (await aanbieder.get(`/v1/messages/${body.id}`)).body.status;
  await expect
    .poll(async () => (await query('select judgements from outbox')).rows)
    .toEqual([{ judgements: 2 }]);
  expect(await status()).toBe('received');
  await steps.step(body.id);
  await expect.poll(status).toBe('failed');
});

test('a step for a message that is not there does nothing', async () => {
  const bell = await Bell.open(gateway.store, sweepOf(gateway.store), () => undefined);
  const steps = await stepsOf(bell, () => expect.unreachable());
  await steps.step('01a2055b-732f-712d-aff7-9ee7d3ee453f');
  await bell.close();
  expect(await entries()).toEqual([]);
});

test('what cannot heal makes the message failed, with a code and without the text of the database', async () => {
  await query('alter table mailbox_entry add constraint broken check (false) not valid');
  const { body } = await aanbieder.post(jw315());
  const failed = await aanbieder.get(`/v1/messages/${body.id}?waitSeconds=20`);
  expect(failed.body).toMatchObject({ status: 'failed', errorCode: '23514' });
  expect((await query('select * from outbox')).rows).toEqual([]);
  expect(gateway.logged.join()).toContain('23514');
  expect(gateway.logged.join()).not.toContain('broken');
  await query('alter table mailbox_entry drop constraint broken');
  // A message about another child is not held up, and the failed one was not half delivered.
  const next = await aanbieder.post(jw315().replace('999912008', '999934508'));
  await aanbieder.get(`/v1/messages/${next.body.id}?waitSeconds=20`);
  expect(await entries()).toEqual([{ message_id: next.body.id, position: '1' }]);
});

test('while Postgres is read-only nothing is accepted; afterwards all that was accepted arrives', async () => {
  const database = new URL(gateway.databaseUrl).pathname.slice(1);
  const administrator = new pg.Client({ connectionString: inject('postgresUrl') });
  await administrator.connect();
  const readOnly = async (value: 'on' | 'off') => {
    await administrator.query(
      `alter database ${database} set default_transaction_read_only = ${value}`,
    );
    await administrator.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
      [database],
    );
  };
  const ids: string[] = [];
  const posting = (async () => {
    for (let n = 0; n < 50; n++) {
      const { status, body } = await aanbieder.post(jw315());
      if (status === 202) ids.push(body.id);
      else expect(status).toBe(503);
    }
  })();
  await readOnly('on');
  const refused = await aanbieder.post(jw315());
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect((await aanbieder.get('/health/ready')).status).toBe(503);
  expect((await aanbieder.get('/health/live')).status).toBe(200);
  await posting;
  await readOnly('off');
  await administrator.end();
  await expect.poll(async () => (await aanbieder.get('/health/ready')).status).toBe(200);
  ids.push((await aanbieder.post(jw315())).body.id);
  await expect
    .poll(async () => (await gemeente.get('/v1/inbox?limit=1000')).body.items?.length, {
      timeout: 20_000,
    })
    .toBe(ids.length);
  expect((await entries()).map((entry) => entry.message_id).sort()).toEqual(ids.sort());
});
