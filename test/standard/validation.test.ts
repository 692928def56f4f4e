import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { type BerichtType, berichtOfType } from '../../src/standard/catalogue.ts';
import { rulesOf } from '../../src/standard/rules/check.ts';
import type { AgreedProduct, Past } from '../../src/standard/rules/engine/past.ts';
import type { RuleContext } from '../../src/standard/rules/engine/rule.ts';
import { loadGemeenten } from '../../src/standard/rules/gemeenten.ts';
import { type Validation, validate } from '../../src/standard/validation.ts';
import { Inspector } from '../../src/standard/xml/inspector.ts';
import { fixture } from '../support/messages.ts';
import { jw323, ownSchemas } from './xml/inspector-samples.ts';

const inspector = Inspector.load(ownSchemas);
afterAll(() => inspector[Symbol.dispose]());

const gemeenten = loadGemeenten('src/standard/lists/gemeenten.tsv');
const context: RuleContext = { today: '2026-06-01', gemeenten };
/** Nobody said anything before. */
const past = {
  identificatieUsed: false,
  allocations: [],
  requests: [],
  usedReferences: new Set<string>(),
  starts: [],
  stops: [],
};

/** The rules that cannot be asked of a message when nobody knows what was said before. */
function needingPast(type: BerichtType): string[] {
  return rulesOf(type)
    .filter(({ needsPast }) => needsPast)
    .map(({ code }) => code);
}

const fixtures = readdirSync(new URL('../../fixtures', import.meta.url), {
  recursive: true,
  encoding: 'utf8',
});

function validated(xml: string): Validation {
  return validate(inspector, Buffer.from(xml), context);
}

/** `line rule element`, in the order in which they are given. */
function findingLines({ findings }: Validation): string[] {
  return findings.map(({ line, rule, element }) => `${line} ${rule} ${element}`);
}

/** The message with a part replaced; fails when the part is not there. */
function changed(xml: string, ...changes: [part: string, replacement: string][]): string {
  return changes.reduce((now, [part, replacement]) => {
    if (!now.includes(part)) throw new Error(`nothing to replace: ${part}`);
    return now.replace(part, replacement);
  }, xml);
}

/** The 1-based line of the nth occurrence of a text. */
function lineOf(xml: string, text: string, nth = 1): number {
  const before = xml.split(text).slice(0, nth).join(text);
  return before.split('\n').length;
}

const jw315 = fixture('JW315/valid-complete.xml');
const products = 'Client/AangevraagdeProducten/AangevraagdProduct';
/** Fails the eleven test. */
const wrongBsn: [string, string] = ['<Bsn>999912008<', '<Bsn>999912009<'];
/** Breaks CD075 in the second product: its Budget wants an end date. */
const noEndDate: [string, string] = [
  '        <ToewijzingEinddatum>2024-08-31</ToewijzingEinddatum>\n',
  '',
];

describe('a document that is none of our messages gets that one fault', () => {
  test.each([
    ['nothing', '', 'empty', 0, ''],
    ['cut off', jw315.slice(0, -20), 'not-well-formed', lineOf(jw315, '</Client>'), ''],
    ['a DOCTYPE', `<?xml version="1.0"?>\n\n<!DOCTYPE a><a/>`, 'doctype', 3, ''],
    ['something else', '\n<a xmlns="urn:x"/>', 'unknown-message', 2, 'Bericht'],
    [
      'another release',
      jw315.replaceAll('/3_2/', '/3_1/'),
      'other-release',
      lineOf(jw315, '\n>') + 1,
      'Bericht',
    ],
  ])('%s', (_what, xml, rule, line, element) => {
    expect(validated(xml)).toEqual({
      findings: [{ kind: 'document', level: 1, rule, line, element }],
      findingCount: 1,
      notAssessed: [],
    });
  });

  test('a wrong BerichtCode: at its line, with the type of the root', () => {
    expect(validated(changed(jw315, ['>446<', '>436<']))).toMatchObject({
      type: 'JW315',
      findings: [
        {
          rule: 'wrong-bericht-code',
          line: lineOf(jw315, '<BerichtCode>'),
          element: 'Header/BerichtCode',
        },
      ],
    });
  });
});

describe('a message that its XSD accepts', () => {
  const valid = fixtures.filter((file) => /\/(?:valid-|\d\d-)/.test(file));

  test.each(valid)('%s: all is well', (file) => {
    const xml = fixture(file);
    const type = /ijw\/3_2\/(jw\d+)/.exec(xml)?.[1]?.toUpperCase() as BerichtType;
    const notAssessed = needingPast(type);
    const { ontvanger, ...rest } = validated(xml);
    expect(rest).toEqual({ type, findings: [], findingCount: 0, notAssessed });
    // Of a retour it is who sends it.
    const named = berichtOfType(type).retourOf
      ? undefined
      : /Ontvanger>\s*(\d+)\s*</.exec(xml)?.[1];
    expect(ontvanger).toBe(named);
  });

  test('gets the findings of its rules in the order of the document', () => {
    const xml = changed(jw315, wrongBsn, noEndDate);
    const validation = validated(xml);
    expect(findingLines(validation)).toEqual([
      `${lineOf(xml, '<Bsn>')} CS002 Client/Bsn`,
      // It is not there: the line is that of the class it misses.
      `${lineOf(xml, '<AangevraagdProduct>', 2)} CD075 ${products}[2]/ToewijzingEinddatum`,
    ]);
    expect(validation.findings[0]).toMatchObject({ kind: 'rule', level: 2, retourCode: '0001' });
    expect(validation).toMatchObject({ type: 'JW315', findingCount: 2 });
  });

  test('on one line: still in the order of the document', () => {
    const xml = changed(jw315, wrongBsn, noEndDate, [
      '<ijw:DatumGebruik>1<',
      '<ijw:DatumGebruik>3<',
    ]);
    expect(findingLines(validated(xml.replace(/\n\s*/g, ' ')))).toEqual([
      '1 CS002 Client/Bsn',
      expect.stringMatching(/^1 CS139 Client\/Geboortedatum/),
      `1 CD075 ${products}[2]/ToewijzingEinddatum`,
    ]);
  });

  test('is held against what was said before where that is known', () => {
    expect(needingPast('JW315')).toEqual(['TR056', 'TR347', 'TR374', 'TR381']);
    const usedReferences = new Set(['DIJK-2024-0091-B']);
    const xml = changed(jw315, wrongBsn);
    const agreedProducts: AgreedProduct[] = [];
    const told315 = (known: Partial<Past>) => {
      const validation = validate(inspector, Buffer.from(xml), {
        ...context,
        past: { ...past, ...known },
      });
      expect(validation.notAssessed).toEqual([]);
      return findingLines(validation);
    };
    const bsn = `${lineOf(xml, '<Bsn>')} CS002 Client/Bsn`;
    expect(told315({})).toEqual([bsn]);
    expect(told315({ usedReferences, agreedProducts })).toEqual([
      bsn,
      `${lineOf(xml, '<ijw:Code>')} TR381 ${products}[1]/Product/Code`,
      `${lineOf(xml, '<ReferentieAanbieder>', 2)} TR347 ${products}[2]/ReferentieAanbieder`,
    ]);
  });

  test('a rule that fails is a defect of ours, and says nothing of the message', () => {
    const gemeenten = {
      allows: () => {
        throw new Error('0363');
      },
    };
    const failing = () => validate(inspector, Buffer.from(jw315), { ...context, gemeenten });
    expect(failing).toThrow(expect.objectContaining({ code: 'rule-TR378' }));
    expect(failing).not.toThrow(/0363/);
  });
});

describe('a message that its XSD refuses', () => {
  /** Breaks CD095 in the first product: without a Code it may have no Omvang. */
  const noCode: [string, string] = ['          <ijw:Code>B09P</ijw:Code>\n', ''];

  test('gets the faults against both at once', () => {
    const xml = changed(jw315, wrongBsn, ['<Geslacht>2<', '<Geslacht>7<'], noEndDate);
    expect(findingLines(validated(xml))).toEqual([
      `${lineOf(xml, '<Bsn>')} CS002 Client/Bsn`,
      `${lineOf(xml, '<Geslacht>')} enumeration Client/Geslacht`,
      `${lineOf(xml, '<AangevraagdProduct>', 2)} CD075 ${products}[2]/ToewijzingEinddatum`,
    ]);
  });

  test('what may follow from a violation is left out: at it', () => {
    const xml = changed(jw315, ['<Bsn>999912008<', '<Bsn>99991200<'], noEndDate);
    expect(findingLines(validated(xml)).map((line) => line.split(' ')[1])).toEqual([
      'pattern',
      'CD075',
    ]);
  });

  test('around it', () => {
    const xml = changed(jw315, noCode, ['<ijw:Volume>1<', '<ijw:Volume>-1<'], noEndDate);
    expect(findingLines(validated(xml)).map((line) => line.split(' ')[1])).toEqual([
      'min-value',
      'CD075',
    ]);
  });

  test('inside it', () => {
    const verwijzerAndMore = /<Verwijzer>.*?(?=<.AangevraagdProduct>)/s.exec(jw315)?.[0] ?? '';
    const xml = changed(jw315, noCode, [verwijzerAndMore, ''], noEndDate);
    expect(findingLines(validated(xml))).toEqual([
      `${lineOf(xml, '<AangevraagdProduct>')} missing-element ${products}[1]`,
      `${lineOf(xml, '<AangevraagdProduct>', 2)} CD075 ${products}[2]/ToewijzingEinddatum`,
    ]);
    expect(findingLines(validated(changed(jw315, noCode)))).toEqual([
      `${lineOf(xml, '<Omvang>')} CD095 ${products}[1]/Omvang`,
    ]);
  });

  test('a rule that cannot be asked is named; the others are asked', () => {
    const xml = changed(jw315, ['<ijw:Datum>2012-05-01<', '<ijw:Datum>1 mei 2012<'], noEndDate);
    const validation = validated(xml);
    expect(findingLines(validation).map((line) => line.split(' ')[1])).toEqual(['type', 'CD075']);
    expect(validation.notAssessed).toContain('CS139');
    expect(validation.notAssessed).not.toContain('CD075');
    expect(JSON.stringify(validation)).not.toContain('mei');
  });

  test('is not compared with earlier messages, because it may be about another child', () => {
    const xml = changed(jw315, ['<Geslacht>2<', '<Geslacht>7<']);
    const all = { ...past, identificatieUsed: true, agreedProducts: [] };
    const validation = validate(inspector, Buffer.from(xml), { ...context, past: all });
    expect(findingLines(validation).map((line) => line.split(' ')[1])).toEqual(['enumeration']);
    expect(validation.notAssessed).toEqual(needingPast('JW315'));
  });

  test('more violations than are reported: no rule is checked', () => {
    const xml = jw323(200_000, { faulty: true });
    const validation = validated(xml);
    expect(validation.findings).toHaveLength(100);
    expect(validation.findings.every(({ kind }) => kind === 'schema')).toBe(true);
    expect(validation.findingCount).toBeGreaterThan(100);
    expect(validation.notAssessed).toEqual(rulesOf('JW323').map(({ code }) => code));
  });

  test('a retour has no rules', () => {
    const xml = fixture('JW316/invalid-no-identificatie-retour.xml');
    expect(validated(xml)).toMatchObject({ type: 'JW316', findingCount: 1, notAssessed: [] });
  });

  test('elements that the standard does not know are not named', () => {
    const xml = changed(jw315, ['<Geslacht>2<', '<Jansen><a/></Jansen><Geslacht>2<'], noEndDate);
    const validation = validated(xml);
    expect(findingLines(validation)[0]).toBe(
      `${lineOf(xml, '<Jansen>')} unexpected-element Client/*`,
    );
    expect(JSON.stringify(validation)).not.toContain('Jansen');
  });
});

test('locations are the same as those of violations, in every faulty fixture', () => {
  const files = fixtures.filter((file) => file.includes('/invalid-'));
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) {
    const bytes = Buffer.from(fixture(file));
    const inspection = inspector.inspect(bytes);
    if (inspection.outcome !== 'known') throw new Error(`${file} is not known`);
    const { violations } = inspection;
    const paths = violations.map(({ element }) => element);
    const lines = inspector.locate(bytes, paths).map(({ line }) => line);
    expect(lines, file).toEqual(violations.map(({ line }) => line));
  }
});

test('a declaration of 9 MB: all findings are counted, each of the first 10,000 is at its own line', () => {
  const xml = jw323(9_000_000).replaceAll('>999900006<', '>999900007<');
  const { findings, findingCount } = validated(xml);
  const clients = findings.filter(({ rule }) => rule === 'CS002');
  expect(clients.length).toBeGreaterThan(1000);
  expect(findings).toHaveLength(10_000);
  expect(findingCount).toBeGreaterThan(60_000);
  const first = lineOf(xml, '<m:Bsn>');
  const step = lineOf(xml, '<m:Bsn>', 2) - first;
  const wrong = clients.filter(
    ({ line, element }, index) =>
      line !== first + index * step || element !== `Declaratie/Clienten/Client[${index + 1}]/Bsn`,
  );
  expect(wrong).toEqual([]);
});
