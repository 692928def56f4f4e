import { type Command, InvalidArgumentError } from 'commander';
import {
  type Forgetting,
  findForgetting,
  listForgettings,
  listForgotten,
} from '../../exchange/forgetting/record.ts';
import { forgetToday, tryOutForgetting } from '../../exchange/forgetting/run.ts';
import { messageId, wholeNumber } from '../options.ts';
import { facts, json, table } from '../print.ts';
import { exitCodes, withKeys, withStore } from '../session.ts';

const runHelp = `
The gateway does so by itself, once a day. It needs the ENCRYPTION_KEY of the gateway too, or its DATA_DIR:
messages about a child under a legal hold are found with it. The terms are those of the settings here
(RETENTION_...): give the same as to the gateway. What was forgotten cannot be brought back.`;

interface JsonOption {
  readonly json?: boolean;
}

/** `ijw forgetting`: what was forgotten because its term was over, and doing it now. */
export function addForgetting(program: Command): void {
  const forgetting = program
    .command('forgetting')
    .description('what is forgotten when its term is over')
    .addHelpText('after', exitCodes);

  forgetting
    .command('run')
    .description('forget what is over now, also when that was done today')
    .option('--dry-run', 'only say how much that is')
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', runHelp)
    .addHelpText('after', exitCodes)
    .action(run);

  forgetting
    .command('list', { isDefault: true })
    .description('the reports, newest day first (the default)')
    .option('--limit <number>', 'at most so many', wholeNumber, 30)
    .option('--before <day>', 'the next page: days before this one', day)
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', exitCodes)
    .action(list);

  forgetting
    .command('show')
    .description('the report of a day, and the ids of what was forgotten')
    .argument('<day>', 'as 2026-12-31', day)
    .option('--limit <number>', 'at most so many ids', wholeNumber, 100)
    .option('--after <id>', 'the next page: ids after this one', messageId)
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', exitCodes)
    .action(show);
}

async function run({ dryRun, json: asJson }: JsonOption & { dryRun?: boolean }): Promise<void> {
  const result = await withKeys<Counted | undefined>(({ pool }, keys, { terms }) => {
    const parts = { pool, keys, terms };
    return dryRun ? tryOutForgetting(parts) : forgetToday(parts, { again: true });
  });
  if (!result) throw new Error('Nothing was done: another process is at it.');
  if (asJson) return console.log(json(result));
  if (dryRun) console.log('Nothing was done. It would be:\n');
  console.log(facts(countsOf(result)));
}

async function list(options: JsonOption & { limit: number; before?: string }): Promise<void> {
  const { limit, before } = options;
  const page = { limit, ...(before && { before }) };
  const found = await withStore(({ pool }) => listForgettings(pool, page));
  if (options.json) return console.log(json(found));
  if (found.items.length === 0) return console.log('Nothing was looked at yet.');
  const header = ['day', 'messages', 'refused', 'children', 'log months', 'under hold', 'finished'];
  console.log(table(header, found.items.map(cellsOf)));
  if (found.next) console.log(`More: --before ${found.next}`);
}

function cellsOf({ day, forgotten, kept, finishedAt }: Forgetting): unknown[] {
  const { messages, refused, clients, accessLogMonths } = forgotten;
  const held = kept && kept.underHold.messages + kept.underHold.clients;
  return [day, messages, refused, clients, accessLogMonths.length, held, finishedAt];
}

async function show(
  asked: string,
  options: JsonOption & { limit: number; after?: string },
): Promise<void> {
  const { limit, after } = options;
  const { report, forgotten } = await withStore(async ({ pool }) => ({
    report: await findForgetting(pool, asked),
    forgotten: await listForgotten(pool, asked, { limit, ...(after && { after }) }),
  }));
  if (options.json) return console.log(json({ ...report, ...forgotten }));
  const { startedAt, finishedAt } = report;
  console.log(facts([['started', startedAt], ['finished', finishedAt], ...countsOf(report)]));
  if (forgotten.items.length === 0) return;
  console.log(
    `\n${table(
      ['kind', 'id'],
      forgotten.items.map(({ kind, id }) => [kind, id]),
    )}`,
  );
  if (forgotten.next) console.log(`More: --after ${forgotten.next}`);
}

type Counted = Pick<Forgetting, 'forgotten' | 'kept'>;

function countsOf({ forgotten, kept }: Counted): [name: string, value: unknown][] {
  return [
    ['messages', forgotten.messages],
    ['refused messages', forgotten.refused],
    ['children', forgotten.clients],
    ['hashes of imports', forgotten.imports],
    ['months of the access log', forgotten.accessLogMonths.join(', ') || 0],
    ['under a legal hold: messages', kept?.underHold.messages],
    ['under a legal hold: children', kept?.underHold.clients],
    ['under a legal hold: log months', kept?.underHold.accessLogMonths],
    ['old and not done with', kept?.waiting],
  ];
}

function day(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('Write a day as 2026-12-31.');
  return text;
}
