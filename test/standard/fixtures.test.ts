import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { berichten } from '../../src/standard/catalogue.ts';
import type { Inspection } from '../../src/standard/xml/inspection.ts';
import { Inspector } from '../../src/standard/xml/inspector.ts';
import { type ElementModel, readModels } from '../support/generate/model.ts';

const SCHEMAS = 'schemas/ijw/3.2';
const files = globSync('fixtures/**/*.xml').sort();
const refused = files.filter((file) => basename(file).startsWith('invalid-'));
const accepted = files.filter((file) => !refused.includes(file));
const conversation = accepted.filter((file) => file.includes('conversation'));

const inspector = Inspector.load(SCHEMAS);
afterAll(() => inspector[Symbol.dispose]());

function inspect(file: string): Extract<Inspection, { outcome: 'known' }> {
  const inspection = inspector.inspect(readFileSync(file));
  if (inspection.outcome !== 'known') expect.fail(`${file}: ${JSON.stringify(inspection)}`);
  return inspection;
}

/** The type that a fixture claims to be: its folder, or in the conversation its file name. */
function typeOf(file: string): string {
  return /JW\d{3}/.exec(file)?.[0] ?? '';
}

describe('fixtures', () => {
  test.each(accepted)('%s is a message that its schema accepts', (file) => {
    const inspection = inspect(file);
    expect(inspection.type).toBe(typeOf(file));
    expect(inspection.violations).toEqual([]);
  });

  test.each(refused)('%s is refused for the one reason that it gives', (file) => {
    const reason = /<!-- Refused: (\S+) at (\S+) -->/.exec(readFileSync(file, 'utf8'));
    const inspection = inspect(file);
    expect(inspection.type).toBe(typeOf(file));
    expect(inspection.violations.map(({ rule, element }) => [rule, element])).toEqual([
      [reason?.[1], reason?.[2]],
    ]);
  });

  test('the test numbers of citizens are from the test range and pass the eleven test', () => {
    const numbers = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/Bsn>(\d{9})</g)].map((match) => match[1] ?? ''),
    );
    expect(new Set(numbers)).toEqual(new Set(['999912008', '999934508']));
    for (const bsn of numbers) {
      expect(Number(bsn)).toBeGreaterThanOrEqual(999900006);
      expect(Number(bsn)).toBeLessThanOrEqual(999999990);
      const sum = [...bsn].reduce((total, d, i) => total + Number(d) * (i === 8 ? -1 : 9 - i), 0);
      expect(sum % 11).toBe(0);
    }
  });

  test.each(berichten)('$type has valid messages, and three that are refused', ({ type }) => {
    const count = (list: string[]) => list.filter((f) => dirname(f) === `fixtures/${type}`).length;
    expect(count(accepted)).toBeGreaterThanOrEqual(1);
    expect(count(refused)).toBeGreaterThanOrEqual(3);
  });

  test.each(berichten)('every optional element of $type is used in a valid message', ({ type }) => {
    const used = new Set(
      accepted
        .filter((file) => dirname(file) === `fixtures/${type}`)
        .flatMap((file) => elementPaths(readFileSync(file, 'utf8'))),
    );
    const optional = optionalPaths(readModels(SCHEMAS).get(type) as ElementModel, 'Bericht');
    expect(optional.length).toBeGreaterThan(0);
    expect(optional.filter((path) => !used.has(path))).toEqual([]);
  });
});

describe('the conversation', () => {
  const played = conversation.map((file) => ({ file, ...inspect(file) }));

  test('is played in the order of the file names', () => {
    expect(played.map(({ type }) => type)).toEqual(
      'JW315 JW316 JW319 JW320 JW301 JW302 JW305 JW306 JW307 JW308 JW305 JW306 JW307 JW308'.split(
        ' ',
      ),
    );
  });

  test('has a retour after each heenbericht, with the same header facts', () => {
    for (let i = 0; i < played.length; i += 2) {
      const [heen, retour] = [played[i], played[i + 1]];
      const { berichtCode: _, ...facts } = heen?.header ?? {};
      expect(retour?.header).toMatchObject(facts);
      expect(berichten.find((b) => b.type === retour?.type)?.retourOf).toBe(heen?.type);
    }
  });

  test('never uses an Identificatie twice and is about one child', () => {
    const sent = played.filter((_, i) => i % 2 === 0);
    expect(new Set(sent.map(({ header }) => header.identificatie)).size).toBe(sent.length);
    const bsns = conversation.flatMap((file) => readFileSync(file, 'utf8').match(/Bsn>\d+/g) ?? []);
    expect(new Set(bsns).size).toBe(1);
  });
});

/** Paths of all elements in a fixture, prefixes left out. Fixtures have no markup in attributes. */
function elementPaths(xml: string): string[] {
  const open: string[] = [];
  const paths: string[] = [];
  for (const [, slash, name, end] of xml.matchAll(/<(\/?)(?:[\w.]+:)?(\w+)(?:\s[^>]*?)?(\/?)>/g)) {
    if (slash === '/') {
      open.pop();
    } else {
      paths.push([...open, name].join('/'));
      if (end !== '/') open.push(name ?? '');
    }
  }
  return paths;
}

/** Paths of the elements that may be left out. */
function optionalPaths(model: ElementModel, path: string): string[] {
  const own = model.min === 0 ? [path] : [];
  if (model.type.kind === 'value') return own;
  return [...own, ...model.type.children.flatMap((c) => optionalPaths(c, `${path}/${c.name}`))];
}
