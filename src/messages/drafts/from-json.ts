import type { RequestFault } from '../../problem.ts';
import { berichtModels } from '../../standard/messages/berichten.ts';
import { type Element, elementName } from '../../standard/messages/model.ts';
import type { Composed, DraftType } from './forms.ts';

/** Characters that XML 1.0 cannot have, and half a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;
/** Faults that are named at most. */
const mostFaults = 100;

/**
 * Reads a message that a person wrote as JSON. It has the form of its type, or the faults say where it has not; whether
 * the XSD and the rules accept its values is judged later.
 *
 * @returns the message, or what is wrong, by paths below Bericht; never with a value of it
 */
export function berichtFromJson(
  type: DraftType,
  json: unknown,
): { readonly bericht: Composed['bericht'] } | { readonly faults: readonly RequestFault[] } {
  const faults: RequestFault[] = [];
  if (!isObject(json)) return { faults: [{ element: 'bericht', rule: 'type', params: object }] };
  const { type: _, ...classes } = json;
  const read = readElement(berichtModels[type], classes, '', faults);
  if (faults.length > 0) return { faults: faults.slice(0, mostFaults) };
  return { bericht: { type, ...(read as object) } as Composed['bericht'] };
}

const object = { type: 'object' } as const;

function readElement(
  element: Element,
  value: unknown,
  path: string,
  faults: RequestFault[],
): unknown {
  if (element.kind === 'text') {
    if (typeof value !== 'string')
      faults.push({ element: path, rule: 'type', params: { type: 'string' } });
    else if (notInXml.test(value)) faults.push({ element: path, rule: 'pattern' });
    return value;
  }
  if (!isObject(value)) {
    faults.push({ element: path || 'bericht', rule: 'type', params: object });
    return undefined;
  }
  const names = Object.keys(element.fields);
  for (const name of Object.keys(value))
    if (!names.includes(name))
      faults.push({
        element: path || 'bericht',
        rule: 'additionalProperties',
        params: { names: names.join(', ') },
      });
  const read: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(element.fields)) {
    const inside = Object.hasOwn(value, name) ? value[name] : undefined;
    const place = path ? `${path}/${elementName(name)}` : elementName(name);
    if (inside === undefined || inside === null) {
      if (field.kind !== 'optional') faults.push({ element: place, rule: 'required' });
      continue;
    }
    const of = field.kind === 'optional' ? field.of : field;
    read[name] =
      element.role === 'lijst'
        ? readList(of, inside, place, faults)
        : readElement(of, inside, place, faults);
  }
  return read;
}

function readList(
  element: Element,
  value: unknown,
  path: string,
  faults: RequestFault[],
): readonly unknown[] {
  if (!Array.isArray(value)) {
    faults.push({ element: path, rule: 'type', params: { type: 'array' } });
    return [];
  }
  return value.map((each, index) => readElement(element, each, `${path}[${index + 1}]`, faults));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
