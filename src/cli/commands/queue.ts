import type { Command } from 'commander';
import { pino } from 'pino';
import type { Config } from '../../app/config.ts';
import { countMessages, type MessageCounts } from '../../operations/overview.ts';
import { type QueueView, viewQueue } from '../../operations/queue-view.ts';
import { openQueue } from '../../queue/open.ts';
import type { Store } from '../../store/database.ts';
import { waitingSentence } from '../../texts/cause-texts.ts';
import { endings } from '../ending.ts';
import { facts, type Printed, print, table } from '../print.ts';
import { withStore } from '../session.ts';

/** The queue, and the messages that failed. */
interface Seen extends QueueView {
  /** Counted up to the limit of `countMessages`: there may be more. */
  readonly failed: { readonly count: number; readonly byErrorCode: MessageCounts['byErrorCode'] };
}

/** `ijw queue`: what is to be done, what is held up, what failed, and who works. */
export function defineQueue(queue: Command): void {
  queue
    .option(
      '--resume',
      'first resume a queue on Redis that was paused, for instance in a dashboard',
    )
    .addHelpText(
      'after',
      '\nIt ends with 1 when messages failed, when some wait and no worker runs, or when Redis keeps them waiting.',
    )
    .action(async (options: Printed & { resume?: boolean }) => {
      const view = await look(options.resume ?? false);
      print(view, options, textOf);
      const held = view.depth > 0 && view.workers.length === 0;
      if (held || view.failed.count > 0 || view.redisTroubles.length > 0)
        process.exitCode = endings.notAllWell;
    });
}

function look(resume: boolean): Promise<Seen> {
  return withStore(async (store, config) => {
    const { count, byErrorCode } = await countMessages(store.pool, { status: 'failed' });
    return { ...(await view(store, config, resume)), failed: { count, byErrorCode } };
  });
}

async function view(store: Store, config: Config, resume: boolean): Promise<QueueView> {
  if (!config.redis) return viewQueue(store.pool);
  const queue = await openQueue(store, config, pino({ level: 'silent' }));
  try {
    if (resume) await queue.resume?.();
    return await viewQueue(store.pool, queue);
  } finally {
    await queue.stop();
  }
}

/** `3 (23514 2, rule-TR302 1)`. */
function failedText({ count, byErrorCode }: Seen['failed']): string {
  const codes = Object.entries(byErrorCode).map(([code, number]) => `${code} ${number}`);
  return codes.length > 0 ? `${count} (${codes.join(', ')})` : String(count);
}

function textOf(view: Seen): string {
  const { announced, heldLines, workers } = view;
  const parts = [
    facts([
      ['messages that need their step', view.depth],
      ['oldest waiting since', view.oldestWaitingSince],
      ['failed', failedText(view.failed)],
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
