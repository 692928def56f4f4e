import { Type } from 'typebox';
import type { MessageSummary } from '../../messages/views/message-summary.ts';
import { Nullable, OneOf, uuid } from '../server/schemas.ts';

// The fields that items of lists have in common: of messages sent and received, and of a mailbox.

const exampleId = '01a20563-9c1d-7b02-8a40-1f5d3c2b7e90';
const exampleHeenbericht = '01a20563-607e-7aa1-b735-07c007c906ff';

/** An example: a retour that approves a JW315. */
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

/** The identification of a message in its Header. */
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
    'Of a heenbericht: what its retour reports; of a retour: what it reports itself. null: there is no retour yet, or the answer is a JW325, which reports on each Prestatie',
  ),
);

export const AnswerId = Nullable(
  Type.String({
    ...uuid,
    description: 'The retour or JW325 that answers it, where you may see it',
  }),
);

/** An item with the ids under the names that the API uses. */
export function presentItem<Item extends Pick<MessageSummary, 'heenberichtId' | 'answerId'>>({
  heenberichtId,
  answerId,
  ...item
}: Item) {
  return { ...item, heenbericht: heenberichtId, answer: answerId };
}
