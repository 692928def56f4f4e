import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { testEnvironment } from '../support/gateway.ts';
import { Outside } from '../support/outside.ts';
import { bareEnvironment } from '../support/process.ts';
import { placeOf, startWire, type Wire } from '../support/wire.ts';

// Deadlines are waited for in earnest, by processes that start while others work.
vi.setConfig({ testTimeout: 300_000 });

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
let outside: Outside;
let wire: Wire | undefined;
let child: ChildProcess;
let output: string;
beforeEach(async () => {
  outside = await Outside.make();
  wire = undefined;
});
afterEach(async () => {
  child.kill('SIGKILL');
  await outside.remove();
  await wire?.close();
});

/** Starts a gateway and does not wait until it runs. */
function start(databaseUrl: string): void {
  output = '';
  child = spawn(process.execPath, [main], {
    env: { ...bareEnvironment, ...testEnvironment(databaseUrl) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += chunk;
    });
}

const printed = () => output;

test('started before Postgres it waits, says so once, and runs when Postgres comes', async () => {
  const port = await freePort();
  const early = new URL(outside.url);
  early.port = String(port);
  start(early.href);
  await expect
    .poll(printed, { timeout: 60_000 })
    .toContain('"ECONNREFUSED","msg":"waiting for Postgres.');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(output.match(/waiting for Postgres/g)).toHaveLength(1);
  expect(output).not.toContain(early.password);
  wire = await startWire(placeOf(outside.url), (bytes) => bytes, port);
  await expect.poll(printed, { timeout: 60_000 }).toContain('"the gateway runs"');
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await exit)[0]).toBe(0);
});

test('a Postgres that takes connections and says nothing is waited for too', async () => {
  wire = await startWire(placeOf(outside.url));
  wire.mute = true;
  start(wire.by(outside.url));
  await expect.poll(printed, { timeout: 60_000 }).toContain('"msg":"waiting for Postgres.');
  wire.mute = false;
  await expect.poll(printed, { timeout: 60_000 }).toContain('"the gateway runs"');
});

test('a signal ends the waiting at once, and well', async () => {
  start(`postgres://ijw:secret@127.0.0.1:${await freePort()}/ijw`);
  await expect.poll(printed, { timeout: 60_000 }).toContain('waiting for Postgres');
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await exit)[0]).toBe(0);
});

test('what will not heal is not waited for', async () => {
  const url = new URL(outside.url);
  url.password = 'wrong-one';
  start(url.href);
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  await expect
    .poll(printed, { timeout: 60_000 })
    .toContain('does not let the user of DATABASE_URL in');
  expect(output).not.toContain('wrong-one');
});
