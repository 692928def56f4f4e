import { Type } from '@fastify/type-provider-typebox';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import type { Access } from '../../http/server/access.ts';
import type { RouteParts } from '../../http/server/parts.ts';
import type { RouteLoad } from '../../http/server/shares.ts';
import type { IdentifyPerson } from '../guard.ts';
import type { Cookies } from '../sign-in/cookies.ts';

/** The options of the plugin of a page. */
export interface PageParts extends RouteParts {
  readonly identify: IdentifyPerson;
  readonly cookies: Cookies;
  /**
   * Checks a form before all of it is read; all other forms are checked by themselves.
   *
   * @param fields what was read
   * @throws what refuses a form
   */
  readonly checkForm: (request: FastifyRequest, fields: object) => void;
}

/** The config of a page: who may see it, and what it costs. */
export function pageConfig(
  { identify }: PageParts,
  access: Access,
  load?: RouteLoad,
): FastifyContextConfig {
  return { access, identify, ...(load && { load }) };
}

/**
 * A filter in an address, as a form sends it: an empty one filters nothing. What does not fit is said at its field, so
 * the schema takes it.
 */
export const Filter = Type.Optional(Type.String({ maxLength: 200 }));

/** In the address of every page: the language that is chosen. */
export const Lang = Type.Optional(Type.String({ maxLength: 2 }));

/** In the address of a list: where its page begins. */
export const PageCursor = Type.Optional(Type.String({ maxLength: 512 }));

/** The schema of a page whose address has nothing but the language. */
export const plainPage = {
  hide: true,
  querystring: Type.Object({ lang: Lang }, { additionalProperties: false }),
} as const;
