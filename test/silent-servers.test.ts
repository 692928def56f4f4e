import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Caller } from './support/gateway.ts';
import { startIssuer } from './support/issuer.ts';
import { jw315 } from './support/messages.ts';
import { Outside, postAll } from './support/outside.ts';
import { TestRedis } from './support/redis.ts';
import { placeOf, startWire, type Wire } from './support/wire.ts';

// Deadlines are waited for in earnest, by processes that start while others work.
vi.setConfig({ testTimeout: 300_000 });

let outside: Outside;
let wire: Wire;
beforeEach(async () => {
  outside = await Outside.make();
});
afterEach(async () => {
  await outside.remove();
  await wire.close();
});

test('connections to Redis that go silent are replaced, and no message waits for them', async () => {
  const redis = await TestRedis.start();
  try {
    wire = await startWire(placeOf(redis.url));
    const gateway = await outside.start({ REDIS_URL: wire.by(redis.url) });
    const { sender, recipient } = await outside.callers(gateway);
    await postAll(sender, 8);
    await expect.poll(() => outside.statuses()).toEqual({ accepted: 8 });
    wire.silence();
    await postAll(sender, 8);
    await expect.poll(() => outside.statuses(), { timeout: 60_000 }).toEqual({ accepted: 16 });
    // A queue that is well again has it there at once.
    const poll = recipient.get('/v1/inbox?after=16&waitSeconds=30');
    expect((await sender.post(jw315())).status).toBe(202);
    expect((await poll).body.items).toHaveLength(1);
    // New ones are silent too.
    wire.mute = true;
    wire.silence();
    await postAll(sender, 8);
    expect(await gateway.kill('SIGTERM')).toBe(0);
  } finally {
    await redis.remove();
  }
});

test('a gateway starts while Redis takes connections and says nothing', async () => {
  const redis = await TestRedis.start();
  try {
    wire = await startWire(placeOf(redis.url));
    wire.mute = true;
    const gateway = await outside.start({ REDIS_URL: wire.by(redis.url) });
    const { sender } = await outside.callers(gateway);
    expect((await sender.post(jw315())).status).toBe(202);
    wire.mute = false;
    await expect.poll(() => outside.statuses(), { timeout: 60_000 }).toEqual({ accepted: 1 });
    expect(await gateway.kill('SIGTERM')).toBe(0);
  } finally {
    await redis.remove();
  }
});

test('an issuer that goes silent costs its tokens a moment, and nobody else anything', async () => {
  const issuer = await startIssuer();
  try {
    wire = await startWire(placeOf(issuer.url));
    const { OAUTH_ISSUER = '', OAUTH_AUDIENCE = '' } = issuer.settings;
    const OAUTH_JWKS_URL = wire.by(issuer.jwksUrl);
    wire.mute = true;
    const gateway = await outside.start({ OAUTH_ISSUER, OAUTH_AUDIENCE, OAUTH_JWKS_URL });
    const { sender } = await outside.callers(gateway);
    const bearer = new Caller(gateway.address, await issuer.token());
    const [withToken] = await Promise.all([bearer.get('/v1/messages'), postAll(sender, 4)]);
    expect(withToken.status).toBe(503);
    expect(withToken.headers.get('retry-after')).toBeTruthy();
    wire.mute = false;
    await expect
      .poll(async () => (await bearer.get('/v1/messages')).status, { timeout: 60_000 })
      .toBe(200);
    // Its connection is kept for the next question, which comes with a key that is new.
    wire.silence();
    await issuer.rotate();
    const later = new Caller(gateway.address, await issuer.token());
    await expect
      .poll(async () => (await later.get('/v1/messages')).status, {
        timeout: 60_000,
        interval: 500,
      })
      .toBe(200);
    wire.mute = true;
    wire.silence();
    const waiting = new Caller(gateway.address, await issuer.token({ sub: 'another' }))
      .get('/v1/messages')
      .catch(() => undefined);
    expect(await gateway.kill('SIGTERM')).toBe(0);
    await waiting;
  } finally {
    await issuer.stop();
  }
});
