/** Text escaped for use between tags. A carriage return must be a reference to survive parsing. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/**
 * The text that markup between tags represents: XML without DOCTYPE has no other references, and {@link plainMarkup}
 * gives numbers to CDATA.
 */
export function unescapeText(markup: string, cdata: readonly string[]): string {
  if (!markup.includes('&')) return markup;
  return markup.replace(
    /&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([0-9]+)|(amp|lt|gt|quot|apos));/g,
    (_, hex?: string, decimal?: string, section?: string, name = '') => {
      if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal) return String.fromCodePoint(Number(decimal));
      return (section ? cdata[Number(section)] : predefined[name]) ?? '';
    },
  );
}

const predefined: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** A `<` occurs only at the start of markup, so each of these is what it looks like. */
const NOT_A_TAG = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>/g;

/** Allowed in a name of XML, but white space to JavaScript: fast-xml-parser ends a name there. */
const MISTAKEN_FOR_SPACE = /[\u1680\ufeff]/;
const PREFIX = /(<\/?)[^ \t\r\n<>:/]+:/g;

/** A document in tags and text alone, with the CDATA to which `&0;`, `&1;` in its texts refer. */
export interface PlainMarkup {
  readonly xml: string;
  readonly cdata: readonly string[];
}

/**
 * Rewrites a document so that fast-xml-parser reads it right: without comments and processing instructions (in which it
 * looks for quotes), with references to CDATA (which it does not distinguish from text), and without prefixes that it
 * would cut in two.
 *
 * @param document well-formed, without DOCTYPE; so it has no references that start with a digit
 */
export function plainMarkup(document: string): PlainMarkup {
  const cdata: string[] = [];
  let xml = document;
  // One that starts the document is an instruction too, unless it is the XML declaration.
  if (xml.includes('<!') || xml.includes('<?', 1) || /^<\?(?!xml[ \t\r\n])/.test(xml)) {
    xml = xml
      // Done first, because a comment may be between a carriage return and a line feed: those are two line ends.
      .replace(/\r\n?/g, '\n')
      .replace(NOT_A_TAG, (_, section?: string) =>
        section === undefined ? '' : `&${cdata.push(section) - 1};`,
      );
  }
  return { xml: MISTAKEN_FOR_SPACE.test(xml) ? xml.replace(PREFIX, '$1') : xml, cdata };
}
