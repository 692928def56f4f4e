import { setImmediate as turn } from 'node:timers/promises';
import fastify from 'fastify';
import { expect, test } from 'vitest';
import { door } from '../../../src/http/server/door.ts';
import { Entrance } from '../../../src/http/server/entrance.ts';

test('a few begin at once; who comes alone after a thousand of another begins in the next turn', async () => {
  const entrance = new Entrance();
  const begun: string[] = [];
  entrance.enter('one', () => begun.push('one'));
  expect(begun).toEqual(['one']);
  for (let n = 1; n < 1000; n++) entrance.enter('one', () => begun.push('one'));
  expect(begun.length).toBe(16);
  entrance.enter('other', () => begun.push('other'));
  entrance.enter('third', () => begun.push('third'));
  await turn();
  expect(begun.length).toBe(32);
  expect(begun.slice(16)).toContain('other');
  expect(begun.slice(16)).toContain('third');
  for (let turns = 0; turns < 70; turns++) await turn();
  expect(begun.length).toBe(1002);
  // It is quiet again: at once.
  entrance.enter('one', () => begun.push('late'));
  expect(begun.at(-1)).toBe('late');
});

test('each begins once, in the order of its caller, by turns of the callers', async () => {
  const entrance = new Entrance();
  const begun: string[] = [];
  for (let n = 0; n < 60; n++)
    for (const caller of ['a', 'b', 'c']) entrance.enter(caller, () => begun.push(`${caller}${n}`));
  while (begun.length < 180) await turn();
  await turn();
  expect(begun.length).toBe(180);
  for (const caller of ['a', 'b', 'c'])
    expect(begun.filter((one) => one.startsWith(caller))).toEqual(
      Array.from({ length: 60 }, (_, n) => `${caller}${n}`),
    );
  expect(new Set(begun.slice(60, 63).map((one) => one[0]))).toEqual(new Set(['a', 'b', 'c']));
});

test('what begins may let others in', async () => {
  const entrance = new Entrance();
  let begun = 0;
  const again = () => {
    begun += 1;
    if (begun < 100) entrance.enter('one', again);
  };
  entrance.enter('one', again);
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(begun).toBe(100);
});

test('through the door: one request is answered before most of the five hundred of another caller', async () => {
  const app = fastify();
  await app.register(door, {
    requestsPerMinute: 10_000,
    spendingPerMinute: { bytes: 1e9, processorSeconds: 1e9 },
    requestSeconds: 60,
    trustedProxies: [],
  });
  app.get('/', async () => 'yes');
  const answered: string[] = [];
  const ask = async (caller: string) => {
    const { statusCode } = await app.inject({ url: '/', headers: { authorization: caller } });
    expect(statusCode).toBe(200);
    answered.push(caller);
  };
  await ask('first');
  await Promise.all([...Array.from({ length: 500 }, () => ask('one')), ask('other')]);
  expect(answered.length).toBe(502);
  expect(answered.indexOf('other')).toBeLessThan(100);
  await app.close();
});

test('a caller that is gone when its turn comes costs nothing more', async () => {
  const app = fastify();
  let done = 0;
  app.addHook('onRequest', async ({ headers, raw }) => {
    if (headers['x-gone']) raw.socket.destroy();
  });
  await app.register(door, {
    requestsPerMinute: 10_000,
    spendingPerMinute: { bytes: 1e9, processorSeconds: 1e9 },
    requestSeconds: 60,
    trustedProxies: [],
  });
  app.get('/', async () => {
    done += 1;
    return 'yes';
  });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const gone = Array.from({ length: 40 }, () => fetch(address, { headers: { 'x-gone': 'yes' } }));
  const answers = await Promise.allSettled(gone);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(done).toBe(0);
  expect((await fetch(address)).status).toBe(200);
  expect(done).toBe(1);
  await app.close();
});
