import type { Settings } from './settings.ts';

/** The OAuth issuer whose tokens are believed. See `src/parties/credentials/tokens.ts`. */
export interface OauthConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly partyClaim: string;
  readonly clockSkewSeconds: number;
}

/**
 * The settings of OAuth; undefined where none is set.
 *
 * @param given the settings as text, also those that are wrong
 * @param faults gets a sentence for each that is wrong
 */
export function oauthOf(
  set: Settings,
  given: NodeJS.ProcessEnv,
  faults: string[],
): OauthConfig | undefined {
  const issuer = set.OAUTH_ISSUER;
  const audience = set.OAUTH_AUDIENCE;
  const jwksUrl = set.OAUTH_JWKS_URL ?? `${issuer?.replace(/\/$/, '')}/.well-known/jwks.json`;
  // Also a setting whose name has a typing error.
  const named = Object.keys(given).filter(
    (name) => name.startsWith('OAUTH_') && given[name]?.trim(),
  );
  if (named.length === 0) return undefined;
  if (!given.OAUTH_ISSUER?.trim() || !audience)
    faults.push(
      `${named.join(', ')}: tokens are believed when both OAUTH_ISSUER and OAUTH_AUDIENCE are set. Set both, or no OAUTH_ setting at all.`,
    );
  if (!issuer || !audience) return undefined;
  if (!safeToAsk(jwksUrl))
    faults.push(
      'OAUTH_JWKS_URL (or OAUTH_ISSUER, from which it follows) does not begin with https://: who is on the network between could put keys of his own in place. Only on this machine itself may it be http://.',
    );
  return {
    ...{ issuer, audience, jwksUrl },
    partyClaim: set.OAUTH_PARTY_CLAIM,
    clockSkewSeconds: set.OAUTH_CLOCK_SKEW_SECONDS,
  };
}

/** Whether nobody on the network between can put an answer of his own in place. */
export function safeToAsk(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}
