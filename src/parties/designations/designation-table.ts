import type { PermissionTable } from '../permissions/permission.ts';
import { signedDesignation } from './signed.ts';

/** Designations, as permissions. */
export const designationTable: PermissionTable = {
  signed: signedDesignation,
  giver: 'gemeente',
  receiver: 'office',
  own: ['gemeente', 'office'],
  log: { give: 'give-designation', withdraw: 'withdraw-designation', id: 'designationId' },
  neverHolds: 'designation-period',
};
