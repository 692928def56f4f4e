import { type TObject, type TProperties, Type } from '@fastify/type-provider-typebox';
import type { PermissionPage, PermissionQuery } from '../../parties/permissions/list.ts';
import { type PermissionPeriod, permissionRoles } from '../../parties/permissions/permission.ts';
import type { Principal } from '../../parties/principal.ts';
import type { Cursors } from '../server/cursors.ts';
import {
  AskedMoment,
  Cursor,
  Limit,
  List,
  Moment,
  momentOf,
  Next,
  Nullable,
  OneOf,
} from '../server/schemas.ts';

// What routes of mandates and of designations have in common.

/** The fields of a permission besides its id, its parties and what it is for. */
export const permissionFields = {
  from: Moment,
  until: Nullable(
    Type.Unsafe<Date>({ ...Moment, description: 'The first moment at which it no longer holds' }),
    { examples: [null] },
  ),
  givenAt: Moment,
  withdrawnAt: Nullable(Moment, { examples: [null] }),
  active: Type.Boolean({ description: 'It holds now', examples: [true] }),
};

export const PermissionRole = OneOf(
  permissionRoles,
  'Whether this party gave it, or may act by it',
);

/** When a permission is asked to hold. */
export const askedPeriod = {
  from: Type.Optional(AskedMoment('From then on it holds')),
  until: Type.Optional(AskedMoment('From then on it does not hold any more')),
};

/** @throws {Problem} for a moment that is none */
export function periodOf({
  from,
  until,
}: {
  readonly from?: string;
  readonly until?: string;
}): PermissionPeriod {
  return {
    ...(from !== undefined && { from: momentOf(from) }),
    ...(until !== undefined && { until: momentOf(until) }),
  };
}

/** The parameters of a list of permissions. */
export const PermissionQueryString = Type.Object(
  {
    role: Type.Optional(PermissionRole),
    active: Type.Optional(
      Type.Boolean({ description: 'Only those that hold now, or only the others' }),
    ),
    limit: Limit,
    cursor: Cursor,
  },
  { additionalProperties: false },
);

/** A page of a list of permissions. */
export function PermissionPageOf<T extends TProperties>(title: string, item: TObject<T>) {
  return Type.Object(
    { items: List(item), next: Next },
    {
      title,
      description: 'A page; `next` is the `cursor` of the page after it, null at the end',
    },
  );
}

/**
 * Reads a page of a list of permissions, with a cursor that is of this list and this caller.
 *
 * @param list its name in the cursor
 */
export async function readPermissions<T>(
  cursors: Cursors,
  list: string,
  principal: Principal,
  { cursor, ...query }: PermissionQuery & { readonly cursor?: string },
  ask: (query: PermissionQuery) => Promise<PermissionPage<T>>,
): Promise<{ items: T[]; next: string | null }> {
  const after = cursors.read<string>(list, principal, cursor);
  const { items, next } = await ask({ ...query, ...(after !== undefined && { after }) });
  return { items, next: cursors.write(list, principal, next) };
}
