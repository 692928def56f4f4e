import { messageWords } from '../../../texts/console/message-words.ts';
import { queueWords } from '../../../texts/console/queue-words.ts';
import { replayWords } from '../../../texts/console/replay-words.ts';
import { searchWords } from '../../../texts/console/search-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import type { Filters } from '../../frame/list.ts';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** The lists from which somebody comes to a message, and what they are called. */
const lists: readonly (readonly [path: RegExp, title: Words])[] = [
  [/^\/console\/messages$/, messageWords.title],
  [new RegExp(`^/console/searches/${uuid}$`), searchWords.title],
  [new RegExp(`^/console/replays/${uuid}$`), replayWords.one],
  [/^\/console\/queue$/, queueWords.title],
];
/** What stands in the address of such a list. */
const names = [
  ...['status', 'type', 'party', 'since', 'until', 'code', 'held', 'state', 'kind', 'cursor'],
];

/** The page above that of a message. */
export interface Back {
  readonly path: string;
  readonly title: Words;
}

/** Where one comes from, for the address of a message. @param path of a list @param filters and place in it */
export function backTo(path: string, filters: Filters): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) asked.set(name, value);
  return asked.size > 0 ? `${path}?${asked}` : path;
}

/**
 * Reads where somebody came from. It stands in an address, so that it is believed for one of the lists alone, with filters
 * that lists have.
 */
export function readBack(typed: string | undefined): Back | undefined {
  const [path = '', query = ''] = (typed ?? '').split('?', 2);
  const list = lists.find(([one]) => one.test(path));
  if (!list) return undefined;
  const asked = new URLSearchParams(query);
  const filters = Object.fromEntries(
    names.map((name) => [name, asked.get(name)?.slice(0, 512) ?? undefined]),
  );
  return { path: backTo(path, filters), title: list[1] };
}
