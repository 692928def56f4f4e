import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { memoryInUse } from '../../../src/standard/xml/libxml2.ts';
import { violationSentence } from '../../../src/standard/xml/violations.ts';
import { bericht, header, jw315, jw315With, jw323, ownSchemas } from './inspector-samples.ts';

const inspector = Inspector.load(ownSchemas);
afterAll(() => inspector[Symbol.dispose]());
const inspect = (input: string | Uint8Array) =>
  inspector.inspect(typeof input === 'string' ? Buffer.from(input) : input);

const entities = Array.from({ length: 10 }, (_, i) => `<!ENTITY e${i + 1} "&e${i};&e${i};">`);
const bomb = `<!DOCTYPE a [<!ENTITY e0 "x">${entities.join('')}]><a>&e10;</a>`;

const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const numbered = (count: number, one: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => one(i)).join(' ');
const attributes = (count: number) => numbered(count, (i) => `a${i}="1"`);
const namespaces = (count: number) => numbered(count, (i) => `xmlns:a${i}="u"`);
const stylesheet = '<?xml-stylesheet href="http://localhost:1/a.xsl"?>';

test.each([
  ['an empty body', '', 'empty'],
  ['binary', Buffer.from([0, 1, 2, 255, 254, 13]), 'not-utf8'],
  ['a gzipped message', gzipSync(jw315), 'not-utf8'],
  ['UTF-16', Buffer.from(jw315, 'utf16le'), 'not-utf8'],
  ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${jw315}`, 'utf16le'), 'byte-order-mark'],
  ['UTF-8 with a byte order mark', `\ufeff${jw315}`, 'byte-order-mark'],
  ['another encoding', jw315With('UTF-8', 'ISO-8859-1'), 'encoding-declaration'],
  ['an entity bomb', bomb, 'doctype'],
  [
    'an external entity',
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    'doctype',
  ],
  ['an external DTD', '<!DOCTYPE a SYSTEM "http://localhost:1/a.dtd"><a/>', 'doctype'],
  ['truncated XML', jw315.slice(0, -40), 'not-well-formed'],
  ['text before the root', `x${jw315}`, 'not-well-formed'],
  ['white space before the declaration', `\n${jw315}`, 'not-well-formed'],
  ['two roots', '<a/><b/>', 'not-well-formed'],
  ['a DOCTYPE inside the root', '<a><!DOCTYPE b></a>', 'not-well-formed'],
  ['an entity that nobody declared', '<a>&b;</a>', 'not-well-formed'],
  ['a prefix that nobody declared', '<a:b/>', 'not-well-formed'],
  ['an attribute with such a prefix', '<b a:c="1"/>', 'not-well-formed'],
  ['a doubled attribute', '<a b="1" b="2"/>', 'not-well-formed'],
  ['a control character', '<a>\u0001</a>', 'not-well-formed'],
  ['a control character by reference', '<a>&#1;</a>', 'not-well-formed'],
  ['XML 1.1', '<?xml version="1.1"?><a/>', 'not-well-formed'],
  ['nesting 100,000 deep', '<a>'.repeat(100_000) + '</a>'.repeat(100_000), 'not-well-formed'],
  ['nesting that never closes', '<a>'.repeat(100_000), 'not-well-formed'],
  ['a stylesheet', jw315With('<m:Bericht', `${stylesheet}<m:Bericht`), 'processing-instruction'],
  ['a stylesheet at the start', `${stylesheet}<a/>`, 'processing-instruction'],
  ['a schema of another kind', `<?xml-model href="a.rng"?><a/>`, 'processing-instruction'],
  ['an instruction in a value', jw315With('>2</m:Ges', '>2<?a?></m:Ges'), 'processing-instruction'],
  ['an instruction after the root', `${jw315}<?a?>`, 'processing-instruction'],
  [
    'a schema elsewhere',
    jw315With(
      '<m:Bericht',
      `<m:Bericht ${xsi} xsi:schemaLocation="urn:a http://localhost:1/a.xsd"`,
    ),
    'schema-location',
  ],
  [
    'a schema elsewhere, deep inside and under another prefix',
    jw315With(
      '<m:Bsn>',
      `<m:Bsn ${xsi.replace(':xsi', ':a')} a:noNamespaceSchemaLocation\n = 'a.xsd'>`,
    ),
    'schema-location',
  ],
  ['101 comments in a value', jw315With('Toelichting', 'a<!---->'.repeat(101)), 'too-much-markup'],
  ['101 CDATA sections', jw315With('Toelichting', '<![CDATA[]]>'.repeat(101)), 'too-much-markup'],
  ['101 attributes', bericht('jw315', `<m:Header ${attributes(101)}/>`), 'too-much-markup'],
  ['101 namespaces', bericht('jw315', `<m:Header ${namespaces(101)}/>`), 'too-much-markup'],
])('%s is refused before any schema is asked', (_what, input, reason) => {
  expect(inspect(input)).toMatchObject({ outcome: 'not-xml', reason });
});

test('the line where a message stops being well-formed is reported', () => {
  const text = jw315With('>2</m:Geslacht>', '>2 & 3</m:Geslacht>');
  const line = text.slice(0, text.indexOf('&')).split('\n').length;
  expect(inspect(text)).toEqual({ outcome: 'not-xml', reason: 'not-well-formed', line });
});

test.each([
  ['2,000 deep', bericht('jw315', '<a>'.repeat(2000) + '</a>'.repeat(2000))],
  ['100,000 unknown elements', bericht('jw315', '<a/>'.repeat(100_000))],
  ['100 attributes', bericht('jw315', `<m:Header ${attributes(100)}/>`)],
  ['100 namespaces', bericht('jw315', `<m:Header ${namespaces(100)}/>`)],
  ['a long name', bericht('jw315', `<m:${'n'.repeat(1_000_000)}/>`)],
  ['a long value', jw315With('999900006', '9'.repeat(1_000_000))],
  [
    'faults between texts',
    bericht(
      'jw315',
      `${header('446', '12345678', '0363')}<m:Client>${'x<a/>'.repeat(20_000)}</m:Client>`,
    ),
  ],
])('%s: the message is known and its faults are reported', (_what, text) => {
  const inspection = inspect(text);
  expect(inspection).toMatchObject({ outcome: 'known', type: 'JW315' });
  expect(inspection).toHaveProperty('violations.0.rule');
});

test.each([
  ['100 comments in a value', jw315With('Toelichting', 'a<!---->'.repeat(100))],
  ['100 comments around a tag', jw315With('<m:Client>', `${'<!---->'.repeat(100)}<m:Client>`)],
  ['CDATA for each value', jw315.replace(/>([^<\n]+)</g, '><![CDATA[$1]]><')],
  [
    'a comment that looks like a stylesheet',
    jw315With('<m:Client>', `<!--${stylesheet}--><m:Client>`),
  ],
  ['CDATA that looks like a stylesheet', jw315With('Toelichting', `<![CDATA[${stylesheet}]]>`)],
  ['the namespace of xsi without its attributes', jw315With('<m:Bericht', `<m:Bericht ${xsi}`)],
])('%s: nothing is wrong with it', (_what, text) => {
  expect(inspect(text)).toMatchObject({ outcome: 'known', violationCount: 0 });
});

test.each([
  ['xml:base', 'Client', jw315With('<m:Client>', '<m:Client xml:base="http://localhost:1/">')],
  ['xsi:nil', 'Client', jw315With('<m:Client>', `<m:Client ${xsi} xsi:nil="false">`)],
  [
    'xsi:type of something else',
    'Client',
    jw315With('<m:Client>', `<m:Client ${xsi} xsi:type="b:x">`),
  ],
  [
    'an attribute of another namespace',
    'Client/Bsn',
    jw315With('<m:Bsn>', '<m:Bsn xmlns:a="u" a:href="b">'),
  ],
  [
    'XInclude',
    'Client/*',
    jw315With(
      '<m:Client>',
      '<m:Client><i:include xmlns:i="http://www.w3.org/2001/XInclude" href="a"/>',
    ),
  ],
])('%s is refused by the XSD, at %s', (_what, element, text) => {
  expect(inspect(text)).toMatchObject({ outcome: 'known', violations: [{ element }] });
});

test('a Commentaar of 12 MB is valid, as text and as CDATA', () => {
  const long = 'Een lange toelichting. '.repeat(540_000);
  expect(long.length).toBeGreaterThan(12_000_000);
  expect(inspect(jw315With('Toelichting', long))).toMatchObject({ violationCount: 0 });
  expect(inspect(jw315With('Toelichting', `<![CDATA[${long}]]>`))).toMatchObject({
    violationCount: 0,
  });
});

test('memory that a message took is free for the next one', () => {
  const inputs = [jw315, '<a><b></a>', jw323(60_000, { faulty: true }), '<x:a/>', bomb];
  for (const input of inputs) inspect(input);
  const before = memoryInUse();
  for (let i = 0; i < 200; i += 1) for (const input of inputs) inspect(input);
  expect(memoryInUse()).toBe(before);
});

describe('nothing that a sender wrote comes back in what is said about the message', () => {
  const bsn = '999900018';
  const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  const quoted = `': Missing child element(s). Expected is ( b${bsn} ).`;

  test.each([
    ['value', jw315With('999900006', `${bsn}1`)],
    ['value of a code', jw315With('>2</m:Ges', `>${bsn}</m:Ges`)],
    ['value of a date', jw315With('2015-04-01', bsn)],
    ['text between elements', jw315With('<m:Client>', `<m:Client>${bsn}`)],
    ['name of an element', jw315With('<m:Bsn>', `<m:b${bsn}/><m:Bsn>`)],
    ['name inside a value', jw315With('>999900006<', `><b${bsn}/><`)],
    ['name of an attribute', jw315With('<m:Bsn>', `<m:Bsn b${bsn}="1">`)],
    ['value of an attribute', jw315With('<m:Bsn>', `<m:Bsn soort="${bsn}">`)],
    ['namespace', jw315With('<m:Bsn>', `<a xmlns="urn:${bsn}"/><m:Bsn>`)],
    ['namespace that looks like a report', jw315With('<m:Bsn>', `<a xmlns="${quoted}"/><m:Bsn>`)],
    ['value that looks like a report', jw315With('>2</m:Ges', `>${quoted} {'${bsn}'}.</m:Ges`)],
    ['prefix', jw315With('<m:Bsn>', `<b${bsn}:a xmlns:b${bsn}="u"/><m:Bsn>`)],
    ['type', jw315With('<m:Bsn>', `<m:Bsn ${xsi} xsi:type="b:b${bsn}">`)],
    ['nil', jw315With('<m:Bsn>', `<m:Bsn ${xsi} xsi:nil="${bsn}">`)],
    ['schema location', jw315With('<m:Bsn>', `<m:Bsn a="1" ${xsi} xsi:schemaLocation="u ${bsn}">`)],
    ['root name', `<b${bsn} xmlns="http://www.istandaarden.nl/ijw/3_2/jw315/schema"/>`],
    ['root namespace', `<a xmlns="http://www.istandaarden.nl/ijw/3_0/${bsn}"/>`],
    ['undeclared prefix', `<b${bsn}:a/>`],
    ['undeclared entity', `<a>&b${bsn};</a>`],
    ['crossed names', `<b${bsn}></a>`],
  ])('a BSN as %s', (_where, text) => {
    const inspection = inspect(text);
    expect(JSON.stringify(inspection)).not.toContain(bsn);
    if (inspection.outcome !== 'known') return;
    expect(inspection.violationCount).toBeGreaterThan(0);
    for (const violation of inspection.violations) {
      expect(violationSentence(violation, 'nl')).not.toContain(bsn);
      expect(violationSentence(violation, 'en')).not.toContain(bsn);
    }
  });
});
