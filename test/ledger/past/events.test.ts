import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyEvents, emptyState } from '../../../src/ledger/model/state.ts';
import { adviceOn } from '../../../src/ledger/past/advice.ts';
import { eventsOf, imported } from '../../../src/ledger/past/events.ts';
import { namedIn, pastFrom, requestsOf } from '../../../src/ledger/past/past.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { isOpen } from '../../../src/standard/rules/engine/past.ts';
import { type Allocation, allocation, decided, start } from '../stories/conversation.ts';

function fixture(file: string): Buffer {
  return readFileSync(new URL(`../../../fixtures/${file}`, import.meta.url));
}

/** A JW301 with these products. */
function jw301(...products: Allocation[]): BerichtOf<'JW301'> {
  const bericht = parseBericht('JW301', fixture('JW301/valid-complete.xml'));
  const toegewezenProducten = { toegewezenProduct: products };
  return { ...bericht, client: { ...bericht.client, toegewezenProducten } };
}

/** The state after JW301s that each say something. */
function after(...berichten: BerichtOf<'JW301'>[]) {
  return berichten.reduce(
    (state, bericht) => applyEvents(state, eventsOf(bericht, state)),
    emptyState,
  );
}

const nothingAcross = {
  identificatieUsed: false,
  allocations: [],
  requests: [],
  usedReferences: new Set<string>(),
};

test('an event names its class, its day and its amount in cents', () => {
  const events = eventsOf(parseBericht('JW301', fixture('JW301/valid-complete.xml')), emptyState);
  const product = 'Client/ToegewezenProducten/ToegewezenProduct';
  expect(events.map(({ kind, path, effective, cents }) => [kind, path, effective, cents])).toEqual([
    ['allocated', `${product}[1]`, '2024-03-01', undefined],
    ['allocated', `${product}[2]`, '2024-03-01', 250000n],
    // Withdrawn by the conversion in the same message: it counts from its last day.
    ['withdrawn', `${product}[3]`, '2024-02-29', undefined],
  ]);
});

test('a volume in euros is an amount, any other volume is none', () => {
  const euros = { volume: '12500', eenheid: '83', frequentie: '4' };
  const [inEuros] = eventsOf(jw301(allocation('101', { omvang: euros })), emptyState);
  expect(inEuros?.cents).toBe(12500n);
  const [inPieces] = eventsOf(jw301(allocation('101')), emptyState);
  expect(inPieces).not.toHaveProperty('cents');
});

test('a request counts from its wanted day, a change and an answer from Dagtekening', () => {
  const events = [
    ...eventsOf(parseBericht('JW315', fixture('JW315/valid-complete.xml')), emptyState),
    ...eventsOf(parseBericht('JW317', fixture('JW317/valid-complete.xml')), emptyState),
    ...eventsOf(parseBericht('JW319', fixture('JW319/valid-complete.xml')), emptyState),
  ];
  const asked = 'Client/AangevraagdeProducten/AangevraagdProduct';
  expect(events.map(({ path, effective, cents }) => [path, effective, cents]).slice(0, 3)).toEqual([
    [`${asked}[1]`, '2024-03-01', undefined],
    [`${asked}[2]`, '2024-03-01', 250000n],
    ['Client/Verzoek', '2024-04-08', undefined],
  ]);
  expect(events[3]).toMatchObject({ kind: 'answered', path: 'Antwoord' });
});

test('an imported event keeps the class, day and amount of the event that it wraps', () => {
  const events = eventsOf(jw301(allocation('101')), emptyState);
  expect(imported(events)).toEqual([
    { kind: 'imported', path: events[0]?.path, effective: '2024-03-01', of: events[0] },
  ]);
});

test.each([
  ['24:00:00', '00:00:01', '00:00:01'],
  ['10:00:00', '10:00:00.5', '10:00:00.5'],
  ['10:00:00.500', '10:00:00.5', '10:00:00.5'],
  ['10:00:00.5', '10:00:00.500', '10:00:00.500'],
  ['10:00:00.0', '10:00:00', '10:00:00'],
  ['10:00:00.05', '10:00:00.5', '10:00:00.5'],
  ['10:00:10', '10:00:09.9', '10:00:10'],
])('of %s and then %s, %s is newest', (toewijzingstijd, later, newest) => {
  const first = allocation('101', { toewijzingstijd });
  const second = { ...first, toewijzingstijd: later, einddatum: '2025-06-30' };
  const { content } = after(jw301(first), jw301(second)).allocations.get('101') ?? {};
  expect(content?.toewijzingstijd).toBe(newest);
});

test('a year beyond 9999 is no earlier year', () => {
  const far = allocation('101', { toewijzingsdatum: '10000-01-01' });
  const near = { ...far, toewijzingsdatum: '9999-12-31', einddatum: '2025-06-30' };
  expect(eventsOf(jw301(near), after(jw301(far)))).toMatchObject([{ late: true }]);
});

test.each([
  ['13', '2024-03-01', 'deleted'],
  ['09', '2024-05-31', 'withdrawn'],
  ['10', '2024-05-31', 'withdrawn'],
  ['11', '2024-05-31', 'withdrawn'],
  ['09', undefined, 'changed'],
  ['05', '2024-05-31', 'changed'],
  ['05', '2024-03-01', 'withdrawn'],
])('RedenWijziging %s with end date %s: %s', (redenWijziging, einddatum, kind) => {
  const first = allocation('101');
  const { einddatum: _, ...open } = decided('2024-04-01', first, { redenWijziging });
  const next = einddatum === undefined ? open : { ...open, einddatum };
  expect(eventsOf(jw301(next), after(jw301(first)))).toMatchObject([{ kind }]);
});

test('what was withdrawn can be allocated again, and says so', () => {
  const first = allocation('101');
  const over = { einddatum: '2024-05-31', redenWijziging: '09' };
  const withdrawn = decided('2024-04-01', first, over);
  const again = decided('2024-05-01', first, { redenWijziging: '14' });
  const state = after(jw301(first), jw301(withdrawn));
  expect(state.allocations.get('101')?.status).toBe('withdrawn');
  const events = eventsOf(jw301(again), state);
  expect(events).toMatchObject([{ kind: 'changed' }]);
  expect(applyEvents(state, events).allocations.get('101')?.status).toBe('allocated');
});

test.each([
  ['2024-02-28', '2024-02-29', true],
  ['2024-02-29', '2024-03-01', true],
  ['2023-02-28', '2023-03-01', true],
  ['2023-12-31', '2024-01-01', true],
  ['2023-12-31', '2024-01-02', false],
  ['2023-12-31', '2023-12-31', false],
])('withdrawn until %s, allocated from %s: follows is %s', (einddatum, ingangsdatum, follows) => {
  const period = { ingangsdatum: '2020-01-01', einddatum, redenWijziging: '10' };
  const old = allocation('77', period);
  const next = allocation('101', { ingangsdatum });
  const { predecessors } = after(jw301(old, next)).allocations.get('101') ?? {};
  expect(predecessors).toEqual(follows ? ['77'] : []);
});

test('what came to nothing makes room from its first day', () => {
  const old = allocation('77', { einddatum: '2024-03-01', redenWijziging: '10' });
  const { predecessors } = after(jw301(old, allocation('101'))).allocations.get('101') ?? {};
  expect(predecessors).toEqual(['77']);
});

test('what follows something already is not followed twice', () => {
  const old = allocation('77', { einddatum: '2024-02-29', ingangsdatum: '2023-01-01' });
  const withdrawn = { ...old, redenWijziging: '10' };
  const state = after(jw301(withdrawn, allocation('101')), jw301(allocation('102')));
  expect(state.allocations.get('102')?.predecessors).toEqual([]);
});

test('a version that comes too late makes no room', () => {
  const old = allocation('77', { ingangsdatum: '2023-01-01', einddatum: '2024-06-30' });
  const withdrawn = { ...old, einddatum: '2024-02-29', redenWijziging: '10' };
  const kept = decided('2024-02-13', old, { redenWijziging: '14' });
  const state = after(jw301(kept), jw301(withdrawn, allocation('101')));
  expect(state.allocations.get('101')?.predecessors).toEqual([]);
});

test.each([
  ['2024-06-30', ['240031101']],
  ['2024-03-31', []],
])(
  'asked to change, it ended on %s and now ends on 31 May: followed by %j',
  (einddatum, follows) => {
    const changed = parseBericht('JW317', fixture('JW317/valid-complete.xml'));
    const { referentieAanbieder } = changed.client.verzoek;
    const old = allocation('240031101', { einddatum });
    const state = applyEvents(after(jw301(old)), eventsOf(changed, emptyState));
    const now = decided('2024-04-10', old, { einddatum: '2024-05-31', redenWijziging: '12' });
    const next = allocation('240031300', { ingangsdatum: '2024-06-01', referentieAanbieder });
    const events = eventsOf(jw301(now, next), state);
    expect(events[1]).toMatchObject({ kind: 'allocated' });
    const { predecessors } = applyEvents(state, events).allocations.get('240031300') ?? {};
    expect(predecessors).toEqual(follows);
  },
);

test('rules see own allocations and those of others, without remarks', () => {
  const state = after(jw301(allocation('0101', { commentaar: 'x' })));
  const others = { toewijzingNummer: '7', ofClient: false, ofAanbieder: true };
  const past = pastFrom(state, { ...nothingAcross, allocations: [others] });
  expect(past.allocations).toMatchObject([
    { toewijzingNummer: '101', ofClient: true, ofAanbieder: true },
    { toewijzingNummer: '7', ofClient: false, ofAanbieder: true },
  ]);
  expect(JSON.stringify(past)).not.toContain('commentaar');
});

test('rules see the requests of the child, and those of another with the same reference', () => {
  const jw315 = parseBericht('JW315', fixture('JW315/valid-complete.xml'));
  const jw317 = parseBericht('JW317', fixture('JW317/valid-complete.xml'));
  const [first = ''] = namedIn(jw315).referenties;
  const honours = jw301(allocation('101', { referentieAanbieder: first }));
  const own = applyEvents(after(honours), eventsOf(jw315, emptyState));
  const other = applyEvents(emptyState, eventsOf(jw317, emptyState));
  const othersRequests = requestsOf(other).map((request) => ({ ...request, ofClient: false }));
  const { requests } = pastFrom(own, { ...nothingAcross, requests: othersRequests });
  expect(requests.map(({ type, ofClient }) => [type, ofClient])).toEqual([
    ['JW315', true],
    ['JW315', true],
    ['JW317', false],
  ]);
  // An allocation of the first day may be known before its request.
  expect(requests.map(isOpen)).toEqual([false, true, true]);
});

test('ten thousand allocations, converted in one message, and as many starts and removals', () => {
  const many = <T>(make: (index: number) => T) => Array.from({ length: 10_000 }, (_, n) => make(n));
  const day = (n: number) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10);
  const old = (n: number) =>
    allocation(`${n}`, { ingangsdatum: day(n), einddatum: day(n + 30), redenWijziging: '04' });
  const over = (n: number) => ({ ...old(n), redenWijziging: '10', toewijzingstijd: '11:00:00' });
  const next = (n: number) => allocation(`${n + 20_000}`, { ingangsdatum: day(n + 31) });
  const begin = performance.now();
  const before = after(jw301(...many(old)));
  const bericht = jw301(...many(over), ...many(next));
  const state = applyEvents(before, eventsOf(bericht, before));
  expect(state.allocations.get('20007')?.predecessors).toEqual(['7']);
  expect(adviceOn(bericht, before, [])).toEqual([]);

  const events = parseBericht('JW305', fixture('JW305/valid-complete.xml'));
  const jw305 = (statusAanlevering: string): BerichtOf<'JW305'> => {
    const startProduct = many((n) => ({ ...start(`${n}`, day(n)), statusAanlevering }));
    return { ...events, client: { ...events.client, startProducten: { startProduct } } };
  };
  const started = applyEvents(state, eventsOf(jw305('1'), state));
  const removed = applyEvents(started, eventsOf(jw305('3'), started));
  expect(started.starts.every((one) => !one.removed)).toBe(true);
  expect(removed.starts.every((one) => one.removed)).toBe(true);
  // All with all would be a hundred million comparisons, several times over.
  expect(performance.now() - begin).toBeLessThan(10_000);
});
