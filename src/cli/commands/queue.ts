import type { Command } from 'commander';
import { pino } from 'pino';
import { type QueueView, viewQueue } from '../../exchange/operations/queue-view.ts';
import { waitingSentence } from '../../http/cause-texts.ts';
import { openQueue } from '../../queue/open.ts';
import { facts, json, table } from '../print.ts';
import { exitCodes, notAllWell, withStore } from '../session.ts';

/** `ijw queue`: what is to be done, what is held up, and who works. */
export function addQueue(program: Command): void {
  program
    .command('queue')
    .description('what is to be done, what is held up, and who works')
    .option('--json', 'JSON, for scripts')
    .option('--resume', 'first let a queue on Redis go on that was paused, in a dashboard perhaps')
    .addHelpText('after', exitCodes)
    .addHelpText(
      'after',
      'It ends with 2 when messages wait and no worker runs, or Redis keeps them waiting.',
    )
    .action(async (options: { json?: boolean; resume?: boolean }) => {
      const view = await look(options.resume ?? false);
      console.log(options.json ? json(view) : textOf(view));
      const held = view.depth > 0 && view.workers.length === 0;
      if (held || view.redisTroubles.length > 0) process.exitCode = notAllWell;
    });
}

function look(resume: boolean): Promise<QueueView> {
  return withStore(async (store, config) => {
    if (!config.redis) return viewQueue(store.pool);
    const queue = await openQueue(store, config, pino({ level: 'silent' }));
    try {
      if (resume) await queue.resume?.();
      return await viewQueue(store.pool, queue);
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
  for (const { sentence } of view.redisTroubles) parts.push(sentence);
  if (view.waitingErrors.length > 0) {
    parts.push(
      table(
        ['last error', 'messages', 'tried', 'next try'],
        view.waitingErrors.map(({ lastError, count, tries, nextTryAt }) => [
          ...[lastError, count, tries, nextTryAt],
        ]),
      ),
    );
    for (const cause of new Set(view.waitingErrors.map(({ cause }) => cause)))
      parts.push(waitingSentence(cause, 'en'));
  }
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
