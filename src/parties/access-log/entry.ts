import { randomUUIDv7 } from 'node:crypto';
import type { Call } from '../principal.ts';

/** Logged actions: on the content of messages, on what is known of children, or on access itself. */
export const accessActions = [
  // Messages.
  'post',
  'read-content',
  'break-glass',
  'try-out',
  'search-messages',
  'drop-refused',
  // The ledger about children.
  'list-allocations',
  'search-allocations',
  'read-allocation',
  'read-entries',
  'list-requests',
  'list-terms',
  'read-term',
  'read-term-counts',
  'read-report',
  'import',
  'list-declarations',
  'read-declaration',
  'forget-client',
  // Access rights.
  'put-party',
  'make-key',
  'revoke-key',
  'sign-in',
  'sign-out',
  'give-mandate',
  'withdraw-mandate',
  'give-designation',
  'withdraw-designation',
  'place-hold',
  'lift-hold',
  // Contracts with aanbieders.
  'load-contracts',
  'read-contracts',
  // Drafted messages, and what they are made of.
  'make-draft',
  'list-drafts',
  'read-draft',
  'read-draft-content',
  'change-draft',
  'send-draft',
  'discard-draft',
  'import-client-details',
  'declare-complete',
  'withdraw-complete',
  // Conversions to SPICs.
  'make-conversion',
  'read-conversion',
  'share-conversion',
  'mark-conversion',
  'commit-conversion',
  'stop-conversion',
  'revert-conversion',
  // Signals.
  'report-signal',
  'list-signals',
  'read-signal',
  'answer-signal',
  'close-signal',
  'link-signal',
  'unlink-signal',
  'read-signal-counts',
  // Goals of an allocation.
  'make-goal',
  'list-goals',
  'read-goal',
  'change-goal',
  'destroy-goal-text',
  'delete-goal',
  // The log itself.
  'read-log',
  'export-log',
] as const;
export type AccessAction = (typeof accessActions)[number];

/** A row of the access log, before it is written. */
export interface AccessEntry {
  /** UUIDv7. */
  readonly id: string;
  readonly action: AccessAction;
  /** As in a credential ({@link Call}), or `cli:` and a name. */
  readonly actor: string;
  readonly role: string | null;
  /** The actor's own party. */
  readonly actorParty: string | null;
  /** The party that owns the data, or on whose behalf it was done. */
  readonly party: string | null;
  /** The other side of a message or an allocation. */
  readonly counterparty: string | null;
  /** By which mandate the actor's party acted for another. */
  readonly mandateId: string | null;
  readonly messageId: string | null;
  /** Random ids of children. */
  readonly clientIds: readonly string[];
  /** Ids, codes and names of filters. Never a value of a message. */
  readonly detail: Readonly<Record<string, unknown>> | null;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly reason: string | null;
}

/** What an action is about. */
export type AccessWish = Partial<
  Pick<
    AccessEntry,
    'party' | 'counterparty' | 'mandateId' | 'messageId' | 'clientIds' | 'detail' | 'reason'
  >
>;

/** The entry of a call. By default it is about the caller's own party. */
export function entryOf(call: Call, action: AccessAction, wish: AccessWish = {}): AccessEntry {
  const { principal, address, requestId } = call;
  const actorParty = principal.party ?? null;
  return {
    id: randomUUIDv7(),
    action,
    actor: principal.credential.name,
    role: principal.role,
    actorParty,
    party: actorParty,
    counterparty: null,
    mandateId: null,
    messageId: null,
    clientIds: [],
    detail: null,
    reason: null,
    ...wish,
    address,
    requestId,
  };
}
