import type { Command } from 'commander';
import type { OperationRequest } from '../../operations/candidates.ts';
import {
  findOperation,
  listOperations,
  type Operation,
  stopOperation,
} from '../../operations/operation-records.ts';
import { Operations } from '../../operations/operations.ts';
import { tryOut } from '../../operations/start.ts';
import type { OperationKind } from '../../store/tables.ts';
import {
  actorName,
  addFilter,
  addPage,
  addPeriod,
  type FilterOptions,
  filterOf,
  gemeenteOrAanbiederCode,
  messageId,
  messageIds,
  reason,
} from '../options.ts';
import { facts, json, more, type Printed, print, table } from '../print.ts';
import { actorAt, withKeys, withStore } from '../session.ts';
import { outcomeOf, watch } from '../watch.ts';

interface StartOptions extends Printed {
  readonly reason: string;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  readonly as?: string;
}

/** `ijw replay`: processes failed messages again, and shows the records of replays. */
export function defineReplay(replay: Command): void {
  replay.addHelpText(
    'after',
    '\nHow to choose: see `ijw replay start --help`; `start` may be left out.',
  );
  addStart(
    addFilter(
      replay
        .command('start', { isDefault: true })
        .description('start a replay, by ids or by a filter (the default)')
        .argument('[ids...]', 'the messages', messageIds),
      ['failed', 'received'],
    ),
  ).action((ids: readonly string[], options: FilterOptions & StartOptions) =>
    start(
      {
        kind: 'replay',
        ...chosen(ids),
        ...given('filter', filterOf(options)),
        reason: options.reason,
      },
      options,
    ),
  );
  addRecords(replay, 'replay');
}

/** `ijw redeliver`: puts delivered messages back into a mailbox, and shows the records of that. */
export function defineRedeliver(redeliver: Command): void {
  redeliver.addHelpText(
    'after',
    '\nHow to choose: see `ijw redeliver start --help`; `start` may be left out.',
  );
  addStart(
    addPeriod(
      redeliver
        .command('start', { isDefault: true })
        .description('by ids, by when they were acknowledged, or the whole mailbox (the default)')
        .argument('[ids...]', 'the messages', messageIds)
        .requiredOption('--party <code>', 'whose mailbox', gemeenteOrAanbiederCode),
      'acknowledged',
    ),
  ).action(
    (ids: readonly string[], options: StartOptions & { party: string; from?: Date; to?: Date }) => {
      const { party, from, to, reason } = options;
      const period = { ...(from && { from }), ...(to && { to }) };
      const some = from || to ? period : undefined;
      return start(
        { kind: 'redelivery', party, ...chosen(ids), ...given('period', some), reason },
        options,
      );
    },
  );
  addRecords(redeliver, 'redelivery');
}

const chosen = (ids: readonly string[]) => (ids.length > 0 ? { ids } : {});

function given<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [P in K]?: T };
}

function addStart(command: Command): Command {
  return command
    .requiredOption('--reason <text>', 'why, for the record; no personal data', reason)
    .option('--dry-run', 'only say how many and which')
    .option('--watch', 'wait until it has finished (as on a terminal)')
    .option('--no-watch', 'do not wait (as elsewhere)')
    .option('--as <name>', 'who does this, when it is not the user of this machine', actorName);
}

function addRecords(parent: Command, kind: OperationKind): void {
  addPage(parent.command('list').description('the records, newest first'), messageId).action(
    (options: RecordsPage) => list(kind, options),
  );
  parent
    .command('show')
    .description('one record: who, why, when, and how far it is')
    .argument('<id>', 'the record', messageId)
    .action(async (id: string, options: Printed) =>
      print(await withStore(({ pool }) => findOperation(pool, kind, id)), options, textOf),
    );
  parent
    .command('stop')
    .description('stop it; messages whose turn has not come are left as they are')
    .argument('<id>', 'the record', messageId)
    .option('--as <name>', 'who does this, when it is not the user of this machine', actorName)
    .action(async (id: string, options: Printed & { as?: string }) =>
      print(
        await withKeys(({ pool }, { rows }) =>
          stopOperation(pool, rows, kind, id, actorAt(options.as)),
        ),
        options,
        textOf,
      ),
    );
}

interface RecordsPage extends Printed {
  readonly limit: number;
  readonly after?: string;
}

async function list(kind: OperationKind, { limit, after, ...options }: RecordsPage): Promise<void> {
  const page = { limit, ...(after && { before: after }) };
  const found = await withStore(({ pool }) => listOperations(pool, kind, page));
  print(found, options, ({ items, next }) => {
    if (items.length === 0) return 'There is no record.';
    const header = ['id', 'state', 'messages', 'succeeded', 'failed', 'created', 'by', 'reason'];
    const rows = items.map(({ id, state, count, progress, createdAt, by, reason }) => [
      ...[id, state, count, progress.succeeded, progress.failed, createdAt, by.name, reason],
    ]);
    return table(header, rows) + more(next);
  });
}

async function start(request: OperationRequest, options: StartOptions): Promise<void> {
  if (options.dryRun) return printDryRun(request, options);
  await withKeys(async (store, { rows }) => {
    const { operation } = await new Operations(store, rows).start(request, actorAt(options.as));
    const end = (options.watch ?? process.stderr.isTTY) ? await watch(store, operation) : operation;
    print(end, options, textOf);
    process.exitCode = outcomeOf(end);
  });
}

/** Prints what would happen. */
async function printDryRun(request: OperationRequest, options: Printed): Promise<void> {
  const tried = await withStore(({ pool }) => tryOut(pool, request));
  const { count, ids, skippedCount, skipped } = tried;
  if (options.json) return console.log(json({ count, ids, skippedCount, skipped }));
  console.log(`${count} messages would be taken${count > ids.length ? '; the first:' : ':'}`);
  for (const id of ids) console.log(id);
  for (const { id, reason } of skipped) console.log(`${id} would be skipped (${reason})`);
}

function textOf(operation: Operation): string {
  const { progress } = operation;
  return facts([
    ['id', operation.id],
    ['kind', operation.kind],
    ['state', operation.state],
    ['reason', operation.reason],
    ['by', operation.by.name],
    ['mailbox', operation.party],
    ['asked for', JSON.stringify(operation.selection)],
    ['messages', operation.count],
    ...Object.entries(progress).filter(([, count]) => count > 0),
    ['created', operation.createdAt],
    ['stopped', operation.stoppedAt],
    ['stopped by', operation.stoppedBy],
    ['finished', operation.finishedAt],
  ]);
}
