import type { PermissionTable } from '../permissions/permission.ts';
import { signedMandate } from './signed.ts';

/** Mandates, as permissions. */
export const mandateTable: PermissionTable = {
  signed: signedMandate,
  giver: 'party',
  receiver: 'mandatary',
  own: ['party', 'mandatary', 'message_types as "messageTypes"'],
  log: { give: 'give-mandate', withdraw: 'withdraw-mandate', id: 'mandateId' },
  neverHolds: 'mandate-period',
};
