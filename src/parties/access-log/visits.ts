import { dutchDate } from '../../standard/calendar.ts';
import type { AccessAction } from './entry.ts';
import type { LogPage } from './filter.ts';
import type { LogItem } from './read.ts';

/** What somebody did on one day, in one role. */
export interface Visit {
  /** Plain date, in the Netherlands. */
  readonly day: string;
  readonly actor: string | null;
  readonly role: string | null;
  readonly actorParty: string | null;
  /** How many rows of the log that is, and the newest of these. */
  readonly count: number;
  readonly last: Date;
  readonly actions: ReadonlyMap<AccessAction, number>;
}

/** A page of visits, newest first. */
export interface Visits {
  readonly items: readonly Visit[];
  /** Where the next page begins; null when this is all. */
  readonly next: string | null;
  /** A day that has more rows than a page reads: what is counted of it is the newest of these. Null where there is none. */
  readonly cutDay: string | null;
}

/** Reads a page of the log. */
export type ReadLog = (
  page: LogPage,
) => Promise<{ readonly items: readonly LogItem[]; readonly next: string | null }>;

/** Rows of a page of visits, at most, and how many are read at a time. */
export const mostRead = 1000;
const atOnce = 500;
/** Pieces may be short, or empty, with more to come: this many are read at most. */
const mostPieces = 6;

/**
 * Rows of the log by person and day. It reads a thousand rows at most, however many there are: days are whole, but for one
 * that has more rows than that.
 */
export async function readVisits(read: ReadLog, page: Omit<LogPage, 'limit'>): Promise<Visits> {
  const { items, next } = await readSome(read, page);
  if (next === null) return { items: visitsOf(items), next, cutDay: null };
  const lastDay = dayOf(items.at(-1));
  const whole = items.findLastIndex((item) => dayOf(item) !== lastDay) + 1;
  // The last day may go on: it is for the next page, which has it whole.
  const before = items[whole - 1];
  if (before) return { items: visitsOf(items.slice(0, whole)), next: before.id, cutDay: null };
  return { items: visitsOf(items), next, cutDay: lastDay ?? null };
}

/**
 * A page of the rows of the log that fit, newest first. It reads a thousand rows at most, so it may be short, or empty, with
 * more to come.
 */
export async function readFitting(
  read: ReadLog,
  { limit, ...page }: LogPage,
  fits: (item: LogItem) => boolean,
): Promise<{ items: LogItem[]; next: string | null }> {
  const { items, next } = await readSome(read, page);
  const found = items.filter(fits);
  const last = found[limit - 1];
  if (found.length > limit && last) return { items: found.slice(0, limit), next: last.id };
  return { items: found, next };
}

async function readSome(read: ReadLog, page: Omit<LogPage, 'limit'>) {
  const items: LogItem[] = [];
  let next: string | null = page.before ?? null;
  for (let piece = 0; piece < mostPieces && items.length < mostRead; piece++) {
    const place = next === null ? {} : { before: next };
    const found = await read({ ...page, ...place, limit: atOnce });
    items.push(...found.items);
    next = found.next;
    if (next === null) break;
  }
  return { items, next };
}

function dayOf(item: LogItem | undefined): string | undefined {
  return item && dutchDate(item.at);
}

/** Says who did something, in which role and for whom: the same for all that one person did. */
export function whoOf({ actor, role, actorParty }: Pick<LogItem, 'actor' | 'role' | 'actorParty'>) {
  return JSON.stringify([actor, role, actorParty]);
}

function visitsOf(items: readonly LogItem[]): Visit[] {
  const groups = Map.groupBy(items, (item) => `${dayOf(item)} ${whoOf(item)}`);
  const visits = [...groups.values()].flatMap((rows): Visit[] => {
    const [first] = rows;
    if (!first) return [];
    const { actor, role, actorParty, at } = first;
    const byAction = Map.groupBy(rows, ({ action }) => action);
    const actions = new Map([...byAction].map(([action, some]) => [action, some.length]));
    const day = dutchDate(at);
    return [{ day, actor, role, actorParty, count: rows.length, last: at, actions }];
  });
  // In each day as they came: the newest first.
  return visits.sort((one, other) => (one.day < other.day ? 1 : one.day > other.day ? -1 : 0));
}
