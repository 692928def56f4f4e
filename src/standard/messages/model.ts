/**
 * How a message is put together: which elements a class holds, in which order. One model gives the
 * TypeScript type of a message, reads it and writes it. `test/standard/messages` checks that the models agree with the
 * schemas.
 */
export type Element = Text | Klasse<Role, Fields>;

/** A value. It stays the text that was sent: leading zeros survive, numbers are made by rules. */
export interface Text {
  readonly kind: 'text';
  /** Its XSD type (a date, time or integer) ignores white space around the value. */
  readonly collapses: boolean;
}

/**
 * What a class is.
 * - `basis`: one of the basisschema, such as Adres; its elements are in that namespace
 * - `klasse`: one of the message, of which a retour says whether it is right
 * - `lijst`: one of the message that only holds others, such as ToegewezenProducten
 */
export type Role = 'basis' | 'klasse' | 'lijst';

export interface Klasse<R extends Role, F extends Fields> {
  readonly kind: 'class';
  readonly role: R;
  /** In their order in the message. In a `lijst` each of them may be repeated. */
  readonly fields: F;
}

/** An element that may be left out. */
export interface Optional<E extends Element> {
  readonly kind: 'optional';
  readonly of: E;
}

export interface Fields {
  /** The element's name, its first letter in lower case. */
  readonly [name: string]: Element | Optional<Element>;
}

/** The object that a model reads. */
export type ObjectOf<E> = E extends Text
  ? string
  : E extends Klasse<'lijst', infer F>
    ? { readonly [Name in keyof F]: readonly ObjectOf<F[Name]>[] }
    : E extends Klasse<Role, infer F>
      ? { readonly [Name in RequiredOf<F>]: ObjectOf<F[Name]> } & {
          readonly [Name in OptionalOf<F>]?: F[Name] extends Optional<infer O>
            ? ObjectOf<O>
            : never;
        }
      : never;

type OptionalOf<F> = {
  [Name in keyof F]: F[Name] extends Optional<Element> ? Name : never;
}[keyof F];
type RequiredOf<F> = Exclude<keyof F, OptionalOf<F>>;

/** A value that is kept to the letter. */
export const text: Text = { kind: 'text', collapses: false };
/** A date, time or integer. */
export const collapsed: Text = { kind: 'text', collapses: true };

export function optional<E extends Element>(of: E): Optional<E> {
  return { kind: 'optional', of };
}

export function basis<F extends Fields>(fields: F): Klasse<'basis', F> {
  return { kind: 'class', role: 'basis', fields };
}

export function klasse<F extends Fields>(fields: F): Klasse<'klasse', F> {
  return { kind: 'class', role: 'klasse', fields };
}

export function lijst<F extends Fields>(fields: F): Klasse<'lijst', F> {
  return { kind: 'class', role: 'lijst', fields };
}

/** RetourCodes, as every message that has them holds them. */
export const retourCodes = lijst({ retourCode: text });
type RetourCodes = typeof retourCodes;

/** A model in which every `klasse` ends with RetourCodes, as a retour returns it. */
export type Beoordeeld<E> =
  E extends Optional<infer O>
    ? O extends Element
      ? Optional<Beoordeeld<O>>
      : never
    : E extends Klasse<'lijst', infer F>
      ? Klasse<'lijst', { readonly [Name in keyof F]: Beoordeeld<F[Name]> }>
      : E extends Klasse<'klasse', infer F>
        ? Klasse<
            'klasse',
            { readonly [Name in keyof F]: Beoordeeld<F[Name]> } & {
              readonly retourCodes: RetourCodes;
            }
          >
        : E;

export function beoordeeld<E extends Element>(element: E): Beoordeeld<E> {
  return judged(element) as Beoordeeld<E>;
}

function judged(element: Element): Element {
  if (element.kind === 'text' || element.role === 'basis') return element;
  const fields: Record<string, Element | Optional<Element>> = {};
  for (const [name, field] of Object.entries(element.fields))
    fields[name] = field.kind === 'optional' ? optional(judged(field.of)) : judged(field);
  if (element.role === 'klasse') fields.retourCodes = retourCodes;
  return { ...element, fields };
}

/** The name of an element from that of a field: `toewijzingNummer` is ToewijzingNummer. */
export function elementName(field: string): string {
  return field.charAt(0).toUpperCase() + field.slice(1);
}
