import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgedClasses, placesOf, rulesThatRefuse } from '../../../src/standard/answers/places.ts';
import {
  type AnsweredByRetour,
  answeredByRetour,
  type Heenbericht,
  refuse,
} from '../../../src/standard/answers/retour.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';

const fixtures = new URL('../../../fixtures/', import.meta.url);

function complete(type: AnsweredByRetour): Heenbericht {
  return parseBericht(type, readFileSync(new URL(`${type}/valid-complete.xml`, fixtures)));
}

/** All that is valid of a type. */
function all(type: AnsweredByRetour): Heenbericht[] {
  return readdirSync(new URL(type, fixtures))
    .filter((file) => file.startsWith('valid-'))
    .map((file) => parseBericht(type, readFileSync(new URL(`${type}/${file}`, fixtures))));
}

const facts = {
  ...{ identificatie: 'R00000000001', dagtekening: '2026-11-02', ruleSetVersion: '1.0.0' },
  xsdVersie: { basisschemaXsdVersie: '0.1.0', berichtXsdVersie: '0.1.0' },
};

describe.each(answeredByRetour)('a %s', (type) => {
  test('has a place for each rule that can refuse it', () => {
    const classes = judgedClasses(complete(type));
    const rules = rulesThatRefuse(type);
    expect(rules.length).toBeGreaterThan(5);
    for (const rule of rules) expect(placesOf(rule, type, classes), rule.code).not.toEqual([]);
  });

  test('gets a retour at each of its places, with that code once', () => {
    for (const bericht of all(type)) {
      const classes = judgedClasses(bericht);
      for (const { path } of classes) {
        const answer = refuse(bericht, [{ path, retourCode: '9999' }], facts);
        expect(JSON.stringify(answer).match(/"9999"/g), path).toHaveLength(1);
      }
      expect(new Set(classes.map(({ path }) => path)).size).toBe(classes.length);
    }
  });
});

test('places are counted where there are several, and not where there is one', () => {
  const paths = (bericht: Heenbericht) => judgedClasses(bericht).map(({ path }) => path);
  expect(paths(complete('JW307'))).toEqual([
    ...['Header', 'Client'],
    ...['Client/StopProducten/StopProduct[1]', 'Client/StopProducten/StopProduct[2]'],
  ]);
  expect(paths(complete('JW319'))).toEqual(['Header', 'Antwoord', 'Antwoord/Woonplaatsbeginsel']);
});

test.each([
  // What a rule says of one message is not of another.
  ['TR374', 'JW315', ['Client']],
  ['TR374', 'JW317', ['Client/Verzoek']],
  // An element counts for its class; a class without RetourCodes for the one around it.
  ['TR411', 'JW317', ['TeWijzigenProduct[1]', 'TeWijzigenProduct[2]']],
  ['TR381', 'JW317', ['NieuwProduct[1]', 'NieuwProduct[2]']],
  ['TR378', 'JW319', ['Header', 'Woonplaatsbeginsel']],
  ['TR378', 'JW305', ['Header']],
  ['TR019', 'JW307', ['StopProduct[1]', 'StopProduct[2]']],
] as const)('%s of a %s is about %j', (code, type, wanted) => {
  const rule = rulesThatRefuse(type).find((one) => one.code === code);
  if (!rule) throw new Error(`${code} is no rule of ${type}`);
  const places = placesOf(rule, type, judgedClasses(complete(type)));
  expect(places.map((path) => path.split('/').at(-1))).toEqual(
    wanted.map((one) => one.split('/').at(-1)),
  );
});
