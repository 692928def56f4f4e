import type { FastifyRequest } from 'fastify';
import { type ApiKey, listKeys } from '../../../parties/credentials/api-keys.ts';
import {
  type ListedDesignation,
  listDesignations,
} from '../../../parties/designations/designations.ts';
import { exchanges } from '../../../parties/directory/codes.ts';
import { findParty, type Party } from '../../../parties/directory/parties.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { type ListedMandate, listMandates } from '../../../parties/mandates/mandates.ts';
import type { PermissionPage } from '../../../parties/permissions/list.ts';
import { Problem } from '../../../problem.ts';
import type { PageParts } from '../parts.ts';

/** Permissions that a page shows. */
const mostPermissions = 50;

/** Access to the pages of one party. */
export const lookers = ['itself', 'operator', 'administrator'] as const;

/** What the page of a party shows. */
export interface ShownParty {
  readonly party: Party;
  /** Whether settings are shown, and keys made: to administrators. */
  readonly all: boolean;
  /** Undefined for who may not see these: an operator. */
  readonly own:
    | {
        readonly keys: readonly ApiKey[];
        readonly mandates: PermissionPage<ListedMandate>;
        readonly designations: PermissionPage<ListedDesignation>;
      }
    | undefined;
  /** Names of the other parties on the page, by code. */
  readonly names: ReadonlyMap<string, string>;
}

/** @throws {Problem} `not-found` for a party that is not there, or that this viewer does not see */
export async function readParty(
  { principal }: FastifyRequest,
  { store, macs }: PageParts,
  code: string,
): Promise<ShownParty> {
  const party = await findParty(store.db, macs, code);
  const all = principal.role === 'administrator';
  const itself = principal.actsFor.includes(code);
  if (!party || !(all || itself || exchanges(party.kind))) throw new Problem('not-found');
  if (!all && !itself) return { party, all, own: undefined, names: new Map() };
  const page = { limit: mostPermissions };
  const [keys, mandates, designations] = await Promise.all([
    listKeys(store.db, macs, code),
    listMandates(store.db, macs, code, page),
    listDesignations(store.db, macs, code, page),
  ]);
  const others = [
    ...mandates.items.flatMap(({ party: giver, mandatary }) => [giver, mandatary]),
    ...designations.items.flatMap(({ gemeente, office }) => [gemeente, office]),
  ];
  const names = await partyNames(store.pool, [...new Set(others)]);
  return { party, all, own: { keys, mandates, designations }, names };
}
