import type { Pool } from 'pg';
import {
  checkMandates,
  type MandateProof,
  mandateHolds,
  mandateProof,
  noMandate,
} from '../parties/acting.ts';
import { berichten } from '../standard/catalogue.ts';
import { NotBelieved, type OnNotBelieved, type RowMacs } from '../store/row-mac.ts';
import { columnsOf, rowText } from '../store/row-text.ts';
import { askInOrder } from '../store/walk.ts';
import { type KeptMessage, keptMessage, messageColumns } from './kept-message.ts';
import {
  type BelievedEntries,
  type BelievedEntry,
  type Entry,
  entryText,
  type InboxItem,
  outcomeOf,
} from './mailbox-entry.ts';
import { isOwn } from './sees.ts';

/** Whose mailbox is read, and who reads it. */
export interface Reader {
  readonly party: string;
  /** Who acts by its mandate; absent: it is the party's own, or its successor's. */
  readonly mandatary?: string;
}

/** Where in a mailbox. */
export interface Place {
  /** Only what stands after this position. */
  readonly after: number;
  readonly limit: number;
}

/** A page as it was read. */
export interface Page {
  readonly items: readonly InboxItem[];
  /** The position to go on after when there is more; null when this is all. */
  readonly next: number | null;
  /** Of the mailbox, when it was read. */
  readonly lastPosition: string;
}

/** What pages are read with. */
export interface PageParts {
  readonly pool: Pool;
  readonly macs: RowMacs;
  readonly entries: BelievedEntries;
  readonly onNotBelieved: OnNotBelieved;
}

/**
 * Reads a page. A message that is not as the gateway wrote it, or not of this mailbox, is not handed out and
 * holds up no other: where there are no others in a page, the next is read. What is linked to an item and
 * not believed is left out of the item.
 *
 * @throws {Problem} `no-mandate`
 * @throws {NotBelieved} a mandate: nothing can be handed out by it
 */
export async function readPage(parts: PageParts, reader: Reader, place: Place): Promise<Page> {
  for (let { after } = place; ; ) {
    const { limit } = place;
    const { rows, visible } = reader.mandatary
      ? await readByMandate(parts, reader.party, reader.mandatary, { after, limit })
      : await readOwn(parts, reader.party, { after, limit });
    const entries = rows.flatMap(({ entry }) => entry ?? []);
    const shown = entries.slice(0, limit).map((entry) => parts.entries.read(entry, reader.party));
    const items = await itemsOf(parts, shown, visible);
    const next = entries.length > limit ? (shown.at(-1)?.position ?? null) : null;
    if (items.length > 0 || next === null)
      return { items, next, lastPosition: rows[0]?.last ?? '' };
    after = next;
  }
}

/** What was found of a mailbox, and what its reader sees of messages that are linked to what is in it. */
interface Found {
  /** At most one more than the limit; one without an entry when nothing waits. */
  readonly rows: readonly Row[];
  readonly visible: Visible;
}

/** A condition in SQL on the row `linked`, and its values, from $2 on. */
interface Visible {
  /** Of the statement. */
  readonly name: string;
  /** The heenbericht of what came back is one's own: the retour went to who sent it. */
  readonly heenberichten: 'always' | 'asked';
  readonly condition: string;
  readonly values: readonly unknown[];
}

interface Row {
  /** Position of the mailbox. */
  readonly last: string;
  /** {@link entryText} */
  readonly entry: string | null;
}

/** SQL: a {@link Row}, of `mailbox`, `entry` and `message m`. */
const rowColumns = `mailbox.last_position as last,
  case when entry.position is not null then ${entryText} end as entry`;

/** The position and the entries are of one snapshot: what is not seen has a position that is not counted. */
const ownPage = `
  select ${rowColumns}
  from mailbox
  left join lateral (
    select * from mailbox_entry
    where party_code = mailbox.party_code and acknowledged_at is null and position > $2
    order by position limit $3
  ) entry on true
  left join message m on m.id = entry.message_id
  where mailbox.party_code = $1
  order by entry.position`;

async function readOwn({ pool }: PageParts, party: string, place: Place): Promise<Found> {
  const values = [party, place.after, place.limit + 1];
  const { rows } = await pool.query<Row>({ name: 'inbox', text: ownPage, values });
  return { rows, visible: { ...ownLinks, values: [party] } };
}

const ownLinks = {
  name: 'inbox-links',
  heenberichten: 'always',
  condition: isOwn('linked', 'array[$2]'),
} as const;

/** @throws {Problem} `no-mandate` */
async function readByMandate(
  { pool, macs }: PageParts,
  party: string,
  mandatary: string,
  place: Place,
): Promise<Found> {
  const rows = await askInOrder<ByMandate>(pool, {
    name: 'inbox-by-mandate',
    text: `
      with held as materialized (
        select array(select distinct unnest(message_types) from mandate where ${byMandate}) as types,
          (select json_agg(${mandateProof}) from mandate where ${byMandate}) as proofs
      )
      select ${rowColumns},
        -- Once is enough.
        case when row_number() over (order by entry.position nulls first) = 1
          then to_json(held) end as held
      from mailbox join held on held.proofs is not null
      left join lateral (
        ${waitingByType.join(' union all ')}
        order by position nulls first limit $3
      ) entry on true
      left join message m on m.id = entry.message_id
      where mailbox.party_code = $1
      order by entry.position nulls first`,
    values: [party, place.after, place.limit + 1, mandatary],
  });
  const held = rows[0]?.held;
  // There is a mailbox of every party that can give a mandate.
  if (!held) throw noMandate(party);
  checkMandates(macs, held.proofs);
  return { rows, visible: { ...linksByMandate, values: [party, mandatary, held.types] } };
}

interface ByMandate extends Row {
  /** In the first row. */
  readonly held: { readonly types: string[]; readonly proofs: readonly MandateProof[] } | null;
}

const linksByMandate = {
  name: 'inbox-links-by-mandate',
  heenberichten: 'asked',
  condition: `(${isOwn('linked', 'array[$3]')}
    or (${isOwn('linked', 'array[$2]')} and linked.type = any($4)))`,
} as const;

/** SQL: a mandate of $1 by which $4 acts now. */
const byMandate = `mandatary = $4 and party = $1 and ${mandateHolds}`;

/**
 * One walk for each type that is held: what waits of others, maybe for good, is not passed over. By the
 * index that is for this: it alone has the positions with nulls, of which there are none, first.
 */
const waitingByType = berichten.map(
  ({ type }) => `(
    select message_id, position, redelivered from mailbox_entry
    where party_code = $1 and type = '${type}' and acknowledged_at is null and position > $2
      and '${type}' = any(held.types)
    order by position nulls first limit $3)`,
);

/** @param entries those that are not believed are left out */
async function itemsOf(
  parts: PageParts,
  entries: readonly Entry[],
  { heenberichten, ...visible }: Visible,
): Promise<InboxItem[]> {
  const found = entries.flatMap(({ item, answerId }) => (item ? [{ item, answerId }] : []));
  for (const { fault } of entries) if (fault) parts.onNotBelieved(fault);
  const linkOf = ({ item, answerId }: BelievedEntry) =>
    item.heenbericht === null || heenberichten === 'always' ? answerId : item.heenbericht;
  const links = found.flatMap((entry) => linkOf(entry) ?? []);
  if (links.length === 0) return found.map(({ item }) => item);
  const linked = await linkedOf(parts, links, visible);
  return found.map((entry) => {
    const { item } = entry;
    const link = linkOf(entry);
    if (link === null) return item;
    const message = linked.get(link);
    if (item.heenbericht !== null) return message ? item : { ...item, heenbericht: null };
    return message ? { ...item, answer: link, outcome: outcomeOf(message) } : item;
  });
}

/** What these messages are, as far as the reader sees them and they are believed. */
async function linkedOf(
  { pool, macs, onNotBelieved }: PageParts,
  ids: readonly string[],
  { name, condition, values }: Omit<Visible, 'heenberichten'>,
): Promise<Map<string, KeptMessage>> {
  const { rows } = await pool.query<{ id: string; message: string }>({
    name,
    text: `
      select linked.id, ${rowText(messageColumns('linked'))} as message
      from unnest($1::uuid[]) asked (id)
      -- Each through the index, whatever Postgres believes of how many there are.
      cross join lateral (select * from message where id = asked.id offset 0) linked
      where ${condition}`,
    values: [ids, ...values],
  });
  const linked = new Map<string, KeptMessage>();
  for (const { id, message: text } of rows) {
    const message = keptMessage(macs, columnsOf(text));
    if (message) linked.set(id, message);
    else onNotBelieved(new NotBelieved('message', id));
  }
  return linked;
}
