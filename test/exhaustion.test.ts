import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { connectionsFor, descriptorLimit } from '../src/http/server/connections.ts';
import { createStaffKey } from '../src/parties/credentials/api-keys.ts';
import { localCall } from '../src/parties/principal.ts';
import { openStore } from '../src/store/database.ts';
import { makeDatabase } from './support/database.ts';
import { freePort } from './support/free-port.ts';
import { Caller, testEnvironment } from './support/gateway.ts';
import { macsOf } from './support/macs.ts';
import { jw315 } from './support/messages.ts';
import { bareEnvironment, startProcess } from './support/process.ts';

/** Makes a party over HTTP, and says who calls for it. */
async function partyOf(databaseUrl: string, address: string, code: string): Promise<Caller> {
  const store = openStore({ url: databaseUrl, size: 1 });
  try {
    const { key } = await createStaffKey(
      store.db,
      await macsOf(store.db),
      localCall('test'),
      'administrator',
    );
    const administrator = new Caller(address, key);
    const kind = code.length === 4 ? 'gemeente' : 'aanbieder';
    const put = () => administrator.send('PUT', `/v1/parties/${code}`, { kind, name: code });
    await expect.poll(async () => (await put()).status, { timeout: 30_000 }).toBe(200);
    const made = await administrator.send('POST', `/v1/parties/${code}/api-keys`);
    expect(made.status).toBe(201);
    return new Caller(address, made.body.key);
  } finally {
    await store.close();
  }
}

/**
 * As clients do whose kept connection was closed while they asked: once more, over another. An idle one is cut to
 * make room, and its caller cannot know that yet.
 */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    if (cause?.code !== 'UND_ERR_SOCKET' && cause?.code !== 'ECONNRESET') throw error;
    return ask();
  }
}

test('more connections than there are descriptors for stop nobody, and end nothing', {
  timeout: 180_000,
}, async () => {
  const { url, drop } = await makeDatabase();
  const gateway = await startProcess(testEnvironment(url), 'ulimit -n 256');
  const sockets: Socket[] = [];
  try {
    await partyOf(url, gateway.address, '0363');
    const party = await partyOf(url, gateway.address, '12345678');
    const { port } = new URL(gateway.address);
    for (let n = 0; n < 600; n++) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      // A third says nothing, a third begins and does not end, a third has asked and stays.
      if (n % 3 === 1) socket.write('POST /v1/messages HTTP/1.1\r\nHost: x\r\nX-Slow: ');
      if (n % 3 === 2) socket.write('GET /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n');
      socket.resume();
      sockets.push(socket);
    }
    // Longer than the periodic checks of the process take to do so.
    for (let n = 0; n < 8; n++) {
      const body = jw315({ afzender: '12345678', ontvanger: '0363' });
      expect((await again(() => party.get('/health/ready'))).status).toBe(200);
      expect([200, 202]).toContain((await again(() => party.post(body))).status);
      await sleep(1000);
    }
    expect(gateway.child.exitCode).toBeNull();
    expect(gateway.output()).toContain('as many connections as there may be');
    expect(sockets.filter((socket) => !socket.closed).length).toBeLessThan(256);
  } finally {
    for (const socket of sockets) socket.destroy();
    expect(await gateway.kill('SIGTERM')).toBe(0);
    await drop();
  }
});

test('a log that cannot be written ends nothing', { timeout: 120_000 }, async () => {
  const { url, drop } = await makeDatabase();
  const port = await freePort();
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const child = spawn('sh', ['-c', 'exec "$0" "$1" > /dev/full', process.execPath, main], {
    env: { ...bareEnvironment, ...testEnvironment(url), PORT: String(port), LOG_LEVEL: 'debug' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const address = `http://127.0.0.1:${port}`;
    const ready = () =>
      fetch(`${address}/health/ready`).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(ready, { timeout: 60_000, interval: 200 }).toBe(200);
    // More than is kept of what could not be written.
    const statuses = new Set<number>();
    for (let n = 0; n < 500; n++) statuses.add((await fetch(`${address}/v1/nothing-${n}`)).status);
    expect(statuses).toEqual(new Set([404]));
    expect(await ready()).toBe(200);
    expect(child.exitCode).toBeNull();
  } finally {
    const gone = once(child, 'exit');
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      expect(await gone).toEqual([0, null]);
    }
    await drop();
  }
});

test('connections leave room for all else, and too few descriptors are reported at the start', () => {
  expect(connectionsFor(1024)).toBeLessThan(1024 - 64);
  expect(connectionsFor(undefined)).toBe(10_000);
  expect(() => connectionsFor(64)).toThrow(/64 files and connections/);
  const limit = descriptorLimit();
  expect(limit === undefined || limit > 64).toBe(true);
});
