import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/ledger/conversion/assess.ts';
import type {
  CaseFacts,
  MappingRule,
  Spic,
  UnmappedReason,
} from '../../../src/ledger/conversion/model.ts';
import type { ToegewezenProduct } from '../../../src/ledger/model/events.ts';
import {
  assessOne,
  budgetOf,
  caseOf,
  contentOf,
  day,
  declaredOf,
  lineOf,
  omvangOf,
  perHour,
  ruleOf,
  spic,
  spicLine,
} from './support.ts';

test('an allocation becomes a SPIC by its rule (example a)', () => {
  const declared = declaredOf({ grantedVolume: 45, lastGranted: '2026-06-30' });
  const content = contentOf();
  const facts = { allocations: [{ toewijzingNummer: '1', content, declared }] };
  expect(assess(caseOf([], facts), [ruleOf()], day)).toMatchObject([
    {
      toewijzingNummer: '1',
      remains: { volume: 81, total: 773_550, declared: 'file' },
      shortened: { einddatum: '2026-06-30', most: '51' },
      proposal: { ingangsdatum: '2026-07-01', difference: -233_550, redenWijziging: '10' },
      ...{ unmapped: null, holds: [], rule: 2 },
    },
  ]);
});

describe('which rule an allocation fits', () => {
  const to: Spic = { categorie: '45', code: 'B02P' };
  const facts: Partial<CaseFacts> = {
    tariffs: { '45 45A04': perHour, '45 B01P': spicLine, '45 B02P': spicLine },
    age: 12,
  };
  test.each<[string, Partial<MappingRule>, Partial<ToegewezenProduct>, boolean]>([
    ['of another category', { categorie: '46' }, {}, false],
    ['of another code', { code: '45A05' }, {}, false],
    ['without a code', { code: undefined }, {}, false],
    ['without a code, of a Budget', { code: undefined }, budgetOf(5), true],
    ['with a code, of a Budget', {}, budgetOf(5), false],
    ['of the aanbieder', { aanbieder: '12345678' }, {}, true],
    ['of another aanbieder', { aanbieder: '87654321' }, {}, false],
    ['of the Eenheid', { eenheid: '04' }, {}, true],
    ['of another Eenheid', { eenheid: '01' }, {}, false],
    ['of the Frequentie', { frequentie: '2' }, {}, true],
    ['of another Frequentie', { frequentie: '4' }, {}, false],
    ['with an Eenheid, of a Budget', { code: undefined, eenheid: '04' }, budgetOf(5), false],
    ['at its bounds of volume', { leastVolume: 3, mostVolume: 3 }, {}, true],
    ['of more volume', { leastVolume: 4 }, {}, false],
    ['of less volume', { mostVolume: 2 }, {}, false],
    ['at its bounds of age', { leastAge: 12, mostAge: 12 }, {}, true],
    ['of older children', { leastAge: 13 }, {}, false],
    ['of younger children', { mostAge: 11 }, {}, false],
    ['at its bounds of what remains', { leastRemains: 773_550, mostRemains: 773_550 }, {}, true],
    ['of more that remains', { leastRemains: 773_551 }, {}, false],
    ['of less that remains', { mostRemains: 773_549 }, {}, false],
  ])('one %s', (_what, rule, content, fits) => {
    const { proposal, unmapped } = assessOne(content, facts, [ruleOf({ ...rule, to })]);
    expect(unmapped).toBe(fits ? null : 'no-rule');
    expect(proposal?.product.code).toBe(fits ? 'B02P' : undefined);
  });

  test('of several rules, the one that fits', () => {
    const rules = [
      ruleOf({ row: 2, mostAge: 11 }),
      ruleOf({ row: 3, leastAge: 12, mostVolume: 2 }),
      ruleOf({ row: 4, leastAge: 12, leastVolume: 3, to }),
    ];
    expect(assessOne({}, facts, rules)).toMatchObject({
      rule: 4,
      proposal: { product: { code: 'B02P' } },
    });
  });
});

describe('why there is no SPIC', () => {
  const old = { '45 45A04': perHour };
  const aged = [ruleOf({ leastAge: 12 })];
  const rich = [ruleOf({ leastRemains: 1 })];
  test.each<
    [UnmappedReason, string, Partial<ToegewezenProduct>, Partial<CaseFacts>, MappingRule[]?]
  >([
    ['no-rule', 'there is none', {}, {}, []],
    [
      'no-rule',
      'the age of the rule is not known, and another condition does not fit',
      {},
      {},
      [ruleOf({ leastAge: 12, leastVolume: 4 })],
    ],
    ['no-product', 'a Budget of all care', { ...budgetOf(5), product: undefined }, {}],
    ['no-contract', 'as contracts say', {}, { tariffs: { ...old, '45 B01P': 'no-contract' } }],
    ['no-tariff', 'as contracts say', {}, { tariffs: { ...old, '45 B01P': 'no-tariff' } }],
    ['no-tariff', 'contracts were not asked', {}, { tariffs: old }],
    ['age-unknown', 'all else fits', {}, {}, aged],
    ['remains-unknown', 'the tariff is missing', {}, { tariffs: { '45 B01P': spicLine } }, rich],
    [
      'remains-unknown',
      'there is no end',
      { ...omvangOf(1, '04', '4'), einddatum: undefined },
      {},
      rich,
    ],
    [
      'remains-unknown',
      'neither is known',
      { omvang: undefined },
      {},
      [ruleOf({ mostRemains: 1, mostAge: 12 })],
    ],
    ['end-needed', '70/30', { ...omvangOf(1, '04', '4'), einddatum: undefined }, {}],
    [
      'unit-differs',
      'of a tariff a day',
      {},
      {
        tariffs: { ...old, '45 B01P': lineOf(9000, { eenheid: '14' }) },
      },
    ],
  ])('%s: %s', (reason, _why, content, facts, rules) => {
    const found = assessOne(content, facts, rules);
    const isMapped = ['no-contract', 'no-tariff', 'end-needed', 'unit-differs'].includes(reason);
    expect(found).toMatchObject({
      ...{ unmapped: reason, proposal: null, shortened: null, holds: [] },
      rule: isMapped ? 2 : null,
    });
  });

  test('a known age that does not fit is no unknown age', () => {
    expect(assessOne({}, { age: 11 }, aged).unmapped).toBe('no-rule');
    expect(assessOne({}, { age: 12 }, aged).unmapped).toBeNull();
  });

  test('another rule fits, where the age of the first is not known', () => {
    const rules = [
      ruleOf({ row: 2, leastAge: 12, mostVolume: 2 }),
      ruleOf({ row: 3, leastVolume: 3 }),
    ];
    expect(assessOne({}, {}, rules)).toMatchObject({ rule: 3, unmapped: null });
  });
});

describe('which allocations are old care', () => {
  const numbers = (
    contents: Partial<ToegewezenProduct>[],
    rules = [ruleOf()],
    chosen?: ReadonlyMap<string, Spic>,
  ) => assess(caseOf(contents), rules, day, chosen).map(({ toewijzingNummer }) => toewijzingNummer);

  test.each<[string, Partial<ToegewezenProduct>, boolean]>([
    ['ends the day before', { einddatum: '2026-06-30' }, false],
    ['ends on the day', { einddatum: '2026-07-01' }, true],
    ['has no end', { einddatum: undefined }, true],
    ['ends after all years', { einddatum: '12026-12-31' }, true],
    ['is a SPIC', { product: { categorie: '45', code: 'B01P' } }, false],
    ['has another product', { product: { categorie: '45', code: '45Z99' } }, true],
    ['begins later, with a rule', { ingangsdatum: '2026-08-01' }, true],
    [
      'begins later, without a rule',
      { ingangsdatum: '2026-08-01', product: { categorie: '45', code: '45Z99' } },
      false,
    ],
    [
      'was deleted',
      { ingangsdatum: '2026-08-01', einddatum: '2026-08-01', redenWijziging: '13' },
      false,
    ],
    [
      'was emptied',
      { ingangsdatum: '2026-08-01', einddatum: '2026-08-01', redenWijziging: '07' },
      false,
    ],
  ])('one that %s', (_what, content, isThere) => {
    expect(numbers([content])).toEqual(isThere ? ['1'] : []);
  });

  test('a target that a rule maps away is old care', () => {
    const rules = [
      ruleOf(),
      ruleOf({ row: 3, code: 'B01P', to: { categorie: '45', code: 'B02P' } }),
    ];
    expect(numbers([{ product: { categorie: '45', code: 'B01P' } }], rules)).toEqual(['1']);
  });

  test('those of the case, in their order', () => {
    expect(numbers([{}, { einddatum: '2026-01-01' }, budgetOf(5)])).toEqual(['1', '3']);
  });
});

describe('a SPIC that a person chose', () => {
  const chosen = new Map<string, Spic>([['1', { categorie: '45', code: 'B01P', months: 18 }]]);
  test('goes before the mapping', () => {
    const rules = [ruleOf({ to: { categorie: '45', code: 'B02P' } })];
    const found = { unmapped: null, rule: null, proposal: { einddatum: '2027-12-31' } };
    expect(assessOne({}, {}, rules, chosen)).toMatchObject(found);
    expect(assessOne({}, {}, [], chosen)).toMatchObject(found);
  });

  test('is enough where there is no product, or where it begins later', () => {
    expect(assessOne({ ...budgetOf(5), product: undefined }, {}, [], chosen)).toMatchObject({
      ...{ unmapped: null, holds: [] },
    });
    expect(assessOne({ ingangsdatum: '2026-08-01' }, {}, [], chosen).holds).toEqual([
      'begins-later',
    ]);
  });

  test('has to be in a contract too', () => {
    const facts = { tariffs: { '45 B01P': 'no-contract' } } as const;
    expect(assessOne({}, facts, [], chosen)).toMatchObject({ unmapped: 'no-contract', rule: null });
  });

  test('makes the product of another no old care', () => {
    const other = new Map([['2', spic]]);
    expect(assess(caseOf([{}]), [ruleOf()], day, other)).toHaveLength(1);
  });
});
