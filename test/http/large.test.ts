import { afterAll, beforeAll, expect, test } from 'vitest';
import { jw323, soundJw323 } from '../standard/xml/inspector-samples.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315, newIdentificatie } from '../support/messages.ts';

const limit = 25 * 1024 * 1024;

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;

beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
});
afterAll(() => gateway.remove());

/** A JW323 of just under the limit, with an Identificatie of its own. */
function large({ faulty }: { faulty: boolean }): Buffer {
  const xml = faulty ? jw323(limit - 5000, { faulty }) : soundJw323(limit - 5000);
  const bytes = Buffer.from(xml.replace('>B1<', `>${newIdentificatie()}<`));
  expect(bytes.length).toBeGreaterThan(limit - 10_000);
  expect(bytes.length).toBeLessThanOrEqual(limit);
  return bytes;
}

test('messages of 25 MB are judged in full while small ones and health checks get their answers', {
  timeout: 300_000,
}, async () => {
  const good = large({ faulty: false });
  const bad = large({ faulty: true });
  let done = false;
  const both = Promise.all([aanbieder.post(good), aanbieder.post(bad)]).finally(() => {
    done = true;
  });
  const others: number[] = [];
  while (!done) {
    const [live, ready, small] = await Promise.all([
      gemeente.get('/health/live'),
      gemeente.get('/health/ready'),
      aanbieder.post(jw315()),
    ]);
    others.push(live.status, ready.status, small.status);
  }
  const [accepted, refused] = await both;

  expect(accepted.status).toBe(202);
  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({
    type: '/docs/problems/xsd',
    violationCount: 10_000,
    violations: expect.objectContaining({ length: 100 }),
  });
  expect(others.length).toBeGreaterThan(3);
  expect(new Set(others)).toEqual(new Set([200, 202]));

  // It goes all the way, and comes out as it came in.
  const { id } = accepted.body;
  const message = await aanbieder.settled(id);
  expect(message.body).toMatchObject({ status: 'accepted', size: good.length });
  expect((await gemeente.content(id)).equals(good)).toBe(true);
  expect((await aanbieder.content(refused.body.messageId)).equals(bad)).toBe(true);

  const again = await aanbieder.post(good);
  expect(again).toMatchObject({ status: 200, body: { id } });
});

test('one byte more than the 25 MB of the default limit is 413', async () => {
  const answer = await aanbieder.post(Buffer.alloc(limit + 1, ' '));
  expect(answer.status).toBe(413);
  expect(answer.body.detail).toContain(String(limit));
});
