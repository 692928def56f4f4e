import { type TSchema, Type } from 'typebox';
import {
  type Element,
  elementName,
  type Fields,
  type Optional,
} from '../../standard/messages/model.ts';
import { PlainDate } from '../server/schemas.ts';

/** Text of characters that XML has. */
const Text = Type.String({
  pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]*$',
});

/**
 * The schema of a part of a message as JSON: every value is text, as the XML has it; whether the XSD and the rules accept
 * it is found when it is judged.
 *
 * @param title by which the documentation names it; what is inside it has that as the begin of its own
 */
export function elementSchema(element: Element, title: string): TSchema {
  if (element.kind === 'text') return Text;
  return fieldsSchema(element.fields, { title, areLists: element.role === 'lijst' });
}

/** How the fields of a class are written. */
interface Writing {
  readonly title: string;
  readonly description?: string;
  /** Each of them is a list. */
  readonly areLists?: boolean;
  /** Properties besides. */
  readonly more?: Readonly<Record<string, TSchema>>;
}

/** The schema of an object with some of the fields of a class. */
export function fieldsSchema(
  fields: Fields,
  { title, description, areLists = false, more = {} }: Writing,
): TSchema {
  const properties = Object.entries(fields).map(([name, field]) => {
    const isOptional = field.kind === 'optional';
    const inside = fieldSchema(name, isOptional ? field.of : field, title);
    const schema = areLists ? Type.Array(inside, { maxItems: 1000 }) : inside;
    return [name, isOptional ? Type.Optional(schema) : schema] as const;
  });
  return Type.Object(
    { ...(Object.fromEntries(properties) as Record<string, TSchema>), ...more },
    { title, ...(description && { description }), additionalProperties: false },
  );
}

function fieldSchema(name: string, element: Element, title: string): TSchema {
  if (element.kind === 'text' && /datum$/i.test(name)) return PlainDate('As in the message');
  return elementSchema(element, title + elementName(name));
}

/** Some of the fields of a class. */
export function only(fields: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

/** The fields of a class but for some. */
export function without(fields: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** The fields of a class, of which none has to be there. */
export function allOptional(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      field.kind === 'optional' ? field : ({ kind: 'optional', of: field } as Optional<Element>),
    ]),
  );
}
