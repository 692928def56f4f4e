import type { BelievedMandate } from '../../parties/mandates/acting.ts';
import type { ColumnTypes } from '../../store/rows.ts';
import type { LinePosition } from './line.ts';

/** Who posted a message; goes into the row of the access log for its POST. */
export interface Poster {
  /** Name of the credential. */
  readonly actor: string;
  /** The party of that credential. */
  readonly actorParty: string;
  readonly address: string | null;
  readonly requestId: string | null;
}

/** A message that passed every check of the intake. */
export interface NewMessage {
  readonly poster: Poster;
  /** Posted by mandates of its sender: keep it only when one of these still holds. Null: in one's own name. */
  readonly mandates: readonly BelievedMandate[] | null;
  /** The MAC of its row; see {@link macOfMessage}. */
  readonly mac: Buffer;
  /** See {@link macOfReceived}. */
  readonly receivedMac: Buffer | null;
  readonly id: string;
  readonly type: string;
  readonly afzender: string;
  readonly ontvanger: string;
  readonly identificatie: string;
  readonly dagtekening: string;
  readonly sender: string;
  readonly recipient: string;
  readonly contentHash: Buffer;
  /** Its line, and the requests that it makes. */
  readonly linePosition: LinePosition;
  readonly size: number;
  readonly heenberichtId: string | null;
  readonly refuses: boolean;
  /** Keep it only when its Identificatie is new for its sender, recipient and type. */
  readonly opensIdentificatie: boolean;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
  readonly finding: { readonly rule: string; readonly path: string } | null;
  /** Plain date: keep it only when the recipient is a party that takes messages on this day. */
  readonly recipientOpenOn: string | null;
}

/** Whether a message is posted in its sender's own name, and without a finding. Most are. */
export function isPlain({ mandates, finding }: NewMessage): boolean {
  return mandates === null && finding === null;
}

/** What the statement for {@link isPlain} messages needs. */
export type PlainRow = ReturnType<typeof plainRow>;
export type Row = ReturnType<typeof rowOf>;

/**
 * The row of an {@link isPlain} message.
 *
 * @param nr its place in the order of acceptance
 * @param written its place in the order in which rows are written
 */
export function plainRow(message: NewMessage, nr: number, written: number) {
  const { poster, linePosition } = message;
  return {
    nr,
    written,
    id: message.id,
    type: message.type,
    afzender: message.afzender,
    ontvanger: message.ontvanger,
    identificatie: message.identificatie,
    dagtekening: message.dagtekening,
    sender: message.sender,
    recipient: message.recipient,
    content_hash: message.contentHash,
    size: message.size,
    heenbericht_id: message.heenberichtId,
    refuses: message.refuses,
    wrapped_key: message.wrappedKey,
    sealed: message.sealed,
    open_on: message.recipientOpenOn,
    line: linePosition.line,
    requests: linePosition.requests,
    actor: poster.actor,
    actor_party: poster.actorParty,
    address: poster.address,
    request_id: poster.requestId,
    opens_identificatie: message.opensIdentificatie,
    mac: message.mac,
    received_mac: message.receivedMac,
  };
}

/** The row of any message. Parameters as of {@link plainRow}. */
export function rowOf(message: NewMessage, nr: number, written: number) {
  const { mandates, finding } = message;
  return {
    ...plainRow(message, nr, written),
    rule: finding?.rule ?? null,
    path: finding?.path ?? null,
    mandates: mandates?.map(({ id }) => id) ?? null,
    mandate_macs: mandates?.map(({ mac }) => mac) ?? null,
  };
}

export const plainTypes: ColumnTypes<PlainRow> = {
  nr: 'integer',
  written: 'integer',
  id: 'uuid',
  type: 'text',
  afzender: 'text',
  ontvanger: 'text',
  identificatie: 'text',
  dagtekening: 'text',
  sender: 'text',
  recipient: 'text',
  content_hash: 'bytea',
  size: 'integer',
  heenbericht_id: 'uuid',
  refuses: 'boolean',
  wrapped_key: 'bytea',
  sealed: 'bytea',
  open_on: 'date',
  line: 'bytea',
  requests: 'bytea[]',
  actor: 'text',
  actor_party: 'text',
  address: 'text',
  request_id: 'text',
  opens_identificatie: 'boolean',
  mac: 'bytea',
  received_mac: 'bytea',
};

export const types: ColumnTypes<Row> = {
  ...plainTypes,
  rule: 'text',
  path: 'text',
  mandates: 'uuid[]',
  mandate_macs: 'bytea[]',
};
