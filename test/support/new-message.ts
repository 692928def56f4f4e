import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { NewMessage } from '../../src/messages/lifecycle/new-message.ts';
import { newIdentificatie } from './messages.ts';

export const poster = { actor: 'x', actorParty: '12345678', address: null, requestId: null };
/** A message of 12345678 to 0363 as intake gives it to the lifecycle, with made-up bytes. */
export function message(more: Partial<NewMessage> = {}): NewMessage {
  const bytes = randomBytes(32);
  return {
    ...{ id: randomUUIDv7(), type: 'JW315', afzender: '12345678', ontvanger: '0363' },
    ...{ identificatie: newIdentificatie(), dagtekening: '2024-01-01', sender: '12345678' },
    ...{ recipient: '0363', contentHash: bytes, size: 1, sealed: bytes, wrappedKey: bytes },
    ...{ linePosition: { line: bytes, requests: [bytes] }, heenberichtId: null, refuses: false },
    ...{
      finding: null,
      recipientOpenOn: '2024-01-01',
      mandates: null,
      mac: bytes,
      poster,
      receivedMac: null,
    },
    opensIdentificatie: true,
    ...more,
  };
}
