import { createHmac, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import {
  type TokenBearer,
  tokenVerifier,
  type VerifyToken,
} from '../../../src/parties/credentials/tokens.ts';
import { Problem } from '../../../src/problem.ts';
import { type Issuer, startIssuer } from '../../support/issuer.ts';
import { personal } from '../../support/personal.ts';
import { changeJson } from '../engine/json.ts';
import { must, type OpenTarget, type Target } from '../engine/target.ts';

const header = '{"alg":"ES256","kid":"key-1","typ":"at+jwt"}';
const times = '"iat":@0,"exp":@600';
const claims = `{"iss":"$iss","aud":"$aud","sub":"dijk-client","party":"12345678",${times}}`;
const skew = 60;
const day = 86_400;

/**
 * Access tokens. An input is lines: who signs, the header, the claims (`@600`: that many seconds from
 * now), and what is done to the token then; or after `raw` the token itself. So a mutated token may still
 * be signed right.
 */
export const target: Target = {
  name: 'tokens',
  share: 0.27,
  watches: ['src/parties/', 'node_modules/jose/'],
  seeds: [
    `issuer\n${header}\n${claims}`,
    ...['stranger', 'none', 'shared', 'AAAA'].map((who) => `${who}\n${header}\n${claims}`),
    `none\n{"alg":"none"}\n${claims}`,
    `shared\n{"alg":"HS256","kid":"key-1"}\n${claims}`,
    `issuer\n${header}\n${claims.replace('"$aud"', '["$aud","other"]')}`,
    `issuer\n${header}\n${claims.replace(times, '"iat":@-300,"exp":@-61,"nbf":@300')}`,
    `issuer\n${header}\n${claims.replace('"12345678"', '12345678')}`,
    `issuer\n${header}\n${claims.replace('12345678', '00000001234567890000')}`,
    `issuer\n${header}\n${claims.replace(times, `"cnf":{"x5t#S256":"${'A'.repeat(43)}"},${times}`)}`,
    `issuer\n${header}\n${claims}\ncut 2`,
    `issuer\n${header}\n${claims}\nput 5 A`,
    `issuer\n${header}\n${claims}\nadd .more`,
    `issuer\n{"alg":"ES256","crit":["b64"],"b64":false}\n${claims}`,
    `issuer\n{"alg":"ES256","jwk":{"kty":"EC"},"jku":"http://127.0.0.1:1/keys","x5u":"a"}\n${claims}`,
    'raw\n$token',
    ...['raw\n', 'raw\n..', 'raw\ne30.e30.e30', `raw\n${personal.bsn}`],
  ],
  grammar: {
    dictionary: [
      ...[
        '"alg":',
        '"kid":',
        '"typ":',
        '"crit":',
        '"b64":false',
        '"enc":',
        '"zip":"DEF"',
        '"jwk":{}',
      ],
      ...[
        '"iss":',
        '"aud":',
        '"sub":',
        '"party":',
        '"iat":',
        '"exp":',
        '"nbf":',
        '"jti":',
        '"cnf":',
        '"x5t#S256":',
        '"scope":',
      ],
      ...['"ES256"', '"ES384"', '"RS256"', '"PS256"', '"EdDSA"', '"HS256"', '"none"', '"None"'],
      ...[
        '"key-1"',
        '"key-2"',
        '"$iss"',
        '"$iss/"',
        '"$aud"',
        '"0363"',
        '"12345678"',
        '"dijk-client"',
      ],
      ...['[', ']', '{', '}', '[]', '{}', '""', 'null', 'true', 'false', ',', ':', '"__proto__":'],
      ...[
        '@0',
        '@600',
        '@-600',
        '@61',
        '@-61',
        '@-86461',
        '@90000',
        '1e400',
        '-1',
        '0',
        '1e10',
        '"@600"',
      ],
      ...[
        'issuer\n',
        'stranger\n',
        'none\n',
        'shared\n',
        'raw\n',
        '\ncut 1',
        '\nput 3 A',
        '\nadd =',
        '.',
      ],
      personal.bsn,
    ],
    changes: [
      (text, { random }) => {
        const lines = text.split('\n');
        const at = 1 + random.below(2);
        lines[at] = changeJson(lines[at] ?? '', random);
        return lines.join('\n');
      },
    ],
    units: /"[^"\n]*":(?:"[^"\n]*"|\[[^\]\n]*\]|[^,}\n]*),?|^.*$/gm,
    longest: 8 * 1024,
  },
  open: async () => {
    const issuer = await startIssuer();
    return new Tokens(issuer);
  },
};

const now = () => Math.floor(Date.now() / 1000);
const base64url = (text: string | Uint8Array) => Buffer.from(text).toString('base64url');

class Tokens implements OpenTarget {
  readonly #issuer: Issuer;
  readonly #verify: VerifyToken;
  readonly #stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  readonly #began = performance.now();

  constructor(issuer: Issuer) {
    this.#issuer = issuer;
    const { url, audience, jwksUrl } = issuer;
    const settings = { audience, jwksUrl, partyClaim: 'party', clockSkewSeconds: skew };
    this.#verify = tokenVerifier({ issuer: url, ...settings });
  }

  async run(input: Buffer): Promise<string> {
    const token = this.#tokenOf(input.toString('latin1'));
    const may = this.#bearerOf(token);
    let label = 'believed';
    const said = await this.#verify(token).catch((error: unknown) => error);
    if (said instanceof Error) {
      must(said instanceof Problem, `a refusal is no Problem but a ${said.name}`);
      must(said.code === 'unauthorized', `a token is refused as ${said.code}`);
      label = `${said.reason}`;
      const refusal = `${said.message} ${said.reason} ${JSON.stringify(said.details)}`;
      const parts = [...token.split('.').filter((part) => part.length > 7), personal.bsn];
      must(!parts.some((part) => refusal.includes(part)), 'a refusal repeats a part of the token');
      must(may?.surely !== true, 'a good token is refused');
    } else {
      must(may !== undefined, 'a token is believed that should not be');
      must(
        JSON.stringify(said) === JSON.stringify(may.bearer),
        'a token is believed to be of another',
      );
    }
    // Once, and again for unknown keys each half minute at most.
    const rounds = 2 + (performance.now() - this.#began) / 30_000;
    must(this.#issuer.asked() <= rounds, 'the issuer is asked for its keys too often');
    return label;
  }

  #tokenOf(text: string): string {
    const [who = '', head = '', body = '', after = ''] = this.#filledIn(text).split('\n');
    if (who === 'raw') return head;
    const signed = [head, body].map((part) => base64url(Buffer.from(part, 'latin1'))).join('.');
    const token = `${signed}.${this.#signature(who, Buffer.from(signed))}`;
    const [, change, number, words] = /^(cut|put|add) ?(\d{0,4}) ?(.*)/.exec(after) ?? [];
    const at = token.length - Number(number);
    if (change === 'cut') return token.slice(0, at);
    if (change === 'put') return token.slice(0, at) + words + token.slice(at + 1);
    return token + (words ?? '');
  }

  #filledIn(text: string): string {
    const { url, audience } = this.#issuer;
    const good = () => this.#tokenOf(`issuer\n${header}\n${claims}`);
    return text
      .replace(/@(-?\d{1,9})/g, (_, seconds) => String(now() + Number(seconds)))
      .replaceAll('$iss', url)
      .replaceAll('$aud', audience)
      .replaceAll('$token', good);
  }

  #signature(who: string, signed: Buffer): string {
    if (who === 'issuer') return base64url(this.#issuer.sign(signed));
    if (who === 'none') return '';
    // Its public key, which all know, as a secret.
    const shared = JSON.stringify(this.#issuer.published());
    if (who === 'shared') return createHmac('sha256', shared).update(signed).digest('base64url');
    if (who !== 'stranger') return who;
    const key = { key: this.#stranger, dsaEncoding: 'ieee-p1363' } as const;
    return base64url(sign('sha256', signed, key));
  }

  /** For whom a token may be, found out without the program; undefined for one that is not good. */
  #bearerOf(token: string): { bearer: TokenBearer; surely: boolean } | undefined {
    const parts = token.split('.');
    const [head = '', body = '', signature = ''] = parts;
    if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) return undefined;
    const key = createPublicKey({ key: this.#issuer.published(), format: 'jwk' });
    const right = verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    if (!right) return undefined;
    const [protectedHeader, claims] = [objectIn(head), objectIn(body)];
    if (!protectedHeader || !claims) return undefined;
    const { alg, kid = 'key-1', crit, b64 } = protectedHeader;
    if (alg !== 'ES256' || kid !== 'key-1') return undefined;
    // A header that must be understood, and says that all is as always (RFC 7797); said twice it may be
    // refused and need not be (RFC 7515, 4.1.11).
    const asAlways = /^\["b64"(,"b64")*\]$/.test(JSON.stringify(crit)) && b64 === true;
    if (crit !== undefined && !asAlways) return undefined;
    const { iss, aud, sub, party, cnf, iat, exp, nbf = 0 } = claims;
    const { url, audience } = this.#issuer;
    if (iss !== url || ![aud].flat().includes(audience)) return undefined;
    if (typeof sub !== 'string' || !/^[!-~]{1,200}$/.test(sub)) return undefined;
    if (typeof party !== 'string' || !/^(\d{4}|\d{8}|\d{20})$/.test(party)) return undefined;
    const certificate = (cnf as Record<string, unknown> | null | undefined)?.['x5t#S256'];
    const bound = typeof certificate === 'string' && /^[\w-]{43}$/.test(certificate);
    if (cnf !== undefined && !bound) return undefined;
    if (typeof iat !== 'number' || typeof exp !== 'number' || typeof nbf !== 'number')
      return undefined;
    // A second may pass meanwhile: at a border both are right.
    const inTime = (slack: number) =>
      exp > now() - skew - slack &&
      nbf <= now() + skew + slack &&
      iat <= now() + skew + slack &&
      iat >= now() - day - skew - slack;
    const expiresAt = new Date(Math.min(exp, iat + day) * 1000);
    const bearer = { subject: sub, party, expiresAt, ...(bound && { certificate }) };
    return inTime(2) ? { bearer, surely: inTime(-2) } : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#issuer.stop();
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The object that a part of a token holds. */
function objectIn(part: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(utf8.decode(Buffer.from(part, 'base64url')));
    return typeof value === 'object' && !Array.isArray(value) ? (value ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
