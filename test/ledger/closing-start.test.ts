import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { startGateway } from '../../src/app/gateway.ts';
import { listCheckpoints } from '../../src/ledger/chain/checkpoint.ts';
import { makeStore } from '../support/database.ts';
import { testEnvironment } from '../support/gateway.ts';
import { appendOld } from './old-chains.ts';
import { tamper } from './support.ts';

test('the first start on an old ledger closes its chains and says so; one that finds no closing says that', async () => {
  const store = await makeStore();
  const start = async () => {
    const lines: Record<string, unknown>[] = [];
    const logger = pino({ level: 'info' }, { write: (line) => lines.push(JSON.parse(line)) });
    const gateway = await startGateway(readConfig(testEnvironment(store.url)), logger);
    await gateway.stop();
    return lines.filter(({ part }) => part === 'ledger');
  };
  try {
    await appendOld(store.pool, '0363', 3);
    await appendOld(store.pool, '0479', 1);
    const first = await start();
    const records = await listCheckpoints(store.pool);
    const closings = records.filter(({ kind }) => kind !== undefined);
    expect(closings).toMatchObject([
      { municipality: '-', number: 2, kind: 'closed' },
      { municipality: '0363', number: 3, kind: 'closing' },
      { municipality: '0479', number: 1, kind: 'closing' },
    ]);
    // Each record is in the log as a whole, to be kept there.
    for (const record of closings)
      expect(first).toContainEqual(expect.objectContaining({ ...record, level: 30 }));
    expect((await start()).filter(({ kind }) => kind !== undefined)).toEqual([]);

    await tamper(store.pool, "delete from ledger_checkpoint where kind <> 'day'");
    await store.pool.query('delete from chain_head');
    await tamper(
      store.pool,
      'delete from ledger_entry',
      'delete from ledger_checkpoint',
      "insert into ledger_checkpoint values ('-', '2026-01-01', 0, '', now(), '', 'closed')",
    );
    expect(await start()).toContainEqual(
      expect.objectContaining({ level: 50, code: 'ledger-closing-missing', municipalities: ['-'] }),
    );
  } finally {
    await store.drop();
  }
});
