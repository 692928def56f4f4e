import { type BerichtType, berichtOfType } from '../catalogue.ts';
import { type BerichtOf, berichtModels } from './berichten.ts';
import { escapeText } from './markup.ts';
import { type Element, elementName } from './model.ts';

const BASIS = 'http://www.istandaarden.nl/ijw/3_2/basisschema/schema';
/** Lines end so by the standard (OP192), also those inside a value: reading makes LF of both. */
const EOL = '\r\n';

/**
 * Writes a message as the standard wants its files: XML in UTF-8 without byte order mark, lines that
 * end in CR LF. What it writes reads back as the same object; whether the XSD accepts it is up to
 * the values, which must be of characters that XML has.
 */
export function buildBericht<T extends BerichtType>(bericht: BerichtOf<T>): Buffer {
  const { type, ...classes } = bericht;
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  const attributes = ` xmlns="${berichtOfType(type).namespace}" xmlns:ijw="${BASIS}"`;
  write(lines, berichtModels[type], 'Bericht', attributes, classes, '');
  return Buffer.from(lines.join(EOL) + EOL);
}

/** Adds the lines of an element, and of all that it holds in the order of its model. */
function write(
  lines: string[],
  element: Element,
  name: string,
  attributes: string,
  value: unknown,
  margin: string,
): void {
  if (element.kind === 'text') {
    const text = escapeText(String(value)).replaceAll('\n', EOL);
    lines.push(`${margin}<${name}>${text}</${name}>`);
    return;
  }
  const prefix = element.role === 'basis' ? 'ijw:' : '';
  lines.push(`${margin}<${name}${attributes}>`);
  for (const [field, model] of Object.entries(element.fields)) {
    const inside = (value as Readonly<Record<string, unknown>>)[field];
    if (inside === undefined) continue;
    const of = model.kind === 'optional' ? model.of : model;
    for (const each of Array.isArray(inside) ? inside : [inside])
      write(lines, of, prefix + elementName(field), '', each, `${margin}  `);
  }
  lines.push(`${margin}</${name}>`);
}
