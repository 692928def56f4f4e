import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { berichten } from '../../../src/standard/catalogue.ts';
import type { Inspection } from '../../../src/standard/xml/inspection.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { SchemaError } from '../../../src/standard/xml/schema-set.ts';
import { readVersions } from '../../support/generate/model.ts';
import {
  bericht,
  header,
  jw315,
  jw315With,
  jw316,
  jw323,
  ownSchemas,
  schemaDirs,
} from './inspector-samples.ts';

type Known = Extract<Inspection, { outcome: 'known' }>;

describe.each(schemaDirs)('with the schemas of %s', (schemaDir) => {
  const inspector = Inspector.load(schemaDir);
  afterAll(() => inspector[Symbol.dispose]());
  const inspect = (text: string) => inspector.inspect(Buffer.from(text));
  const known = (text: string): Known => {
    const inspection = inspect(text);
    if (inspection.outcome !== 'known') throw new Error(`outcome ${inspection.outcome}`);
    return inspection;
  };

  test('a valid message is known by its type, and its Header is read', () => {
    expect(inspect(jw315)).toEqual({
      outcome: 'known',
      type: 'JW315',
      header: {
        berichtCode: '446',
        berichtVersie: '3',
        berichtSubversie: '2',
        afzender: '12345678',
        ontvanger: '0363',
        identificatie: 'B1',
        dagtekening: '2026-01-05',
      },
      subject: { bsn: '999900006', referenties: ['R1'] },
      violations: [],
      violationCount: 0,
    });
  });

  test('whom and what a message is about is read from those that speak of one child', () => {
    const subjectOf = (name: string) =>
      known(readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url), 'utf8')).subject;
    const child = { bsn: '999912008', referenties: [] };
    expect(subjectOf('conversation/05-JW301.xml')).toEqual(child);
    expect(subjectOf('conversation/07-JW305.xml')).toEqual(child);
    expect(subjectOf('conversation/09-JW307.xml')).toEqual(child);
    expect(subjectOf('JW317/valid-complete.xml')?.referenties).toHaveLength(1);
    expect(subjectOf('conversation/03-JW319.xml')).toEqual({ referenties: ['DIJK-2024-0117'] });
    expect(subjectOf('conversation/02-JW316.xml')).toEqual({ referenties: [] });
    expect(subjectOf('JW323/valid-complete.xml')).toEqual({ referenties: [] });
    // What an invalid message says means nothing.
    expect(subjectOf('JW315/invalid-negative-volume.xml')).toBeUndefined();
  });

  test('the Header is read however its characters are written', () => {
    const { header: facts, violationCount } = known(
      jw315
        .replaceAll('<m:', '<other:')
        .replaceAll('</m:', '</other:')
        .replace('xmlns:m=', 'xmlns:other=')
        .replace('>446<', '>4<!-- of 5 -->4&#54;<')
        .replace('>12345678<', '><![CDATA[1234]]>5678<')
        .replace('>0363<', '><!-- 0 -->&#x30;363<')
        .replace('>2026-01-05<', '>\n2026-01-05 <'),
    );
    expect(violationCount).toBe(0);
    expect(facts).toMatchObject({
      berichtCode: '446',
      afzender: '12345678',
      ontvanger: '0363',
      dagtekening: '2026-01-05',
    });
  });

  test('the DeclaratieIdentificatie of a JW325 is read', () => {
    const answered =
      '<m:DeclaratieIdentificatie><b:Identificatie>D7</b:Identificatie>' +
      '<b:Dagtekening>2026-02-01</b:Dagtekening></m:DeclaratieIdentificatie>';
    expect(
      known(bericht('jw325', header('491', '0363', '12345678', answered))).header,
    ).toMatchObject({
      identificatie: 'B1',
      declaratieIdentificatie: 'D7',
      declaratieDagtekening: '2026-02-01',
    });
  });

  test.each([
    ['doubled', '<m:Afzender>1</m:Afzender><m:Afzender>1</m:Afzender>'],
    ['absent', ''],
    ['more than text', '<m:Afzender>1<m:Deel/></m:Afzender>'],
    ['of absurd length', `<m:Afzender>${'1'.repeat(500)}</m:Afzender>`],
  ])('a field of the Header that is %s is no fact', (_what, element) => {
    const { header: facts, violationCount } = known(
      jw315With('<m:Afzender>12345678</m:Afzender>', element),
    );
    expect(facts).not.toHaveProperty('afzender');
    expect(facts).toHaveProperty('ontvanger', '0363');
    expect(violationCount).toBeGreaterThan(0);
  });

  test('a second Header makes all fields ambiguous', () => {
    const { header: facts } = known(
      jw315With('<m:Client>', `${header('446', '9', '9')}<m:Client>`),
    );
    expect(facts).toEqual({});
  });

  test('a retour with a RetourCode refuses, one without approves', () => {
    expect(known(jw316('0001'))).toMatchObject({ violationCount: 0, header: { refuses: true } });
    expect(known(jw316())).toMatchObject({ violationCount: 0, header: { refuses: false } });
    expect(known(jw315).header).not.toHaveProperty('refuses');
  });

  test.each([
    ['another vocabulary', '<a/>', 'namespace', undefined],
    ['a name of our own in no namespace', '<Bericht/>', 'namespace', undefined],
    ['a message number that iJw 3.2 has not', bericht('jw321', ''), 'namespace', undefined],
    [
      'another root in our namespace',
      jw315.replaceAll('m:Bericht', 'm:Header'),
      'namespace',
      'JW315',
    ],
    ['release 3.0', jw315.replaceAll('ijw/3_2', 'ijw/3_0'), 'other-release', undefined],
    ['the code of another message', jw315With('>446<', '>436<'), 'bericht-code', 'JW315'],
    [
      'a JW301 with the code of a JW315',
      jw315.replaceAll('jw315', 'jw301'),
      'bericht-code',
      'JW301',
    ],
  ])('%s is an unknown message', (_what, text, reason, type) => {
    const inspection = inspect(text);
    expect(inspection).toMatchObject({ outcome: 'unknown-message', reason });
    expect('type' in inspection ? inspection.type : undefined).toBe(type);
  });

  test('a wrong version or a missing BerichtCode in the right namespace is a fault like others', () => {
    expect(known(jw315With('<m:BerichtSubversie>2<', '<m:BerichtSubversie>1<')).violations).toEqual(
      [{ line: 6, element: 'Header/BerichtSubversie', rule: 'pattern', expected: ['2'] }],
    );
    expect(known(jw315With('<m:BerichtCode>446</m:BerichtCode>', '')).violations[0]).toMatchObject({
      element: 'Header/BerichtVersie',
      rule: 'unexpected-element',
      expected: ['BerichtCode'],
    });
  });

  test.each([
    ['Client/Bsn', 'pattern', jw315With('>999900006<', '>12<')],
    ['Client/Bsn', 'empty', jw315With('>999900006<', '><')],
    ['Client/Bsn', 'unexpected-element', jw315With('>999900006<', '><m:X/><')],
    ['Client/Bsn', 'unexpected-attribute', jw315With('<m:Bsn>', '<m:Bsn soort="x">')],
    ['Client/Geslacht', 'enumeration', jw315With('>2</m:Ges', '>7</m:Ges')],
    ['Client/Geboortedatum/Datum', 'type', jw315With('2015-04-01', '2015-02-30')],
    ['Client/Geboortedatum/Datum', 'pattern', jw315With('2015-04-01', '2015-04-01Z')],
    ['Client/Naam/Geslachtsnaam/Achternaam', 'max-length', jw315With('Voorbeeld', 'a'.repeat(201))],
    [
      'Client/Naam/Geslachtsnaam',
      'missing-element',
      jw315With('<b:Achternaam>Voorbeeld</b:Achternaam>', ''),
    ],
    ['Client/Commentaar', 'pattern', jw315With('Toelichting', ' \n ')],
    ['Client', 'unexpected-text', jw315With('<m:Client>', '<m:Client>tekst')],
    ['Client/*', 'unexpected-element', jw315With('<m:Bsn>', '<m:Onbekend/><m:Bsn>')],
    [
      'Client/AangevraagdeProducten/AangevraagdProduct/Verwijzer',
      'unexpected-element',
      jw315With('<m:ToewijzingIngangsdatum>2026-02-01</m:ToewijzingIngangsdatum>', ''),
    ],
    [
      'Declaratie/TotaalIngediendBedrag/TotaalBedrag',
      'min-value',
      jw323(1).replace('lBedrag>100<', 'lBedrag>-1<'),
    ],
    [
      'Declaratie/TotaalIngediendBedrag/TotaalBedrag',
      'max-value',
      jw323(1).replace('lBedrag>100<', `lBedrag>${'9'.repeat(13)}<`),
    ],
    ['Bericht', 'missing-element', bericht('jw315', header('446', '12345678', '0363'))],
  ])('one fault in %s is one violation: %s', (element, rule, text) => {
    const { violations, violationCount } = known(text);
    expect(violations.map((v) => [v.element, v.rule])).toEqual([[element, rule]]);
    expect(violationCount).toBe(1);
    const line = text.split('\n')[(violations[0]?.line ?? 0) - 1];
    expect(line).toContain(
      element === 'Client/*' ? 'Onbekend' : (element.split('/').at(-1) as string),
    );
  });

  test('a violation says what the schema asks for', () => {
    const expected = (text: string) => known(text).violations[0]?.expected;
    expect(expected(jw315With('>999900006<', '>12<'))).toEqual(['[0-9]{9}']);
    expect(expected(jw315With('>2</m:Ges', '>7</m:Ges'))).toEqual(['0', '1', '2']);
    expect(expected(jw315With('2015-04-01', 'gisteren'))).toEqual(['date']);
    expect(expected(jw315With('Voorbeeld', 'a'.repeat(201)))).toEqual(['200']);
    expect(expected(jw315With('<m:Bsn>', '<m:Onbekend/><m:Bsn>'))).toEqual(['Bsn']);
  });

  test('repeated elements are distinguished by their index', () => {
    const product = /<m:AangevraagdProduct>[\s\S]*<\/m:AangevraagdProduct>/.exec(
      jw315,
    )?.[0] as string;
    const wrong = product.replace('2026-02-01', 'x');
    const { violations } = known(jw315With(product, product + wrong + product + wrong));
    expect(violations.map((v) => v.element)).toEqual([
      'Client/AangevraagdeProducten/AangevraagdProduct[2]/ToewijzingIngangsdatum',
      'Client/AangevraagdeProducten/AangevraagdProduct[4]/ToewijzingIngangsdatum',
    ]);
  });

  test('lines are right beyond the 65,535 that libxml2 keeps in an element', () => {
    const text = jw315With('<m:Client>', `${'\n'.repeat(70_000)}<m:Client>`)
      .replace('>999900006<', '>12<')
      .replace('<b:Achternaam>Voorbeeld</b:Achternaam>', '\n\n');
    const lines = text.split('\n');
    const { violations } = known(text);
    expect(violations.map((v) => lines[v.line - 1])).toEqual([
      '<m:Bsn>12</m:Bsn>',
      expect.stringContaining('<b:Geslachtsnaam>'),
    ]);
  });

  test('of many faults the first hundred are reported in the order of the document', () => {
    const { violations, violationCount } = known(jw323(60_000, { faulty: true }));
    const lines = violations.map((v) => v.line);
    expect(violations).toHaveLength(100);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(violationCount).toBeGreaterThan(500);
    expect(violations.at(-1)?.element).toMatch(/^Declaratie\/Clienten\/Client\[\d+\]\//);
  });

  test('10,000 faults are counted, and counting ends there', () => {
    expect(known(jw323(3_000_000, { faulty: true })).violationCount).toBe(10_000);
    // What ended the validation early is undone: the next message is judged like any other.
    expect(known(jw315).violationCount).toBe(0);
  });

  test('the versions of the schemas are those of their appinfo', () => {
    for (const { type } of berichten) {
      const versions = Object.fromEntries(readVersions(schemaDir, type));
      expect(inspector.xsdVersie(type)).toEqual({
        basisschemaXsdVersie: versions.BasisschemaXsdVersie,
        berichtXsdVersie: versions.BerichtXsdVersie,
      });
    }
  });
});

describe('loading schemas', () => {
  function copyOfSchemas(): string {
    const dir = mkdtempSync(join(tmpdir(), 'ijw-schemas-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    cpSync(ownSchemas, dir, { recursive: true });
    return dir;
  }

  test.each([
    ['missing', (path: string) => rmSync(path)],
    ['not XML', (path: string) => writeFileSync(path, '<xs:schema')],
    ['not a schema', (path: string) => writeFileSync(path, '<a/>')],
  ])('a file that is %s is named, with what to do', (_what, spoil) => {
    for (const name of ['JW319.xsd', 'basisschema.xsd']) {
      const dir = copyOfSchemas();
      spoil(join(dir, name));
      expect(() => Inspector.load(dir)).toThrow(SchemaError);
      expect(() => Inspector.load(dir)).toThrow(/basisschema\.xsd|JW3\d\d\.xsd/);
      expect(() => Inspector.load(dir)).toThrow(/SCHEMA_DIR/);
    }
  });

  test('a schema of another message under a wrong name is noticed', () => {
    const dir = copyOfSchemas();
    cpSync(join(dir, 'JW315.xsd'), join(dir, 'JW301.xsd'));
    expect(() => Inspector.load(dir)).toThrow(/JW301\.xsd.*targetNamespace/);
  });

  test('each schema has its own versions, and one that has none is named', () => {
    const dir = copyOfSchemas();
    const path = join(dir, 'JW319.xsd');
    const schema = readFileSync(path, 'utf8');
    const withVersion = (name: string, element: string) => {
      writeFileSync(path, schema.replace(new RegExp(`<ijw:${name}>.*</ijw:${name}>`), element));
      return Inspector.load(dir);
    };
    using changed = withVersion(
      'BerichtXsdVersie',
      `<ijw:BerichtXsdVersie>
      2.10.3</ijw:BerichtXsdVersie>`,
    );
    const [{ basisschemaXsdVersie }, other] = [
      changed.xsdVersie('JW319'),
      changed.xsdVersie('JW320'),
    ];
    expect(changed.xsdVersie('JW319')).toEqual({
      basisschemaXsdVersie,
      berichtXsdVersie: '2.10.3',
    });
    expect(other.berichtXsdVersie).not.toBe('2.10.3');
    for (const name of ['BerichtXsdVersie', 'BasisschemaXsdVersie'])
      for (const element of ['', `<ijw:${name}/>`, `<ijw:${name}>3</ijw:${name}>`]) {
        expect(() => withVersion(name, element)).toThrow(SchemaError);
        expect(() => withVersion(name, element)).toThrow(
          new RegExp(`JW319\\.xsd: its appinfo has no ${name}.*SCHEMA_DIR`),
        );
      }
  });

  test('an inspector goes on after another has been disposed', () => {
    using kept = Inspector.load(ownSchemas);
    Inspector.load(ownSchemas)[Symbol.dispose]();
    expect(kept.inspect(Buffer.from(jw315))).toMatchObject({ violationCount: 0 });
  });
});
