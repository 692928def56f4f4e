import { isSpace, lineAt, type PrologFault, startsWith } from './prolog.ts';

/** Comments and CDATA sections between one tag and the next: the time of libxml2 grows with their square. */
export const mostPieces = 100;
/** Attributes and namespace declarations of one tag: each prefix is looked for among all of them. */
export const mostAttributes = 100;

/** The result of a scan of the markup of a document. */
export interface Markup {
  readonly fault?: PrologFault;
  /** Tags, attributes, comments and CDATA sections in all, as far as the walk came. */
  readonly pieces: number;
}

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const QUESTION = 0x3f;
const EXCLAMATION = 0x21;

/** Attributes of XML Schema that say where a schema is to be fetched, by their local names. */
const SCHEMA_ADDRESS = /^(?!xmlns:)(?:[^:]*:)?(?:schemaLocation|noNamespaceSchemaLocation)$/;
const SHORTEST_ADDRESS = 'schemaLocation'.length;

/**
 * Scans the markup of a document before libxml2 gets it, for what is refused in any message:
 *
 * - a processing instruction (`<?xml-stylesheet ...?>`): the standard has none, and the software of a
 *   recipient may fetch what it names
 * - `schemaLocation` and `noNamespaceSchemaLocation` under any prefix, for the same reason
 * - more comments and CDATA sections in a row, or attributes of one tag, than libxml2 takes in good time
 *
 * Reads each byte a fixed number of times. It ends where the markup is not well-formed: libxml2 stops at the same byte,
 * and reports it.
 *
 * @param bytes what {@link prologFault} lets through
 */
export function readMarkup(bytes: Uint8Array): Markup {
  let pieces = 0;
  let inRow = 0;
  let at = 0;
  const refused = (reason: PrologFault['reason'], where: number): Markup => ({
    pieces,
    fault: { reason, line: lineAt(bytes, where) },
  });
  for (;;) {
    while (at < bytes.length && bytes[at] !== LESS) at += 1;
    if (at === bytes.length) return { pieces };
    pieces += 1;
    const kind = bytes[at + 1];
    let end: number;
    if (kind === EXCLAMATION) {
      inRow += 1;
      if (inRow > mostPieces) return refused('too-much-markup', at);
      end = sectionEnd(bytes, at);
    } else if (kind === QUESTION) {
      // libxml2 reports a declaration that is not at the start.
      if (!isDeclaration(bytes, at)) return refused('processing-instruction', at);
      end = endOf(bytes, '?>', at + 2);
    } else {
      inRow = 0;
      const tag = readTag(bytes, at + 1);
      pieces += tag.attributes;
      if (tag.reason) return refused(tag.reason, tag.end);
      end = tag.end;
    }
    if (end < 0) return { pieces };
    at = end;
  }
}

/** `<?xml version=...?>` */
function isDeclaration(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 5];
  return startsWith(bytes, at, '<?xml') && (isSpace(next) || next === QUESTION);
}

/** The offset after a comment or a CDATA section, or -1. */
function sectionEnd(bytes: Uint8Array, at: number): number {
  if (startsWith(bytes, at, '<!--')) return endOf(bytes, '-->', at + 4);
  if (startsWith(bytes, at, '<![CDATA[')) return endOf(bytes, ']]>', at + 9);
  return -1;
}

/** The offset after the next occurrence of `text`, or -1. */
function endOf(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0);
  for (let at = from; at < bytes.length; at += 1)
    if (bytes[at] === first && startsWith(bytes, at, text)) return at + text.length;
  return -1;
}

interface Tag {
  /** The offset after it, or -1; of a tag that is refused, where the attribute ends. */
  readonly end: number;
  readonly attributes: number;
  readonly reason?: PrologFault['reason'];
}

function readTag(bytes: Uint8Array, start: number): Tag {
  let attributes = 0;
  let quote = 0;
  // The word that was last read, outside quotes.
  let from = start;
  let to = start;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (byte === GREATER) {
      return { end: at + 1, attributes };
    } else if (byte === LESS) {
      return { end: -1, attributes };
    } else if (byte === QUOTE || byte === APOSTROPHE) {
      quote = byte;
    } else if (byte === EQUALS) {
      attributes += 1;
      if (attributes > mostAttributes) return { end: at, attributes, reason: 'too-much-markup' };
      if (isSchemaAddress(bytes, from, to))
        return { end: at, attributes, reason: 'schema-location' };
    } else if (!isSpace(byte) && byte !== SLASH) {
      if (at !== to) from = at;
      to = at + 1;
    }
  }
  return { end: -1, attributes };
}

function isSchemaAddress(bytes: Uint8Array, from: number, to: number): boolean {
  // Nearly all are shorter, and need no string.
  if (to - from < SHORTEST_ADDRESS) return false;
  return SCHEMA_ADDRESS.test(Buffer.from(bytes.subarray(from, to)).toString('latin1'));
}
