import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { jw315, jw315With, jw323, ownSchemas } from '../xml/inspector-samples.ts';

const inspector = Inspector.load(ownSchemas);
afterAll(() => inspector[Symbol.dispose]());

/** Reads a JW315, which its schema must accept. */
function read(xml: string): BerichtOf<'JW315'> {
  const bytes = Buffer.from(xml);
  expect(inspector.inspect(bytes)).toMatchObject({ outcome: 'known', violationCount: 0 });
  return parseBericht('JW315', bytes);
}

/** How a Commentaar is read that is written so. */
function commentaar(markup: string): string | undefined {
  return read(jw315With('Toelichting', markup)).client.commentaar;
}

/**
 * Reads what the inspector refuses today: an earlier version took it, and it may still have to be judged.
 */
function readKept(xml: string, reason: string): BerichtOf<'JW315'> {
  const bytes = Buffer.from(xml);
  expect(inspector.inspect(bytes)).toMatchObject({ outcome: 'not-xml', reason });
  return parseBericht('JW315', bytes);
}

test('a message becomes an object, all its values text', () => {
  const { type, header, client } = read(jw315);
  expect(type).toBe('JW315');
  expect(header).toEqual({
    berichtCode: '446',
    berichtVersie: '3',
    berichtSubversie: '2',
    afzender: '12345678',
    ontvanger: '0363',
    berichtIdentificatie: { identificatie: 'B1', dagtekening: '2026-01-05' },
    xsdVersie: { basisschemaXsdVersie: '1.0.0', berichtXsdVersie: '1.0.0' },
  });
  expect(client).toEqual({
    bsn: '999900006',
    geboortedatum: { datum: '2015-04-01' },
    geslacht: '2',
    naam: { geslachtsnaam: { achternaam: 'Voorbeeld' } },
    commentaar: 'Toelichting',
    aangevraagdeProducten: {
      aangevraagdProduct: [
        {
          referentieAanbieder: 'R1',
          toewijzingIngangsdatum: '2026-02-01',
          verwijzer: { type: '01' },
        },
      ],
    },
  });
});

test('white space counts in a text, and not around a date', () => {
  expect(commentaar(' \n\ta  b\u00a0 ')).toBe(' \n\ta  b\u00a0 ');
  expect(commentaar('a&#32;')).toBe('a ');
  const { toewijzingIngangsdatum } = read(jw315With('>2026-02-01<', '>\n\t2026-02-01&#13; <'))
    .client.aangevraagdeProducten.aangevraagdProduct[0] as { toewijzingIngangsdatum: string };
  expect(toewijzingIngangsdatum).toBe('2026-02-01');
});

test.each([
  ['the five references', '&amp;&lt;&gt;&quot;&apos;', '&<>"\''],
  ['numeric references', '&#65;&#x42;&#x00063;&#128118;&#x1F476;', 'ABc\u{1f476}\u{1f476}'],
  ['a reference to a reference', '&amp;lt;&#38;#65;', '&lt;&#65;'],
  ['CDATA, in which nothing is a reference', '<![CDATA[&amp;<b>&#13;]]>', '&amp;<b>&#13;'],
  ['CDATA after CDATA', '<![CDATA[]]]]><![CDATA[>]]>', ']]>'],
  ['CDATA that looks like a comment', '<![CDATA[<!--a-->]]>', '<!--a-->'],
  ['a comment in the middle of a value', 'a<!-- b -->c', 'ac'],
  ['a comment that looks like CDATA', 'a<!-- <![CDATA[ -->b', 'ab'],
  ['a comment with tags and quotes', 'a<!-- </m:Commentaar> it\'s " -->b', 'ab'],
  ['line ends', 'a\r\nb\rc\nd\r\r\ne', 'a\nb\nc\nd\n\ne'],
  ['line ends in CDATA', '<![CDATA[a\r\nb\rc]]>', 'a\nb\nc'],
  ['a line end on each side of a comment', 'a\r<!-- b -->\nc', 'a\n\nc'],
  ['a carriage return by reference', 'a&#13;\nb&#xD;<![CDATA[&#13;]]>', 'a\r\nb\r&#13;'],
  ['characters that look like line ends', 'a\u0085b\u2028c', 'a\u0085b\u2028c'],
  ['a byte order mark inside', '\ufeffa', '\ufeffa'],
])('%s', (_what, markup, value) => {
  expect(commentaar(markup)).toBe(value);
});

test.each([
  ['an instruction with one quote', "a<?b it's?>c<?d '?>e", 'ace'],
  ['an instruction with a bracket', 'a<?b > </m:Commentaar> ?>c', 'ac'],
  ['an instruction with an odd name', 'a<?constructor __proto__="1"?>b', 'ab'],
])('%s is still read', (_what, markup, value) => {
  const { client } = readKept(jw315With('Toelichting', markup), 'processing-instruction');
  expect(client.commentaar).toBe(value);
});

// The limits of fast-xml-parser: on references, on the length of what they give, on nesting.
test.each([
  ['200,000 references', '&amp;'.repeat(200_000), '&'.repeat(200_000)],
  ['a value of 12 MB', 'ab\u00e9 '.repeat(2_400_000), 'ab\u00e9 '.repeat(2_400_000)],
  ['CDATA of 12 MB', `<![CDATA[${'& <> '.repeat(2_400_000)}]]>`, '& <> '.repeat(2_400_000)],
])('%s', (_what, markup, value) => {
  // Not compared by expect(), which would print both.
  expect(commentaar(markup) === value).toBe(true);
});

test('100,000 comments are still read', () => {
  const comments = jw315With('Toelichting', 'a<!---->'.repeat(100_000));
  const { client } = readKept(comments, 'too-much-markup');
  expect(client.commentaar === 'a'.repeat(100_000)).toBe(true);
});

test.each([
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'xmlnsx',
  'p\ufeff',
  '\u1680',
  'é-.\u00b7',
])('the prefix %j is a prefix like another', (prefix) => {
  const renamed = jw315
    .replaceAll('<m:', `<${prefix}:`)
    .replaceAll('</m:', `</${prefix}:`)
    .replace('xmlns:m=', `xmlns:${prefix}=`);
  expect(read(renamed)).toEqual(read(jw315));
});

test('what is around the message, and in its tags, does not matter', () => {
  const [, message = ''] = jw315.split('?>\n');
  for (const xml of [
    message,
    `\n<!-- <m:Bericht> -->${message}<!-- ' -->\n`,
    `<?xml version='1.0' standalone='yes'?>${message}`,
    message.replace('<m:Bericht', `<m:Bericht\n\txmlns:x="urn:a'/"`),
    message.replace('<m:Bericht', `<m:Bericht xmlns:schemaLocation='urn:/'`),
    message.replaceAll(/<\/([^>]*)>/g, '</$1 \n>').replaceAll('m:Client>', 'm:Client\t>'),
  ])
    expect(read(xml)).toEqual(read(jw315));
});

test.each(['<?a b?>', '<?a?>\n', "<?xml-stylesheet href='a'?>", '<!-- a --><?a?>'])(
  'a document that begins with %s instead of an XML declaration is read as it is',
  (beginning) => {
    const [declaration = '', root] = jw315.split(/(?<=\?>\n)/);
    expect(declaration).toContain('<?xml ');
    const kept = readKept(`${beginning}${root}`, 'processing-instruction');
    expect(kept).toEqual(read(jw315));
  },
);

test('a class that is empty is there, one that is left out is not', () => {
  const bytes = readFileSync('fixtures/JW301/valid-complete.xml', 'utf8');
  const withAdres = (adres: string) =>
    parseBericht('JW301', Buffer.from(bytes.replace(/<Adres>[\s\S]*?<\/Adres>/g, adres))).client
      .contactgegevens.contact[0]?.adres;
  for (const empty of ['<Adres/>', '<Adres></Adres>', '<Adres\n/>', '<Adres> <!----> </Adres>'])
    expect(withAdres(empty)).toEqual({});
  expect(withAdres('')).toBeUndefined();
});

test('a declaration of 25 MB is read, and each of its classes is there', () => {
  const xml = jw323(25_000_000);
  const { client } = parseBericht('JW323', Buffer.from(xml)).declaratie.clienten;
  expect(client).toHaveLength(xml.split('<m:Client>').length - 1);
  expect(client.at(-1)).toEqual(client[0]);
});

test('of what its schema refuses is read what can be', () => {
  const odd = jw315
    .replace('<m:Bsn>', '<m:constructor/><m:Onbekend><m:Bsn>1</m:Bsn></m:Onbekend><m:Bsn>')
    .replace('<m:Geslacht>2<', '<m:Geslacht>2</m:Geslacht><m:Geslacht>1<')
    .replace('Toelichting', `a${'<x>'.repeat(500)}b${'</x>'.repeat(500)}c`)
    .replace('<m:AangevraagdProduct>', '<m:AangevraagdProduct/>tekst<m:AangevraagdProduct>');
  const { bsn, geslacht, commentaar, aangevraagdeProducten } = parseBericht(
    'JW315',
    Buffer.from(odd),
  ).client;
  expect({ bsn, geslacht, commentaar }).toEqual({
    bsn: '999900006',
    geslacht: '2',
    commentaar: 'ac',
  });
  expect(aangevraagdeProducten.aangevraagdProduct).toEqual([
    {},
    read(jw315).client.aangevraagdeProducten.aangevraagdProduct[0],
  ]);
});

test('a document that is no message is refused without quoting it', () => {
  const message = (text: string) => () => parseBericht('JW315', Buffer.from(text));
  expect(message('<Header>Geheim</Header>')).toThrow(/^the message has no Bericht$/);
  expect(message('')).toThrow(/^the message has no Bericht$/);
  expect(message('<Bericht><Client><Bsn naam="Geheim')).toThrow(/^the message is not well-formed$/);
});

test('a part of a larger buffer is read alone', () => {
  const bytes = Buffer.from(`<a/>${jw315}<b/>`);
  const part = new Uint8Array(bytes.buffer, bytes.byteOffset + 4, Buffer.byteLength(jw315));
  expect(parseBericht('JW315', part)).toEqual(read(jw315));
});
