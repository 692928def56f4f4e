import type { Command } from 'commander';
import type { ConversionCommit } from '../../ledger/conversion/commits.ts';
import { type ConversionReport, reportOf, summedReport } from '../../ledger/conversion/report.ts';
import { reportWords } from '../../texts/cli/conversion-report-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import { outcomeOf, reportText } from '../conversion-report.ts';
import { watchCommit } from '../conversion-watch.ts';
import { type ConversionParts, withConversions } from '../conversions.ts';
import {
  addLanguage,
  conversionNumber,
  gemeenteCode,
  listOf,
  messageId,
  reason,
  withConversionNumber,
} from '../options.ts';
import { type Printed, print, table } from '../print.ts';
import { callAtTerminal } from '../session.ts';

const commitHelp = `
Converts the rows to which both sides agree and that were not sent: a JW301 for each child at each aanbieder. Each
is looked at again before it goes: what changed since the preview is held back, and the report says why.
It waits until all went, and until those were answered that a gateway answers; it does not wait for an aanbieder
that answers itself. It ends with 1 when not all were approved.`;

const revertHelp = `
Takes back what one message converted: of all rows of the child of this row at its aanbieder that went together.
The ledger has no declarations, so say that you know that nothing was declared of the SPIC.`;

interface Watching extends Printed {
  readonly watch?: boolean;
  readonly lang: Language;
}

/** Adds the commands that send messages, and say what became of them. */
export function addCommits(conversion: Command): void {
  addLanguage(
    withConversionNumber(conversion.command('commit').description('send what both sides agreed on'))
      .option('--gemeente <code>', 'of this gemeente only; more may be named', listOf(gemeenteCode))
      .option('--again', 'also what was refused before, because its cause was mended')
      .option('--no-watch', 'do not wait until it went'),
    'en',
  )
    .addHelpText('after', commitHelp)
    .action(commit);
  addLanguage(
    withConversionNumber(
      conversion.command('revert').description('take back what was converted of a child'),
    )
      .argument('<row>', 'the number of a row of it', conversionNumber)
      .requiredOption('--reason <text>', 'why, for the record; no personal data', reason)
      .requiredOption(
        '--nothing-declared',
        'you know that nothing was declared of the SPIC (OP362)',
      )
      .option('--no-watch', 'do not wait until it went'),
    'en',
  )
    .addHelpText('after', revertHelp)
    .action(revert);
  withConversionNumber(
    conversion.command('commits').description('the commits and reverts of a preview'),
  ).action(commits);
  withConversionNumber(
    conversion
      .command('stop')
      .description('stop a commit; messages whose turn has not come do not go'),
  )
    .argument('<commit>', 'as `ijw conversion commits` prints it', messageId)
    .action(stop);
  addLanguage(
    withConversionNumber(
      conversion.command('report').description('what became of the messages of a preview'),
    ).option('--commit <id>', 'of this commit or revert only', messageId),
    'en',
  )
    .addHelpText(
      'after',
      '\nOf each child at each aanbieder the newest message counts. It ends with 1 when not all were approved.',
    )
    .action(report);
}

async function commit(
  number: number,
  options: Watching & { readonly gemeente?: readonly string[]; readonly again?: boolean },
): Promise<void> {
  await send(number, options, ({ commits: all }) =>
    all.commit(callAtTerminal(), number, options.gemeente, options.again),
  );
}

async function revert(
  number: number,
  row: number,
  options: Watching & { readonly reason: string },
): Promise<void> {
  await send(number, options, ({ commits: all }) =>
    all.revert(callAtTerminal(), number, { row, reason: options.reason }),
  );
}

async function send(
  number: number,
  options: Watching,
  ask: (parts: ConversionParts) => Promise<ConversionCommit>,
): Promise<void> {
  await withConversions(async (parts) => {
    const asked = await ask(parts);
    const { id, kind, conversionId, posts } = asked;
    const { 'held-back': heldBack = 0, ...others } = posts;
    const going = Object.values(others).reduce((sum, count) => sum + count, 0);
    console.error(toGo(going, heldBack));
    if (!options.watch) return print(asked, options, () => `Begun: ${kind} ${id}.`);
    const watched = await watchCommit(parts.store, parts.keys.rows, {
      conversion: { id: conversionId, number },
      commit: { id, kind },
    });
    print(watched.report, options, (found) => reportText(found, options.lang));
    const words = reportWords[options.lang];
    if (watched.awaiting > 0) console.error(words.awaiting(watched.awaiting));
    if (watched.stuck > 0) console.error(words.stuck(watched.stuck));
    if (!watched.alone) process.exitCode = outcomeOf(watched.report);
  });
}

function toGo(going: number, heldBack: number): string {
  const behind =
    heldBack > 0 ? ` ${heldBack} held back: another message about the child is on its way.` : '';
  return `${going} message${going === 1 ? '' : 's'} to send.${behind}`;
}

async function commits(number: number, options: Printed): Promise<void> {
  const items = await withConversions(({ commits: all }) => all.list(callAtTerminal(), number));
  print({ items }, options, () => {
    if (items.length === 0) return 'There is no commit.';
    const header = ['id', 'kind', 'state', 'gemeenten', 'made', 'by', 'messages', 'reason'];
    return table(header, items.map(cellsOf));
  });
}

function cellsOf(one: ConversionCommit): unknown[] {
  const { id, kind, state, gemeenten, madeAt, madeBy } = one;
  const messages = Object.entries(one.posts).map(([step, count]) => `${count} ${step}`);
  return [
    ...[id, kind, state, gemeenten.join(' '), madeAt, madeBy, messages.join(', ')],
    one.reason,
  ];
}

async function stop(number: number, id: string, options: Printed): Promise<void> {
  const stopped = await withConversions(({ commits: all }) =>
    all.stop(callAtTerminal(), number, id),
  );
  print(stopped, options, ({ state }) =>
    state === 'finished'
      ? 'It had finished already: nothing was stopped.'
      : 'Stopped: messages whose turn had not come do not go.',
  );
}

async function report(
  number: number,
  options: Printed & { readonly commit?: string; readonly lang: Language },
): Promise<void> {
  const found = await withConversions((parts) => reported(parts, number, options.commit));
  print(found, options, () => reportText(found, options.lang));
  process.exitCode = outcomeOf(found);
}

/** @throws {Problem} `not-found`; a sentence for a commit that is not of this preview */
async function reported(
  { store, commits: all, conversions }: ConversionParts,
  number: number,
  id: string | undefined,
): Promise<ConversionReport> {
  const call = callAtTerminal();
  const { record } = await conversions.get(call, number);
  const asked = { conversionId: record.id, ...(id !== undefined && { commitId: id }) };
  const one = id === undefined ? null : (await all.list(call, number)).find((of) => of.id === id);
  if (one === undefined)
    throw new Error(
      `Conversion ${number} has no such commit. See \`ijw conversion commits ${number}\`.`,
    );
  const counts = await reportOf(store.pool, asked);
  return summedReport(number, one && { id: one.id, kind: one.kind }, counts);
}
