import type { Composed } from '../../../messages/drafts/forms.ts';
import { berichtModels } from '../../../standard/messages/berichten.ts';
import type { Element } from '../../../standard/messages/model.ts';
import { fieldGroups } from './fields.ts';
import { type FieldFault, messageValue } from './typed.ts';

/*
 * A drafted message with what a person typed in it. What may be absent and holds nothing is left out; what must be there and
 * is empty stays, so that the draft says what is missing.
 */

/** A part of a message as JSON, while it is written. */
interface Part {
  [name: string]: unknown;
}

/** What was typed, by the names of the fields. */
export type TypedFields = Readonly<Record<string, string>>;

/**
 * The message as JSON, with what was typed in its fields; and the fields that cannot be understood.
 *
 * @param typed a field that is not in it stays as it is
 */
export function changedBericht(
  bericht: Composed['bericht'],
  typed: TypedFields,
): { readonly json: unknown; readonly faults: ReadonlyMap<string, FieldFault> } {
  const { type, ...classes } = bericht;
  const json: Part = structuredClone({ ...classes });
  const faults = new Map<string, FieldFault>();
  for (const field of fieldGroups(bericht).flatMap((group) => group.fields)) {
    const text = Object.hasOwn(typed, field.name) ? typed[field.name]?.trim() : undefined;
    if (text === undefined) continue;
    const read = messageValue(field.kind, text);
    if ('fault' in read) faults.set(field.name, read.fault);
    else if (read.value !== field.value) write(json, field.name.split('.'), read.value);
  }
  return { json: { type, ...asPart(completed(berichtModels[type], json)) }, faults };
}

function write(json: Part, steps: readonly string[], value: string): void {
  let within = json;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    // A list has numbers, a class has names.
    within[step] ??= /^\d+$/.test(steps[index + 1] ?? '') ? [] : {};
    within = within[step] as Part;
  }
  within[steps.at(-1) ?? ''] = value;
}

/** The same, with what its model asks and without what holds nothing. */
function completed(element: Element, value: unknown): unknown {
  if (element.kind === 'text') return typeof value === 'string' ? value : '';
  const held = element.fields.landCode ? withLand(asPart(value)) : asPart(value);
  const fields = Object.entries(element.fields).flatMap(([name, field]): [string, unknown][] => {
    const isOptional = field.kind === 'optional';
    const of = isOptional ? field.of : field;
    const inside = held[name];
    if (element.role === 'lijst') return [[name, itemsOf(of, inside)]];
    return isOptional && isBlank(inside) ? [] : [[name, completed(of, inside)]];
  });
  return Object.fromEntries(fields);
}

function itemsOf(element: Element, items: unknown): unknown[] {
  const some: readonly unknown[] = Array.isArray(items) ? items : [];
  return some
    .filter((one) => !isBlank(one))
    .map((one, index) => completed(element, withUsual(element, asPart(one), index)));
}

/** What a person does not type of a contact or relation. */
function withUsual(element: Element, item: Part, index: number): Part {
  if (element.kind === 'text') return item;
  const { naam, contact, soort } = element.fields;
  if (naam && contact)
    return {
      ...{ ...item, nummer: item.nummer || String(index + 1), soort: item.soort || '10' },
      naam: { naamGebruik: '1', ...asPart(item.naam) },
      contact: { soort: '01', ...asPart(item.contact) },
    };
  return soort ? { ...item, soort: item.soort || '01' } : item;
}

/** A Dutch postcode goes with the code of the land, and that not without it (CD005). */
function withLand({ landCode, postcode, ...address }: Part): Part {
  const written = typeof postcode === 'string' ? postcode.replaceAll(' ', '').toUpperCase() : '';
  if (/^\d{4}[A-Z]{2}$/.test(written))
    return { ...address, postcode: written, landCode: landCode || 'NL' };
  return written === '' && landCode === 'NL'
    ? address
    : {
        ...address,
        ...(postcode !== undefined && { postcode }),
        ...(landCode !== undefined && { landCode }),
      };
}

/** What is in a contact or relation that says nothing by itself. */
const saysNothing: ReadonlySet<string> = new Set(['soort', 'nummer', 'naamGebruik']);

function isBlank(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return value === undefined || value === '' || value === null;
  if (Array.isArray(value)) return value.every(isBlank);
  return Object.entries(value).every(([name, one]) => saysNothing.has(name) || isBlank(one));
}

function asPart(value: unknown): Part {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
