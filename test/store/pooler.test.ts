import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { testEnvironment } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';
import { Outside, postAll } from '../support/outside.ts';
import { type Pooler, startPooler } from '../support/pgbouncer.ts';
import { startProcess } from '../support/process.ts';

// Deadlines are waited for in earnest, by processes that start while others work.
vi.setConfig({ testTimeout: 300_000 });

let outside: Outside;
let pooler: Pooler | undefined;
beforeEach(async () => {
  outside = await Outside.make();
});
afterEach(async () => {
  await outside.remove();
  await pooler?.close();
  pooler = undefined;
});

test.for(['transaction', 'statement'] as const)(
  'a pooler that lends a server for a %s is refused, with what to do',
  async (mode) => {
    pooler = await startPooler(outside.url, mode);
    await expect(startProcess(testEnvironment(pooler.url))).rejects.toThrow(
      /^exit 1: .*The gateway cannot start: A pooler .* pool_mode = session\), or lead DATABASE_URL/s,
    );
    // The same for who asks it for the tables only.
    await expect(
      startProcess({ ...testEnvironment(outside.url), MIGRATION_DATABASE_URL: pooler.url }),
    ).rejects.toThrow(/A pooler .* or lead MIGRATION_DATABASE_URL to Postgres itself/);
  },
);

test('behind a pooler in session mode all goes as without', async () => {
  pooler = await startPooler(outside.url, 'session');
  const gateway = await outside.start({ DATABASE_URL: pooler.url });
  const { sender, recipient } = await outside.callers(gateway);
  const poll = recipient.get('/v1/inbox?waitSeconds=20');
  expect((await sender.post(jw315())).status).toBe(202);
  expect((await poll).body.items).toHaveLength(1);
  await postAll(sender, 40);
  await expect.poll(() => outside.statuses()).toEqual({ accepted: 41 });
  expect(await gateway.kill('SIGTERM')).toBe(0);
});

test('what is wrong with a statement and not with a message makes none failed', async () => {
  const gateway = await outside.start({});
  const { sender } = await outside.callers(gateway);
  await postAll(sender, 20);
  // As a grant that is taken away, or tables that another version changes.
  const upset = (statement: string) => outside.store.pool.query(statement);
  await upset('alter table mailbox_entry rename to entry_elsewhere');
  await postAll(sender, 8);
  await expect.poll(() => gateway.output()).toMatch(/"42P01".*"msg":"step failed"/);
  await upset('alter table entry_elsewhere rename to mailbox_entry');
  await expect
    .poll(async () => (await outside.statuses()).received ?? 0, { timeout: 60_000 })
    .toBe(0);
  expect((await outside.statuses()).failed).toBeUndefined();
  expect(await gateway.kill('SIGTERM')).toBe(0);
});
