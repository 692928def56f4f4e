import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { InspectionDispatcher } from '../../src/messages/judging/inspection-dispatcher.ts';
import { InspectionFailed } from '../../src/messages/judging/inspection-failed.ts';
import { MessageSteps } from '../../src/messages/judging/steps.ts';
import { causeOf, causes } from '../../src/messages/views/cause.ts';
import { sweepOf } from '../../src/messages/waiting.ts';
import { Bell } from '../../src/store/bell.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { failedSentence, waitingSentence } from '../../src/texts/cause-texts.ts';
import { Commands } from '../support/commands.ts';
import {
  type Caller,
  standardFiles,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
} from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
let bell: Bell;
let steps: MessageSteps;
const commands = new Commands();

beforeAll(async () => {
  // Steps are done by hand.
  gateway = await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' });
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
  const { store } = gateway;
  bell = await Bell.open(store, sweepOf(store), () => undefined);
  const keys = await KeyRing.open(store.db, MasterKey.parse(testEncryptionKey));
  const inspections = await InspectionDispatcher.open(standardFiles);
  const queue = { announce: () => undefined };
  steps = new MessageSteps({ store, keys, bell, queue, inspections, onError: () => undefined });
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await commands.stop();
  await bell.close();
  await gateway.remove();
});

async function posted(bsn: string): Promise<string> {
  const { body } = await aanbieder.post(jw315().replaceAll('999912008', bsn));
  return body.id;
}

/** Steps that fail so. */
function failing(error: unknown): void {
  vi.spyOn(InspectionDispatcher.prototype, 'judge').mockImplementation(async () => {
    throw error;
  });
}

const silent = () => Object.assign(new Error('quotes 999912008'), { code: 'ECONNRESET' });
const ofSender = async (id: string) => (await aanbieder.get(`/v1/messages/${id}`)).body;
const ofOperator = async (id: string) =>
  (await gateway.administrator.get(`/v1/operations/messages/${id}`)).body;

async function ijw(...words: string[]) {
  const settings = { DATABASE_URL: gateway.databaseUrl };
  const { stdout } = await commands.run({ words, settings });
  return stdout;
}

test('a message that waits says why, how often it was tried and when it is tried again', async () => {
  const id = await posted('999912008');
  expect((await ofSender(id)).waiting).toEqual({
    ...{ cause: 'turn', message: waitingSentence('turn', 'en'), tries: 0, nextTryAt: null },
  });
  failing(silent());
  for (let step = 0; step < 2; step++) await steps.step(id);
  const waiting = {
    ...{ cause: 'database', message: waitingSentence('database', 'en'), tries: 2 },
    nextTryAt: expect.stringMatching(/Z$/),
  };
  const seen = await ofSender(id);
  expect(seen).toMatchObject({ status: 'received', waiting });
  expect(seen.waiting).not.toHaveProperty('lastError');
  expect(seen).not.toHaveProperty('failure');
  const operators = { ...waiting, lastError: 'ECONNRESET' };
  expect((await ofOperator(id)).waiting).toEqual(operators);
  const { items } = (await gateway.administrator.get('/v1/operations/messages?status=received'))
    .body;
  expect(items).toMatchObject([{ id, waiting: operators, failure: null }]);
  const { waitingErrors } = (await gateway.administrator.get('/v1/operations/queue')).body;
  expect(waitingErrors).toEqual([{ ...operators, count: 1 }]);
  for (const shown of [await ijw('messages', 'show', id), await ijw('queue')]) {
    expect(shown).toContain('ECONNRESET');
    expect(shown).toContain(waitingSentence('database', 'en'));
  }
  // Who gets it, and others, see nothing of it.
  expect((await gemeente.get(`/v1/messages/${id}`)).status).toBe(404);
  vi.restoreAllMocks();
  await steps.step(id);
  expect(await ofSender(id)).toMatchObject({ status: 'accepted' });
  expect(await ofSender(id)).not.toHaveProperty('waiting');
  expect((await ofOperator(id)).waiting).toBeNull();
});

test('what is behind a failed message says so to operators, and not to its sender', async () => {
  const [first, behind] = [await posted('999934508'), await posted('999934508')];
  failing(new InspectionFailed('worker-died'));
  for (let step = 0; step < 3; step++) await steps.step(first);
  expect(await ofSender(first)).toMatchObject({
    ...{ status: 'failed', errorCode: 'worker-died' },
    failure: { cause: 'judgement', message: failedSentence('judgement', 'en') },
  });
  expect((await ofOperator(first)).failure).toMatchObject({ cause: 'judgement' });
  expect(await ijw('messages', 'show', first)).toContain(failedSentence('judgement', 'en'));
  expect((await ofOperator(behind)).waiting).toMatchObject({ cause: 'held', nextTryAt: null });
  expect((await ofSender(behind)).waiting).toMatchObject({ cause: 'turn', nextTryAt: null });
  const dutch = await fetch(`${gateway.address}/v1/messages/${first}`, {
    headers: aanbieder.authorization,
  });
  expect(await dutch.json()).toMatchObject({
    failure: { message: failedSentence('judgement', 'nl') },
  });
});

test('each code has a cause, and each cause sentences in both languages that say what happens next', () => {
  expect(
    ['53300', 'ECONNREFUSED', '23514', 'busy', 'closed', 'timeout', 'Outdated', 'rule-TR302'].map(
      causeOf,
    ),
  ).toEqual([
    ...['database', 'database', 'database', 'busy', 'checker', 'judgement', 'overtaken', 'rule'],
  ]);
  expect(causeOf('content-unreadable')).toBe('content');
  expect(causeOf('unanswerable')).toBe('defect');
  for (const cause of causes)
    for (const language of ['nl', 'en'] as const)
      for (const sentence of [waitingSentence(cause, language), failedSentence(cause, language)])
        expect(sentence, cause).toMatch(/^[A-Z][^.]+\. [A-Z].+\.$/);
});
