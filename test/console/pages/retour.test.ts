import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { placeText } from '../../../src/console/pages/retour/places.ts';
import {
  faultsShown,
  readRetourForm,
  type TypedRetour,
} from '../../../src/console/pages/retour/wish.ts';
import type { RetourChoices } from '../../../src/messages/retouren/retouren.ts';
import { ruleChoices } from '../../../src/messages/retouren/verdict.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';

const xml = readFileSync(new URL('../../../fixtures/JW307/valid-complete.xml', import.meta.url));
const bericht = parseBericht('JW307', xml);
const first = 'Client/StopProducten/StopProduct[1]';
const found = { rule: 'TR382', path: first };
const choices: RetourChoices = {
  ...{ type: 'JW307', retour: 'JW308', bericht, given: undefined },
  ...{ proposals: [found], rules: ruleChoices(bericht) },
};
const blank: TypedRetour = { verdict: '', rule: '', place: '', add: '', fault: [] };
const read = (typed: Partial<TypedRetour>) => readRetourForm({ ...blank, ...typed }, choices, 'nl');
const ticked = `TR382 ${first}`;

describe('what somebody chose', () => {
  test('is approved whole, whatever is ticked', () => {
    expect(read({ verdict: 'approve', fault: [ticked] }).wish).toEqual({ verdict: 'approve' });
    expect(read({ verdict: 'refuse-within' }).wish).toEqual({ verdict: 'refuse-within' });
  });

  test('is refused by what is ticked, and by what is chosen besides', () => {
    const { wish } = read({ verdict: 'refuse', fault: [ticked], rule: 'TR415', place: first });
    expect(wish).toEqual({
      verdict: 'refuse',
      faults: [found, { rule: 'TR415', path: first }],
    });
  });

  test('is added first where that is asked, and then it is not sent', () => {
    const added = read({ add: 'yes', fault: [ticked], rule: 'TR415', place: first });
    expect(added).toEqual({
      faults: new Map(),
      ticked: [ticked, `TR415 ${first}`],
    });
    expect(faultsShown(choices, added.ticked)).toHaveLength(2);
  });

  test('what nobody could tick is not there', () => {
    const made = [`CS003 ${first}`, 'TR415 Client', 'TR415', `TR071 ${first}`, ''];
    expect(faultsShown(choices, made)).toEqual([found]);
    const { wish, faults } = read({ verdict: 'refuse', fault: made });
    expect(wish).toBeUndefined();
    expect([...faults.keys()]).toEqual(['fault']);
  });

  test.each([
    [{ verdict: '' }, 'verdict'],
    [{ verdict: 'later' }, 'verdict'],
    [{ verdict: 'refuse' }, 'fault'],
    [{ verdict: 'refuse', place: first }, 'rule'],
    [{ verdict: 'refuse', rule: 'CS003', place: first }, 'rule'],
    [{ verdict: 'refuse', rule: 'TR415' }, 'place'],
    [{ verdict: 'refuse', rule: 'TR415', place: 'Header' }, 'place'],
    [{ add: 'yes' }, 'rule'],
  ])('%j has a fault at %s', (typed, field) => {
    const { wish, faults } = read(typed);
    expect(wish).toBeUndefined();
    expect([...faults.keys()]).toEqual([field]);
  });

  test('a rule with one place needs no place', () => {
    expect(read({ verdict: 'refuse', rule: 'TR056' }).wish).toEqual({
      ...{ verdict: 'refuse', faults: [{ rule: 'TR056', path: 'Header' }] },
    });
  });
});

test.each([
  ['Header/BerichtIdentificatie', 'Kop van het bericht, BerichtIdentificatie'],
  ['Client/StopProducten/StopProduct', 'Stop'],
  ['Client/StopProducten/StopProduct[2]', 'Stop 2'],
  ['Client/StopProducten/StopProduct[2]/Einddatum', 'Stop 2, Einddatum'],
  ['Client/Relaties/Relatie[2]/Contact', 'Relatie 2, contact'],
  ['Client/Verzoek', 'Verzoek als geheel'],
  ['Antwoord/Woonplaatsbeginsel', 'Woonplaatsbeginsel'],
  ['Nergens', 'Nergens'],
  ['constructor[1]/toString', 'constructor[1]/toString'],
])('%s is %s', (path, words) => {
  expect(placeText(path, 'nl')).toBe(words);
});
