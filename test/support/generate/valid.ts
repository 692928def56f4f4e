import type { BerichtType } from '../../../src/standard/catalogue.ts';
import type { ElementModel } from './model.ts';
import type { Random } from './random.ts';
import type { Node, Notation } from './tree.ts';
import { escapeText, serialise } from './tree.ts';
import { plainValues } from './values.ts';

const BASIS = 'http://www.istandaarden.nl/ijw/3_2/basisschema/schema';

/** The notation of the standard's own examples: the message without prefix, CR LF, two spaces. */
export const USUAL: Notation = {
  prefixes: new Map([[BASIS, 'ijw']]),
  newline: '\r\n',
  indent: '  ',
  declaration: '<?xml version="1.0" encoding="UTF-8"?>\r\n',
};

/** What a generated message must hold. */
export interface Wishes {
  readonly afzender?: string;
  readonly ontvanger?: string;
  /** At most 12 characters. */
  readonly identificatie?: string;
  /** `yyyy-mm-dd` */
  readonly dagtekening?: string;
  /** Any other values, by path below Bericht, as in `Header/DeclaratieIdentificatie/Identificatie`. */
  readonly values?: Readonly<Record<string, string>>;
  /** The chance that an optional element is there: 0.5 by default. */
  readonly optional?: number;
  /** A path that must be there, whatever chance says. */
  readonly path?: string;
}

/** A number from the test range 999900006 to 999999990 that passes the eleven test. */
export function testBsn(random: Random): string {
  for (;;) {
    const digits = [...String(999900006 + random.below(99985))].map(Number);
    const sum = digits.reduce((total, digit, i) => total + digit * (i === 8 ? -1 : 9 - i), 0);
    if (sum % 11 === 0) return digits.join('');
  }
}

/** Builds a message that its schema accepts; the rules beyond the schema are not minded. */
export function buildValid(bericht: ElementModel, random: Random, wishes: Wishes = {}): Node {
  const values: Record<string, string | undefined> = {
    'Header/Afzender': wishes.afzender,
    'Header/Ontvanger': wishes.ontvanger,
    'Header/BerichtIdentificatie/Identificatie': wishes.identificatie,
    'Header/BerichtIdentificatie/Dagtekening': wishes.dagtekening,
    ...wishes.values,
  };
  const wanted = [...Object.keys(values).filter((path) => values[path] !== undefined)];
  if (wishes.path !== undefined) wanted.push(wishes.path);
  const build = (model: ElementModel, path: string): Node => {
    const content: Node['content'] = [];
    if (model.type.kind === 'value') {
      const value = values[path] ?? (model.name === 'Bsn' ? testBsn(random) : undefined);
      content.push(escapeText(value ?? random.pick(plainValues(model.type))));
    } else {
      for (const child of model.type.children) {
        const childPath = path === '' ? child.name : `${path}/${child.name}`;
        const asked = wanted.some((w) => w === childPath || w.startsWith(`${childPath}/`));
        const there = asked || child.min > 0 || random.chance(wishes.optional ?? 0.5);
        const times = !there ? 0 : child.max > 1 && random.chance(0.3) ? 2 + random.below(2) : 1;
        for (let i = 0; i < times; i++) content.push(build(child, childPath));
      }
    }
    return { name: model.name, namespace: model.namespace, attributes: [], content, model };
  };
  return build(bericht, '');
}

/**
 * One message of a type that its schema accepts, as text.
 *
 * @param models what `readModels` read from a schema folder.
 */
export function validMessage(
  models: ReadonlyMap<BerichtType, ElementModel>,
  type: BerichtType,
  random: Random,
  wishes: Wishes = {},
): string {
  const bericht = models.get(type);
  if (!bericht) throw new Error(`no schema for ${type}`);
  return serialise(buildValid(bericht, random, wishes), USUAL);
}
