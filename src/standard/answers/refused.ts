import type { AnyBericht } from '../messages/berichten.ts';
import { elementName } from '../messages/model.ts';

/** A RetourCode that refuses something, in a retour or a JW325. */
export interface Refused {
  readonly retourCode: string;
  /** The class that it is about, as a path below Bericht; also of the heenbericht, where that is a retour's. */
  readonly path: string;
  /** Of a Prestatie: the allocation, as the message writes it. */
  readonly toewijzingNummer?: string;
}

/**
 * RetourCodes that refuse nothing: 0200, the class is faultless; 0233, it was not assessed, because a class around it is
 * refused; 8001, the declaration is granted.
 */
const refusesNothing: ReadonlySet<string> = new Set(['0200', '0233', '8001']);

/** The RetourCodes of a class that refuse it. */
export function refusingCodes(value: object | undefined): string[] {
  return value ? codesOf(value).filter((code) => !refusesNothing.has(code)) : [];
}

/**
 * The RetourCodes in a retour or a JW325 that refuse something, in the order of the message. A message of another kind
 * has none. (A JW325 that copies a refused Client repeats its Prestaties with 0233.)
 */
export function refusedIn(bericht: AnyBericht): Refused[] {
  return [...refusedBelow(bericht, '')];
}

function* refusedBelow(value: unknown, path: string): Generator<Refused> {
  if (typeof value !== 'object' || value === null) return;
  const toewijzingNummer = 'toewijzingNummer' in value ? value.toewijzingNummer : undefined;
  for (const retourCode of refusingCodes(value)) {
    const isPrestatie = typeof toewijzingNummer === 'string' && 'productPeriode' in value;
    yield { retourCode, path, ...(isPrestatie && { toewijzingNummer }) };
  }
  for (const [name, inside] of Object.entries(value)) {
    if (name === 'retourCodes') continue;
    const below = path === '' ? elementName(name) : `${path}/${elementName(name)}`;
    if (!Array.isArray(inside)) {
      yield* refusedBelow(inside, below);
      continue;
    }
    for (const [index, item] of inside.entries())
      yield* refusedBelow(item, inside.length > 1 ? `${below}[${index + 1}]` : below);
  }
}

function codesOf(value: object): readonly string[] {
  if (!('retourCodes' in value)) return [];
  const { retourCodes } = value;
  if (typeof retourCodes !== 'object' || retourCodes === null) return [];
  if (!('retourCode' in retourCodes) || !Array.isArray(retourCodes.retourCode)) return [];
  return retourCodes.retourCode.filter((code): code is string => typeof code === 'string');
}
