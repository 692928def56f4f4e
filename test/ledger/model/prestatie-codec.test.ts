import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { UnreadableEvent } from '../../../src/ledger/model/codec.ts';
import { decodePrestatie, encodePrestatie } from '../../../src/ledger/model/prestatie-codec.ts';
import { type PrestatieEvent, prestatieKinds } from '../../../src/ledger/model/prestaties.ts';
import { decidedEvents, declaredEvents } from '../../../src/ledger/past/prestaties.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { cents } from '../../../src/standard/money.ts';

/** What was kept, to the byte: of each kind, with all that it may have and with as little as it may. Never changes. */
const kept: readonly { what: string; version3: string }[] = JSON.parse(
  readFileSync(new URL('kept-prestaties.json', import.meta.url), 'utf8'),
);

const decoded = (text: string) => decodePrestatie(Buffer.from(text));
const declaration = '01a20563-607e-7aa1-b735-07c007c906ff';

test('there are two of each kind', () => {
  const kinds = kept.map(({ version3 }) => decoded(version3).kind);
  expect(kinds.sort()).toEqual([...prestatieKinds, ...prestatieKinds].sort());
});

test.each(kept)('$what is read, and written again to the byte', ({ version3 }) => {
  const event = decoded(version3);
  expect(encodePrestatie(event).toString()).toBe(version3);
  const reversed = Object.fromEntries(Object.entries(event).reverse()) as unknown as PrestatieEvent;
  expect(encodePrestatie(reversed).toString()).toBe(version3);
});

test('messages of today give the same bytes as those of then', () => {
  const read = <T extends 'JW323' | 'JW325'>(type: T, file: string) =>
    parseBericht(
      type,
      readFileSync(new URL(`../../../fixtures/${type}/${file}.xml`, import.meta.url)),
    ) as BerichtOf<T>;
  const declared = read('JW323', 'valid-complete');
  const events = [
    ...declaredEvents(declared, declaration),
    ...decidedEvents(declared, read('JW325', 'valid-complete'), declaration),
    ...decidedEvents(declared, read('JW325', 'valid-granted-in-full'), declaration),
    ...decidedEvents(declared, read('JW325', 'valid-refused-declaratie'), declaration),
  ].map(({ event }) => encodePrestatie(event).toString());
  const ofFixtures = kept.filter(({ what }) => what.startsWith('as little'));
  expect(ofFixtures).toHaveLength(prestatieKinds.length);
  for (const { what, version3 } of ofFixtures) expect(events, what).toContain(version3);
});

function* objectsIn(value: unknown, path = ''): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Record<string, unknown>];
  for (const [name, inner] of Object.entries(value)) yield* objectsIn(inner, `${path}/${name}`);
}

test('a field more, anywhere, is refused', () => {
  for (const { version3 } of kept)
    for (const [place] of objectsIn(JSON.parse(version3))) {
      const payload = JSON.parse(version3);
      for (const [path, object] of objectsIn(payload)) if (path === place) object.secret = 'x';
      expect(() => decoded(JSON.stringify(payload)), place).toThrow(UnreadableEvent);
    }
});

const good = kept.find(({ what }) => what === 'all of granted')?.version3 ?? '';
const change = (changes: object) => {
  const payload = JSON.parse(good);
  return JSON.stringify({ ...payload, event: { ...payload.event, ...changes } });
};

test.each([
  ['no JSON', '{"version":3, geheim'],
  ['nothing', 'null'],
  ['an empty object', '{}'],
  ['an event that is nothing', '{"version":3,"event":null}'],
  ['no kind of an event', change({ kind: 'toString' })],
  ['an unknown kind', change({ kind: 'geheim' })],
  ['what only a refusal has', change({ whole: true })],
  ['no amount', change({ cents: undefined })],
  ['an amount that is not whole', change({ cents: 0.5 })],
  ['an amount as text', change({ cents: '17' })],
  ['a fact that is not so', change({ first: false })],
  ['another double', change({ doubles: ['geheim'] })],
  ['no declaration', change({ declaration: undefined })],
  ['a version of last year', good.replace('"version":3', '"version":2')],
  ['a version of next year', good.replace('"version":3', '"version":4')],
])('%s is refused, and not quoted', (_, text) => {
  expect(() => decoded(text)).toThrow(new UnreadableEvent());
});

test('what could not be read again is not written', () => {
  const event = decoded(good);
  const odd = { ...event, toewijzingNummer: 17 } as unknown as PrestatieEvent;
  expect(() => encodePrestatie(odd)).toThrow(UnreadableEvent);
  expect(() => encodePrestatie({ ...event, cents: cents(2n ** 53n) })).toThrow(RangeError);
});
