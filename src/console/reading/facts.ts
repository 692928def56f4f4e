import { type AnyBericht, berichtModels } from '../../standard/messages/berichten.ts';
import { type Element, elementName, type Fields } from '../../standard/messages/model.ts';
import { fieldWords } from '../../texts/console/field-words.ts';
import { compositeAt, type Values, type Wording } from './composites.ts';
import { valueText } from './values.ts';

/** A thing that a message says. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** The elements from which it is: paths below Bericht. */
  readonly paths: readonly string[];
}

/** A class of a message. */
export interface Section {
  readonly title: string;
  /** Path below Bericht. */
  readonly path: string;
  readonly facts: readonly Fact[];
  readonly sections: readonly Section[];
  /** Classes of this kind that are left out after this one. */
  readonly leftOut: number;
}

/** What reading a message needs besides it. */
export interface Reading extends Wording {
  /** Paths below Bericht of which something is found: a class that has one is not left out. */
  readonly marked?: readonly string[];
}

/** Classes of one kind that are shown; of those of which something is found as many again. */
const mostShown = 40;

type Class = Extract<Element, { kind: 'class' }>;

/**
 * A message as a person reads it: its classes, each with what it says, in the order of the standard. Elements that are
 * empty or absent are left out. Of the Header there is only what a retour says of its heenbericht, with the RetourCodes.
 */
export function readingOf(bericht: AnyBericht, reading: Reading): Section[] {
  const { type, ...classes } = bericht;
  const read = sectionOf(berichtModels[type], { ...classes }, { title: type, path: '' }, reading);
  return read.sections.flatMap((section) => {
    if (section.path !== 'Header') return [section];
    const facts = section.facts.filter(({ paths }) => ofRetour.test(paths[0] ?? ''));
    return facts.length > 0 ? [{ ...section, facts, sections: [] }] : [];
  });
}

const ofRetour = /^Header\/(RetourCodes|IdentificatieRetour|DagtekeningRetour)/;

function fieldsOf(fields: Fields): [string, Element][] {
  return Object.entries(fields).map(([name, field]) => [
    name,
    field.kind === 'optional' ? field.of : field,
  ]);
}

function wordOf(name: string, { language }: Wording): string {
  return fieldWords[name]?.[language] ?? elementName(name);
}

function below(path: string, name: string): string {
  return path === '' ? elementName(name) : `${path}/${elementName(name)}`;
}

function sectionOf(
  { fields }: Class,
  values: Values,
  { title, path: at }: Pick<Section, 'title' | 'path'>,
  reading: Reading,
): Section {
  const facts: Fact[] = [];
  const sections: Section[] = [];
  const taken = new Set<string>();
  const names = Object.keys(fields);
  for (const [name, field] of fieldsOf(fields)) {
    const value = values[name];
    if (value === undefined || taken.has(name)) continue;
    const path = below(at, name);
    if (field.kind === 'text' || field.role === 'basis') {
      const composite = compositeAt(name, values, reading, names);
      for (const one of composite?.of ?? [name]) taken.add(one);
      const paths = (composite?.of ?? [name]).map((one) => below(at, one));
      const text = composite?.text ?? valueText(name, asText(value), at, reading);
      if (text.trim() !== '')
        facts.push({ label: wordOf(composite?.label ?? name, reading), value: text, paths });
    } else if (name === 'retourCodes') {
      const text = codesText(asValues(value).retourCode, reading);
      if (text) facts.push({ label: wordOf(name, reading), value: text, paths: [path] });
    } else if (field.role === 'lijst') sections.push(...itemsOf(field, value, path, reading));
    else
      sections.push(
        sectionOf(field, asValues(value), { title: wordOf(name, reading), path }, reading),
      );
  }
  return { title, path: at, facts, sections, leftOut: 0 };
}

function codesText(given: unknown, { codes }: Reading): string {
  return listOf(given)
    .map((code) => codes.named('retourcode', asText(code)))
    .join('; ');
}

/** The classes of a list: the first, and those of which something is found. */
function itemsOf({ fields }: Class, value: unknown, path: string, reading: Reading): Section[] {
  return fieldsOf(fields).flatMap(([name, field]) => {
    if (field.kind === 'text') return [];
    const items = listOf(asValues(value)[name]).map((item, index) => ({
      item: asValues(item),
      path: `${below(path, name)}${index === 0 ? '' : `[${index + 1}]`}`,
      number: index + 1,
    }));
    const shown = items
      .filter(({ path: at, number }) => number <= mostShown || isMarked(at, reading))
      .slice(0, 2 * mostShown);
    const word = wordOf(name, reading);
    const titled = (number: number) => (items.length === 1 ? word : `${word} ${number}`);
    return shown.map(({ item, path: at, number }, index) => ({
      ...sectionOf(field, item, { title: titled(number), path: at }, reading),
      leftOut: index === shown.length - 1 ? items.length - shown.length : 0,
    }));
  });
}

function isMarked(path: string, { marked = [] }: Reading): boolean {
  return marked.some((one) => one === path || one.startsWith(`${path}/`));
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const asValues = (value: unknown): Values =>
  typeof value === 'object' && value !== null ? { ...value } : {};
