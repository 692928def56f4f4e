import { expect, test } from 'vitest';
import { prologFault } from '../../../src/standard/xml/prolog.ts';

const faultOf = (text: string) => prologFault(Buffer.from(text));

test.each(['', ' \r\n\t'])('nothing but white space is empty', (text) => {
  expect(faultOf(text)).toEqual({ reason: 'empty' });
});

test.each([
  ['UTF-8', [0xef, 0xbb, 0xbf]],
  ['UTF-16, big end first', [0xfe, 0xff, 0x00]],
  ['UTF-16, little end first', [0xff, 0xfe, 0x3c, 0x00]],
  ['UTF-32, big end first', [0x00, 0x00, 0xfe, 0xff]],
  ['UTF-32, little end first', [0xff, 0xfe, 0x00, 0x00]],
])('a byte order mark of %s is refused as such', (_name, mark) => {
  expect(prologFault(Buffer.from([...mark, 0x3c, 0x61, 0x2f, 0x3e]))).toEqual({
    reason: 'byte-order-mark',
  });
});

test.each([
  ['gzip', Buffer.from([0x1f, 0x8b, 0x08, 0x00])],
  ['Latin-1', Buffer.from('<a>é</a>', 'latin1')],
  ['UTF-16 without a mark', Buffer.from('<a/>', 'utf16le')],
  ['overlong UTF-8', Buffer.from([0x3c, 0xc0, 0xaf])],
  ['half a surrogate pair', Buffer.from([0x3c, 0xed, 0xa0, 0x80])],
  ['a NUL inside text', Buffer.from('<a>\0</a>')],
])('%s is not UTF-8 text', (_name, bytes) => {
  expect(prologFault(bytes)).toEqual({ reason: 'not-utf8' });
});

test.each(['utf-8', 'UTF-8', 'Utf-8'])('the declared encoding %s is taken', (encoding) => {
  expect(faultOf(`<?xml version="1.0" encoding='${encoding}' ?><a/>`)).toBeUndefined();
});

test.each(['ISO-8859-1', 'UTF-16', 'us-ascii', 'utf8', ''])(
  'the declared encoding "%s" is refused, whatever the bytes are',
  (encoding) => {
    expect(faultOf(`<?xml version="1.0" encoding="${encoding}"?><a/>`)).toEqual({
      reason: 'encoding-declaration',
      line: 1,
    });
  },
);

test.each(['<?xml version="1.1"?><a/>', '<?xml encoding="UTF-8"?><a/>', '<?xml version="1.0"'])(
  'a declaration of something else than XML 1.0 is not well-formed: %s',
  (text) => {
    expect(faultOf(text)).toEqual({ reason: 'not-well-formed', line: 1 });
  },
);

test.each([
  ['<!DOCTYPE a><a/>', 1],
  ['<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>', 2],
  ['<!-- one\n two -->\r\n<?pi x?>\n\t<!DOCTYPE a [<!ENTITY b "c">]><a/>', 4],
  ['<!-- <?pi --><?pi <!-- ?><!DOCTYPE a><a/>', 1],
])('a DOCTYPE before the root element is found, with its line: %j', (text, line) => {
  expect(faultOf(text)).toEqual({ reason: 'doctype', line });
});

test.each([
  '<!-- <!DOCTYPE a> --><a/>',
  '<?pi <!DOCTYPE a>?><a/>',
  '<a><![CDATA[<!DOCTYPE a>]]></a>',
  '<a b="1"/>',
  '<!-- never closed <!DOCTYPE a>',
])('what only looks like a DOCTYPE is left to the parser: %s', (text) => {
  expect(faultOf(text)).toBeUndefined();
});

test('bytes that are part of a larger buffer are looked at within their bounds', () => {
  const buffer = Buffer.from('<!-- -->  <!DOCTYPE a>');
  expect(prologFault(buffer.subarray(0, 10))).toBeUndefined();
  expect(prologFault(buffer.subarray(8))).toEqual({ reason: 'doctype', line: 1 });
});
