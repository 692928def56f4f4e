import { globSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { type BerichtType, berichten } from '../../../src/standard/catalogue.ts';
import type { AnyBericht } from '../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { type ElementModel, readModels } from '../../support/generate/model.ts';
import { Random } from '../../support/generate/random.ts';
import { repetitions } from '../../support/long-form.ts';
import { factsOfDocument, factsOfObject } from './facts.ts';
import { oddDocument } from './harmless.ts';

const SCHEMAS = 'schemas/ijw/3.2';
const DOCUMENTS = repetitions(1_000, 10_000);
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));

const schemas = readModels(SCHEMAS);
const inspector = Inspector.load(SCHEMAS);
afterAll(() => inspector[Symbol.dispose]());

function isValid(bytes: Uint8Array): boolean {
  const inspection = inspector.inspect(bytes);
  return inspection.outcome === 'known' && inspection.violationCount === 0;
}

/** Reads as libxml2 does; what is built of it reads the same, and its schema accepts it. */
function expectFaithful(type: BerichtType, bytes: Uint8Array): void {
  const bericht = parseBericht(type, bytes) as AnyBericht;
  const model = schemas.get(type) as ElementModel;
  const facts = factsOfDocument(bytes, model);
  expectSame(factsOfObject(bericht), facts);
  const built = buildBericht(bericht);
  expectSame(parseBericht(type, built), bericht);
  expect(isValid(built)).toBe(true);
  expect(built.toString()).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\r\n<Bericht /);
  expect(built.toString()).not.toMatch(/[^\r]\n|\r(?!\n)/);
}

/** As `toEqual`, which takes half of the time when it is asked of every document. */
function expectSame(one: unknown, other: unknown): void {
  if (JSON.stringify(one) !== JSON.stringify(other)) expect(one).toEqual(other);
}

const fixtures = globSync('fixtures/**/*.xml').filter((file) => !file.includes('invalid-'));

test.each(fixtures.sort())('%s is read as libxml2 reads it, and written again', (file) => {
  expectFaithful(/JW\d{3}/.exec(file)?.[0] as BerichtType, readFileSync(file));
});

describe(`generated documents (SEED=${seed})`, () => {
  test(`${DOCUMENTS} oddly written ones are read as libxml2 reads them, and written again`, () => {
    console.log(`mapping: SEED=${seed}`);
    const random = new Random(seed);
    let [valid, refused] = [0, 0];
    for (let index = 0; valid < DOCUMENTS; index += 1) {
      const { type } = berichten[index % berichten.length] as { type: BerichtType };
      const xml = oddDocument(schemas.get(type) as ElementModel, random);
      const bytes = Buffer.from(xml);
      if (!isValid(bytes)) {
        refused += 1;
        continue;
      }
      valid += 1;
      try {
        expectFaithful(type, bytes);
      } catch (cause) {
        throw new Error(`SEED=${seed}, document ${index}, a ${type}:\n${xml}`, { cause });
      }
    }
    // Those that the schema refuses prove nothing here: there must be few.
    expect(refused).toBeLessThan(DOCUMENTS / 2);
  });
});
