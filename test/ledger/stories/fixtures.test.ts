import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyEvents, emptyState } from '../../../src/ledger/model/state.ts';
import { eventsOf } from '../../../src/ledger/past/events.ts';
import { pastFrom } from '../../../src/ledger/past/past.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import { testGemeenten } from '../../standard/rules/gemeenten.ts';

const folder = new URL('../../../fixtures/conversation/', import.meta.url);
const ledgerTypes = ['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319'] as const;

test('the conversation of fixtures/ is one story: every message is approved by what came before', () => {
  const nothingAcross = {
    identificatieUsed: false,
    allocations: [],
    requests: [],
    usedReferences: new Set<string>(),
  };
  let state = emptyState;
  const summaries: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    const type = ledgerTypes.find((one) => file.toUpperCase().includes(one));
    if (!type) continue;
    const bericht = parseBericht(type, readFileSync(new URL(file, folder)));
    const past = pastFrom(state, nothingAcross);
    const context = { today: '2026-06-01', gemeenten: testGemeenten, past };
    expect(checkBericht(bericht, [2, 3, 4], context), file).toEqual([]);
    const events = eventsOf(bericht, state);
    summaries.push(...events.map(({ kind, effective }) => `${kind} ${effective}`));
    state = applyEvents(state, events);
  }
  expect(summaries).toEqual([
    'requested 2024-03-18',
    'answered 2024-03-08',
    'allocated 2024-03-18',
    'started 2024-03-19',
    'stopped 2024-07-05',
    'started 2024-09-02',
    'stopped 2024-11-01',
  ]);
  expect(state.starts.filter(({ removed }) => !removed)).toHaveLength(2);
});
