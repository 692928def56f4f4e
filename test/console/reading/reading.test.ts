import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CodeWords } from '../../../src/console/reading/codes.ts';
import { productText, volumeText } from '../../../src/console/reading/composites.ts';
import { readingOf, type Section } from '../../../src/console/reading/facts.ts';
import { productsOf } from '../../../src/console/reading/read-bericht.ts';
import { readingHtml } from '../../../src/console/reading/reading-html.ts';
import { berichten } from '../../../src/standard/catalogue.ts';
import { type AnyBericht, berichtModels } from '../../../src/standard/messages/berichten.ts';
import type { Element } from '../../../src/standard/messages/model.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { readReference } from '../../../src/standard/reference.ts';
import { fieldWords } from '../../../src/texts/console/field-words.ts';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const codes = new CodeWords(
  readReference({
    schemaDir: at('schemas/ijw/3.2'),
    gemeentenFile: at('src/standard/lists/gemeenten.tsv'),
  }),
);
const reading = { codes, language: 'nl' } as const;

const bytesOf = (type: string) => readFileSync(at(`src/standard/templates/${type}.xml`));
const example = (type: (typeof berichten)[number]['type']): AnyBericht =>
  parseBericht(type, bytesOf(type)) as AnyBericht;

/** All that is said, one line each. */
function lines(sections: readonly Section[], depth = 0): string[] {
  return sections.flatMap(({ title, facts, sections: inner }) => [
    `${' '.repeat(depth)}${title}`,
    ...facts.map(({ label, value }) => `${' '.repeat(depth)}- ${label}: ${value}`),
    ...lines(inner, depth + 1),
  ]);
}

/** The names of fields that a model has, but for those of the Header and of the basisschema. */
function namesIn(element: Element, found = new Set<string>()): Set<string> {
  if (element.kind === 'text' || element.role === 'basis') return found;
  for (const [name, field] of Object.entries(element.fields)) {
    const of = field.kind === 'optional' ? field.of : field;
    if (name === 'header') continue;
    if (of.kind === 'text' || of.role !== 'lijst') found.add(name);
    namesIn(of, found);
  }
  return found;
}

describe('a message as a person reads it', () => {
  test('a request', () => {
    const bericht = parseBericht('JW315', readFileSync(at('src/standard/templates/JW315.xml')));
    expect(lines(readingOf(bericht, { ...reading, spic: () => 'segment B, profiel 3' }))).toEqual([
      'Kind',
      '- Bsn: 999950009',
      '- Geboren: mei 2012 (dag onbekend)',
      '- Geslacht: Vrouw (2)',
      '- Naam: Noor van Voorbeeld',
      '- Gezagsdrager bekend: Ja (1)',
      ' Aangevraagd',
      ' - Referentie aanbieder: VOORBEELD-0117',
      ' - Product: Ambulante jeugdhulp, 45 B04P (segment B, profiel 3)',
      ' - Periode: 18 maart 2024 - 17 maart 2025',
      ' - Omvang: 1 stuk (resultaat) in totaal',
      ' - Verwijzer: Huisarts (02), 01000123',
      ' - Raamcontract: Ja (1)',
    ]);
    expect(productsOf(bericht)).toEqual([{ categorie: '45', code: 'B04P', day: '2024-03-18' }]);
  });

  test.each(berichten)('of $type every element of the fixture is read', ({ type }) => {
    const text = lines(readingOf(example(type), reading)).join('\n');
    const told = new Set(text.match(/\p{L}+|\d+/gu));
    const xml = new TextDecoder().decode(bytesOf(type)).split('</Header>')[1] ?? '';
    // What stays as it was written: codes and days are said in words.
    const values = [...xml.matchAll(/<(?:\w+:)?(\w+)>([^<>]+)<\//g)]
      .filter(([, name = '']) => /^(Bsn|Achternaam|Commentaar|Referentie.*|.*Nummer)$/.test(name))
      .map(([, , value = '']) => value);
    for (const value of values)
      for (const word of value.match(/\p{L}+|\d+/gu) ?? []) expect(told).toContain(word);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
    if (!/retour/i.test(JSON.stringify(berichten.find((one) => one.type === type))))
      expect(values.length).toBeGreaterThan(0);
  });

  test('every element of the standard has a word on screen', () => {
    const names = Object.values(berichtModels).reduce(
      (found, model) => namesIn(model, found),
      new Set<string>(),
    );
    // Said together with another.
    const beside = new Set([
      ...['toewijzingEinddatum', 'einddatum', 'eenheid', 'productCode', 'productCategorie'],
      ...['ingangsdatum', 'gewensteIngangsdatum', 'retourCode'],
    ]);
    expect([...names].filter((name) => !fieldWords[name] && !beside.has(name))).toEqual([]);
  });

  test('an amount, a credit, a volume and a product as the Dutch write them', () => {
    const declared = lines(readingOf(example('JW323'), reading)).join('\n');
    expect(declared).toMatch(/- Ingediend: -?€\s[\d.]+,\d\d/);
    const omvang = (volume: string, eenheid: string, frequentie: string) =>
      volumeText({ volume, eenheid, frequentie }, 'nl').replaceAll('\u00a0', ' ');
    expect(omvang('3', '04', '2')).toBe('3 uur per week');
    expect(omvang('1200', '01', '6')).toBe('1.200 minuten in totaal');
    expect(omvang('123456', '83', '4')).toBe('€ 1.234,56 per maand');
    expect(omvang('veel', '99', '7')).toBe('veel 99 7');
    expect(productText({ categorie: '45', code: '45A04' }, reading)).toBe(
      'Ambulante jeugdhulp, 45A04',
    );
    expect(productText({ categorie: '99' }, reading)).toBe('99');
  });

  test('a retour says what it found, with the code in words', () => {
    const { header, ...rest } = example('JW316') as Extract<AnyBericht, { type: 'JW316' }>;
    const refused = { ...header, retourCodes: { retourCode: ['0200', '0001'] } };
    expect(lines(readingOf({ ...rest, header: refused }, reading))).toEqual([
      'Antwoord',
      expect.stringContaining('- Identificatie van de retour: '),
      expect.stringContaining('- Retour van: '),
      '- Uitkomst: Zonder fout (0200); Het bericht voldoet niet aan een regel binnen het bericht (0001)',
    ]);
  });
});

describe('on a page', () => {
  const product = (index: number) => ({ toewijzingNummer: String(index + 1) });
  const many = (count: number): AnyBericht => ({
    ...(example('JW317') as Extract<AnyBericht, { type: 'JW317' }>),
    client: {
      bsn: '999900006',
      verzoek: {
        referentieAanbieder: '<script>alert(1)</script>',
        redenVerzoek: '1',
        ongewijzigdeProducten: {
          ongewijzigdProduct: Array.from({ length: count }, (_, index) => product(index)),
        },
      },
    },
  });

  test('what others wrote is text', () => {
    const html = String(readingHtml(many(1), reading));
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('<script');
  });

  test('a finding stands at what it is about, also of an element that is missing', () => {
    const html = String(
      readingHtml(many(2), reading, {
        marks: [
          { path: 'Client/Bsn', text: 'About the Bsn.' },
          {
            path: 'Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct[2]/Code',
            text: 'Gone.',
          },
          { path: 'Client/Verzoek/RedenVerzoek', text: 'The reason.' },
        ],
      }),
    );
    expect(html).toContain('<dd class="marked">999900006<p class="fault">About the Bsn.</p>');
    expect(html).toMatch(/Blijft zoals het is 2<\/h5>\n<p class="fault">Gone\.<\/p>/);
    expect(html.match(/class="fault"/g)).toHaveLength(3);
  });

  test('a finding of the first of several stands at that one', () => {
    const list = 'Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct';
    const html = String(
      readingHtml(many(2), reading, { marks: [{ path: `${list}[1]`, text: 'This one.' }] }),
    );
    expect(html).toMatch(/Blijft zoals het is 1<\/h5>\n<p class="fault">This one\.<\/p>/);
    expect(html.match(/class="fault"/g)).toHaveLength(1);
  });

  test('of thousands the first are shown, and those of which something is found', () => {
    const path = 'Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct[4000]/ToewijzingNummer';
    const html = String(readingHtml(many(5000), reading, { marks: [{ path, text: 'This one.' }] }));
    expect(html.match(/<section>/g)).toHaveLength(43);
    expect(html).toContain('<h5>Blijft zoals het is 4000</h5>');
    expect(html).toContain('Nog 4.959 staan hier niet.');
    expect(html.length).toBeLessThan(20_000);
  });
});
