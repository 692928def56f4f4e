import type { Pool } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { Call } from '../principal.ts';
import { type AccessAction, type AccessWish, entryOf } from './entry.ts';
import type { LogFilter, LogPage, LogViewer } from './filter.ts';
import { noteAccess } from './note.ts';
import { type LogItem, listAccess } from './read.ts';
import type { LogSources } from './sources.ts';
import { readFitting, readVisits, type Visits } from './visits.ts';

/** Filters of the rows that a caller asks for; a child also by its BSN. */
export interface LogQuery extends LogFilter {
  readonly bsn?: string;
}

/** Items that an export reads at a time. */
const exportedAtOnce = 200;

/** The access log, for callers that may read it. Each read is logged too, before it shows anything. */
export class AccessLog {
  readonly #pool: Pool;
  readonly #keys: KeyRing;
  readonly #sources: LogSources;

  constructor(pool: Pool, keys: KeyRing, sources: LogSources) {
    this.#pool = pool;
    this.#keys = keys;
    this.#sources = sources;
  }

  /**
   * A page of the log, newest first: an auditor sees all, a party only its own data. A child that the party does not know
   * is treated as one that does not exist, by its BSN and by its id: no row is about it, and no id of it is shown or
   * logged.
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
        : await this.#sources.knownByBsn(this.#pool, this.#keys.clientHash(bsn), viewer);
    const asked = { ...page, ...(clientId && { clientId }) };
    const found =
      bsn !== undefined && clientId === undefined
        ? { items: [], next: null }
        : await this.#page(viewer, asked);
    await this.#note(call, 'read-log', readNote(asked, found.items.length));
    return found;
  }

  /**
   * Who saw what by day, newest first: see {@link readVisits}. It is logged as one read.
   *
   * @param page without `limit`: a page reads so many rows at most
   */
  async visits(call: Call, page: Omit<LogPage, 'limit'>): Promise<Visits> {
    const viewer = viewerOf(call);
    const found = await readVisits((asked) => this.#page(viewer, asked), page);
    const items = found.items.reduce((sum, { count }) => sum + count, 0);
    await this.#note(call, 'read-log', readNote(page, items));
    return found;
  }

  /** A page of the rows that fit, see {@link readFitting}: as {@link list}, and logged as one read. */
  async listFitting(
    call: Call,
    page: LogPage,
    fits: (item: LogItem) => boolean,
  ): Promise<{ items: LogItem[]; next: string | null }> {
    const viewer = viewerOf(call);
    const found = await readFitting((asked) => this.#page(viewer, asked), page, fits);
    await this.#note(call, 'read-log', readNote(page, found.items.length));
    return found;
  }

  /**
   * The child with a BSN, as far as the caller knows it: by its id rows are asked for without the BSN. That somebody looked
   * is in the log.
   *
   * @returns its random id; null when there is no such child
   */
  async child(call: Call, bsn: string): Promise<string | null> {
    const hash = this.#keys.clientHash(bsn);
    const clientId = await this.#sources.knownByBsn(this.#pool, hash, viewerOf(call));
    await this.#note(call, 'read-log', readNote({ ...(clientId && { clientId }) }));
    return clientId ?? null;
  }

  /**
   * All rows in pieces, newest first, read as they are consumed. Rows that are written meanwhile are left out.
   *
   * @param check is called before each piece, and throws when no more may be shown
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
    return noteAccess(this.#pool, this.#keys.rows, entryOf(call, action, wish));
  }

  /** A page for its viewer: a party does not see the children that it does not know. */
  async #page(
    viewer: LogViewer,
    page: LogPage,
  ): Promise<{ items: LogItem[]; next: string | null }> {
    const sources = this.#sources;
    if (viewer === null) return listAccess(this.#pool, sources, viewer, page);
    const { clientId } = page;
    if (clientId && (await sources.knownAmong(this.#pool, viewer, [clientId])).size === 0)
      return { items: [], next: null };
    const { items, next } = await listAccess(this.#pool, sources, viewer, page);
    const ids = items.flatMap(({ clientIds }) => clientIds);
    const known = await sources.knownAmong(this.#pool, viewer, ids);
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

/** The names of the filters, without their values: a name reveals nothing. */
function readNote(filter: LogFilter & Partial<LogPage>, items?: number): AccessWish {
  const { limit: _, before: __, clientId, messageId, ...rest } = filter;
  return {
    messageId: messageId ?? null,
    clientIds: clientId === undefined ? [] : [clientId],
    detail: { filters: Object.keys(rest).sort(), ...(items !== undefined && { items }) },
  };
}
