import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type Checkpoint,
  listCheckpoints,
  makeCheckpoints,
} from '../../ledger/chain/checkpoint.ts';
import { type VerifyOptions as ChainOptions, verifyChains } from '../../ledger/chain/verify.ts';
import { concludeLedger } from '../../operations/verifications/model.ts';
import { ProgressBar } from '../bar.ts';
import { endings } from '../ending.ts';
import { verifyAndKeep } from '../kept-verification.ts';
import { json, type Printed, print, table } from '../print.ts';
import { withKeys } from '../session.ts';
import { verificationText } from '../verification-text.ts';
import { addImport } from './import.ts';
import { addForget, addRebuild } from './rebuild.ts';

const keyHelp =
  'It needs the ENCRYPTION_KEY of the gateway too, or its DATA_DIR: checkpoints are signed with it.';

interface VerifyOptions extends Printed {
  readonly municipality?: string;
  readonly against?: string;
  readonly lang: 'nl' | 'en';
}

/** `ijw ledger`: whether the chains of the ledger are whole, and the checkpoints that prove it. */
export function defineLedger(ledger: Command): void {
  ledger
    .command('verify')
    .description('walk the chains and name the first entry that is wrong')
    .option('--municipality <code>', 'only the chain of this municipality', municipalityCode)
    .option('--against <file>', 'also hold them against these checkpoints, kept elsewhere')
    .addOption(new Option('--lang <language>', 'language').choices(['nl', 'en']).default('en'))
    .addHelpText('after', `\n${keyHelp}\nIt ends with 1 when a chain is not whole.`)
    .action(verify);

  ledger
    .command('checkpoint')
    .description('make the checkpoints of today, where there are none yet')
    .option('--all', 'print all that were ever made, to keep them elsewhere')
    .addHelpText('after', `\n${keyHelp}`)
    .action(checkpoint);

  addRebuild(ledger);
  addForget(ledger);
  addImport(ledger);
}

async function verify(options: VerifyOptions): Promise<void> {
  const kept = options.against ? await readKept(options.against) : [];
  const { municipality } = options;
  const which = { kept, ...(municipality && { municipality }) };
  const result = await withKeys(async (store, keys) => {
    using progress = new ProgressBar();
    const walk = async (walked: ChainOptions) => {
      const found = await verifyChains(store.pool, keys, { ...which, ...walked });
      if (municipality && found.chains.length === 0)
        throw new Error(`There is no chain of ${municipality}.`);
      return found;
    };
    const wish = { what: 'ledger', municipality, walk, conclude: concludeLedger } as const;
    return await verifyAndKeep(store, keys, wish, progress.shown('entries'));
  });
  print(result, options, (found) => verificationText(found, options.lang));
  if (!result.sound) process.exitCode = endings.notAllWell;
}

async function checkpoint(options: Printed & { all?: boolean }): Promise<void> {
  const shown = await withKeys(async ({ pool }, keys) => {
    const made = await makeCheckpoints(pool, keys);
    return options.all ? listCheckpoints(pool) : made;
  });
  if (options.json) return console.log(json(shown));
  if (shown.length === 0) {
    const nothing = 'Nothing to do: each chain has its checkpoint of today.';
    return console.log(options.all ? 'There is no checkpoint.' : nothing);
  }
  console.log(
    table(
      ['municipality', 'day', 'of', 'entries', 'hash', 'signature'],
      shown.map(({ municipality, day, kind, number, hash, mac }) => [
        ...[municipality, day, kind ?? 'day', number, hash, mac],
      ]),
    ),
  );
}

/** @throws when the file is no list of checkpoints, as `ijw ledger checkpoint --all --json` prints it */
async function readKept(file: string): Promise<Checkpoint[]> {
  const fault = `${file} is not a list of checkpoints, as \`ijw ledger checkpoint --all --json\` prints it.`;
  let kept: unknown;
  try {
    kept = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(code ? `${file} cannot be read: ${code}.` : fault);
  }
  if (!Array.isArray(kept) || !kept.every(isCheckpoint)) throw new Error(fault);
  return kept;
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (!value || typeof value !== 'object') return false;
  const { number, kind, ...texts } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(number) &&
    [undefined, 'closing', 'closed'].some((known) => known === kind) &&
    ['municipality', 'day', 'hash', 'at', 'mac'].every((name) => typeof texts[name] === 'string')
  );
}

function municipalityCode(text: string): string {
  if (!/^[0-9]{4}$/.test(text))
    throw new InvalidArgumentError('A municipality has a code of 4 digits.');
  return text;
}
