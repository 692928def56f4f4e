import { expect, test } from 'vitest';
import { berichten } from '../../../src/standard/catalogue.ts';
import { berichtModels } from '../../../src/standard/messages/berichten.ts';
import { type Element, elementName, type Optional } from '../../../src/standard/messages/model.ts';
import { type ElementModel, readModels } from '../../support/generate/model.ts';
import { schemaDirs } from '../xml/inspector-samples.ts';

const BASIS = 'http://www.istandaarden.nl/ijw/3_2/basisschema/schema';

/** What a model says of an element, as a schema would. */
function ofModel(name: string, model: Element | Optional<Element>, in_: Position): unknown {
  const element = model.kind === 'optional' ? model.of : model;
  const { repeats, basis } = in_;
  const facts = {
    name,
    min: model.kind === 'optional' ? 0 : 1,
    max: repeats ? Infinity : 1,
    basis,
  };
  if (element.kind === 'text') return { ...facts, collapses: element.collapses };
  const inside = { repeats: element.role === 'lijst', basis: element.role === 'basis' };
  const children = Object.entries(element.fields).map(([field, child]) =>
    ofModel(elementName(field), child, inside),
  );
  return { ...facts, children };
}

interface Position {
  readonly repeats: boolean;
  readonly basis: boolean;
}

/** The same of a schema. Only a string keeps the white space around it. */
function ofSchema({ name, namespace, min, max, type }: ElementModel): unknown {
  const facts = { name, min, max, basis: namespace === BASIS };
  if (type.kind === 'value') return { ...facts, collapses: type.primitive !== 'string' };
  return { ...facts, children: type.children.map(ofSchema) };
}

test.each(schemaDirs)('the models are those of %s: names, order, how often, white space', (dir) => {
  const schemas = readModels(dir);
  for (const { type } of berichten)
    expect([
      type,
      ofModel('Bericht', berichtModels[type], { repeats: false, basis: false }),
    ]).toEqual([type, ofSchema(schemas.get(type) as ElementModel)]);
});

/** Every class that ends with RetourCodes, by its path. */
function judged(element: Element | Optional<Element>, path: string): string[] {
  const of = element.kind === 'optional' ? element.of : element;
  if (of.kind === 'text') return [];
  const own = Object.keys(of.fields).at(-1) === 'retourCodes' ? [path] : [];
  const inside = Object.entries(of.fields).flatMap(([field, child]) =>
    judged(child, `${path}/${elementName(field)}`),
  );
  return [...own, ...inside];
}

test('in a retour the classes have RetourCodes, and what only holds others has none', () => {
  expect(judged(berichtModels.JW318, 'Bericht')).toEqual([
    'Bericht/Header',
    'Bericht/Client',
    'Bericht/Client/Verzoek',
    'Bericht/Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct',
    'Bericht/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct',
    'Bericht/Client/Verzoek/NieuweProducten/NieuwProduct',
  ]);
  expect(judged(berichtModels.JW320, 'Bericht')).toEqual([
    'Bericht/Header',
    'Bericht/Antwoord',
    'Bericht/Antwoord/Woonplaatsbeginsel',
  ]);
});
