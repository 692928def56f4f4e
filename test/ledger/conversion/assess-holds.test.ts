import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/ledger/conversion/assess.ts';
import type { CaseFacts, HoldReason, MappingRule } from '../../../src/ledger/conversion/model.ts';
import type { ToegewezenProduct } from '../../../src/ledger/model/events.ts';
import {
  assessOne,
  budgetOf,
  caseOf,
  contentOf,
  day,
  declaredOf,
  perHour,
  ruleOf,
  spicLine,
} from './support.ts';

describe('what is in the way', () => {
  const spicOf: Partial<ToegewezenProduct> = { product: { categorie: '45', code: 'B01P' } };
  const withDeclared = (declared: object): Partial<CaseFacts> => ({
    allocations: [{ toewijzingNummer: '1', content: contentOf(), declared: declaredOf(declared) }],
  });
  test.each<[HoldReason[], string, Partial<ToegewezenProduct>, Partial<CaseFacts>]>([
    [[], 'nothing', {}, {}],
    [['open-request'], 'a request', {}, { openRequest: true }],
    [['granted-after-end'], 'on the day', {}, withDeclared({ lastGranted: '2026-07-01' })],
    [
      [],
      'the day before',
      {},
      withDeclared({ lastGranted: '2026-06-30', lastUndecided: '2026-06-30' }),
    ],
    [['undecided-after-end'], 'on the day', {}, withDeclared({ lastUndecided: '2026-07-01' })],
    [['begins-later'], 'on the day', { ingangsdatum: '2026-07-01' }, {}],
    [['begins-later'], 'later', { ingangsdatum: '2026-09-01' }, {}],
    [[], 'the day before', { ingangsdatum: '2026-06-30' }, {}],
    [['changes-over'], 'to another aanbieder', { redenWijziging: '09' }, {}],
    [['changes-over'], 'to another way of paying', { redenWijziging: '10' }, {}],
    [['changes-over'], 'to another gemeente', { redenWijziging: '11' }, {}],
    [[], 'changed otherwise', { redenWijziging: '05' }, {}],
    [['client-data'], 'an address is missing', {}, { clientLacks: ['address', 'gezagsdrager'] }],
    [['address-unsafe'], 'the address is secret', {}, { clientLacks: ['address-unsafe'] }],
    [
      ['client-data', 'address-unsafe'],
      'both',
      {},
      { clientLacks: ['address-unsafe', 'gezagsdrager'] },
    ],
    [['ledger-incomplete'], 'others may know more', {}, { ledgerComplete: false }],
    [
      [
        'open-request',
        'granted-after-end',
        'undecided-after-end',
        'client-data',
        'ledger-incomplete',
      ],
      'much, in the order of the list',
      {},
      {
        ...withDeclared({ lastGranted: '2026-08-31', lastUndecided: '2026-09-30' }),
        ...{ ledgerComplete: false, openRequest: true, clientLacks: ['client'] },
      },
    ],
  ])('%o: %s', (holds, _why, content, facts) => {
    expect(assessOne(content, facts)).toMatchObject({ holds, unmapped: null });
  });

  test('an allocation without a SPIC is held too', () => {
    expect(assessOne({}, { openRequest: true }, [])).toMatchObject({
      ...{ unmapped: 'no-rule', holds: ['open-request'] },
    });
  });

  test('one that begins later is not shortened', () => {
    expect(assessOne({ ingangsdatum: '2026-07-01' }).shortened).toBeNull();
  });

  const also = [
    ruleOf(),
    ruleOf({ row: 3, code: '45A05' }),
    ruleOf({ row: 4, code: '45A06', to: { categorie: '45', code: 'B02P' } }),
  ];
  const tariffs = {
    '45 45A04': perHour,
    '45 B01P': spicLine,
    '45 B02P': spicLine,
    '46 B01P': spicLine,
  };
  const holdsOf = (
    contents: Partial<ToegewezenProduct>[],
    rules = also,
    facts: Partial<CaseFacts> = {},
  ) =>
    Object.fromEntries(
      assess(caseOf(contents, { tariffs, ...facts }), rules, day).map(
        ({ toewijzingNummer, holds }) => [toewijzingNummer, holds],
      ),
    );
  const a05 = { product: { categorie: '45', code: '45A05' } };
  const a06 = { product: { categorie: '45', code: '45A06' } };

  test('several that would become one SPIC, all of them', () => {
    expect(holdsOf([{}, a05, a06])).toEqual({ 1: ['same-spic'], 2: ['same-spic'], 3: [] });
  });

  test('the code alone makes them one', () => {
    const rules = [ruleOf(), ruleOf({ code: '45A05', to: { categorie: '46', code: 'B01P' } })];
    expect(holdsOf([{}, a05], rules)).toEqual({ 1: ['same-spic'], 2: ['same-spic'] });
  });

  test.each<[string, Partial<ToegewezenProduct>, boolean]>([
    ['the SPIC, which runs already', spicOf, true],
    ['the SPIC, up to the day before', { ...spicOf, einddatum: '2026-06-30' }, false],
    [
      'the SPIC, from the day after',
      { ...spicOf, ingangsdatum: '2027-01-01', einddatum: undefined },
      false,
    ],
    [
      'the SPIC, from the last day',
      { ...spicOf, ingangsdatum: '2026-12-31', einddatum: undefined },
      true,
    ],
    ['its code in another category', { product: { categorie: '46', code: 'B01P' } }, true],
    ['its category, without a code', budgetOf(5), true],
    ['another category, without a code', { ...budgetOf(5), product: { categorie: '46' } }, false],
    ['no product', { ...budgetOf(5), product: undefined }, true],
    ['another code', { product: { categorie: '45', code: '45Z99' } }, false],
    [
      'a deleted one',
      { ...spicOf, redenWijziging: '13', ingangsdatum: '2026-08-01', einddatum: '2026-08-01' },
      false,
    ],
  ])('beside one that stays: %s', (_what, content, isHeld) => {
    const holds = holdsOf([{}, content])[1] ?? [];
    expect(holds.includes('overlaps-kept')).toBe(isHeld);
  });

  test('one that is held stays, and is in the way of another, and so on', () => {
    // 1 is held, so that 2 cannot take its code; then 3 cannot take that of 2.
    const rules = [
      ruleOf({ code: 'X1', to: { categorie: '45', code: 'B01P' } }),
      ruleOf({ code: 'X2', to: { categorie: '45', code: 'X1' } }),
      ruleOf({ code: 'X3', to: { categorie: '45', code: 'X2' } }),
    ];
    const contents = ['X1', 'X2', 'X3'].map((code) => ({ product: { categorie: '45', code } }));
    const all = { '45 B01P': spicLine, '45 X1': spicLine, '45 X2': spicLine };
    expect(holdsOf(contents, rules, { tariffs: all })).toEqual({ 1: [], 2: [], 3: [] });
    const [first = {}, ...others] = contents;
    const held = [{ ...first, redenWijziging: '09' }, ...others];
    expect(holdsOf(held, rules, { tariffs: all })).toEqual({
      ...{ 1: ['changes-over'], 2: ['overlaps-kept'], 3: ['overlaps-kept'] },
    });
  });

  test('what holds a case as a whole makes none stay beside another', () => {
    const rules = [
      ruleOf({ code: undefined }),
      ruleOf({ row: 3, to: { categorie: '45', code: 'B02P' } }),
    ];
    const contents = [budgetOf(5), {}];
    const both = ['open-request', 'care-overlaps'];
    expect(holdsOf(contents, rules, { openRequest: true })).toEqual({ 1: both, 2: both });
    expect(holdsOf(contents, [rules[1] as MappingRule])).toEqual({
      ...{ 1: ['care-overlaps'], 2: ['overlaps-kept', 'care-overlaps'] },
    });
  });

  test('two old ones that are the same product on one day hold all of the child', () => {
    const rules = [
      ruleOf({}),
      ruleOf({ row: 3, code: 'X1', to: { categorie: '45', code: 'B02P' } }),
    ];
    const other = { product: { categorie: '45', code: 'X1' } };
    const tariffs = { '45 B01P': spicLine, '45 B02P': spicLine };
    const twice = { ingangsdatum: '2026-05-01', omvang: undefined };
    expect(holdsOf([{}, twice, other], rules, { tariffs })).toMatchObject({
      3: ['care-overlaps'],
    });
    const after = { ingangsdatum: '2027-01-01', einddatum: '2027-06-30' };
    expect(holdsOf([{}, after, other], rules, { tariffs })[3]).toEqual([]);
  });
});
