import { questionWith } from '../../ledger/past/past-question.ts';

/** The question about the past of a message. The table of messages knows whether its Identificatie is new. */
export const questionOfMessage = questionWith(
  'read-past',
  `exists (select from message
      where afzender = $afzender and type = $type and identificatie = $identificatie and first_use)`,
);
