import type { RouteParts } from '../../http/server/parts.ts';
import type { Cookies } from './cookies.ts';

/** What signing in uses: the parts of routes, and the cookies of the console. */
export interface SignInParts extends RouteParts {
  readonly cookies: Cookies;
}
