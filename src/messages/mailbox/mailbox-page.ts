import type { Pool } from 'pg';
import { mailboxTable } from '../../parties/directory/mailboxes.ts';
import {
  checkMandates,
  type MandateProof,
  mandateProof,
  mandatesInForce,
  noMandate,
} from '../../parties/mandates/acting.ts';
import { berichten } from '../../standard/catalogue.ts';
import { NotBelieved, type OnNotBelieved, type RowMacs } from '../../store/keys/row-mac.ts';
import { columnsOf, rowText } from '../../store/row-text.ts';
import { type Query, statement } from '../../store/statement.ts';
import { askInOrder } from '../../store/walk.ts';
import { type KeptMessage, keptMessage, messageColumns } from '../kept-message.ts';
import { isOwn } from '../views/sees.ts';
import {
  type BelievedEntries,
  type BelievedEntry,
  type Entry,
  entryText,
  type InboxItem,
  outcomeOf,
} from './mailbox-entry.ts';

/** Whose mailbox is read, and who reads it. */
export interface Reader {
  readonly party: string;
  /** The party that reads by a mandate; absent: the party itself or its successor reads. */
  readonly mandatary?: string;
}

/** Which part of a mailbox to read. */
export interface MailboxPosition {
  /** Only entries after this position. */
  readonly after: number;
  readonly limit: number;
}

/** A page of a mailbox. */
export interface Page {
  readonly items: readonly InboxItem[];
  /** The position after which the next page begins; null when this is all. */
  readonly next: number | null;
  /** The last position of the whole mailbox at that moment. */
  readonly lastPosition: string;
}

/** What {@link readPage} needs. */
export interface PageParts {
  readonly pool: Pool;
  readonly macs: RowMacs;
  readonly entries: BelievedEntries;
  readonly onNotBelieved: OnNotBelieved;
}

/**
 * Reads a page. A message whose MAC does not fit, or that belongs in another mailbox, is left out and does not
 * delay others: when nothing is left of a page, the next page is read. A linked message whose MAC does not fit is
 * left out of its item.
 *
 * @throws {Problem} `no-mandate`
 * @throws {NotBelieved} for a mandate whose MAC does not fit: nothing can be handed out by it
 */
export async function readPage(
  parts: PageParts,
  reader: Reader,
  from: MailboxPosition,
): Promise<Page> {
  for (let { after } = from; ; ) {
    const { limit } = from;
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

/** Rows of a mailbox, and how to find which linked messages its reader may see. */
interface Found {
  /** At most one more than the limit; one row without an entry when the mailbox is empty. */
  readonly rows: readonly Row[];
  readonly visible: Visible;
}

interface Visible {
  /** In an own mailbox the heenbericht of a retour is always visible: the reader sent it. */
  readonly heenberichten: 'always' | 'asked';
  /** The query for those of these messages that the reader may see: `id`, and {@link messageColumns} as text. */
  linked(ids: readonly string[]): Query;
}

interface Row {
  /** The last position of the mailbox. */
  readonly last: string;
  /** {@link entryText} */
  readonly entry: string | null;
}

/** SQL: a {@link Row}, of `mailbox`, `entry` and `message m`. */
const rowColumns = `mailbox.last_position as last,
  case when entry.position is not null then ${entryText} end as entry`;

/** One statement, so the last position and the entries are of one snapshot: no entry in between is missed. */
const ownPage = statement<{ party: string; after: number; most: number }>(
  'inbox',
  `
  select ${rowColumns}
  from ${mailboxTable} mailbox
  left join lateral (
    select * from mailbox_entry
    where party_code = mailbox.party_code and acknowledged_at is null and position > $after
    order by position limit $most
  ) entry on true
  left join message m on m.id = entry.message_id
  where mailbox.party_code = $party
  order by entry.position`,
);

async function readOwn({ pool }: PageParts, party: string, from: MailboxPosition): Promise<Found> {
  const { after, limit } = from;
  const { rows } = await pool.query<Row>(ownPage({ party, after, most: limit + 1 }));
  const linked = (ids: readonly string[]) => ownLinks({ ids, party });
  return { rows, visible: { heenberichten: 'always', linked } };
}

/** SQL: the messages linked to the items of a page. @param condition on the row `linked` */
function linksWhere(condition: string): string {
  return `
    select linked.id, ${rowText(messageColumns('linked'))} as message
    from unnest($ids::uuid[]) asked (id)
    -- The offset makes Postgres look up each one through the index, also when its estimate of the number is wrong.
    cross join lateral (select * from message where id = asked.id offset 0) linked
    where ${condition}`;
}

const ownLinks = statement<{ ids: readonly string[]; party: string }>(
  'inbox-links',
  linksWhere(isOwn('linked', 'array[$party]')),
);

/** @throws {Problem} `no-mandate` */
async function readByMandate(
  { pool, macs }: PageParts,
  party: string,
  mandatary: string,
  from: MailboxPosition,
): Promise<Found> {
  const { after, limit } = from;
  const rows = await askInOrder<ByMandate>(
    pool,
    pageByMandate({ party, after, most: limit + 1, mandatary }),
  );
  const held = rows[0]?.held;
  // Every party that can give a mandate has a mailbox, so there is no row only when there is no mandate.
  if (!held) throw noMandate(party);
  checkMandates(macs, held.proofs);
  const { types } = held;
  const linked = (ids: readonly string[]) => linksByMandate({ ids, party, mandatary, types });
  return { rows, visible: { heenberichten: 'asked', linked } };
}

interface ByMandate extends Row {
  /** Null in all rows but the first. */
  readonly held: { readonly types: string[]; readonly proofs: readonly MandateProof[] } | null;
}

const linksByMandate = statement<{
  ids: readonly string[];
  party: string;
  mandatary: string;
  types: readonly string[];
}>(
  'inbox-links-by-mandate',
  linksWhere(`(${isOwn('linked', 'array[$mandatary]')}
    or (${isOwn('linked', 'array[$party]')} and linked.type = any($types::text[])))`),
);

/** SQL: the condition for a mandate of `$party` for `$mandatary`. */
const byMandate = 'mandatary = $mandatary and party = $party';

/**
 * SQL: one walk through an index for each type of the mandates, so that entries of other types, which may wait for
 * ever, are not read. `nulls first` (there are no nulls) makes Postgres use the index made for this: no other one has
 * that order.
 */
const waitingByType = berichten.map(
  ({ type }) => `(
    select message_id, position, redelivered from mailbox_entry
    where party_code = $party and type = '${type}' and acknowledged_at is null and position > $after
      and '${type}' = any(held.types)
    order by position nulls first limit $most)`,
);

const pageByMandate = statement<{ party: string; after: number; most: number; mandatary: string }>(
  'inbox-by-mandate',
  `
  with held as materialized (
    select array(${mandatesInForce('distinct unnest(message_types)', byMandate)}) as types,
      (${mandatesInForce(`json_agg(${mandateProof})`, byMandate)}) as proofs
  )
  select ${rowColumns},
    -- In the first row only, because it is the same for all.
    case when row_number() over (order by entry.position nulls first) = 1
      then to_json(held) end as held
  from ${mailboxTable} mailbox join held on held.proofs is not null
  left join lateral (
    ${waitingByType.join(' union all ')}
    order by position nulls first limit $most
  ) entry on true
  left join message m on m.id = entry.message_id
  where mailbox.party_code = $party
  order by entry.position nulls first`,
);

/** @param entries those whose MAC does not fit are reported and left out */
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

/** Reads those of these messages that the reader may see and whose MAC fits. */
async function linkedOf(
  { pool, macs, onNotBelieved }: PageParts,
  ids: readonly string[],
  { linked: asked }: Pick<Visible, 'linked'>,
): Promise<Map<string, KeptMessage>> {
  const { rows } = await pool.query<{ id: string; message: string }>(asked(ids));
  const linked = new Map<string, KeptMessage>();
  for (const { id, message: text } of rows) {
    const message = keptMessage(macs, columnsOf(text));
    if (message) linked.set(id, message);
    else onNotBelieved(new NotBelieved('message', id));
  }
  return linked;
}
