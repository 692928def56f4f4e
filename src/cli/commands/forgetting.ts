import type { Command } from 'commander';
import {
  type Forgetting,
  findForgetting,
  listForgettings,
  listForgotten,
} from '../../retention/reports.ts';
import { forgetToday, tryOutForgetting } from '../../retention/run.ts';
import { addPage, day, messageId } from '../options.ts';
import { facts, json, more, type Printed, table } from '../print.ts';
import { withKeys, withStore } from '../session.ts';

const runHelp = `
The gateway does so by itself, once a day. It needs the ENCRYPTION_KEY of the gateway too, or its DATA_DIR:
messages about a child under a legal hold are found with it. The terms are those of the settings here
(RETENTION_...): give the same as to the gateway. What was forgotten cannot be brought back.`;

/** `ijw forgetting`: what was forgotten because its term was over, and forgetting it now. */
export function defineForgetting(forgetting: Command): void {
  forgetting
    .command('run')
    .description('forget what is over now, also when that was done today')
    .option('--dry-run', 'only say how much that is')
    .addHelpText('after', runHelp)
    .action(run);

  addPage(
    forgetting
      .command('list', { isDefault: true })
      .description('the reports, newest day first (the default)'),
    day,
  ).action(list);

  addPage(
    forgetting
      .command('show')
      .description('the report of a day, and the ids of what was forgotten')
      .argument('<day>', 'as 2026-12-31', day),
    messageId,
  ).action(show);
}

async function run({ dryRun, json: asJson }: Printed & { dryRun?: boolean }): Promise<void> {
  const result = await withKeys<Counted | undefined>(({ pool }, keys, { terms }) => {
    const parts = { pool, keys, terms };
    return dryRun ? tryOutForgetting(parts) : forgetToday(parts, { again: true });
  });
  if (!result) throw new Error('Nothing was done: another process is doing it.');
  if (asJson) return console.log(json(result));
  if (dryRun) console.log('Nothing was done. It would be:\n');
  console.log(facts(countsOf(result)));
}

async function list(options: Printed & { limit: number; after?: string }): Promise<void> {
  const { limit, after } = options;
  const page = { limit, ...(after && { before: after }) };
  const found = await withStore(({ pool }) => listForgettings(pool, page));
  if (options.json) return console.log(json(found));
  if (found.items.length === 0) return console.log('Nothing was looked at yet.');
  const header = ['day', 'messages', 'refused', 'children', 'log months', 'under hold', 'finished'];
  console.log(table(header, found.items.map(cellsOf)) + more(found.next));
}

function cellsOf({ day, forgotten, kept, finishedAt }: Forgetting): unknown[] {
  const { messages, refused, clients, accessLogMonths } = forgotten;
  const held = kept && kept.underHold.messages + kept.underHold.clients;
  return [day, messages, refused, clients, accessLogMonths.length, held, finishedAt];
}

async function show(
  asked: string,
  options: Printed & { limit: number; after?: string },
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
    )}${more(forgotten.next)}`,
  );
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
