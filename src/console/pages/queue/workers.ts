import type { Worker } from '../../../operations/workers.ts';
import { stateWords as say } from '../../../texts/console/state-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import type { Html } from '../../frame/html.ts';
import { momentHtml } from '../../frame/moment.ts';
import { table } from '../../frame/table.ts';

/** The processes that process messages; nothing when there are none. */
export function workerTable(workers: readonly Worker[], language: Language): Html | undefined {
  if (workers.length === 0) return undefined;
  return table({
    caption: say.workers[language],
    columns: [
      { head: say.worker[language], cell: ({ host, pid }) => `${host}, ${pid}` },
      { head: say.version[language], cell: ({ version }) => version },
      { head: say.started[language], cell: ({ startedAt }) => momentHtml(startedAt, language) },
      { head: say.seen[language], cell: ({ seenAt }) => momentHtml(seenAt, language) },
    ],
    rows: workers,
  });
}
