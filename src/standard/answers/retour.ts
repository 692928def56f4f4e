import { berichtOfType } from '../catalogue.ts';
import { type BerichtOf, berichtModels } from '../messages/berichten.ts';
import type { Element } from '../messages/model.ts';
import type { XsdVersie } from '../xml/schema-set.ts';

/**
 * How a heenbericht is answered (OP065, OP090, IV028, IV032 to IV034): the Header alone, or all of
 * the message with a verdict on each class.
 */

/** RetourCode: the message breaks a rule within the message, whichever and however many. */
const WITHIN = '0001';
/** RetourCode: no fault in this class. */
export const FAULTLESS = '0200';
/** RetourCode: not assessed, because a class around it is faulty. */
export const NOT_ASSESSED = '0233';

/** What an answer says of itself. */
export interface RetourFacts {
  /** IdentificatieRetour, or in a JW325 Identificatie: at most 12 characters. */
  readonly identificatie: string;
  /** `yyyy-mm-dd` */
  readonly dagtekening: string;
  /** Of the XSDs of the answer. */
  readonly xsdVersie: XsdVersie;
  /** As in `1.0.0`: the standard asks for the version of what refused the message. */
  readonly ruleSetVersion: string;
}

/** Types of messages that a retour answers. */
export const answeredByRetour = [
  ...(['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319'] as const),
] as const;
export type AnsweredByRetour = (typeof answeredByRetour)[number];

/** A heenbericht that a retour answers. */
export type Heenbericht = BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW319'>;
type Declaratie = BerichtOf<'JW323'>;

/** A retour, or the answer to a declaration. */
export type Answer = BerichtOf<'JW302' | 'JW306' | 'JW308' | 'JW316' | 'JW318' | 'JW320' | 'JW325'>;

/** A fault, as far as an answer reports it. */
export interface Fault {
  /** Path below Bericht, as in `Client/StartProducten/StartProduct[2]/Begindatum`. */
  readonly path: string;
  readonly retourCode: string;
}

/** The retour that approves a message: its Header, without a RetourCode. */
export function approve(heenbericht: Heenbericht, facts: RetourFacts): Answer {
  return headerAlone(heenbericht, facts);
}

/** The answer to a message that breaks rules of level 2. */
export function refuseWithin(heenbericht: Heenbericht | Declaratie, facts: RetourFacts): Answer {
  return headerAlone(heenbericht, facts, [WITHIN], facts.ruleSetVersion);
}

/**
 * The answer to a message that breaks rules of levels 3 and 4. With a fault in the Header the answer is that alone,
 * without the other faults.
 *
 * @param faults at least one; each counts for the innermost class around it that has RetourCodes
 * @throws for a fault in no such class; and for a declaration without a fault in its Header, since a
 *   JW325 weighs the others one by one
 */
export function refuse(
  heenbericht: Heenbericht | Declaratie,
  faults: readonly Fault[],
  facts: RetourFacts,
): Answer {
  if (faults.length === 0) throw new Error('a refusal needs a fault');
  const inHeader = faults.filter(({ path }) => isInHeader(path));
  if (inHeader.length > 0)
    return headerAlone(heenbericht, facts, [
      ...new Set(inHeader.map(({ retourCode }) => retourCode)),
    ]);
  if (heenbericht.type === 'JW323')
    throw new Error('a fault in a class of a declaration has no answer here');
  const alone = headerAlone(heenbericht, facts, [FAULTLESS]);
  const model = berichtModels[alone.type];
  const codes = new Map<object, Set<string>>();
  for (const { path, retourCode } of faults) {
    const place = classAt(model, heenbericht, path);
    codes.set(place, (codes.get(place) ?? new Set()).add(retourCode));
  }
  const judged = judge(model, heenbericht, codes, false) as object;
  return { ...judged, ...alone } as Answer;
}

/** Whether a fault is in the Header: the answer to it is a Header alone. */
export function isInHeader(path: string): boolean {
  return /^Header(?:$|\/)/.test(path);
}

/** An answer that is a Header alone, with RetourCodes or without. */
export function headerAlone(
  heenbericht: Heenbericht | Declaratie,
  facts: RetourFacts,
  codes?: readonly string[],
  xsltVersie?: string,
): Answer {
  const type = berichtOfType(heenbericht.type).answeredBy as Answer['type'];
  const { berichtCode } = berichtOfType(type);
  const { header } = heenbericht;
  const { identificatie, dagtekening, xsdVersie } = facts;
  const ofAnswer = { ...(xsltVersie && { xsltVersie }), ...(codes && withCodes(codes)) };
  const answer =
    heenbericht.type === 'JW323'
      ? {
          berichtCode,
          berichtVersie: '3',
          berichtSubversie: '2',
          afzender: header.ontvanger,
          ontvanger: header.afzender,
          berichtIdentificatie: { identificatie, dagtekening },
          xsdVersie,
          declaratieIdentificatie: header.berichtIdentificatie,
          xsdVersieDeclaratie: header.xsdVersie,
        }
      : {
          // The Afzender of a retour is that of its heenbericht.
          ...header,
          berichtCode,
          identificatieRetour: identificatie,
          dagtekeningRetour: dagtekening,
          xsdVersieRetour: xsdVersie,
        };
  return { type, header: { ...answer, ...ofAnswer } } as Answer;
}

/** RetourCodes, as a class has them. */
export function withCodes(codes: Iterable<string>) {
  return { retourCodes: { retourCode: [...codes] } };
}

type Values = Readonly<Record<string, unknown>>;

/** The innermost class on a path that is there and has RetourCodes in the retour. */
function classAt(model: Element, bericht: object, path: string): object {
  let element = model;
  let value: unknown = bericht;
  let found: object | undefined;
  for (const step of path.split('/')) {
    const [, first = '', rest = '', index = '1'] = /^(.)(\w*)(?:\[(\d+)\])?$/.exec(step) ?? [];
    const name = first.toLowerCase() + rest;
    const field = element.kind === 'text' ? undefined : element.fields[name];
    if (!field) break;
    element = field.kind === 'optional' ? field.of : field;
    const inside = (value as Values)[name];
    value = Array.isArray(inside) ? inside[Number(index) - 1] : inside;
    if (value === undefined) break;
    if (hasCodes(element)) found = value as object;
  }
  // The error does not quote the path, which may have any text when it is not of the standard.
  if (!found) throw new Error('a fault is in no class of the message');
  return found;
}

/** Whether a class of a retour carries RetourCodes. */
export function hasCodes(element: Element): boolean {
  return element.kind === 'class' && 'retourCodes' in element.fields;
}

/** A copy of a class and all that it holds, with RetourCodes where the retour has them. */
function judge(
  element: Element,
  value: unknown,
  codes: ReadonlyMap<object, ReadonlySet<string>>,
  underFault: boolean,
): unknown {
  if (element.kind === 'text' || element.role === 'basis') return value;
  const own = codes.get(value as object);
  const judged: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(element.fields)) {
    const inside = (value as Values)[name];
    if (inside === undefined) continue;
    const of = field.kind === 'optional' ? field.of : field;
    const copy = (each: unknown) => judge(of, each, codes, underFault || own !== undefined);
    judged[name] = Array.isArray(inside) ? inside.map(copy) : copy(inside);
  }
  if (!hasCodes(element)) return judged;
  return { ...judged, ...withCodes(own ?? [underFault ? NOT_ASSESSED : FAULTLESS]) };
}
