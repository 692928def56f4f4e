import { safeToAsk } from './config-oauth.ts';
import type { Settings } from './settings.ts';

/** How people sign in to the console. */
export interface ConsoleConfig {
  /** After this long without use a session is over. */
  readonly idleMinutes: number;
  /** Whether people may sign in with an API key. */
  readonly byKey: boolean;
  /** Absent: no issuer is believed. */
  readonly oidc?: OidcConfig;
}

/** The issuer whose people may sign in. See `src/console/sign-in/issuer.ts`. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly rolesClaim: string;
  readonly nameClaim: string;
}

/**
 * The settings of the console.
 *
 * @param given the settings as text, also those that are wrong
 * @param faults gets a sentence for each that is wrong
 */
export function consoleOf(
  set: Settings,
  given: NodeJS.ProcessEnv,
  faults: string[],
): ConsoleConfig {
  const oidc = oidcOf(set, given, faults);
  const byKey = set.CONSOLE_API_KEYS === 'on';
  if (!byKey && !given.OIDC_ISSUER?.trim())
    faults.push(
      'CONSOLE_API_KEYS is off and OIDC_ISSUER is not set: nobody could sign in to the console. Set the OIDC_ settings, or leave CONSOLE_API_KEYS out.',
    );
  return { idleMinutes: set.CONSOLE_IDLE_MINUTES, byKey, ...(oidc && { oidc }) };
}

function oidcOf(set: Settings, given: NodeJS.ProcessEnv, faults: string[]): OidcConfig | undefined {
  // Also a setting whose name has a typing error.
  const named = Object.keys(given).filter(
    (name) => name.startsWith('OIDC_') && given[name]?.trim(),
  );
  if (named.length === 0) return undefined;
  const issuer = set.OIDC_ISSUER;
  const clientId = set.OIDC_CLIENT_ID;
  const clientSecret = set.OIDC_CLIENT_SECRET;
  if (!given.OIDC_ISSUER?.trim() || !clientId || !clientSecret)
    faults.push(
      `${named.join(', ')}: people sign in at an issuer when OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are all set. Set all three, or no OIDC_ setting at all.`,
    );
  if (!issuer || !clientId || !clientSecret) return undefined;
  if (!safeToAsk(issuer))
    faults.push(
      'OIDC_ISSUER does not begin with https://: who is on the network between could say who signs in. Only on this machine itself may it be http://.',
    );
  faults.push(...returnFaults(set));
  return {
    ...{ issuer, clientId, clientSecret },
    ...{ rolesClaim: set.OIDC_ROLES_CLAIM, nameClaim: set.OIDC_NAME_CLAIM },
  };
}

/** Faults of where the issuer sends people back to. */
function returnFaults({ PUBLIC_URL: url, HOST: host }: Settings): string[] {
  if (url)
    return safeToAsk(url)
      ? []
      : [
          'OIDC_ISSUER is set and PUBLIC_URL does not begin with https://: what the issuer sends people back with could be read on the way.',
        ];
  if (['127.0.0.1', '::1', 'localhost'].includes(host)) return [];
  return [
    'OIDC_ISSUER is set and PUBLIC_URL is not: the issuer sends people back to an address that it knows, and a header of a request may say anything. Set PUBLIC_URL.',
  ];
}
