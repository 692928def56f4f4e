import { type BerichtType, berichten } from '../../../src/standard/catalogue.ts';
import type { ElementModel, ValueType } from './model.ts';
import { readModels } from './model.ts';
import type { Vocabulary } from './mutations.ts';
import { mutations } from './mutations.ts';
import { Random } from './random.ts';
import type { Node, Notation } from './tree.ts';
import { escapeText, serialise } from './tree.ts';
import { buildValid, USUAL } from './valid.ts';
import { edgeValues } from './values.ts';

export interface GeneratedDocument {
  readonly type: BerichtType;
  readonly xml: string;
  /** `valid`, `every edge`, or the name of a mutation. */
  readonly kind: string;
}

const BASIS = 'http://www.istandaarden.nl/ijw/3_2/basisschema/schema';

/** The ways of writing one and the same document. */
export function notations(message: string): Notation[] {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const all = new Map([
    [message, 'm'],
    [BASIS, 'ijw'],
  ]);
  return [
    USUAL,
    { ...USUAL, newline: '', declaration: '' },
    { prefixes: all, newline: '\n', indent: '\t', declaration },
    { prefixes: new Map([[message, 'bericht.1']]), newline: '\n', indent: '', declaration },
    { prefixes: new Map(), newline: '', indent: '', declaration: '<!-- los -->\n' },
  ];
}

interface Leaf {
  readonly type: BerichtType;
  readonly path: string;
}

/** Per value type, distinguished by its facets, the places in all messages that have it. */
function leavesPerType(models: ReadonlyMap<BerichtType, ElementModel>) {
  const found = new Map<string, { valueType: ValueType; leaves: Leaf[] }>();
  const walk = (type: BerichtType, model: ElementModel, path: string): void => {
    if (model.type.kind === 'class') {
      for (const child of model.type.children) {
        walk(type, child, path === '' ? child.name : `${path}/${child.name}`);
      }
      return;
    }
    const key = JSON.stringify(model.type);
    const entry = found.get(key) ?? { valueType: model.type, leaves: [] };
    entry.leaves.push({ type, path });
    found.set(key, entry);
  };
  for (const [type, model] of models) walk(type, model, '');
  return [...found.values()];
}

/** The first element that a path leads to. */
function follow(root: Node, path: string): Node | undefined {
  return path
    .split('/')
    .reduce<Node | undefined>(
      (node, name) =>
        node?.content.find(
          (child): child is Node => typeof child !== 'string' && child.name === name,
        ),
      root,
    );
}

export function vocabularyOf(models: ReadonlyMap<BerichtType, ElementModel>): Vocabulary {
  const names = new Set<string>();
  const walk = (model: ElementModel): void => {
    names.add(model.name);
    if (model.type.kind === 'class') model.type.children.forEach(walk);
  };
  for (const model of models.values()) walk(model);
  return { names: [...names], namespaces: [BASIS, ...berichten.map((b) => b.namespace)] };
}

/** First every edge of every value type once, in a place that has it. */
function* everyEdge(
  models: ReadonlyMap<BerichtType, ElementModel>,
  random: Random,
): Generator<GeneratedDocument> {
  for (const { valueType, leaves } of leavesPerType(models)) {
    for (const value of edgeValues(valueType)) {
      const { type, path } = random.pick(leaves);
      const bericht = models.get(type) as ElementModel;
      const root = buildValid(bericht, random, { path, optional: 0.1 });
      const leaf = follow(root, path);
      if (!leaf) throw new Error(`no ${path} in ${type}`);
      leaf.content = value === '' ? [] : [escapeText(value)];
      yield { type, kind: 'every edge', xml: serialise(root, USUAL) };
    }
  }
}

/**
 * Documents without end, the same for the same seed: first every edge of every value type, then
 * for ever one valid document and some mutated ones of each type in turn.
 *
 * @param schemaDir the folder whose schemas say what is valid and where the edges are.
 */
export function* generateDocuments(schemaDir: string, seed: number): Generator<GeneratedDocument> {
  const models = readModels(schemaDir);
  const vocabulary = vocabularyOf(models);
  const random = new Random(seed);
  yield* everyEdge(models, random);
  for (;;) {
    for (const [kind, mutate] of [['valid', undefined] as const, ...Object.entries(mutations)]) {
      for (const [type, bericht] of models) {
        const optional = random.pick([0, 0.2, 0.5, 1]);
        const root = buildValid(bericht, random, { optional });
        mutate?.(root, random, vocabulary);
        yield { type, kind, xml: serialise(root, random.pick(notations(bericht.namespace))) };
      }
    }
  }
}
