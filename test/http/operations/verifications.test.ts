import { afterAll, beforeAll, expect, test } from 'vitest';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { append, tamper } from '../../ledger/support.ts';
import { startTestGateway, type TestGateway, testEncryptionKey } from '../../support/gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  const keys = await KeyRing.open(gateway.store.db, MasterKey.parse(testEncryptionKey));
  await append(gateway.store.pool, keys, '0344', 2500);
  await append(gateway.store.pool, keys, '0363', 10);
});
afterAll(() => gateway?.remove());

function verify(body: object = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${gateway.address}/v1/ledger/verifications`, {
    method: 'POST',
    headers: {
      ...gateway.administrator.authorization,
      'Content-Type': 'application/json',
      'Accept-Language': 'en',
    },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

async function linesOf(response: Response) {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  const text = await response.text();
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('walks all chains, says how far it is, and ends with the result of each', async () => {
  const lines = await linesOf(await verify());
  expect(lines.slice(0, -1)).toEqual(
    [1000, 2000, 2500, 2510].map((done) => ({ done, total: 2510 })),
  );
  expect(lines.at(-1)).toMatchObject({
    result: {
      sound: true,
      entries: 2510,
      chains: [
        { municipality: '0344', entries: 2500 },
        { municipality: '0363', entries: 10 },
      ],
    },
  });
});

test('walks the chain of one gemeente; one without a chain is not there', async () => {
  const lines = await linesOf(await verify({ municipality: '0363' }));
  expect(lines.at(-1)?.result).toMatchObject({ sound: true, entries: 10 });
  const [line] = await linesOf(await verify({ municipality: '0362' }));
  expect(line.problem).toMatchObject({ type: '/docs/problems/not-found' });
  expect((await verify({ municipality: '12345678' })).status).toBe(400);
});

test('names the first entry that is wrong', async () => {
  const amount = (cents: number) =>
    `update ledger_entry set amount_cents = ${cents} where municipality = '0363' and chain_number = 4`;
  await tamper(gateway.store.pool, amount(1));
  const lines = await linesOf(await verify({ municipality: '0363' }));
  expect(lines.at(-1)?.result).toMatchObject({
    sound: false,
    chains: [{ entries: 3, fault: { kind: 'changed', number: 4 } }],
  });
  await tamper(gateway.store.pool, amount(125_050));
});

test('what was found is kept: a list, one by its id, and the state of the gateway', async () => {
  await linesOf(await verify());
  const { administrator } = gateway;
  const { status, body } = await administrator.get('/v1/verifications?what=ledger&limit=10');
  expect(status).toBe(200);
  const states = body.items.map(({ state, failedCode }: Record<string, string>) => [
    ...[state, failedCode],
  ]);
  expect(states.slice(0, 3)).toEqual([
    ...[
      ['sound', null],
      ['faulty', null],
      ['failed', 'not-found'],
    ],
  ]);
  const [sound, faulty] = body.items;
  expect(faulty).toMatchObject({ done: 3, municipality: '0363', faultCount: 1 });
  expect(faulty.fault).toEqual({
    ...{ kind: 'changed', municipality: '0363', number: 4, to: null, table: null, id: null },
  });
  expect((await administrator.get(`/v1/verifications/${sound.id}`)).body).toEqual(sound);
  const nowhere = '/v1/verifications/01a20563-607e-7aa1-b735-07c007c906ff';
  expect((await administrator.get(nowhere)).status).toBe(404);
  const state = await administrator.get('/v1/operations/state');
  expect(state.body.verifications[0]).toEqual({
    ...{ what: 'ledger', verdict: 'sound', at: sound.endedAt, lastSoundAt: sound.endedAt },
    ...{ running: false, overdue: false },
  });
  expect(state.body.verifications[1]).toMatchObject({ what: 'access-log', verdict: 'never' });
  const loud = gateway.logged.filter((line) => line.includes('ledger-not-sound'));
  expect(loud.map((line) => JSON.parse(line).level)).toEqual([50]);
});

test('runs once at a time', async () => {
  const gone = new AbortController();
  // The one that comes first waits for a table that is locked.
  const client = await gateway.store.pool.connect();
  try {
    await client.query('begin');
    await client.query('lock table ledger_entry in access exclusive mode');
    const both = [verify({}, gone.signal), verify({}, gone.signal)];
    const second = await Promise.race(both);
    expect(second.status).toBe(409);
    expect(await second.json()).toMatchObject({
      type: '/docs/problems/verification-running',
    });
    gone.abort();
    await Promise.allSettled(both);
  } finally {
    await client.query('rollback');
    client.release();
  }
  const again = async () => {
    const answer = await verify();
    await answer.text();
    return answer.status;
  };
  await expect.poll(again, { timeout: 20_000 }).toBe(200);
});

test('is for administrators', async () => {
  const gemeente = await gateway.party('0363');
  const { status } = await gemeente.send('POST', '/v1/ledger/verifications', {});
  expect(status).toBe(403);
});
