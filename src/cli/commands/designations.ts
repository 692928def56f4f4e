import type { Command } from 'commander';
import { gemeenteCode, oinCode } from '../options.ts';
import {
  addWishedPeriod,
  definePermissions,
  give,
  type Permission,
  type PermissionWords,
  type Wish,
} from '../permissions.ts';

/** A designation in an answer of the gateway. */
interface Designation extends Permission {
  readonly gemeente: string;
  readonly office: string;
}

const words: PermissionWords<Designation> = {
  list: 'designations',
  one: 'designation',
  giver: 'gemeente',
  columns: [
    ['gemeente', ({ gemeente }) => gemeente],
    ['office', ({ office }) => office],
  ],
};

/** `ijw designations`: which regional office acts for which gemeente, as its contract manager. */
export function defineDesignations(designations: Command): void {
  definePermissions(designations, words);
  addWishedPeriod(
    designations
      .command('give')
      .description('let a regional office act for a gemeente')
      .argument('<code>', 'of the gemeente', gemeenteCode)
      .requiredOption('--to <code>', 'the regional office', oinCode),
  ).action((code: string, wish: Wish) => give(words, code, { office: wish.to }, wish));
}
