import { globSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  approve,
  refuse,
  refuseWithin,
} from '../../../src/standard/answers/retour.ts';
import { type BerichtType, berichtOfType } from '../../../src/standard/catalogue.ts';
import type { AnyBericht, BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';

type Heenbericht = BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW319'>;

const inspector = Inspector.load('schemas/ijw/3.2');
afterAll(() => inspector[Symbol.dispose]());

const facts = {
  identificatie: 'RET123456789',
  dagtekening: '2026-06-01',
  xsdVersie: { basisschemaXsdVersie: '1.2.3', berichtXsdVersie: '4.5.6' },
  ruleSetVersion: '7.8.9',
};

function read(file: string): AnyBericht {
  const type = /JW\d{3}/.exec(file)?.[0] as BerichtType;
  return parseBericht(type, readFileSync(file)) as AnyBericht;
}

const valid = globSync('fixtures/**/*.xml')
  .filter((file) => !file.includes('invalid-'))
  .sort();
const heenberichten = valid.map(read).filter(({ type }) => berichtOfType(type).answeredBy);

/** The message of the fixtures that one of their answers is about. */
function answeredBy(answer: AnyBericht): Heenbericht {
  const found = heenberichten.find(
    (heen) =>
      berichtOfType(heen.type).answeredBy === answer.type &&
      identificatie(heen) === identificatie(answer),
  );
  if (!found) throw new Error(`the fixtures have no message for this ${answer.type}`);
  return found as Heenbericht;
}

/** The Identificatie of a heenbericht, also in its answer. */
function identificatie({ header }: AnyBericht): string {
  return (
    'declaratieIdentificatie' in header
      ? header.declaratieIdentificatie
      : header.berichtIdentificatie
  ).identificatie;
}

/** The path of every class that has RetourCodes, with those codes. */
function codesIn(value: object, path = ''): [path: string, codes: readonly string[]][] {
  return Object.entries(value).flatMap(([field, inside]) => {
    if (field === 'retourCodes') return [[path, inside.retourCode]];
    if (typeof inside === 'string') return [];
    const name = `${path && `${path}/`}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    if (!Array.isArray(inside)) return codesIn(inside, name);
    return inside.flatMap((each, i) => codesIn(each, `${name}[${i + 1}]`));
  });
}

/** A message without any RetourCodes. */
function without(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(without);
  const rest = Object.entries(value).filter(([field]) => field !== 'retourCodes');
  return Object.fromEntries(rest.map(([field, inside]) => [field, without(inside)]));
}

function expectValid(answer: Answer): void {
  expect(inspector.inspect(buildBericht(answer))).toMatchObject({
    outcome: 'known',
    type: answer.type,
    violations: [],
  });
}

const retours = valid.filter((file) => /JW(302|306|308|316|318|320)/.test(file));

test.each(retours)('%s is what we answer to its heenbericht', (file) => {
  const retour = read(file) as BerichtOf<'JW302'>;
  const { header } = retour;
  const own = {
    identificatie: header.identificatieRetour,
    dagtekening: header.dagtekeningRetour,
    xsdVersie: header.xsdVersieRetour,
    ruleSetVersion: header.xsltVersie ?? '7.8.9',
  };
  const heenbericht = answeredBy(retour);
  const faults = codesIn(retour).flatMap(([path, codes]) =>
    codes
      .filter((code) => code !== '0200' && code !== '0233')
      .map((retourCode) => ({ path, retourCode })),
  );
  let answer: Answer;
  if (faults.length === 0) answer = approve(heenbericht, own);
  else if (faults[0]?.retourCode === '0001') answer = refuseWithin(heenbericht, own);
  else answer = refuse(heenbericht, faults, own);
  expect(answer).toEqual(retour);
  expectValid(answer);
});

describe.each([
  'JW301/valid-complete',
  'JW301/valid-young-adult-with-partner-name',
  'JW305/valid-complete',
  'JW307/valid-complete',
  'JW315/valid-complete',
  'JW317/valid-complete',
  'JW319/valid-under-investigation',
  'JW319/valid-refused-for-the-budget',
])('the answer to %s', (file) => {
  const heenbericht = read(`fixtures/${file}.xml`) as Heenbericht;
  const { header, type, ...classes } = heenbericht;
  const retourHeader = {
    ...header,
    berichtCode: berichtOfType(berichtOfType(type).answeredBy as BerichtType).berichtCode,
    identificatieRetour: facts.identificatie,
    dagtekeningRetour: facts.dagtekening,
    xsdVersieRetour: facts.xsdVersie,
  };
  const alone = { type: berichtOfType(type).answeredBy, header: retourHeader };
  // Any fault shows where the classes are: the refusals below say what each of them holds.
  const root = 'antwoord' in classes ? 'Antwoord' : 'Client';
  const places = codesIn(refuse(heenbericht, [{ path: root, retourCode: '8187' }], facts)).map(
    ([path]) => path,
  );

  test('approves with the Header alone', () => {
    const answer = approve(heenbericht, facts);
    expect(answer).toEqual(alone);
    expectValid(answer);
  });

  test('refuses for a rule within the message with the Header alone, and its rules', () => {
    const answer = refuseWithin(heenbericht, facts);
    const retourCodes = { retourCode: ['0001'] };
    expect(answer).toEqual({
      ...alone,
      header: { ...retourHeader, xsltVersie: '7.8.9', retourCodes },
    });
    expectValid(answer);
  });

  test('refuses for its Header with the Header alone, whatever else is wrong', () => {
    const faults = [
      { path: root, retourCode: '8187' },
      { path: 'Header/BerichtIdentificatie/Identificatie', retourCode: '9056' },
      { path: 'Header', retourCode: '8001' },
      { path: 'Header/BerichtIdentificatie', retourCode: '9056' },
    ];
    const answer = refuse(heenbericht, faults, facts);
    const retourCodes = { retourCode: ['9056', '8001'] };
    expect(answer).toEqual({ ...alone, header: { ...retourHeader, retourCodes } });
    expectValid(answer);
  });

  test.each(places.filter((path) => path !== 'Header'))('refuses for a fault in %s', (place) => {
    for (const path of [place, `${place}/Commentaar`, `${place}/Naam/Onbekend/Diep`]) {
      const faults = ['9379', '9332', '9379'].map((retourCode) => ({ path, retourCode }));
      const answer = refuse(heenbericht, faults, facts);
      expect(without(answer)).toEqual({ ...alone, ...classes });
      const judged = new Map(codesIn(answer));
      expect([...judged.keys()]).toEqual(places);
      for (const [other, codes] of judged) {
        const under = other.startsWith(`${place}/`) ? ['0233'] : ['0200'];
        expect([other, codes]).toEqual([other, other === place ? ['9379', '9332'] : under]);
      }
      expectValid(answer);
    }
  });
});

describe('faults in several places', () => {
  const jw301 = read('fixtures/JW301/valid-complete.xml') as BerichtOf<'JW301'>;
  const codesOf = (faults: [path: string, retourCode: string][]) =>
    Object.fromEntries(
      codesIn(
        refuse(
          jw301,
          faults.map(([path, retourCode]) => ({ path, retourCode })),
          facts,
        ),
      ),
    );

  test('each is reported in its own class, also under one that is faulty', () => {
    const codes = codesOf([
      ['Client/Relaties/Relatie[2]/Contact/Adres', '9379'],
      ['Client/Relaties/Relatie[2]/Volgorde', '9332'],
      ['Client/Relaties/Relatie', '8187'],
    ]);
    expect(codes).toMatchObject({
      Client: ['0200'],
      'Client/Relaties/Relatie[1]': ['8187'],
      'Client/Relaties/Relatie[1]/Contact': ['0233'],
      'Client/Relaties/Relatie[2]': ['9332'],
      'Client/Relaties/Relatie[2]/Contact': ['9379'],
      'Client/Contactgegevens/Contact[1]': ['0200'],
    });
  });

  test('a path without a number means the first, one to what is not there the class around it', () => {
    const codes = codesOf([
      ['Client/ToegewezenProducten/ToegewezenProduct/Omvang/Volume', '9379'],
      ['Client/ToegewezenProducten/ToegewezenProduct[99]/Omvang', '9332'],
      ['Client/ToegewezenProducten', '8187'],
    ]);
    expect(codes).toMatchObject({
      Client: ['9332', '8187'],
      'Client/ToegewezenProducten/ToegewezenProduct[1]': ['9379'],
      'Client/ToegewezenProducten/ToegewezenProduct[2]': ['0233'],
    });
  });

  test('an absent Woonplaatsbeginsel is a fault in Antwoord', () => {
    const jw319 = read('fixtures/JW319/valid-refused-for-the-budget.xml') as BerichtOf<'JW319'>;
    const faults = [{ path: 'Antwoord/Woonplaatsbeginsel', retourCode: '9379' }];
    expect(codesIn(refuse(jw319, faults, facts))).toEqual([
      ['Header', ['0200']],
      ['Antwoord', ['9379']],
    ]);
  });

  test('10,000 products of which each is faulty are refused', () => {
    const [product] = jw301.client.toegewezenProducten.toegewezenProduct;
    const toegewezenProduct = Array.from({ length: 10_000 }, () => ({ ...product }));
    const client = { ...jw301.client, toegewezenProducten: { toegewezenProduct } };
    const faults = toegewezenProduct.map((_, i) => ({
      path: `Client/ToegewezenProducten/ToegewezenProduct[${i + 1}]/Omvang`,
      retourCode: '9379',
    }));
    const answer = refuse({ ...jw301, client } as BerichtOf<'JW301'>, faults, facts);
    expect(codesIn(answer).filter(([, codes]) => codes[0] === '9379')).toHaveLength(10_000);
  });

  test('no fault, or one in no class, is a defect', () => {
    expect(() => refuse(jw301, [], facts)).toThrow('a refusal needs a fault');
    for (const path of ['', 'Bericht', 'Antwoord', 'Headers', 'Client[2]x'])
      expect(() => refuse(jw301, [{ path, retourCode: '9379' }], facts)).toThrow(
        'a fault is in no class of the message',
      );
  });

  test('the message that is answered is left as it was', () => {
    const before = structuredClone(jw301);
    refuse(jw301, [{ path: 'Client', retourCode: '8187' }], facts);
    refuseWithin(jw301, facts);
    expect(jw301).toEqual(before);
  });
});

describe('the answer to a declaration', () => {
  const declaratie = read('fixtures/JW323/valid-complete.xml') as BerichtOf<'JW323'>;
  const header = {
    berichtCode: '491',
    berichtVersie: '3',
    berichtSubversie: '2',
    afzender: declaratie.header.ontvanger,
    ontvanger: declaratie.header.afzender,
    berichtIdentificatie: { identificatie: 'RET123456789', dagtekening: '2026-06-01' },
    xsdVersie: facts.xsdVersie,
    declaratieIdentificatie: declaratie.header.berichtIdentificatie,
    xsdVersieDeclaratie: declaratie.header.xsdVersie,
  };

  test('refuses for a rule within the message', () => {
    const answer = refuseWithin(declaratie, facts);
    expect(answer).toEqual({
      type: 'JW325',
      header: { ...header, xsltVersie: '7.8.9', retourCodes: { retourCode: ['0001'] } },
    });
    expectValid(answer);
  });

  test('refuses for its Header', () => {
    const faults = [
      { path: 'Declaratie', retourCode: '8187' },
      { path: 'Header', retourCode: '9056' },
    ];
    const answer = refuse(declaratie, faults, facts);
    expect(answer).toEqual({
      type: 'JW325',
      header: { ...header, retourCodes: { retourCode: ['9056'] } },
    });
    expectValid(answer);
  });

  test('is as in the fixtures', () => {
    const file = 'fixtures/JW325/valid-refused-by-a-rule-within-the-message.xml';
    const fixture = read(file) as BerichtOf<'JW325'>;
    const { berichtIdentificatie, xsdVersie, xsltVersie = '' } = fixture.header;
    const own = { ...berichtIdentificatie, xsdVersie, ruleSetVersion: xsltVersie };
    expect(refuseWithin(answeredBy(fixture), own)).toEqual(fixture);
  });

  test('does not judge its classes', () => {
    const faults = [{ path: 'Declaratie/Clienten/Client', retourCode: '9379' }];
    expect(() => refuse(declaratie, faults, facts)).toThrow('declaration');
  });
});
