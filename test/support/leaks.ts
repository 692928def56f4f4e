import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const fixtures = new URL('../../fixtures/', import.meta.url).pathname;

/** Elements of messages that hold what is personal in our fixtures. */
const personalElements =
  /<(?:ijw:)?(Achternaam|Voornamen|Straatnaam|Postcode|Plaatsnaam|Telefoonnummer|Emailadres|Commentaar)>([^<]{4,})</g;
const birthDates = /<Geboortedatum>\s*<ijw:Datum>([^<]+)/g;

/** Any BSN that tests may use, where it is no part of a longer number or an id. */
const testBsn = /(?<![0-9A-Za-z_])9999\d{5}(?![0-9A-Za-z_])/g;

/** What the fixtures hold about people. */
const values = [
  ...new Set(
    readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.xml'))
      .map((file) => readFileSync(join(fixtures, file), 'utf8'))
      .flatMap((xml) => [
        ...[...xml.matchAll(personalElements)].map(([, , value = '']) => value.trim()),
        ...[...xml.matchAll(birthDates)].map(([, value = '']) => value.trim()),
      ]),
  ),
];
// A gemeente has the name of a city, and of time zones.
const distinctive = values.filter((value) => value !== 'Amsterdam');
const anyValue = new RegExp(`\\b(?:${distinctive.map(escaped).join('|')})`, 'i');

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

/** Whether this is a BSN: 9 digits that pass the test of eleven. */
function isBsn(digits: string): boolean {
  const sum = [...digits].reduce(
    (total, digit, index) => total + Number(digit) * (index === 8 ? -1 : 9 - index),
    0,
  );
  return sum % 11 === 0;
}

/**
 * Whatever a gateway logs, answers with an error, or puts on Redis in any test of the whole run is held
 * against this: no BSN of the test range, no name, birth date, address or remark of a fixture.
 *
 * @throws naming what leaked, and where
 */
export function expectNothingPersonal(where: string, text: string): void {
  const leaked = [
    ...[...text.matchAll(testBsn)].map(([digits]) => digits).filter(isBsn),
    ...(anyValue.exec(text) ?? []),
  ];
  if (leaked.length === 0) return;
  const line = text.split('\n').find((one) => one.includes(leaked[0] as string)) ?? '';
  throw new Error(`${where} holds what is personal (${leaked[0]}): ${line.slice(0, 1000)}`);
}
