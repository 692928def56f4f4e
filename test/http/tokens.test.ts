import { afterAll, beforeAll, expect, test } from 'vitest';
import { Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { jw315 } from '../support/messages.ts';

let issuer: Issuer;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await startIssuer();
  gateway = await startTestGateway(issuer.settings);
  await gateway.party('12345678');
  await gateway.party('0363');
});
afterAll(async () => {
  await gateway?.remove();
  await issuer.stop();
});

const bearer = async (...wishes: Parameters<Issuer['token']>) =>
  new Caller(gateway.address, await issuer.token(...wishes));

test('a party posts, polls and reads with a token as it does with a key', async () => {
  const aanbieder = await bearer();
  const gemeente = await bearer({ party: '0363', sub: 'amsterdam' });
  const message = jw315();
  const { status, body } = await aanbieder.post(message);
  expect(status).toBe(202);
  await aanbieder.settled(body.id);
  expect((await gemeente.get('/v1/inbox')).body.items[0].id).toBe(body.id);
  expect((await gemeente.content(body.id)).equals(Buffer.from(message))).toBe(true);
  expect((await gemeente.post(jw315())).status).toBe(403);
});

test('a token that names no party of this gateway is 401', async () => {
  const { status, body } = await (await bearer({ party: '87654321' })).get('/v1/inbox');
  expect(status).toBe(401);
  expect(body.type).toMatch(/\/unauthorized$/);
});

test('the answer to a token that is refused says what kind of fault it is', async () => {
  for (const claims of [{ exp: 1 }, { aud: 'another' }]) {
    const { status, headers, body } = await (await bearer(claims)).get('/v1/inbox');
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(body.detail).toContain('token');
  }
  const none = await new Caller(gateway.address).get('/v1/inbox');
  expect(none.headers.get('www-authenticate')).toBe('Bearer realm="ijw-gateway"');
});

test('a token for a party makes no administrator, whatever else it says', async () => {
  const claims = { role: 'administrator', roles: ['administrator'], scope: 'administrator' };
  expect((await (await bearer(claims)).get('/v1/legal-holds')).status).toBe(403);
});

test('no token comes into the log, nor whose it is; why it was refused does', async () => {
  const sub = 'j.jansen@zorg.example';
  const tokens = [await issuer.token({ sub }), await issuer.token({ exp: 1 })];
  for (const token of tokens) await new Caller(gateway.address, token).get('/v1/inbox');
  const logged = gateway.logged.join();
  expect(logged).toContain('a token was refused: ERR_JWT_EXPIRED');
  for (const part of tokens.flatMap((token) => token.split('.')))
    expect(logged).not.toContain(part);
  expect(logged).toContain('"key":"token"');
  expect(logged).not.toContain(sub);
});

test('while the issuer is away tokens of unknown keys are 503; keys of the gateway go on', async () => {
  // Of its own, so that it has asked the issuer nothing yet.
  const other = await startTestGateway(issuer.settings);
  try {
    const aanbieder = await other.party('12345678');
    await issuer.stop();
    const caller = new Caller(other.address, await issuer.token());
    const { status, headers, body } = await caller.get('/v1/inbox');
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBeTruthy();
    expect(body.type).toMatch(/\/unavailable$/);
    expect((await aanbieder.get('/v1/inbox')).status).toBe(200);
    await issuer.start();
    await expect.poll(async () => (await caller.get('/v1/inbox')).status).toBe(200);
  } finally {
    await issuer.start().catch(() => undefined); // It runs already, unless a check failed.
    await other.remove();
  }
});

test('without the settings of an issuer a token is as any wrong key', async () => {
  const other = await startTestGateway();
  try {
    await other.party('12345678');
    const caller = new Caller(other.address, await issuer.token());
    expect((await caller.get('/v1/inbox')).status).toBe(401);
  } finally {
    await other.remove();
  }
});
