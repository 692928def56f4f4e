import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { jw315 } from '../xml/inspector-samples.ts';

const message = parseBericht('JW315', Buffer.from(jw315));

/** The line of Commentaar in a message that says this. */
function written(commentaar: string): string | undefined {
  const built = buildBericht({ ...message, client: { ...message.client, commentaar } });
  expect(parseBericht('JW315', built).client.commentaar).toBe(commentaar);
  return /<Commentaar>([\s\S]*)<\/Commentaar>/.exec(built.toString())?.[1];
}

test('a file is as the standard wants it', () => {
  const fixture = readFileSync('fixtures/JW320/valid-approved.xml', 'utf8');
  const built = buildBericht(parseBericht('JW320', Buffer.from(fixture))).toString();
  // The fixtures are laid out for people: one attribute a line, and LF.
  const root = /<Bericht\s+(xmlns="\S+")\s+(xmlns:ijw="\S+")\s+>/;
  expect(fixture).toMatch(root);
  expect(built).toBe(fixture.replace(root, '<Bericht $1 $2>').replaceAll('\n', '\r\n'));
});

test('what means something to XML is written as a reference', () => {
  expect(written('<b> & "c" \'d\' ]]> &amp;')).toBe('&lt;b&gt; &amp; "c" \'d\' ]]&gt; &amp;amp;');
  expect(written('$& $1 $$')).toBe('$&amp; $1 $$');
});

test('a carriage return survives, and a line ends as the lines of the file do', () => {
  expect(written('a\rb\r\nc\nd')).toBe('a&#13;b&#13;\r\nc\r\nd');
});

test('white space and characters beyond the basic plane are kept', () => {
  const odd = ' \t\u00a0a\u0085\u2028\ufeff\u{1f476}  ';
  expect(written(odd)).toBe(odd);
});

test('elements come in the order of the schema, whatever the order in the object', () => {
  const { type, client, header } = message;
  const turned = Object.fromEntries(Object.entries(client).reverse()) as typeof client;
  expect(buildBericht({ client: turned, header, type })).toEqual(buildBericht(message));
});

test('what is undefined is left out', () => {
  const { commentaar: _, ...client } = message.client;
  expect(buildBericht({ ...message, client: { ...client, commentaar: undefined } })).toEqual(
    buildBericht({ ...message, client }),
  );
});
