import type { Proof, RowMacs, SignedTable } from '../store/row-mac.ts';

// What decides of rows of messages, as their MACs bind it. A column more is a version more.

/**
 * Of a message: who sent it to whom, what it is and what it answers. The Header of what was refused is as
 * somebody sent it, was checked by nobody and is forgotten: no part of it.
 */
export const signedMessage: SignedTable = {
  name: 'message',
  columns: [
    ...['id', 'type', 'sender', 'recipient', 'heenbericht_id', 'refuses', 'by_gateway'],
    ...['afzender', 'ontvanger', 'identificatie', 'dagtekening'],
  ],
  version: 1,
  part: 'messages',
  onlyIf: {
    columns: ['afzender', 'ontvanger', 'identificatie', 'dagtekening'],
    condition: (row) => `${row}.recipient is not null`,
  },
};

/** That somebody who looks after the gateway may read a message, and until when. */
export const signedDisclosure: SignedTable = {
  name: 'disclosure',
  columns: ['id', 'message_id', 'reason', 'made_by', 'made_by_key', 'at', 'expires_at'],
  version: 1,
  part: 'rows',
};

export const signedHold: SignedTable = {
  name: 'legal_hold',
  columns: [
    ...['id', 'revision', 'message_id', 'client_id', 'party_code', 'reason', 'placed_by'],
    ...['placed_at', 'lifted_by', 'lifted_at'],
  ],
  version: 1,
  part: 'rows',
};

/**
 * Who made a replay or redelivery, of how many messages, and who stopped it. How far it is, is no part of it.
 * Its messages are counted by verify.
 */
export const signedOperation: SignedTable = {
  name: 'operation',
  columns: [
    ...['id', 'revision', 'kind', 'reason', 'made_by', 'made_by_key', 'party_code', 'selection'],
    ...[
      'message_count',
      'idempotency_hash',
      'request_hash',
      'created_at',
      'stopped_at',
      'stopped_by',
    ],
  ],
  version: 1,
  part: 'records',
};

/** What was forgotten on a day. Verify counts which messages and children that was. */
export const signedForgetting: SignedTable = {
  name: 'forgetting',
  columns: [
    ...['day', 'revision', 'started_at', 'finished_at', 'terms', 'messages', 'refused', 'clients'],
    ...['imports', 'access_log_months', 'held_messages', 'held_clients', 'held_months'],
    'waiting_messages',
  ],
  version: 1,
  part: 'records',
};

/** What of a message its MAC binds, before it is kept. */
export interface MessageFacts {
  readonly id: string;
  readonly type: string | null;
  readonly sender: string;
  readonly recipient: string | null;
  readonly heenberichtId: string | null;
  readonly refuses: boolean;
  readonly byGateway: boolean;
  readonly afzender: string | null;
  readonly ontvanger: string | null;
  readonly identificatie: string | null;
  readonly dagtekening: string | null;
}

/** What the proof of a message says. Not believed by that. */
export function factsOf([, ...columns]: Proof): MessageFacts {
  const [id, type, sender, recipient, heenberichtId, refuses, byGateway, ...header] = columns;
  const [afzender, ontvanger, identificatie, dagtekening] = header;
  return {
    ...{ id, type, sender, recipient, heenberichtId },
    refuses: refuses === 'true',
    byGateway: byGateway === 'true',
    ...{ afzender, ontvanger, identificatie, dagtekening },
  } as MessageFacts;
}

/** The MAC of a message that is about to be kept, 32 bytes. */
export function macOfMessage(rows: RowMacs, message: MessageFacts): Buffer {
  const { recipient } = message;
  const header = [
    ...[message.afzender, message.ontvanger, message.identificatie, message.dagtekening],
  ];
  return rows.macOf(signedMessage, [
    ...[message.id, message.type, message.sender, recipient, message.heenberichtId],
    ...[String(message.refuses), String(message.byGateway)],
    ...(recipient === null ? header.map(() => null) : header),
  ]);
}
