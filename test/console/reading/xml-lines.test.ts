import { describe, expect, test } from 'vitest';
import { xmlHtml } from '../../../src/console/reading/xml-html.ts';
import { xmlLines } from '../../../src/console/reading/xml-lines.ts';
import { Random } from '../../support/generate/random.ts';

const document = `<?xml version="1.0"?>
<a:Bericht xmlns:a="urn:x" note="a > b">
  <a:Header/>
  <!-- <a:Client> is not here -->
  <a:Client>
    <a:Bsn>999900006</a:Bsn>
    <a:Lijst>
      <a:Product/>
      <a:Product>
        <a:Code><![CDATA[<a:Client>]]></a:Code>
      </a:Product>
    </a:Lijst>
  </a:Client>
</a:Bericht>`;

describe('where elements are', () => {
  test.each([
    ['', 1],
    ['Bericht', 1],
    ['Header', 3],
    ['Client', 5],
    ['Client/Bsn', 6],
    ['Client[1]/Bsn[1]', 6],
    ['Client/Lijst/Product', 8],
    ['Client/Lijst/Product[2]', 9],
    ['Client/Lijst/Product[2]/Code', 10],
    // What is missing stands at what should have it.
    ['Client/Lijst/Product[2]/Omvang/Volume', 9],
    ['Client/Lijst/Product[3]', 7],
    ['Nowhere', 2],
  ])('%s is on line %i', (path, line) => {
    expect(xmlLines(document, [path]).places).toEqual([line]);
  });

  test('lines stay as they are, of any system', () => {
    const { lines, broken } = xmlLines(document.replaceAll('\n', '\r\n'), []);
    expect(broken).toBe(false);
    expect(lines.map(({ text }) => text).join('\n')).toBe(document);
  });

  test('a document on one line is put in lines, and its elements are found in these', () => {
    const one = document.replaceAll(/\n\s*/g, '').replace('</a:Bsn>', `${' '.repeat(300)}</a:Bsn>`);
    const { lines, broken, places } = xmlLines(one, ['Client/Lijst/Product[2]/Code']);
    expect(broken).toBe(true);
    expect(lines[(places[0] ?? 0) - 1]?.text).toBe(
      '        <a:Code><![CDATA[<a:Client>]]></a:Code>',
    );
    expect(lines.find(({ text }) => text.includes('Bsn'))?.text).toBe(
      '    <a:Bsn>999900006</a:Bsn>',
    );
  });

  test('it reads anything in one go, and never fails', () => {
    const characters = [...'<>/ab"\'!-[]? \n'];
    const random = new Random(315);
    for (let round = 0; round < 3000; round += 1) {
      const text = Array.from({ length: random.below(200) }, () => random.pick(characters)).join(
        '',
      );
      const { lines, places } = xmlLines(text, ['a', 'b', 'a/b', 'a[2]/b']);
      expect(places).toHaveLength(4);
      for (const place of places) expect(place).toBeLessThanOrEqual(lines.length);
    }
  });

  test.each([
    '<'.repeat(300_000),
    `<a ${'b="'.repeat(100_000)}`,
    `<!--${'-'.repeat(300_000)}`,
    '<a>'.repeat(100_000),
    `<a${' '.repeat(300_000)}`,
    '<!--'.repeat(100_000),
    '<![CDATA['.repeat(50_000),
    '<?a '.repeat(100_000),
    `<a "'`.repeat(100_000),
    `<a '"'"`.repeat(100_000),
  ])('a hostile document ends, %#', { timeout: 5000 }, (text) => {
    expect(xmlLines(text, ['a/a']).places).toHaveLength(1);
  });
});

describe('on a page', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  test('the sentence stands below its line, and text is escaped', () => {
    const { html, places } = xmlHtml(
      bytes(document),
      [{ path: 'Client/Bsn', text: 'Bsn <b> is wrong.' }],
      'nl',
    );
    expect(places).toEqual([6]);
    expect(String(html)).toContain(
      '<li value="6" id="line-6" class="marked"><code><mark>    &lt;a:Bsn&gt;999900006&lt;/a:Bsn&gt;</mark></code><p>Bsn &lt;b&gt; is wrong.</p></li>',
    );
    expect(String(html).match(/<li/g)).toHaveLength(14);
  });

  test('of a long document only the begin is shown, and what is around a mark', () => {
    const products = Array.from({ length: 20_000 }, () => '<Product>\n</Product>').join('\n');
    const long = `<Bericht>\n<Client>\n${products}\n</Client>\n</Bericht>`;
    const { html, places } = xmlHtml(
      bytes(long),
      [{ path: 'Client/Product[15000]', text: 'Here.' }],
      'nl',
    );
    expect(places).toEqual([30_001]);
    expect(String(html).match(/<li value/g)).toHaveLength(31);
    expect(String(html)).toContain('<li class="gap">29.975 regels staan hier niet</li>');
    expect(String(html)).toContain('<li class="gap">9.998 regels staan hier niet</li>');
    expect(String(html).length).toBeLessThan(10_000);
  });

  test('five hundred marks, and a document of one megabyte in one line, stay within what a page may be', () => {
    const products = Array.from(
      { length: 20_000 },
      () => `<Product><Code>45A04</Code></Product>`,
    ).join('');
    const marks = Array.from({ length: 500 }, (_, n) => ({
      path: `Client/Product[${n * 40 + 1}]/Code`,
      text: 'The code is not in the list of products of this gemeente.',
    }));
    const { html, places } = xmlHtml(
      bytes(`<Bericht><Client>${products}</Client></Bericht>`),
      marks,
      'nl',
    );
    expect(places).toHaveLength(500);
    expect(String(html).length).toBeLessThan(100_000);
  });

  test('what is no XML is marked at the line that was given', () => {
    const { places } = xmlHtml(bytes('a\nb\nc'), [{ path: '', line: 2, text: 'No.' }], 'nl');
    expect(places).toEqual([2]);
  });
});
