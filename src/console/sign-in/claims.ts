import { wishOf } from '../../parties/sessions/choices.ts';

/** What an issuer says of a person. */
export type Claims = { readonly sub: string } & Readonly<Record<string, unknown>>;

/** Somebody as the gateway understands it. */
export interface IssuedClaims {
  readonly subject: string;
  /** What the issuer calls its session; absent when it does not say. */
  readonly sid?: string;
  /** What pages call the person; null when the issuer does not say. */
  readonly name: string | null;
  /** Ids of choices, each once, in the order of the issuer. */
  readonly choices: readonly string[];
  /** How many roles the gateway does not know. */
  readonly unknown: number;
}

const longestName = 100;
const longestSid = 1000;
/** Roles of one person that are looked at. */
const mostRoles = 200;

/** Reads who somebody is, and as whom that person may work. Of what the gateway does not know only the count is kept. */
export function personOf(
  claims: Claims,
  { rolesClaim, nameClaim }: { readonly rolesClaim: string; readonly nameClaim: string },
): IssuedClaims {
  const said = [claimOf(claims, rolesClaim)].flat().slice(0, mostRoles);
  const known = said.filter((one) => typeof one === 'string' && wishOf(one) !== undefined);
  return {
    subject: claims.sub,
    ...sidOf(claimOf(claims, 'sid')),
    name: nameOf(claimOf(claims, nameClaim)),
    choices: [...new Set(known as string[])],
    unknown: said.filter((one) => one !== undefined).length - known.length,
  };
}

function sidOf(value: unknown): { readonly sid?: string } {
  const fits = typeof value === 'string' && value !== '' && value.length <= longestSid;
  return fits ? { sid: value } : {};
}

function claimOf(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function nameOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  // No control characters, and none that turn the direction of a text.
  const name = value.replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim();
  return name === '' ? null : [...name].slice(0, longestName).join('');
}
