import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../../src/standard/rules/check.ts';
import type { PastAllocation } from '../../../../src/standard/rules/engine/past.ts';
import type { Draft } from '../case.ts';
import { testGemeenten } from '../gemeenten.ts';
import { before } from '../history.ts';

/** Beemster, which went over into Purmerend on 1 January 2022: Dagtekening lies later. */
const beemster = '0370';
const first = '240031101';

type Type = 'JW305' | 'JW307' | 'JW317';

/** A message to Beemster that names its allocations by number alone. */
function toBeemster<T extends Type>(type: T): Draft<BerichtOf<T>> {
  const file = new URL(`../../../../fixtures/${type}/valid-complete.xml`, import.meta.url);
  const draft = structuredClone(parseBericht(type, readFileSync(file))) as unknown as Draft<
    BerichtOf<Type>
  >;
  draft.header.ontvanger = beemster;
  const { client } = draft;
  if ('startProducten' in client)
    for (const start of client.startProducten.startProduct) delete start.toewijzingIngangsdatum;
  if ('stopProducten' in client)
    for (const stop of client.stopProducten.stopProduct) delete stop.toewijzingIngangsdatum;
  return draft as unknown as Draft<BerichtOf<T>>;
}

/** What TR378 finds when all allocations began on one day, but for what a change makes of the first. */
function found(draft: Draft<BerichtOf<Type>>, day: string, change?: Partial<PastAllocation>) {
  const bericht = draft as unknown as BerichtOf<Type>;
  const past = before(bericht.type);
  past.allocations = past.allocations.map((allocation) => ({
    ...allocation,
    ingangsdatum: day,
    ...(allocation.toewijzingNummer === first && change),
  }));
  const context = { today: '2026-06-01', gemeenten: testGemeenten, past };
  return checkBericht(bericht, [4], context).map(({ rule, path }) => `${rule} ${path}`);
}

const broken = ['TR378 Header/Ontvanger'];

test.each(['JW305', 'JW307', 'JW317'] as const)(
  'TR378 in %s: the day is that on which the known allocation begins',
  (type) => {
    const bericht = toBeemster(type);
    expect(found(bericht, '2021-12-31')).toEqual([]);
    expect(found(bericht, '2022-01-01')).toEqual(broken);
    expect(found(bericht, '2021-12-31', { ingangsdatum: '2022-01-01' })).toEqual(broken);
    // Dagtekening, where the allocation is not known, or is another's.
    expect(found(bericht, '2021-12-31', { toewijzingNummer: '1' })).toEqual(broken);
    expect(found(bericht, '2021-12-31', { ofClient: false })).toEqual(broken);
    expect(found(bericht, '2021-12-31', { ofAanbieder: false })).toEqual(broken);
  },
);

test('TR378: the day in the message counts before the day that is known', () => {
  const bericht = toBeemster('JW305');
  for (const start of bericht.client.startProducten.startProduct)
    start.toewijzingIngangsdatum = '2021-12-31';
  expect(found(bericht, '2022-01-01')).toEqual([]);
});

test('TR378: a number may be written otherwise, or be absent', () => {
  const bericht = toBeemster('JW305');
  for (const start of bericht.client.startProducten.startProduct)
    start.toewijzingNummer = `+0${start.toewijzingNummer}`;
  expect(found(bericht, '2021-12-31')).toEqual([]);
  for (const start of bericht.client.startProducten.startProduct) delete start.toewijzingNummer;
  expect(found(bericht, '2021-12-31')).toEqual(broken);
});

test('TR378 in JW319: the day is that on which begins what was asked', () => {
  const file = new URL('../../../../fixtures/JW319/valid-complete.xml', import.meta.url);
  const draft = structuredClone(parseBericht('JW319', readFileSync(file)));
  const bericht = draft as unknown as Draft<BerichtOf<'JW319'>>;
  bericht.header.afzender = beemster;
  const past = before('JW319');
  const faults = (begin?: string) => {
    const requests = past.requests.map((request) => ({ ...request, begin }));
    const context = { today: '2026-06-01', gemeenten: testGemeenten, past: { ...past, requests } };
    return checkBericht(draft, [4], context).map(({ rule, path }) => `${rule} ${path}`);
  };
  expect(faults('2021-12-31')).toEqual([]);
  expect(faults('2022-01-01')).toEqual(['TR378 Header/Afzender']);
  // Dagtekening, where the request is not known.
  expect(faults()).toEqual(['TR378 Header/Afzender']);
});

test('TR378: a request for change that refers to no allocation goes by Dagtekening', () => {
  const bericht = toBeemster('JW317');
  delete bericht.client.verzoek.ongewijzigdeProducten;
  delete bericht.client.verzoek.teWijzigenProducten;
  expect(found(bericht, '2021-12-31')).toEqual(broken);
});

test.each([
  ['2022-03-23', []],
  ['2022-03-24', ['TR378 Antwoord/Woonplaatsbeginsel/Gemeente']],
])(
  'TR378: the municipality of residence may be one of the day on which begins what was asked (%s)',
  (begin, expected) => {
    // Weesp, which went over into Amsterdam on 24 March 2022.
    const weesp = '0457';
    const file = new URL('../../../../fixtures/JW319/valid-complete.xml', import.meta.url);
    const bericht = structuredClone(parseBericht('JW319', readFileSync(file)));
    const draft = bericht as unknown as Draft<BerichtOf<'JW319'>>;
    draft.antwoord.woonplaatsbeginsel = { gemeente: weesp };
    const past = before('JW319');
    const faults = (requests: typeof past.requests, today = '2026-06-01') =>
      checkBericht(bericht, [4], {
        today,
        gemeenten: testGemeenten,
        past: { ...past, requests },
      }).map(({ rule, path }) => `${rule} ${path}`);
    expect(faults(past.requests.map((request) => ({ ...request, begin })))).toEqual(expected);
    // Another request does not count.
    const another = past.requests.map((one) => ({ ...one, begin, referentieAanbieder: 'OTHER' }));
    expect(faults(another)).toEqual(['TR378 Antwoord/Woonplaatsbeginsel/Gemeente']);
  },
);
