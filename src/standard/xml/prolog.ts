import { isUtf8 } from 'node:buffer';
import type { NotXmlReason } from './inspection.ts';

/** Why bytes are refused before a parser sees them. */
export interface PrologFault {
  readonly reason: NotXmlReason;
  /** 1-based, for reasons that have a line. */
  readonly line?: number;
}

const LF = 0x0a;
const QUESTION = 0x3f;
const DECLARATION_LIMIT = 1000;

const boms: readonly (readonly number[])[] = [
  [0xef, 0xbb, 0xbf],
  [0xfe, 0xff],
  [0xff, 0xfe],
  [0x00, 0x00, 0xfe, 0xff],
];

/**
 * Faults in the bytes and before the root element: an empty document, a byte order mark, another text than UTF-8, a
 * declared encoding other than UTF-8, XML 1.1, a DOCTYPE. A DOCTYPE is refused here so that no parser ever acts on one.
 * The parser finds all other faults. Reads each byte a fixed number of times.
 */
export function prologFault(bytes: Uint8Array): PrologFault | undefined {
  if (bytes.length === 0) return { reason: 'empty' };
  if (boms.some((bom) => bom.every((byte, i) => bytes[i] === byte))) {
    return { reason: 'byte-order-mark' };
  }
  // UTF-16 and UTF-32 without a mark pass as UTF-8 with a NUL beside each letter.
  if (!isUtf8(bytes) || bytes.includes(0)) return { reason: 'not-utf8' };
  const start = skipSpace(bytes, 0);
  if (start === bytes.length) return { reason: 'empty' };
  return declarationFault(bytes) ?? doctypeFault(bytes, start);
}

function declarationFault(bytes: Uint8Array): PrologFault | undefined {
  if (!startsWith(bytes, 0, '<?xml') || !isSpace(bytes[5])) return undefined;
  const end = bytes.subarray(0, DECLARATION_LIMIT).indexOf(QUESTION, 5);
  if (end < 0) return { reason: 'not-well-formed', line: 1 };
  const declaration = Buffer.from(bytes.subarray(5, end)).toString('latin1');
  const pseudoAttribute = (name: string): string | undefined =>
    new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(declaration)?.[1];
  const encoding = pseudoAttribute('encoding');
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') {
    return { reason: 'encoding-declaration', line: 1 };
  }
  // The rules of XML 1.1 for names and control characters are not those of the standard.
  if (pseudoAttribute('version') !== '1.0') return { reason: 'not-well-formed', line: 1 };
  return undefined;
}

function doctypeFault(bytes: Uint8Array, start: number): PrologFault | undefined {
  let at = start;
  for (;;) {
    if (startsWith(bytes, at, '<!DOCTYPE')) {
      return { reason: 'doctype', line: lineAt(bytes, at) };
    }
    let end: number;
    if (startsWith(bytes, at, '<!--')) end = after(bytes, '-->', at + 4);
    else if (startsWith(bytes, at, '<?')) end = after(bytes, '?>', at + 2);
    else return undefined;
    if (end < 0) return undefined;
    at = skipSpace(bytes, end);
  }
}

/** Whether a byte is white space of XML. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09;
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

/** Whether the bytes have an ASCII text at an offset. */
export function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    if (bytes[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** The offset just after the next occurrence of `text`, or -1. */
function after(bytes: Uint8Array, text: string, from: number): number {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.indexOf(text, from, 'latin1');
  return found < 0 ? -1 : found + text.length;
}

/** The 1-based line of an offset. */
export function lineAt(bytes: Uint8Array, at: number): number {
  let line = 1;
  for (let i = 0; i < at; i += 1) if (bytes[i] === LF) line += 1;
  return line;
}
