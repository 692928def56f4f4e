import { berichtOfType } from '../catalogue.ts';
import { berichtModels } from '../messages/berichten.ts';
import { type Element, elementName } from '../messages/model.ts';
import type { Rule } from '../rules/engine/rule.ts';
import { rules } from '../rules/rules.ts';
import { type Answer, type AnsweredByRetour, type Heenbericht, hasCodes } from './retour.ts';

/** A class of a heenbericht that carries RetourCodes in its retour. */
export interface JudgedClass {
  /** Below Bericht, as in `Client/StartProducten/StartProduct[2]`. */
  readonly path: string;
  /** Its name, and those of what is in it as far as that carries no RetourCodes of its own. */
  readonly names: ReadonlySet<string>;
}

/** The classes of a heenbericht that its retour judges, in the order of the message. */
export function judgedClasses(heenbericht: Heenbericht): JudgedClass[] {
  const type = berichtOfType(heenbericht.type).answeredBy as Answer['type'];
  const found: JudgedClass[] = [];
  classesIn(berichtModels[type], heenbericht, { path: '', names: undefined, found });
  return found;
}

interface Walk {
  readonly path: string;
  /** Of the innermost class around it that carries RetourCodes. */
  readonly names: Set<string> | undefined;
  readonly found: JudgedClass[];
}

function classesIn(element: Element, value: unknown, { path, names, found }: Walk): void {
  if (element.kind === 'text') return;
  for (const [field, held] of Object.entries(element.fields)) {
    const inside = (value as Readonly<Record<string, unknown>>)[field];
    if (inside === undefined) continue;
    const of = held.kind === 'optional' ? held.of : held;
    const name = elementName(field);
    const below = path === '' ? name : `${path}/${name}`;
    const items = Array.isArray(inside) ? inside : [inside];
    for (const [index, item] of items.entries()) {
      const own = items.length > 1 ? `${below}[${index + 1}]` : below;
      const around = hasCodes(of) ? new Set<string>() : names;
      around?.add(name);
      if (around && around !== names) found.push({ path: own, names: around });
      classesIn(of, item, { path: own, names: around, found });
    }
  }
}

/** The rules of levels 3 and 4 by which a message of a type can be refused, in the order of the list of rules. */
export function rulesThatRefuse(type: AnsweredByRetour): readonly Rule[] {
  return rules.filter(({ level, messages }) => level > 2 && messages.includes(type));
}

/** A class that a rule is about: `TeWijzigenProduct.Omvang` is TeWijzigenProduct. */
const className = /(?<![.\w])[A-Z][a-z]\w*/g;

/**
 * The classes of a message that a rule is about, by their paths: at which of these a retour may name its code.
 *
 * @param type of the message
 */
export function placesOf(
  { berichtklasse }: Pick<Rule, 'berichtklasse'>,
  type: AnsweredByRetour,
  classes: readonly JudgedClass[],
): string[] {
  const wanted = berichtklasse.split(/[,;] /).flatMap((part) => {
    const [only] = /JW\d{3}/.exec(part) ?? [];
    return only === undefined || only === type ? [...(part.match(className) ?? [])] : [];
  });
  return classes
    .filter(({ names }) => wanted.some((name) => names.has(name)))
    .map(({ path }) => path);
}
