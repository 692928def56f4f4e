import type { Pool } from 'pg';
import type { KeyRing } from '../../store/keys.ts';
import type { Call } from '../principal.ts';
import { type AccessAction, type AccessWish, entryOf } from './entry.ts';
import { knownAmong, knownByBsn } from './known.ts';
import { noteAccess } from './note.ts';
import { type LogFilter, type LogItem, type LogPage, type LogViewer, listAccess } from './read.ts';

/** Which rows somebody asks for; a child also by its BSN. */
export interface LogQuery extends LogFilter {
  readonly bsn?: string;
}

/** Items that an export reads at a time. */
const exportedAtOnce = 200;

/** The access log as those who call may read it: each read stands in it too, before anything is told. */
export class AccessLog {
  readonly #pool: Pool;
  readonly #keys: KeyRing;

  constructor(pool: Pool, keys: KeyRing) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /**
   * A page of the log, newest first: an auditor's is whole, a party's of its own data. A child that the party does not know is as one that is not there, by its BSN
   * and by its id: no row is about it, and no id of it is shown or written down.
   *
   * @returns the items, and where the next page begins; null when this is all
   */
  async list(
    call: Call,
    { bsn, ...page }: LogPage & LogQuery,
  ): Promise<{ items: LogItem[]; next: string | null }> {
    const viewer = viewerOf(call);
    const clientId =
      bsn === undefined
        ? page.clientId
        : await knownByBsn(this.#pool, this.#keys.clientHash(bsn), viewer);
    const asked = { ...page, ...(clientId && { clientId }) };
    const found =
      bsn !== undefined && clientId === undefined
        ? { items: [], next: null }
        : await this.#page(viewer, asked);
    await this.#note(call, 'read-log', readNote(asked, found.items.length));
    return found;
  }

  /**
   * All rows in pieces, newest first, read as they are taken. What is written meanwhile is left out.
   *
   * @param check is asked before each piece, and throws when no more may be told
   */
  async *export(
    call: Call,
    filter: LogFilter,
    check: () => Promise<void> = async () => undefined,
  ): AsyncGenerator<readonly LogItem[]> {
    await this.#note(call, 'export-log', readNote(filter));
    for (let before: string | undefined; ; ) {
      await check();
      const place = before === undefined ? {} : { before };
      const page = { ...filter, limit: exportedAtOnce, ...place };
      const { items, next } = await this.#page(viewerOf(call), page);
      yield items;
      if (next === null) return;
      before = next;
    }
  }

  #note(call: Call, action: AccessAction, wish: AccessWish): Promise<void> {
    return noteAccess(this.#pool, entryOf(call, action, wish));
  }

  /** A page as its viewer may see it: a party without the children that it does not know. */
  async #page(
    viewer: LogViewer,
    page: LogPage,
  ): Promise<{ items: LogItem[]; next: string | null }> {
    if (viewer === null) return listAccess(this.#pool, viewer, page);
    const { clientId } = page;
    if (clientId && (await knownAmong(this.#pool, viewer, [clientId])).size === 0)
      return { items: [], next: null };
    const { items, next } = await listAccess(this.#pool, viewer, page);
    const ids = items.flatMap(({ clientIds }) => clientIds);
    const known = await knownAmong(this.#pool, viewer, ids);
    const shown = items.map((item) => ({
      ...item,
      clientIds: item.clientIds.filter((id) => known.has(id)),
    }));
    return { items: shown, next };
  }
}

function viewerOf({ principal }: Call): LogViewer {
  return principal.party === undefined ? null : principal.actsFor;
}

/** By which filters, but not what was asked for: a name of a filter gives nothing away. */
function readNote(filter: LogFilter & Partial<LogPage>, items?: number): AccessWish {
  const { limit: _, before: __, clientId, messageId, ...rest } = filter;
  return {
    messageId: messageId ?? null,
    clientIds: clientId === undefined ? [] : [clientId],
    detail: { filters: Object.keys(rest).sort(), ...(items !== undefined && { items }) },
  };
}
