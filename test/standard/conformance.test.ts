import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Inspector } from '../../src/standard/inspector.ts';
import { type GeneratedDocument, generateDocuments } from '../support/generate/documents.ts';
import { type ElementModel, readModels, readVersions } from '../support/generate/model.ts';
import { mutations } from '../support/generate/mutations.ts';

const OWN = 'schemas/ijw/3.2';
/** The published schemas, when there is a folder with reference facts to compare with. */
const reference = process.env.IJW_REFERENCE && join(process.env.IJW_REFERENCE, 'xsd');
const DOCUMENTS = 21_000;
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));

const own = Inspector.load(OWN);
const published = reference === undefined ? undefined : Inspector.load(reference);
afterAll(() => {
  own[Symbol.dispose]();
  published?.[Symbol.dispose]();
});

/** What an inspector makes of a document: where and why it is refused, texts of schemas left out. */
function verdict(inspector: Inspector, xml: string): string {
  const inspection = inspector.inspect(Buffer.from(xml));
  if (inspection.outcome !== 'known') return `${inspection.outcome} ${inspection.reason}`;
  const faults = inspection.violations.map((v) => `${v.rule} at ${v.element} line ${v.line}`);
  return inspection.violationCount === 0 ? 'valid' : faults.join('; ');
}

function report(document: GeneratedDocument, index: number, verdicts: string): string {
  return `seed ${seed}, document ${index}, ${document.kind}: ${verdicts}\n${document.xml}`;
}

describe(`conformance of our schemas, seed ${seed}`, () => {
  test(`${reference ? 'the published schemas and ours agree' : 'our schemas judge'} on every document`, {
    timeout: 120_000,
  }, () => {
    console.log(`conformance: SEED=${seed}${reference ? '' : ' (IJW_REFERENCE is not set)'}`);
    const valid = new Map<string, number>();
    const invalid = new Map<string, number>();
    let index = 0;
    for (const document of generateDocuments(reference ?? OWN, seed)) {
      const ours = verdict(own, document.xml);
      if (published) {
        const theirs = verdict(published, document.xml);
        if (ours !== theirs) {
          expect.fail(report(document, index, `ours "${ours}", published "${theirs}"`));
        }
      }
      if (document.kind === 'valid' && ours !== 'valid') {
        expect.fail(report(document, index, `generated as valid, but "${ours}"`));
      }
      const count = ours === 'valid' ? valid : invalid;
      count.set(document.kind, (count.get(document.kind) ?? 0) + 1);
      if (++index === DOCUMENTS) break;
    }
    // The generator must keep hitting both sides, or agreement would mean nothing.
    expect(valid.get('valid')).toBeGreaterThan(500);
    for (const kind of ['every edge', ...Object.keys(mutations)]) {
      expect(invalid.get(kind), `${kind}: too few refused`).toBeGreaterThan(50);
      if (kind === 'many at once') continue;
      expect(valid.get(kind), `${kind}: too few accepted`).toBeGreaterThan(5);
    }
  });

  test('every message has a schema, and every schema has its version facts', () => {
    const models = readModels(OWN);
    expect(readdirSync(OWN).sort()).toEqual(
      ['basisschema', ...models.keys()].map((name) => `${name}.xsd`).sort(),
    );
    for (const name of ['basisschema', ...models.keys()]) {
      const versions = readVersions(OWN, name);
      expect(Object.fromEntries(versions)).toMatchObject({
        standaard: 'ijw',
        bericht: name.toLowerCase(),
        release: '3.2',
      });
      if (reference) expect(versions).toEqual(readVersions(reference, name));
    }
  });

  test('elements, order, cardinality and facets are those of the published schemas', () => {
    const ours = [...readModels(OWN).values()].map(facts);
    expect(ours.length).toBe(14);
    expect(JSON.stringify(ours)).toContain('"maxLength":36');
    if (reference) expect(ours).toEqual([...readModels(reference).values()].map(facts));
  });
});

/** A model without the text of its patterns: those may be written differently. */
function facts(model: ElementModel): unknown {
  const { type, ...element } = model;
  if (type.kind === 'class') return { ...element, children: type.children.map(facts) };
  const { patterns, enumeration, ...facets } = type;
  const literal = patterns.filter((pattern) => /^\d+$/.test(pattern));
  return {
    ...element,
    ...facets,
    codes: enumeration?.toSorted(),
    literal,
    patterned: patterns.length,
  };
}
