import { expect, test } from 'vitest';
import { readMarkup } from '../../../src/standard/xml/markup.ts';

const read = (text: string) => readMarkup(Buffer.from(text));

test('tags, attributes, comments and CDATA sections are counted', () => {
  expect(
    read('<?xml version="1.0"?><a b="1" c = \'2\'>x<!-- <d> --><![CDATA[<e>]]><f/></a>'),
  ).toEqual({
    pieces: 8,
  });
});

test.each([
  ['an instruction', '<a>\n<?b?></a>', 'processing-instruction', 2],
  ['an instruction before the root', '<!-- -->\r\n<?b?><a/>', 'processing-instruction', 2],
  ['an instruction after the root', '<a/>\n\n<?b?>', 'processing-instruction', 3],
  [
    'one that begins as a declaration does',
    '<?xml-stylesheet href="a"?><a/>',
    'processing-instruction',
    1,
  ],
  ['one with capitals', '<a/><?XML a?>', 'processing-instruction', 1],
  ['one after an attribute with brackets', '<a b=">?>"/><?b?>', 'processing-instruction', 1],
  ['schemaLocation', '<a\n b:schemaLocation="c d"/>', 'schema-location', 2],
  ['schemaLocation without a prefix', '<a schemaLocation="c"/>', 'schema-location', 1],
  [
    'noNamespaceSchemaLocation',
    "<a><b x='1'\nc:noNamespaceSchemaLocation\n=\n'd'/></a>",
    'schema-location',
    3,
  ],
  [
    'a prefix that is a name of more bytes',
    '<a é\u1680:schemaLocation="c d"/>',
    'schema-location',
    1,
  ],
  ['a prefix of that name', '<a xmlns:schemaLocation="u"/>', undefined, 0],
  ['another name that ends so', '<a x:mySchemaLocation="u" myschemaLocation="u"/>', undefined, 0],
  ['a value that looks so', `<a b=" x:schemaLocation='c'"/>`, undefined, 0],
  ['a text that looks so', '<a>x:schemaLocation="c" </a>', undefined, 0],
  ['a comment that looks so', '<a><!-- <b x:schemaLocation="c"/> <?d?> --></a>', undefined, 0],
  ['CDATA that looks so', '<a><![CDATA[ <b x:schemaLocation="c"/> <?d?> ]]></a>', undefined, 0],
])('%s', (_what, text, reason, line) => {
  expect(read(text).fault).toEqual(reason && { reason, line });
});

test('comments and CDATA are counted from one tag to the next, attributes from tag to tag', () => {
  const run = '<!---->x<![CDATA[]]>'.repeat(50);
  expect(read(`<a>${run}<b/>${run}</a>${run}`).fault).toBeUndefined();
  expect(read(`<a>${run}\n<!----></a>`).fault).toEqual({ reason: 'too-much-markup', line: 2 });
  const attributes = Array.from({ length: 100 }, (_, i) => `a${i}=""`).join('\n');
  expect(read(`<a ${attributes}><a ${attributes}/></a>`).fault).toBeUndefined();
  expect(read(`<a ${attributes}\nxmlns:b=""/>`).fault).toEqual({
    reason: 'too-much-markup',
    line: 101,
  });
});

test.each([
  ['a comment that never ends', '<a><!-- <?b?>'],
  ['CDATA that never ends', '<a><![CDATA[ <?b?>'],
  ['a value that never ends', '<a b="<?c?>'],
  ['a tag inside a tag', '<a <?b?>'],
  ['a declaration out of its place', ' <?xml version="1.0"?><a/>'],
  ['a DOCTYPE', '<a><!DOCTYPE b [<?c?>]></a>'],
  ['the end', '<'],
])('%s is left to libxml2', (_what, text) => {
  expect(read(text).fault).toBeUndefined();
});

test('bytes that are part of a larger buffer are looked at within their bounds', () => {
  const buffer = Buffer.from('<?a?><b/><?c?>');
  expect(readMarkup(buffer.subarray(5, 9))).toEqual({ pieces: 1 });
});
