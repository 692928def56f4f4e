import type { Pool } from 'pg';
import { noteFrom } from '../../parties/access-log/note.ts';
import { signedNote } from '../../parties/access-log/signed.ts';
import { keepKeys } from '../../store/keys/data-keys.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { type ColumnTypes, listStatement } from '../../store/rows.ts';
import { statement } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { macOfRefusal } from '../finding-macs.ts';
import { changed } from './changed.ts';
import type { Poster } from './new-message.ts';

/** A message that the intake refused. */
export interface NewRefusal {
  readonly id: string;
  readonly type: string | null;
  readonly afzender: string | null;
  readonly ontvanger: string | null;
  readonly identificatie: string | null;
  readonly dagtekening: string | null;
  readonly sender: string;
  readonly poster: Poster;
  readonly contentHash: Buffer;
  readonly size: number;
  /** Code, parameters and violations of the problem. */
  readonly refusal: object;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
  /** The MAC of its row. */
  readonly mac: Buffer;
}

/**
 * Keeps messages as `refused`, for their senders and the operators. When the same party posts the same bytes
 * again, there stays one row: its count goes up and the newest reason replaces the earlier one, unless the Header
 * was not read this time. Such a repeat writes no event. The count is signed, so repeats are counted one by one.
 *
 * @param refusals no two of one sender with the same bytes
 * @returns the ids under which they are kept, in the same order
 */
export async function refuse(
  pool: Pool,
  macs: RowMacs,
  refusals: readonly NewRefusal[],
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    keepRefusals(refusals.map((refusal, nr) => rowOf(macs, refusal, nr))),
  );
  const first = new Set(rows.map(({ id }) => id));
  const ids: string[] = [];
  for (const refusal of refusals)
    ids.push(first.has(refusal.id) ? refusal.id : await refuseAgain(pool, macs, refusal));
  return ids;
}

async function refuseAgain(pool: Pool, macs: RowMacs, refusal: NewRefusal): Promise<string> {
  const { sender, contentHash } = refusal;
  const counted = await countAgain(pool, macs, { sender, contentHash }, (before) =>
    knowsAsMuch(refusal, before) ? refusal : before,
  );
  // It was dropped a moment ago.
  return counted ?? ((await refuse(pool, macs, [refusal]))[0] as string);
}

const header = ['afzender', 'ontvanger', 'identificatie', 'dagtekening'] as const;
/** What is said of a refusal. */
type Said = Pick<NewRefusal, 'refusal' | (typeof header)[number]>;

/** The same bytes have the same Header. What an earlier refusal read of it stays, with the reason given then. */
function knowsAsMuch(said: Said, before: Said): boolean {
  return header.every((column) => said[column] !== null || before[column] === null);
}

type Row = ReturnType<typeof rowOf>;

function rowOf(macs: RowMacs, refusal: NewRefusal, nr: number) {
  const { poster } = refusal;
  const note = signedNote(macs, { id: refusal.id, action: 'post' });
  return {
    nr,
    id: refusal.id,
    type: refusal.type,
    afzender: refusal.afzender,
    ontvanger: refusal.ontvanger,
    sender: refusal.sender,
    content_hash: refusal.contentHash,
    size: refusal.size,
    refusal: JSON.stringify(refusal.refusal),
    wrapped_key: refusal.wrappedKey,
    sealed: refusal.sealed,
    actor: poster.actor,
    actor_party: poster.actorParty,
    address: poster.address,
    request_id: poster.requestId,
    identificatie: refusal.identificatie,
    dagtekening: refusal.dagtekening,
    mac: refusal.mac,
    refusal_mac: macOfRefusal(macs, { ...refusal, count: 1 }),
    noted_on: note.signedOn,
    noted_mac: note.mac,
  };
}

const types: ColumnTypes<Row> = {
  nr: 'integer',
  id: 'uuid',
  type: 'text',
  afzender: 'text',
  ontvanger: 'text',
  sender: 'text',
  content_hash: 'bytea',
  size: 'integer',
  refusal: 'jsonb',
  wrapped_key: 'bytea',
  sealed: 'bytea',
  actor: 'text',
  actor_party: 'text',
  address: 'text',
  request_id: 'text',
  identificatie: 'text',
  dagtekening: 'text',
  mac: 'bytea',
  refusal_mac: 'bytea',
  noted_on: 'date',
  noted_mac: 'bytea',
};

const keepRefusals = listStatement<Row>(
  'refuse',
  'new',
  types,
  (given) => `/* refuse */
    with ${given}, kept as (
      insert into message (id, type, afzender, ontvanger, sender, status, content_hash, size,
        refusal, refused_count, received_at, changed_at, actor, actor_party, address, request_id,
        identificatie, dagtekening, mac, refusal_mac)
      select id, type, afzender, ontvanger, sender, 'refused', content_hash, size, refusal, 1, now(),
        now(), actor, actor_party, address, request_id, identificatie, dagtekening, mac, refusal_mac
      from new order by sender, content_hash
      on conflict (sender, content_hash) where status = 'refused' do nothing
      returning id
    ), first as (
      select new.* from kept join new using (id)
    ), key as (
      ${keepKeys('select id, wrapped_key from first')}
    ), content as (
      insert into message_content (message_id, sealed) select id, sealed from first
    ), noted as (
      -- Nothing more happens to it, so its row of the access log is written now.
      ${noteFrom(
        'id, action, actor, role, actor_party, party, message_id, address, request_id, signed_on, mac',
        `select id, 'post', actor, 'party', actor_party, sender, id, address, request_id, noted_on, noted_mac
        from first`,
      )}
    ), event as (
      ${changed(`select id, null, 'refused', 'party', sender, refusal ->> 'code' from first order by nr`)}
    )
    select id from kept`,
);

/** An interval of Postgres; it is short because the machine may only have been slow at that moment. */
const tooComplexFor = '1 hour';

type SameBytes = Pick<NewRefusal, 'sender' | 'contentHash'>;

interface Held extends Said {
  readonly id: string;
  readonly count: number;
  readonly mac: Buffer | null;
}

const holdSame = statement<SameBytes>(
  'hold-refusal',
  `
  select id, refused_count as count, refusal, refusal_mac as mac, ${header.join(', ')} from message
  where sender = $sender and content_hash = $contentHash and status = 'refused' for no key update`,
);

const writeCounted = statement<Held & { latest: boolean }>(
  'count-refusal',
  `
  update message set refused_count = $count, refusal = $refusal, refusal_mac = $mac,
    changed_at = case when $latest then now() else changed_at end,
    ${header.map((column) => `${column} = $${column}`).join(', ')}
  where id = $id`,
);

/**
 * Counts a refusal once more, and signs that. One that is not as the gateway signed it is never signed anew.
 *
 * @param say what is said of it from now on; what was said before, when it is not refused now but known
 * @returns the id under which it is kept; undefined when there is none
 */
function countAgain(
  pool: Pool,
  macs: RowMacs,
  bytes: SameBytes,
  say?: (before: Said) => Said,
): Promise<string | undefined> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Held>(holdSame(bytes));
    const [held] = rows;
    if (!held) return undefined;
    const isSigned = held.mac
      ? held.mac.equals(macOfRefusal(macs, { ...bytes, ...held }))
      : !macs.isSigned('findings');
    const { refusal, afzender, ontvanger, identificatie, dagtekening } = say?.(held) ?? held;
    const said = { refusal, afzender, ontvanger, identificatie, dagtekening };
    const count = held.count + 1;
    const mac = isSigned ? macOfRefusal(macs, { ...bytes, ...said, count }) : held.mac;
    await client.query(writeCounted({ id: held.id, count, mac, ...said, latest: Boolean(say) }));
    return held.id;
  });
}

const knownAsTooComplex = statement<SameBytes>(
  'find-too-complex',
  `
  select from message
  where sender = $sender and content_hash = $contentHash and status = 'refused'
    and refusal ->> 'code' = 'too-complex' and changed_at > now() - interval '${tooComplexFor}'`,
);

/**
 * Finds a recent refusal of the same bytes of this party as too complex, and raises its count, so that repeats
 * do not each cost the time of an inspection.
 *
 * @returns the id under which it is kept
 */
export async function refusedAsTooComplex(
  pool: Pool,
  macs: RowMacs,
  sender: string,
  contentHash: Buffer,
): Promise<string | undefined> {
  const { rowCount } = await pool.query(knownAsTooComplex({ sender, contentHash }));
  return rowCount === 0 ? undefined : countAgain(pool, macs, { sender, contentHash });
}
