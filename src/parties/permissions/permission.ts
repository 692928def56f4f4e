import type { ProblemCode } from '../../problem.ts';
import type { SignedTable } from '../../store/keys/row-mac.ts';
import type { AccessAction } from '../access-log/entry.ts';
import { partyEndedAt } from '../directory/ending.ts';

/**
 * A permission: one party lets another act for it, for a time. Mandates and designations are permissions; this is what
 * both have.
 */
export interface Permission {
  readonly id: string;
  readonly from: Date;
  /** The moment at which it ends; null: it holds until it is withdrawn. */
  readonly until: Date | null;
  readonly givenAt: Date;
  readonly withdrawnAt: Date | null;
  /** It holds at this moment. */
  readonly active: boolean;
}

/** When a permission is asked to hold. */
export interface PermissionPeriod {
  /** Absent: from now on. */
  readonly from?: Date;
  /** Absent: until it is withdrawn. */
  readonly until?: Date;
}

export const permissionRoles = ['given', 'received'] as const;

/** Whether the party of a list gave a permission, or may act by it. */
export interface Listed {
  readonly role: (typeof permissionRoles)[number];
}

/** A table of permissions, with the columns `valid_from`, `valid_until`, `given_by`, `withdrawn_at` ... of all of these. */
export interface PermissionTable {
  readonly signed: SignedTable;
  /** The column with the party that gives it. */
  readonly giver: string;
  /** The column with the party that may act by it. */
  readonly receiver: string;
  /** SQL: the columns in which it differs from another table of permissions, as they are shown. */
  readonly own: readonly string[];
  /** How the access log names giving it, withdrawing it, and its id in the detail of both. */
  readonly log: {
    readonly give: AccessAction;
    readonly withdraw: AccessAction;
    readonly id: string;
  };
  /** The problem of one that would never hold. */
  readonly neverHolds: ProblemCode;
}

/** SQL: the columns of a {@link Permission}, and those that its table has besides. */
export function shownColumns(table: PermissionTable): string {
  const { signed, own } = table;
  return `${[`${signed.name}.id`, ...own].join(', ')},
  valid_from as "from", valid_until as "until", given_at as "givenAt",
  withdrawn_at as "withdrawnAt", (${holdsNow(table)}) as active`;
}

/**
 * SQL: whether a row of permissions holds when the statement begins. (`now()` is the moment at which the transaction
 * began: in one that waited for a lock, that may be before a permission was given that it finds.) When a party ends, so
 * do the permissions that it gave and those by which it acts.
 */
export function holdsNow(table: PermissionTable): string {
  return `${table.signed.name}.withdrawn_at is null
  and ${inTimeAt(table, 'statement_timestamp()')}`;
}

/** SQL: whether a row of permissions held at a moment. @param moment in SQL */
export function heldAt(table: PermissionTable, moment: string): string {
  const { name } = table.signed;
  return `(${name}.withdrawn_at is null or ${name}.withdrawn_at > ${moment})
  and ${inTimeAt(table, moment)}`;
}

function inTimeAt({ signed: { name }, giver, receiver }: PermissionTable, moment: string): string {
  return `${name}.valid_from <= ${moment}
  and (${name}.valid_until is null or ${name}.valid_until > ${moment})
  and not exists (select from party
    where party.code in (${name}.${giver}, ${name}.${receiver}) and ${partyEndedAt(moment)})`;
}
