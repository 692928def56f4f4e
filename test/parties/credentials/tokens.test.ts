import { createSecretKey } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tokenVerifier } from '../../../src/parties/credentials/tokens.ts';
import { Problem } from '../../../src/problem.ts';
import { type Issuer, startIssuer } from '../../support/issuer.ts';

let issuer: Issuer;
beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(() => issuer.stop());

const verifier = (more: object = {}, cooldownMs?: number) => {
  const { url, audience, jwksUrl } = issuer;
  const settings = { issuer: url, audience, jwksUrl, partyClaim: 'party', clockSkewSeconds: 60 };
  return tokenVerifier({ ...settings, ...more }, cooldownMs);
};

/** What a token is refused with. */
async function refusal(verify: ReturnType<typeof verifier>, token: string): Promise<Problem> {
  const error = await verify(token).then(
    (bearer) => expect.fail(`believed: ${JSON.stringify(bearer)}`),
    (error: unknown) => error,
  );
  if (!(error instanceof Problem)) throw error;
  // No part of a token comes into the log.
  for (const part of token.split('.').filter((part) => part.length > 5))
    expect(`${error.reason}`).not.toContain(part);
  return error;
}

const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a token of the issuer says who calls; its keys are asked for once', async () => {
  const verify = verifier();
  for (let round = 0; round < 5; round++)
    expect(await verify(await issuer.token())).toEqual({
      subject: 'dijk-client',
      party: '12345678',
      expiresAt: expect.any(Date),
    });
  expect(await verify(await issuer.token({ aud: ['other', issuer.audience] }))).toBeTruthy();
  expect(issuer.asked()).toBe(1);
});

test.each(['RS256', 'PS256', 'ES384', 'EdDSA'])('%s is believed', async (alg) => {
  await issuer.rotate(alg);
  expect(await verifier()(await issuer.token())).toMatchObject({ party: '12345678' });
});

test('a token of a software house names its OIN', async () => {
  const token = await issuer.token({ party: '00000003123456780000' });
  expect(await verifier()(token)).toMatchObject({ party: '00000003123456780000' });
});

test('the claim that names the party is a setting, and may be a URL', async () => {
  const partyClaim = 'https://example.org/agb';
  const verify = verifier({ partyClaim });
  const token = await issuer.token({ party: '0363', [partyClaim]: '12345679' });
  expect(await verify(token)).toMatchObject({ party: '12345679' });
  expect((await refusal(verify, await issuer.token())).code).toBe('unauthorized');
});

const wrongClaims: [string, () => JWTPayload][] = [
  ['expired', () => ({ exp: seconds(-90) })],
  ['without an end', () => ({ exp: undefined })],
  ['not valid yet', () => ({ nbf: seconds(90) })],
  ['for another audience', () => ({ aud: 'somebody-else' })],
  ['for no audience', () => ({ aud: undefined })],
  ['of another issuer', () => ({ iss: 'https://issuer.example' })],
  ['of no issuer', () => ({ iss: undefined })],
  ['of an issuer but for a slash', () => ({ iss: `${issuer.url}/` })],
  ['of two days ago, still valid', () => ({ iat: seconds(-172_800), exp: seconds(600) })],
  ['without a moment at which it was made', () => ({ iat: undefined })],
  ['without a subject', () => ({ sub: undefined })],
  ['with a subject of two lines', () => ({ sub: 'a\nb' })],
  ['without a party', () => ({ party: undefined })],
  ['with a number as party', () => ({ party: 12345678 })],
  ['with a list as party', () => ({ party: ['12345678'] })],
  ['with a party of 7 digits', () => ({ party: '1234567' })],
  ['with a party of 19 digits', () => ({ party: '0000000312345678000' })],
  // A clock of the issuer that is five minutes off.
  ['five minutes ahead', () => ({ iat: seconds(300), nbf: seconds(300), exp: seconds(900) })],
  ['five minutes ahead, without nbf', () => ({ iat: seconds(300), exp: seconds(900) })],
  ['five minutes behind, of four minutes', () => ({ iat: seconds(-300), exp: seconds(-61) })],
];
test.each(wrongClaims)('a token is refused that is %s', async (_name, claims) => {
  const { code, reason } = await refusal(verifier(), await issuer.token(claims()));
  expect(code).toBe('unauthorized');
  expect(reason).toMatch(/^a token /);
});

test('the log says which claim is wrong', async () => {
  const { reason } = await refusal(verifier(), await issuer.token({ aud: 'somebody-else' }));
  expect(reason).toBe('a token was refused: ERR_JWT_CLAIM_VALIDATION_FAILED (aud)');
});

test('clocks may differ by as much as the setting says', async () => {
  const ahead = await issuer.token({ iat: seconds(30), nbf: seconds(30) });
  const behind = await issuer.token({ iat: seconds(-300), exp: seconds(-30) });
  for (const token of [ahead, behind]) {
    expect(await verifier()(token)).toBeTruthy();
    expect((await refusal(verifier({ clockSkewSeconds: 0 }), token)).code).toBe('unauthorized');
  }
});

test('a token that is not signed, or not with a private key of the issuer, is refused', async () => {
  const good = await issuer.token();
  const [header = '', payload = '', signature = ''] = good.split('.');
  const { kid } = issuer.published();
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  // The public key of the issuer as the shared secret: known to all.
  const publicKey = createSecretKey(Buffer.from(JSON.stringify(issuer.published())));
  const shared = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: `${kid}` })
    .sign(publicKey);
  const stranger = await startIssuer();
  const strange = await stranger.token(claims, { kid: `${kid}` });
  await stranger.stop();
  const unsigned = ['none', 'None', 'nOnE'].flatMap((alg) => [
    `${base64url({ alg, kid })}.${payload}.`,
    `${base64url({ alg, kid })}.${payload}.${signature}`,
  ]);
  const tampered = [
    `${header}.${base64url({ ...claims, party: '0363' })}.${signature}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${header}.${payload}.${signature.slice(0, -2)}`,
    `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
    ...[`${good}.more`, `${good}\r`, `${good}=`, `${header}\n.${payload}.${signature}`],
    ...['nonsense', '.', '..', 'e30.e30.e30', `${base64url([])}.${payload}.${signature}`],
  ];
  const verify = verifier();
  for (const token of [shared, strange, ...unsigned, ...tampered])
    expect((await refusal(verify, token)).code, token).toBe('unauthorized');
});

test('a shared secret that the issuer publishes by mistake is not used', async () => {
  const secret = createSecretKey(Buffer.alloc(32, 7));
  const oct = { kty: 'oct', kid: 'shared', alg: 'HS256', k: secret.export().toString('base64url') };
  issuer.answer(200, JSON.stringify({ keys: [oct, issuer.published()] }));
  const [, payload = ''] = (await issuer.token()).split('.');
  const token = await new SignJWT(JSON.parse(Buffer.from(payload, 'base64url').toString()))
    .setProtectedHeader({ alg: 'HS256', kid: 'shared' })
    .sign(secret);
  expect((await refusal(verifier(), token)).reason).toContain('ERR_JOSE_ALG_NOT_ALLOWED');
});

test('when the issuer signs with a new key that is believed, and the old one no more', async () => {
  const verify = verifier({}, 0);
  const before = await issuer.token();
  expect(await verify(before)).toBeTruthy();
  await issuer.rotate();
  expect(await verify(await issuer.token())).toBeTruthy();
  expect((await refusal(verify, before)).code).toBe('unauthorized');
});

test('key ids that somebody makes up do not make the gateway ask the issuer each time', async () => {
  const verify = verifier();
  for (let made = 0; made < 20; made++) {
    const { code } = await refusal(verify, await issuer.token({}, { kid: `made-up-${made}` }));
    expect(code).toBe('unauthorized');
  }
  expect(issuer.asked()).toBe(1);
});

test('an issuer that is away: known keys go on, others are for later', async () => {
  const verify = verifier({}, 0);
  const good = await issuer.token();
  await issuer.stop();
  const first = await refusal(verify, good);
  expect(first.code).toBe('unavailable');
  expect(first.reason).toContain('ECONNREFUSED');
  await issuer.start();
  await expect.poll(() => verify(good).catch(() => undefined)).toBeTruthy();
  await issuer.stop();
  await issuer.rotate();
  const later = await issuer.token();
  expect((await refusal(verify, later)).code).toBe('unavailable');
  expect(await verify(good)).toBeTruthy();
});

test('an issuer that is in trouble is not asked for every token that comes in', async () => {
  issuer.answer(503);
  const verify = verifier();
  const begin = performance.now();
  for (let made = 0; made < 20; made++)
    expect((await refusal(verify, await issuer.token())).code).toBe('unavailable');
  // Once in two seconds.
  expect(issuer.asked()).toBeLessThanOrEqual(1 + (performance.now() - begin) / 2000);
});

test.each<[number, string | undefined]>([
  [503, undefined],
  [302, undefined],
  [200, '<html>'],
  [200, '{"keys": 1}'],
  [200, 'null'],
])('an issuer that answers %i %s is as one that is away', async (status, body) => {
  issuer.answer(status, body);
  expect((await refusal(verifier(), await issuer.token())).code).toBe('unavailable');
});
