import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type Checkpoint, listCheckpoints, makeCheckpoints } from '../../ledger/checkpoint.ts';
import type { Fault } from '../../ledger/link.ts';
import { type Verification, verifyChains } from '../../ledger/verify.ts';
import { drawBar } from '../bar.ts';
import { endings } from '../ending.ts';
import { json, type Printed, print, table } from '../print.ts';
import { withKeys } from '../session.ts';
import { addImport } from './import.ts';
import { addForget, addRebuild } from './rebuild.ts';

const keyHelp =
  'It needs the ENCRYPTION_KEY of the gateway too, or its DATA_DIR: checkpoints are signed with it.';

interface VerifyOptions extends Printed {
  readonly municipality?: string;
  readonly against?: string;
}

/** `ijw ledger`: whether the chains of the ledger are whole, and the checkpoints that prove it. */
export function defineLedger(ledger: Command): void {
  ledger
    .command('verify')
    .description('walk the chains and name the first entry that is wrong')
    .option('--municipality <code>', 'only the chain of this municipality', municipalityCode)
    .option('--against <file>', 'also hold them against these checkpoints, kept elsewhere')
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
  const result = await withKeys(({ pool }, keys) =>
    verifyChains(pool, keys, {
      kept,
      ...(options.municipality && { municipality: options.municipality }),
      ...(process.stderr.isTTY && { onProgress: drawBar }),
    }),
  );
  if (process.stderr.isTTY && result.entries > 0) process.stderr.write('\n');
  if (options.municipality && result.chains.length === 0)
    throw new Error(`There is no chain of ${options.municipality}.`);
  print(result, options, textOf);
  if (!result.sound) process.exitCode = endings.notAllWell;
}

function textOf({ chains, sound, entries, seconds, entriesPerSecond }: Verification): string {
  if (chains.length === 0) return 'There is no chain.';
  const rows = chains.map(({ municipality, entries, checkpoints, fault }) => [
    ...[municipality, entries, checkpoints, fault ? sentenceOf(fault) : 'whole'],
  ]);
  const verdict = sound ? 'All chains are whole.' : 'NOT ALL CHAINS ARE WHOLE.';
  return [
    table(['municipality', 'right entries', 'checkpoints', 'chain'], rows),
    `${verdict} ${entries} entries in ${seconds.toFixed(1)} s, ${entriesPerSecond} a second.`,
  ].join('\n\n');
}

/** What is wrong, for a person. */
function sentenceOf({ kind, number, to }: Fault): string {
  switch (kind) {
    case 'changed':
      return `entry ${number} was changed`;
    case 'missing':
      return `entry ${number} is missing`;
    case 'reordered':
      return `entry ${number} stood elsewhere in the chain`;
    case 'rewritten':
      return to === undefined
        ? `entry ${number} was replaced by another`
        : `one or more of the entries ${number} to ${to} were replaced by others`;
    case 'cut-off':
      return `it was cut off: entry ${number} and what came after it are gone`;
    case 'beyond-head':
      return `entry ${number} is beyond the head of the chain, which was set back or is gone`;
    case 'checkpoint':
      return `the checkpoint at entry ${number} was not made by this gateway, or was changed`;
  }
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
      ['municipality', 'day', 'entries', 'hash', 'signature'],
      shown.map(({ municipality, day, number, hash, mac }) => [
        ...[municipality, day, number, hash, mac],
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
  const { number, ...texts } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(number) &&
    ['municipality', 'day', 'hash', 'at', 'mac'].every((name) => typeof texts[name] === 'string')
  );
}

function municipalityCode(text: string): string {
  if (!/^[0-9]{4}$/.test(text))
    throw new InvalidArgumentError('A municipality has a code of 4 digits.');
  return text;
}
