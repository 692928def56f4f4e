import type { Command } from 'commander';
import {
  type Agreement,
  type Difference,
  ledgerDifferences,
} from '../../ledger/projection/agreement.ts';
import type { Unreadable } from '../../ledger/projection/children.ts';
import { type Rebuilt, rebuildLedger } from '../../ledger/projection/rebuild.ts';
import { forgetChild } from '../../retention/clients.ts';
import { inTransaction } from '../../store/transaction.ts';
import { ProgressBar } from '../bar.ts';
import { endings, WrongUsage } from '../ending.ts';
import { messageId } from '../options.ts';
import { type Printed, print } from '../print.ts';
import { callAtTerminal, withKeys } from '../session.ts';

const rebuildHelp = `
The tables allocation, request and delivery are what the entries of the ledger add up to. The gateway may
run meanwhile. Stopped halfway, run it again. It needs the ENCRYPTION_KEY of the gateway too, or its
DATA_DIR. It ends with 1 when tables and entries do not agree, or not all entries could be read.`;

const forgetHelp = `
What the ledger keeps of the child cannot be read any more; its entries stay, and the chains
stay whole. Messages about the child stay for their own term. A child under a legal hold is not forgotten.
It is written to the access log. This cannot be undone.`;

interface RebuildOptions extends Printed {
  readonly check?: boolean;
}

/** `ijw ledger rebuild`: whether the tables that rules and people read agree with the entries. */
export function addRebuild(ledger: Command): void {
  ledger
    .command('rebuild')
    .description('make the tables that rules and people read anew from the entries')
    .option('--check', 'only compare them with the entries, and name the first differences')
    .addHelpText('after', rebuildHelp)
    .action((options: RebuildOptions) => (options.check ? check(options) : rebuild(options)));
}

/** `ijw ledger forget`: delete the key of a child. */
export function addForget(ledger: Command): void {
  ledger
    .command('forget')
    .description('forget a child: delete its key, and leave the numbers of its allocations')
    .requiredOption('--client <id>', 'the child, by its id in the ledger', messageId)
    .option('--yes', 'do it; without this nothing is done')
    .addHelpText('after', forgetHelp)
    .action(forget);
}

async function rebuild(options: RebuildOptions): Promise<void> {
  const result = await withKeys(async ({ pool }, keys) => {
    using progress = new ProgressBar();
    return await rebuildLedger(pool, keys, progress.shown('entries').onProgress);
  });
  const { unreadable, conflicts } = result;
  print(result, options, rebuiltText);
  if (unreadable.length + conflicts.length > 0) process.exitCode = endings.notAllWell;
}

async function check(options: RebuildOptions): Promise<void> {
  const result = await withKeys(async ({ pool }, keys) => {
    using progress = new ProgressBar();
    return await ledgerDifferences(pool, keys, progress.shown('entries').onProgress);
  });
  print(result, options, agreementText);
  if (!result.agree) process.exitCode = endings.notAllWell;
}

async function forget({
  client,
  yes,
  ...options
}: Printed & { client: string; yes?: boolean }): Promise<void> {
  if (!yes) throw new WrongUsage('Nothing was done: this cannot be undone, so add --yes.');
  const result = await withKeys(({ pool }, { rows }) =>
    inTransaction(pool, (connection) => forgetChild(connection, rows, callAtTerminal(), client)),
  );
  if (result.outcome === 'under-hold')
    throw new Error('Nothing was done: a legal hold keeps this child (`ijw holds`).');
  if (result.outcome !== 'forgotten') throw new Error('The ledger knows no child with this id.');
  print(
    { client, entries: result.entries },
    options,
    ({ entries }) => `Forgotten. Entries that stay, and that nobody can read: ${entries}.`,
  );
}

function rebuiltText({ children, unreadable, conflicts, ...pace }: Rebuilt): string {
  return [
    ...unreadable.map(unreadableText),
    ...conflicts.map(
      (id) => `${id} owns a number or a reference that another child owns too, by its entries`,
    ),
    `Made anew: the rows of ${children} children. ${paceText(pace)}`,
  ].join('\n');
}

function agreementText({ agree, count, differences, unreadable, ...pace }: Agreement): string {
  const more = count - differences.length;
  const verdict = agree ? 'Tables and entries agree.' : 'TABLES AND ENTRIES DO NOT AGREE.';
  return [
    ...unreadable.map(unreadableText),
    ...differences.map(differenceText),
    ...(more > 0 ? [`and ${more} more rows`] : []),
    `${verdict} ${paceText(pace)}`,
  ].join('\n');
}

function differenceText(difference: Difference): string {
  const { table, row, clientId, municipality, provider, what, columns } = difference;
  const is = {
    missing: 'is missing',
    extra: 'should not be there',
    different: `differs in ${columns.join(', ')}`,
  }[what];
  return `${table} ${row} of child ${clientId}, ${municipality} and ${provider}, ${is}`;
}

function unreadableText({ clientId, municipality, chainNumber }: Unreadable): string {
  return `${clientId} has an entry that cannot be read: ${chainNumber} of ${municipality}; its rows were left`;
}

function paceText(pace: Pick<Rebuilt, 'entries' | 'seconds' | 'entriesPerSecond'>): string {
  const { entries, seconds, entriesPerSecond } = pace;
  return `${entries} entries in ${seconds.toFixed(1)} s, ${entriesPerSecond} a second.`;
}
