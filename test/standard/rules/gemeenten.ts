import { fileURLToPath } from 'node:url';
import { loadGemeenten } from '../../../src/standard/rules/gemeenten.ts';

/** The list that the gateway brings along. */
export const gemeentenFile = fileURLToPath(
  new URL('../../../src/standard/lists/gemeenten.tsv', import.meta.url),
);

export const testGemeenten = loadGemeenten(gemeentenFile);
