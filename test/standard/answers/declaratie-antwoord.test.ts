import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { AnswerFailed, writtenAnswer } from '../../../src/standard/answers/answer.ts';
import { type Decision, decisionsOf } from '../../../src/standard/answers/decisions.ts';
import { answerDeclaration } from '../../../src/standard/answers/declaratie-antwoord.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { readSigned, sum } from '../../../src/standard/money.ts';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { Random } from '../../support/generate/random.ts';
import { declaring, month, type Said } from '../rules/declared.ts';
import { testGemeenten } from '../rules/gemeenten.ts';

type Declaration = BerichtOf<'JW323'>;
type DeclarationAnswer = BerichtOf<'JW325'>;

const inspector = Inspector.load('schemas/ijw/3.2');
afterAll(() => inspector[Symbol.dispose]());

function read<T extends 'JW323' | 'JW325'>(type: T, name: string): BerichtOf<T> {
  return parseBericht(type, readFileSync(`fixtures/${type}/${name}.xml`)) as BerichtOf<T>;
}

const declaration = read('JW323', 'valid-complete') as Declaration;
const facts = {
  identificatie: 'DAN26000001',
  dagtekening: '2027-06-02',
  xsdVersie: { basisschemaXsdVersie: '1.2.3', berichtXsdVersie: '4.5.6' },
  ruleSetVersion: '7.8.9',
};

/** A fault, by its code and path; of level 3 unless said otherwise. */
function fault(retourCode: string, path: string, level: 2 | 3 | 4 = 3) {
  return { retourCode, path, level } as const;
}

const client = (place: number) => `Declaratie/Clienten/Client[${place}]`;
const services = { D: '9369', N: '9339' };

/** What breaks no rule, as far as the answer and its declaration show. */
function expectSound(answer: DeclarationAnswer, on: Declaration): void {
  const { bytes } = writtenAnswer(inspector, answer);
  const read = parseBericht('JW325', bytes);
  expect(read).toEqual(answer);
  const context = { today: '2027-06-02', gemeenten: testGemeenten };
  const answered = { identificatieUsed: false, declaration: on };
  expect(checkBericht(read, [2, 3, 4], { ...context, answered })).toEqual([]);
}

describe('the JW325 on a declaration', () => {
  const { header, declaratie } = declaration;

  test('the Header has its own names and versions, and those of the declaration', () => {
    expect(answerDeclaration(declaration, [], facts).header).toEqual({
      berichtCode: '491',
      berichtVersie: '3',
      berichtSubversie: '2',
      afzender: header.ontvanger,
      ontvanger: header.afzender,
      berichtIdentificatie: { identificatie: 'DAN26000001', dagtekening: '2027-06-02' },
      xsdVersie: facts.xsdVersie,
      declaratieIdentificatie: header.berichtIdentificatie,
      xsdVersieDeclaratie: header.xsdVersie,
      retourCodes: { retourCode: ['0200'] },
    });
  });

  test('all is granted', () => {
    const answer = answerDeclaration(declaration, [], facts);
    expect(answer.declaratieAntwoord).toEqual({
      declaratieNummer: declaratie.declaratieNummer,
      totaalIngediendBedrag: declaratie.totaalIngediendBedrag,
      totaalToegekendBedrag: declaratie.totaalIngediendBedrag,
      retourCodes: { retourCode: ['8001'] },
    });
    expectSound(answer, declaration);
  });

  test('a rule within the message is a Header with 0001, which names the version of the rules', () => {
    const answer = answerDeclaration(
      declaration,
      [fault('0001', 'Declaratie/TotaalIngediendBedrag', 2), fault('9333', 'Header')],
      facts,
    );
    expect(answer.header).toMatchObject({
      retourCodes: { retourCode: ['0001'] },
      xsltVersie: '7.8.9',
    });
    expect(answer.declaratieAntwoord).toBeUndefined();
    expectSound(answer, declaration);
  });

  test('a fault in the Header is that alone, whatever else is wrong', () => {
    const faults = [
      fault(services.D, `${client(1)}/Prestaties/Prestatie[1]`),
      fault('9056', 'Header/BerichtIdentificatie/Identificatie'),
      fault('S300', 'Header/Ontvanger', 4),
      fault('9333', 'Declaratie/DeclaratieNummer'),
    ];
    const answer = answerDeclaration(declaration, faults, facts);
    expect(answer.header.retourCodes.retourCode).toEqual(['9056', 'S300']);
    expect(answer.header.xsltVersie).toBeUndefined();
    expect(answer.declaratieAntwoord).toBeUndefined();
    expectSound(answer, declaration);
  });

  test('a fault in Declaratie refuses all, whatever else is wrong', () => {
    const faults = [
      fault(services.D, `${client(1)}/Prestaties/Prestatie[1]`),
      fault('9333', 'Declaratie/DeclaratieNummer'),
      fault('8214', 'Declaratie/DeclaratiePeriode'),
      fault('9333', 'Declaratie'),
    ];
    const answer = answerDeclaration(declaration, faults, facts);
    expect(answer.header.retourCodes.retourCode).toEqual(['0200']);
    expect(answer.declaratieAntwoord).toEqual({
      declaratieNummer: declaratie.declaratieNummer,
      totaalIngediendBedrag: declaratie.totaalIngediendBedrag,
      totaalToegekendBedrag: { totaalBedrag: '0', debetCredit: 'D' },
      retourCodes: { retourCode: ['9333', '8214'] },
    });
    expectSound(answer, declaration);
  });

  test('the JW325 of the fixtures, from its faults', () => {
    const wanted = read('JW325', 'valid-complete') as DeclarationAnswer;
    const { identificatie, dagtekening } = wanted.header.berichtIdentificatie;
    const answer = answerDeclaration(
      declaration,
      [
        fault('9390', `${client(1)}/Prestaties/Prestatie[2]`),
        fault('9369', `${client(2)}/Prestaties/Prestatie`),
        fault('9339', `${client(2)}/Prestaties/Prestatie/ProductCategorie`),
        fault('9369', `${client(2)}/Prestaties/Prestatie`),
      ],
      { ...facts, identificatie, dagtekening, xsdVersie: wanted.header.xsdVersie },
    );
    expect(answer).toEqual(wanted);
    expectSound(answer, declaration);
  });

  test('a fault in a Client returns all of it, not looked at; a credit is no longer subtracted', () => {
    const answer = answerDeclaration(
      declaration,
      [
        fault('8187', `${client(1)}/Bsn`),
        fault('9321', `${client(1)}/Prestaties/Prestatie[1]/GeleverdVolume`),
      ],
      facts,
    );
    const [first] = declaratie.clienten.client;
    expect(answer.declaratieAntwoord).toMatchObject({
      totaalToegekendBedrag: { totaalBedrag: '62500', debetCredit: 'D' },
      clienten: {
        client: [
          {
            bsn: first?.bsn,
            prestaties: {
              prestatie: first?.prestaties.prestatie.map((one) => ({
                ...one,
                retourCodes: { retourCode: ['0233'] },
              })),
            },
            retourCodes: { retourCode: ['8187'] },
          },
        ],
      },
      retourCodes: { retourCode: ['0200'] },
    });
    expectSound(answer, declaration);
  });

  test('more credited than declared is a C; nothing at all is a D', () => {
    const [first, second] = declaratie.clienten.client;
    const debits = [
      fault('9321', `${client(1)}/Prestaties/Prestatie[1]`),
      fault('9369', `${client(2)}/Prestaties/Prestatie`),
    ];
    const granted = (faults: readonly ReturnType<typeof fault>[]) => {
      const answer = answerDeclaration(declaration, faults, facts);
      expectSound(answer, declaration);
      return answer.declaratieAntwoord?.totaalToegekendBedrag;
    };
    expect([first?.prestaties.prestatie.length, second?.prestaties.prestatie.length]).toEqual([
      2, 1,
    ]);
    expect(granted(debits)).toEqual({ totaalBedrag: '19000', debetCredit: 'C' });
    expect(granted([...debits, fault('9390', `${client(1)}/Prestaties/Prestatie[2]`)])).toEqual({
      totaalBedrag: '0',
      debetCredit: 'D',
    });
  });

  test.each([
    'Client/Bsn',
    'Declaratie/Clienten/Client[3]/Bsn',
    'Declaratie/Clienten/Client[1]/Prestaties/Prestatie[3]',
    'Declaraties',
  ])('a fault in no class of the declaration has no answer: %s', (path) => {
    expect(() => answerDeclaration(declaration, [fault('9321', path)], facts)).toThrow(
      'a fault is in no class of the declaration',
    );
  });

  test('an answer that its XSD refuses is never given', () => {
    const answer = answerDeclaration(declaration, [], { ...facts, identificatie: 'X'.repeat(13) });
    expect(() => writtenAnswer(inspector, answer)).toThrow(AnswerFailed);
  });
});

describe('what a JW325 decides', () => {
  const granted = (decisions: readonly Decision[]) =>
    decisions.map((one) => (one.granted ? 'granted' : one.retourCodes.join(' ')));

  test('of each Prestatie, in the order of the declaration, with its path', () => {
    const decisions = decisionsOf(
      declaration,
      read('JW325', 'valid-complete') as DeclarationAnswer,
    );
    expect(granted(decisions)).toEqual(['granted', '9390', '9369 9339']);
    expect(decisions.map(({ path }) => path)).toEqual([
      `${client(1)}/Prestaties/Prestatie[1]`,
      `${client(1)}/Prestaties/Prestatie[2]`,
      `${client(2)}/Prestaties/Prestatie`,
    ]);
    expect(decisions.map(({ bsn }) => bsn)).toEqual(['999912008', '999912008', '999934508']);
  });

  test.each([
    ['valid-granted-in-full', ['granted', 'granted', 'granted']],
    ['valid-refused-by-a-rule-within-the-message', ['0001', '0001', '0001']],
  ] as const)('%s', (name, expected) => {
    expect(granted(decisionsOf(declaration, read('JW325', name) as DeclarationAnswer))).toEqual(
      expected,
    );
  });

  test('a Declaratie that is refused', () => {
    const answer = answerDeclaration(declaration, [fault('9333', 'Declaratie')], facts);
    expect(granted(decisionsOf(declaration, answer))).toEqual(['9333', '9333', '9333']);
  });

  test('a Header that is refused, though more follows', () => {
    const answer = answerDeclaration(declaration, [], facts);
    const header = { ...answer.header, retourCodes: { retourCode: ['9056'] } };
    expect(granted(decisionsOf(declaration, { ...answer, header }))).toEqual([
      '9056',
      '9056',
      '9056',
    ]);
  });

  test('a Header alone grants nothing, though it names no fault', () => {
    const { type, header } = answerDeclaration(declaration, [], facts);
    expect(decisionsOf(declaration, { type, header }).every((one) => !one.granted)).toBe(true);
  });

  test('a client that is refused, though not all of it is returned', () => {
    const answer = answerDeclaration(declaration, [fault('8187', `${client(1)}/Bsn`)], facts);
    const [first] = answer.declaratieAntwoord?.clienten?.client ?? [];
    const short = { ...first, prestaties: { prestatie: first?.prestaties.prestatie.slice(0, 1) } };
    const clienten = { client: [short] };
    const cut = { ...answer, declaratieAntwoord: { ...answer.declaratieAntwoord, clienten } };
    expect(granted(decisionsOf(declaration, cut as DeclarationAnswer))).toEqual([
      '8187',
      '8187',
      'granted',
    ]);
  });

  test('what is returned without a fault is granted', () => {
    const answer = answerDeclaration(
      declaration,
      [fault('0200', `${client(1)}/Prestaties/Prestatie[1]`)],
      facts,
    );
    expect(granted(decisionsOf(declaration, answer))).toEqual(['granted', 'granted', 'granted']);
  });
});

/** A declaration of chance: one to three clients, with debits and credits. */
function anyDeclaration(random: Random): Declaration {
  const bsns = ['999912008', '999934508', '999990019'].slice(0, 1 + random.below(3));
  const declares: Said[] = bsns.flatMap((bsn) =>
    Array.from({ length: 1 + random.below(4) }, (_, index): Said => {
      const ref = random.chance(0.2) ? `same${index}` : `${bsn}-${index}`;
      const bedrag = random.chance(0.2) ? 1 : 1 + random.below(99_999_999);
      const isCredit = random.chance(0.4);
      const on = String(700 + index);
      return {
        ...{ ref, bsn, on, bedrag, ...month(random.pick(['2026-02', '2026-03', '2027-05'])) },
        ...(isCredit && { credits: `old-${bsn}-${index}` }),
      };
    }),
  );
  const draft = structuredClone(declaration);
  declaring({ declares })(draft as never);
  return parseBericht('JW323', buildBericht(draft));
}

/** Faults of chance in a declaration: in its clients and Prestaties, and seldom in all of it. */
function anyFaults(random: Random, { declaratie }: Declaration) {
  const faults: ReturnType<typeof fault>[] = [];
  const clients = declaratie.clienten.client;
  const place = (index: number, count: number) => (count > 1 ? `[${index + 1}]` : '');
  for (const [index, { prestaties }] of clients.entries()) {
    const path = `Declaratie/Clienten/Client${place(index, clients.length)}`;
    if (random.chance(0.15)) faults.push(fault('8187', `${path}/Bsn`));
    const own = prestaties.prestatie;
    for (const at of own.keys())
      while (random.chance(0.3))
        faults.push(
          fault(
            random.pick(['9321', '9322', '0611', 'S329']),
            `${path}/Prestaties/Prestatie${place(at, own.length)}${random.pick(['', '/ProductCode'])}`,
          ),
        );
  }
  if (random.chance(0.05)) faults.push(fault('9333', 'Declaratie/DeclaratieNummer'));
  if (random.chance(0.05)) faults.push(fault('9056', 'Header/BerichtIdentificatie/Identificatie'));
  return faults;
}

/** The codes that refuse a Prestatie, as the standard has it, from the faults alone. */
function expected(faults: readonly ReturnType<typeof fault>[], path: string): string[] {
  const codes = (within: (one: string) => boolean) => [
    ...new Set(faults.filter((one) => within(one.path)).map(({ retourCode }) => retourCode)),
  ];
  const header = codes((one) => one.startsWith('Header'));
  const whole = codes((one) => one === 'Declaratie/DeclaratieNummer');
  const ofClient = codes((one) => one === path.replace(/\/Prestaties\/.*/, '/Bsn'));
  const own = codes((one) => one === path || one.startsWith(`${path}/`));
  return [header, whole, ofClient, own].find((some) => some.length > 0) ?? [];
}

test.each(Array.from({ length: 200 }, (_, seed) => seed))(
  'what is decided is what is read, and the sum is what is granted (seed %i)',
  (seed) => {
    const random = new Random(seed);
    const declared = anyDeclaration(random);
    const faults = anyFaults(random, declared);
    const answer = answerDeclaration(declared, faults, facts);
    expectSound(answer, declared);
    const decisions = decisionsOf(declared, answer);
    for (const { path, granted, retourCodes } of decisions) {
      expect(retourCodes).toEqual(expected(faults, path));
      expect(granted).toBe(retourCodes.length === 0);
    }
    const { clienten } = declared.declaratie;
    expect(decisions.map(({ prestatie }) => prestatie)).toEqual(
      clienten.client.flatMap(({ prestaties }) => prestaties.prestatie),
    );
    const total = sum(
      decisions
        .filter(({ granted }) => granted)
        .map(({ prestatie: { ingediendBedrag } }) =>
          readSigned(ingediendBedrag.bedrag, ingediendBedrag.debetCredit),
        ),
    );
    const said = answer.declaratieAntwoord?.totaalToegekendBedrag;
    if (said) expect(readSigned(said.totaalBedrag, said.debetCredit)).toBe(total);
    else expect(total).toBe(0n);
  },
);
