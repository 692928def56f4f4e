import type { Proof, RowMacs, SignedTable } from '../store/keys/row-mac.ts';

// The columns of messages that their MACs protect. Adding a column needs a new version.

/**
 * Of a message: who sent it to whom, what it is and what it answers. The Header of a refused message is not part of
 * it: it was never checked, and is deleted when the message is forgotten.
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

/** Of a disclosure: that an operator may read a message, and until when. */
export const signedDisclosure: SignedTable = {
  name: 'disclosure',
  columns: ['id', 'message_id', 'reason', 'made_by', 'made_by_key', 'at', 'expires_at'],
  version: 1,
  part: 'rows',
};

/** What the MAC of a message protects. */
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

/** The facts in the proof of a message. Does not check the MAC. */
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
