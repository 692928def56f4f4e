import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { InspectionFailed } from '../../../src/messages/judging/inspection-failed.ts';
import { InspectionThread } from '../../../src/messages/judging/inspection-thread.ts';
import { jw315With, jw323, soundJw323 } from '../../standard/xml/inspector-samples.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { newIdentificatie } from '../../support/messages.ts';

let gateway: TestGateway;
let bad: Caller;
const others = ['20000001', '20000002', '20000003'];
const callers = new Map<string, Caller>();

beforeAll(async () => {
  gateway = await startTestGateway();
  bad = await gateway.party('12345678');
  for (const code of others) callers.set(code, await gateway.party(code));
  await gateway.party('0363');
});
afterAll(() => gateway.remove());

/** A message of its own, whosever it is. */
const named = (xml: string, afzender: string) =>
  xml.replace('>B1<', `>${newIdentificatie()}<`).replace('>12345678<', `>${afzender}<`);

/** Counts, for each inspection, how many of the bad party's ended from when it was asked to its answer. */
function countAhead(): { readonly ahead: number[]; handled: () => number } {
  const counts = { ahead: [] as number[], handled: 0 };
  const { inspect } = InspectionDispatcher.prototype;
  const spy = vi.spyOn(InspectionDispatcher.prototype, 'inspect');
  onTestFinished(() => spy.mockRestore());
  spy.mockImplementation(async function (this: InspectionDispatcher, party, bytes) {
    const before = counts.handled;
    const inspection = await inspect.call(this, party, bytes);
    if (party === '12345678') counts.handled += 1;
    else counts.ahead.push(counts.handled - before);
    return inspection;
  });
  return { ahead: counts.ahead, handled: () => counts.handled };
}

test('messages above 64 KB of others are taken in their turn while one party does its worst', {
  timeout: 180_000,
}, async () => {
  const { ahead, handled } = countAhead();
  // As slow as anything that is not refused unread.
  const slow = jw323(4_000_000, { faulty: true });
  let stopped = false;
  const floods = Array.from({ length: 6 }, async () => {
    while (!stopped) expect([400, 429]).toContain((await bad.post(named(slow, '12345678'))).status);
  });
  await expect.poll(handled, { timeout: 60_000 }).toBeGreaterThan(1);
  await Promise.all(
    others.map(async (code) => {
      for (let i = 0; i < 4; i += 1) {
        const answer = await callers.get(code)?.post(named(soundJw323(70_000), code));
        expect(answer?.status).toBe(202);
      }
    }),
  );
  stopped = true;
  await Promise.all(floods);
  // The one that is at work, and one whose turn comes before.
  expect(ahead).toHaveLength(12);
  expect(Math.max(...ahead)).toBeLessThanOrEqual(2);
});

test('of one party two large messages are checked at once: the others wait, and small ones pass', async () => {
  const atOnce = vi.spyOn(InspectionDispatcher.prototype, 'inspect');
  onTestFinished(() => atOnce.mockRestore());
  const slow = () => bad.post(named(jw323(4_000_000, { faulty: true }), '12345678'));
  const [caller] = callers.values();
  let answered = 0;
  const answers = Array.from({ length: 5 }, () => slow().finally(() => answered++));
  await expect.poll(() => atOnce.mock.calls.length).toBe(2);
  const small = await caller?.post(named(soundJw323(70_000), others[0] as string));
  expect(small?.status).toBe(202);
  // It came while the third of the large ones still waited.
  expect(answered).toBeLessThanOrEqual(3);
  for (const { status } of await Promise.all(answers)) expect(status).toBe(400);
});

test('small messages with much in them do not hold the thread that answers everybody', async () => {
  const examined = vi.spyOn(InspectionThread.prototype, 'examine');
  onTestFinished(() => examined.mockRestore());
  const heavy = named(jw323(60_000, { faulty: true }), '12345678');
  expect(heavy.length).toBeLessThan(64 * 1024);
  const answers = await Promise.all(Array.from({ length: 20 }, () => bad.post(heavy)));
  for (const { status } of answers) expect([400, 429]).toContain(status);
  expect(examined).toHaveBeenCalled();
});

test('bytes that took too long are kept as a refusal, and not inspected again for an hour', async () => {
  const inspected = vi.spyOn(InspectionDispatcher.prototype, 'inspect');
  onTestFinished(() => inspected.mockRestore());
  inspected.mockRejectedValueOnce(new InspectionFailed('timeout'));
  const xml = named(soundJw323(70_000), '12345678');
  const first = await bad.post(xml);
  expect(first).toMatchObject({
    status: 400,
    body: { type: '/docs/problems/too-complex', messageId: expect.any(String) },
  });
  const { messageId } = first.body;
  const again = await Promise.all([bad.post(xml), bad.post(xml)]);
  for (const { status, body } of again) expect([status, body.messageId]).toEqual([400, messageId]);
  expect(inspected).toHaveBeenCalledOnce();
  const kept = await gateway.store.pool.query(
    'select status, refused_count from message where id = $1',
    [messageId],
  );
  expect(kept.rows).toEqual([{ status: 'refused', refused_count: 3 }]);

  // It is the party's own: the bytes of another are another's.
  const [stranger] = callers.values();
  expect((await stranger?.post(xml))?.body.type).toMatch(/not-your-message$/);

  // A machine that was slow once gives it another chance.
  await gateway.store.pool.query(
    `update message set changed_at = now() - interval '61 minutes' where id = $1`,
    [messageId],
  );
  expect((await bad.post(xml)).status).toBe(202);
});

test('what is too complex by itself is not tried again either', async () => {
  const inspected = vi.spyOn(InspectionDispatcher.prototype, 'inspect');
  onTestFinished(() => inspected.mockRestore());
  const blank = jw315With('Voorbeeld', ' '.repeat(12_000_000));
  const first = await bad.post(blank);
  expect(first.body.type).toBe('/docs/problems/too-complex');
  expect((await bad.post(blank)).body.messageId).toBe(first.body.messageId);
  expect(inspected).toHaveBeenCalledOnce();
});
