import { type Command, InvalidArgumentError } from 'commander';
import { berichten } from '../../standard/catalogue.ts';
import { gemeenteOrAanbiederCode, partyCode } from '../options.ts';
import {
  addWishedPeriod,
  definePermissions,
  give,
  type Permission,
  type PermissionWords,
  type Wish,
} from '../permissions.ts';

/** A mandate in an answer of the gateway. */
interface Mandate extends Permission {
  readonly party: string;
  readonly mandatary: string;
  readonly messageTypes: readonly string[];
}

const words: PermissionWords<Mandate> = {
  list: 'mandates',
  one: 'mandate',
  giver: 'party',
  columns: [
    ['party', ({ party }) => party],
    ['mandatary', ({ mandatary }) => mandatary],
    ['messages', ({ messageTypes }) => messageTypes.join(', ')],
  ],
};

/** `ijw mandates`: who may act for whom. */
export function defineMandates(mandates: Command): void {
  definePermissions(mandates, words);
  addWishedPeriod(
    mandates
      .command('give')
      .description('let another act for a party')
      .argument('<code>', 'of the party', gemeenteOrAanbiederCode)
      .requiredOption('--to <code>', 'who may act for it', partyCode)
      .requiredOption('--types <types>', 'for these messages, as JW315,JW316', messageTypes),
  ).action((code: string, wish: Wish & { readonly types: readonly string[] }) =>
    give(words, code, { mandatary: wish.to, messageTypes: wish.types }, wish),
  );
}

function messageTypes(text: string): string[] {
  const known = berichten.map(({ type }) => type as string);
  const types = [
    ...new Set(
      text
        .toUpperCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    ),
  ];
  if (types.length === 0 || !types.every((type) => known.includes(type)))
    throw new InvalidArgumentError(`Give one or more of: ${known.join(', ')}.`);
  return types;
}
