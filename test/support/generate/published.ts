import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The pattern of the published type for a time: no time zone. */
const MISREAD = '[^Z+-]+';
/** The same to XML Schema, and read right by libxml2 as well. */
const READ_RIGHT = '[^Z+\\-]+';

/**
 * A copy of the published schemas in which one pattern is spelled so that libxml2 reads it right.
 *
 * In `[^Z+-]` the hyphen stands for itself. libxml2 (2.15) drops a hyphen that ends a class, and
 * so lets the published schemas accept a time such as 10:30:00-05:00, which XML Schema (and
 * Xerces, which reads it right) refuses. Everything else in the copy is as published.
 */
export function publishedSchemas(folder: string): Disposable & { readonly folder: string } {
  const copy = mkdtempSync(join(tmpdir(), 'ijw-published-'));
  cpSync(folder, copy, { recursive: true });
  const file = join(copy, 'basisschema.xsd');
  const text = readFileSync(file, 'utf8');
  const [before, after, ...more] = text.split(MISREAD);
  if (before === undefined || after === undefined || more.length > 0) {
    rmSync(copy, { recursive: true });
    throw new Error(`expected ${MISREAD} once in ${folder}/basisschema.xsd`);
  }
  rmSync(file, { force: true });
  writeFileSync(file, before + READ_RIGHT + after);
  return { folder: copy, [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }) };
}
