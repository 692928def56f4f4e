import type { Pool } from 'pg';
import { entriesNaming, requestsNamed } from '../ledger/views/naming.ts';
import { messagesWithReference } from '../messages/lifecycle/by-reference.ts';
import { foundByCharacters, messagesByName } from '../messages/views/by-name.ts';
import { messageTable } from '../messages/views/message-table.ts';
import { entryOf } from '../parties/access-log/entry.ts';
import { noteAccess } from '../parties/access-log/note.ts';
import type { Call } from '../parties/principal.ts';
import { type Asked, asked } from '../store/conditions.ts';
import type { KeyRing } from '../store/keys/keys.ts';
import {
  askInOrder,
  lookedAt,
  pageOf,
  rowsToLookAt,
  type Walked,
  walkSql,
  wayOf,
} from '../store/walk.ts';
import { conditionsOf, type MessageFilter } from './filter.ts';
import {
  type OperatorMessage,
  type OperatorRow,
  ofRow,
  operatorColumns,
  operatorJoins,
} from './operator-message.ts';
import type { Sought } from './sought.ts';

/** Where a page ended. */
export type SearchCursor = readonly [name: string, id: string];

type Found = Walked & OperatorRow<OperatorMessage> & { name: string; client_id: string | null };

/** Looks up messages by what a person has at hand. */
export class Searches {
  readonly #pool: Pool;
  readonly #keys: KeyRing;

  constructor(pool: Pool, keys: KeyRing) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /**
   * A page of the messages that fit, in the order of what they were found by and then of receipt, the oldest first. It
   * costs the same for any number of messages (`store/walk.ts`), so it may be short or even empty while there are more.
   * The access log has a row that somebody searched, by what, and about which children; never the text.
   *
   * @param page.after where the page before ended
   * @returns the items, and the cursor of the next page; null when this is all
   */
  async find(
    call: Call,
    sought: Sought,
    { from, to, ...filter }: MessageFilter,
    page: { readonly limit: number; readonly after?: SearchCursor },
  ): Promise<{ items: OperatorMessage[]; next: SearchCursor | null }> {
    const { values, ...statement } = asked();
    const { way, look, clients } = await this.#wayTo(sought, page, { values, ...statement });
    // A period is looked at row by row: within a name the order is not that of time alone.
    const { given } = statement;
    const conditions = [
      ...conditionsOf(filter, statement, lookedAt).rest,
      ...given(from, (at) => `${lookedAt}.received_at >= ${at}`),
      ...given(to, (at) => `${lookedAt}.received_at < ${at}`),
    ];
    const walk = walkSql({ ways: [way], order, conditions, limit: page.limit, look });
    const rows = await askInOrder<Found>(this.#pool, {
      text: `select ${operatorColumns}, m.name, m.client_id, m.fits, m.ends from (${walk}) m
        ${operatorJoins} order by m.name, m.id`,
      values,
    });
    const { items, last } = pageOf(rows, page.limit);
    // One message may name several allocations whose numbers begin so.
    const once = [...new Map(items.map((item) => [item.id, item])).values()];
    const clientIds = new Set([
      ...clients,
      ...items.flatMap(({ client_id: id }) => (id === null ? [] : [id])),
    ]);
    const wish = { clientIds: [...clientIds], detail: { by: sought.by, items: once.length } };
    await noteAccess(this.#pool, this.#keys.rows, entryOf(call, 'search-messages', wish));
    return {
      items: once.map(({ name: _, client_id: __, fits: ___, ends: ____, ...item }) => ofRow(item)),
      next: last ? [last.name, last.id] : null,
    };
  }

  /** The scan that finds rows, how many it looks at, and children that are known before. */
  async #wayTo(
    sought: Sought,
    { limit, after }: { readonly limit: number; readonly after?: SearchCursor },
    { value }: Asked,
  ): Promise<{ way: string; look: number; clients: readonly string[] }> {
    const onward = after ? [`(name, id) > (${value(after[0])}, ${value(after[1])}::uuid)`] : [];
    const scan = (table: string, conditions: readonly string[]) =>
      wayOf('found.*', `${table} found`, [...conditions, ...onward], { order, limit });
    const look = rowsToLookAt(limit);
    switch (sought.by) {
      case 'identificatie':
        return {
          way: scan(withoutChild(messagesByName), beginsWith(value(sought.text))),
          ...{ look, clients: [] },
        };
      case 'toewijzingNummer':
        // Each row costs a look-up of its message.
        return {
          way: joined(scan(entriesNaming(foundByCharacters), beginsWith(value(sought.text)))),
          ...{ look: look / 2, clients: [] },
        };
      case 'id':
        return { way: scan(these(value([sought.text])), []), look, clients: [] };
      case 'referentie': {
        const { messages, clients } = await this.#ofReference(sought.aanbieder, sought.text);
        return { way: scan(these(value(messages)), []), look, clients };
      }
    }
  }

  async #ofReference(aanbieder: string, referentie: string) {
    const asking = await messagesWithReference(this.#pool, this.#keys, aanbieder, referentie);
    const { messages, clients } = await requestsNamed(
      this.#pool,
      this.#keys,
      aanbieder,
      referentie,
    );
    return { messages: [...new Set([...asking, ...messages])], clients };
  }
}

const order = 'name, id';

/** Beyond any character of a text. */
const last = 'chr(1114111)';

/** SQL: conditions of an index on `name`. @param text the parameter with how it begins */
function beginsWith(text: string): string[] {
  const start = `left(upper(${text}::text collate "C"), ${foundByCharacters})`;
  return [`name >= ${start}`, `name < ${start} || ${last}`];
}

function withoutChild(table: string): string {
  return `(select *, null::uuid as client_id from ${table} one)`;
}

/** SQL: messages by their ids, which are few: they are sorted. @param ids a parameter */
function these(ids: string): string {
  return `(select m.*, ''::text collate "C" as name, null::uuid as client_id from ${messageTable} m
    where id = any(${ids}::uuid[]) offset 0)`;
}

/** SQL: the messages that a scan of entries names, each looked up by itself. */
function joined(entries: string): string {
  return `(select m.*, named.name, named.client_id, named.cut
    from ${entries} named
    cross join lateral (select * from ${messageTable} one where one.id = named.id offset 0) m
    order by named.name, named.id)`;
}
