import { Type } from 'typebox';
import type { MessageSummary } from '../exchange/message-summary.ts';
import { Nullable, OneOf, uuid } from './schemas.ts';

// What an item of a list of messages holds: of those that were sent and received, and of a mailbox.

const exampleId = '01a20563-9c1d-7b02-8a40-1f5d3c2b7e90';
const exampleHeenbericht = '01a20563-607e-7aa1-b735-07c007c906ff';

/** A retour that approves a JW315. */
export const messageExample = {
  id: exampleId,
  type: 'JW316',
  status: 'accepted',
  sender: '0363',
  recipient: '12345678',
  identificatie: '000000000117',
  dagtekening: '2026-11-23',
  heenbericht: exampleHeenbericht,
  answer: null,
  outcome: 'approved',
  size: 1873,
  receivedAt: '2026-11-23T09:15:00.000Z',
  changedAt: '2026-11-23T09:15:01.000Z',
  forgottenAt: null,
};

/** By what the Header names a message. */
export const identification = {
  identificatie: Nullable(
    Type.String({
      description:
        'As the Header has it; a retour has that of its heenbericht. null: it was refused, and could not be read',
    }),
  ),
  dagtekening: Nullable(
    Type.String({ format: 'date', description: 'As the Header has it', examples: ['2026-11-02'] }),
  ),
};

export const HeenberichtId = Nullable(
  Type.String({
    ...uuid,
    description: 'The message that this retour or JW325 answers, where you may see it',
  }),
);

export const MessageOutcome = Nullable(
  OneOf(
    ['approved', 'refused'],
    'Of a heenbericht: what its retour says; of a retour: what it says itself. null: there is no retour yet, or the answer is a JW325, which tells it of each Prestatie',
  ),
);

export const AnswerId = Nullable(
  Type.String({
    ...uuid,
    description: 'The retour or JW325 that answers it, where you may see it',
  }),
);

/** An item with ids as answers name them. */
export function presentItem<Item extends Pick<MessageSummary, 'heenberichtId' | 'answerId'>>({
  heenberichtId,
  answerId,
  ...item
}: Item) {
  return { ...item, heenbericht: heenberichtId, answer: answerId };
}
