import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BerichtType } from '../../../src/standard/catalogue.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import { Random } from '../../support/generate/random.ts';
import type { Draft } from './case.ts';
import { testGemeenten } from './gemeenten.ts';

const seed = 20260601;
const context = { today: '2026-06-01', gemeenten: testGemeenten };

function fixture<T extends BerichtType>(type: T) {
  const file = new URL(`../../../fixtures/${type}/valid-complete.xml`, import.meta.url);
  return structuredClone(parseBericht(type, readFileSync(file))) as unknown as Draft<BerichtOf<T>>;
}

/** The ninth digit that makes a BSN of eight others; undefined when there is none. */
function lastDigit(eight: string): number | undefined {
  const sum = [...eight].reduce((total, digit, index) => total + (9 - index) * Number(digit), 0);
  return sum % 11 === 10 ? undefined : sum % 11;
}

test(`the eleven test lets one last digit through, or none (seed ${seed})`, () => {
  const bericht = fixture('JW317');
  const random = new Random(seed);
  let without = 0;
  for (let n = 0; n < 500; n++) {
    const eight = `9999${String(random.below(10_000)).padStart(4, '0')}`;
    const accepted = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((digit) => {
      bericht.client.bsn = `${eight}${digit}`;
      const found = checkBericht(bericht as never, [2], context);
      expect(found.every(({ rule, path }) => rule === 'CS002' && path === 'Client/Bsn')).toBe(true);
      return found.length === 0;
    });
    const expected = lastDigit(eight);
    if (expected === undefined) without++;
    expect(accepted, eight).toEqual(expected === undefined ? [] : [expected]);
  }
  expect(without).toBeGreaterThan(0);
});

test('an end that fails twice is one finding', () => {
  const bericht = fixture('JW323');
  bericht.header.berichtIdentificatie.dagtekening = '2024-03-01';
  bericht.declaratie.declaratieDagtekening = '2024-03-01';
  // The end lies before the beginning and after Dagtekening.
  bericht.declaratie.declaratiePeriode = { begindatum: '2024-03-31', einddatum: '2024-03-30' };
  for (const { prestaties } of bericht.declaratie.clienten.client)
    for (const { productPeriode } of prestaties.prestatie) {
      productPeriode.begindatum = '2024-02-01';
      productPeriode.einddatum = '2024-02-29';
    }
  const found = checkBericht(bericht as never, [2], context);
  expect(found.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
    'CS340 Declaratie/DeclaratiePeriode',
    'TR134 Declaratie/DeclaratiePeriode/Begindatum',
    'TR137 Declaratie/DeclaratiePeriode/Einddatum',
  ]);
});

test('a Postcode that is not there is no wrong one', () => {
  const bericht = fixture('JW301');
  const [, contact] = bericht.client.contactgegevens.contact;
  delete contact?.adres?.postcode;
  const found = checkBericht(bericht as never, [2], context);
  expect(found.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
    'CD005 Client/Contactgegevens/Contact[2]/Adres/LandCode',
  ]);
});

test('a client with a partner cannot be an organisation, for two reasons', () => {
  const bericht = fixture('JW301');
  bericht.client.naam.partnernaam = { achternaam: 'Boer' };
  bericht.client.naam.naamGebruik = '6';
  const found = checkBericht(bericht as never, [2], context);
  expect(found.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
    'CS050 Client/Naam/NaamGebruik',
    'CS318 Client/Naam/NaamGebruik',
  ]);
});
