import type { Command } from 'commander';
import { pino } from 'pino';
import { type QueueView, viewQueue } from '../../exchange/operations/queue-view.ts';
import { openQueue } from '../../queue/open.ts';
import { facts, json, table } from '../print.ts';
import { exitCodes, notAllWell, withStore } from '../session.ts';

/** `ijw queue`: what is to be done, what is held up, and who works. */
export function addQueue(program: Command): void {
  program
    .command('queue')
    .description('what is to be done, what is held up, and who works')
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', exitCodes)
    .addHelpText('after', 'It ends with 2 when messages wait and no worker runs.')
    .action(async (options: { json?: boolean }) => {
      const view = await look();
      console.log(options.json ? json(view) : textOf(view));
      if (view.depth > 0 && view.workers.length === 0) process.exitCode = notAllWell;
    });
}

function look(): Promise<QueueView> {
  return withStore(async (store, config) => {
    if (!config.redis) return viewQueue(store.pool);
    const queue = await openQueue(store, config, pino({ level: 'silent' }));
    try {
      return await viewQueue(store.pool, () => queue.depth());
    } finally {
      await queue.stop();
    }
  });
}

function textOf(view: QueueView): string {
  const { announced, heldLines, workers } = view;
  const parts = [
    facts([
      ['messages that need their step', view.depth],
      ['oldest waiting since', view.oldestWaitingSince],
      ['held lines', `${view.heldLineCount}, with ${view.heldMessages} messages`],
      ['unfinished replays and redeliveries', view.unfinishedOperations],
      ['Redis', view.redis],
      [
        'announced on Redis',
        announced && `${announced.waiting} waiting, ${announced.active} active`,
      ],
      ['workers', workers.length],
    ]),
  ];
  if (workers.length > 0)
    parts.push(
      table(
        ['host', 'pid', 'version', 'started', 'seen'],
        workers.map(({ host, pid, version, startedAt, seenAt }) => [
          ...[host, pid, version, startedAt, seenAt],
        ]),
      ),
    );
  if (heldLines.length > 0)
    parts.push(
      table(
        ['held by (failed)', 'error', 'since', 'waiting'],
        heldLines.map(({ heldBy, errorCode, since, waiting }) => [
          ...[heldBy, errorCode, since, waiting],
        ]),
      ),
    );
  return parts.join('\n\n');
}
