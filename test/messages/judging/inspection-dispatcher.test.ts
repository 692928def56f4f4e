import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  InspectionDispatcher,
  type InspectionDispatcherOptions,
  InspectionFailed,
} from '../../../src/messages/judging/inspection-dispatcher.ts';
import { InspectionThread } from '../../../src/messages/judging/inspection-thread.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { SchemaError } from '../../../src/standard/xml/schema-set.ts';
import { jw315, jw323, ownSchemas } from '../../standard/xml/inspector-samples.ts';
import { standardFiles } from '../../support/gateway.ts';

async function open(
  options: Partial<InspectionDispatcherOptions> = {},
): Promise<InspectionDispatcher> {
  const pool = await InspectionDispatcher.open({
    ...standardFiles,
    schemaDir: ownSchemas,
    ...options,
  });
  onTestFinished(() => pool.close());
  return pool;
}

const party = '12345678';
const small = Buffer.from(jw315);
/** Inspected in the thread of the caller. */
const tiny = Buffer.from('<a/>');
const large = Buffer.from(jw323(300_000));
const valid = { outcome: 'known', violationCount: 0 };
const failure = (code: string) => expect.objectContaining({ name: 'InspectionFailed', code });

test('small and large messages get the same answer wherever they are inspected', async () => {
  const here = await open({ threshold: Number.POSITIVE_INFINITY });
  const elsewhere = await open({ threshold: 0 });
  for (const bytes of [small, large, Buffer.from(jw323(100_000, { faulty: true }))]) {
    expect(await elsewhere.inspect(party, bytes)).toEqual(await here.inspect(party, bytes));
  }
});

test('the bytes of a message stay with the caller, also when they are part of a buffer', async () => {
  const pool = await open({ threshold: 0 });
  const around = Buffer.concat([Buffer.from('xx'), small, Buffer.from('xx')]);
  const bytes = around.subarray(2, -2);
  expect(await pool.inspect(party, bytes)).toMatchObject(valid);
  expect(bytes.equals(small)).toBe(true);
});

test('many large messages at once all get their own answer, in their order', async () => {
  const pool = await open({ threshold: 0, maxDocuments: 3 });
  const order: number[] = [];
  const answers = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const identificatie = `M${i}`;
      const text = jw315.replace('>B1<', `>${identificatie}<`);
      const answer = await pool.inspect(`party ${i}`, Buffer.from(text));
      order.push(i);
      return answer;
    }),
  );
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  answers.forEach((answer, i) => {
    expect(answer).toMatchObject({ ...valid, header: { identificatie: `M${i}` } });
  });
});

test.each([
  ['elements', jw315.replace('<m:Client>', `<m:Client>${'<a/>'.repeat(5000)}`)],
  ['violations', jw323(60_000, { faulty: true })],
])(
  'a small message with many %s is inspected in the thread, and gets the answer in full',
  async (_what, text) => {
    const examined = vi.spyOn(InspectionThread.prototype, 'examine');
    onTestFinished(() => examined.mockRestore());
    const bytes = Buffer.from(text);
    expect(bytes.length).toBeLessThan(64 * 1024);
    const pool = await open();
    expect(await pool.inspect(party, small)).toMatchObject(valid);
    expect(examined).not.toHaveBeenCalled();
    const answer = await pool.inspect(party, bytes);
    expect(examined).toHaveBeenCalledOnce();
    const patient = Inspector.load(ownSchemas);
    onTestFinished(() => patient[Symbol.dispose]());
    expect(answer).toEqual(patient.inspect(bytes));
  },
);

/** Counts the threads that start until the test ends. */
function threadsStarted(): () => number {
  let count = 0;
  const one = () => {
    count += 1;
  };
  process.on('worker', one);
  onTestFinished(() => void process.off('worker', one));
  return () => count;
}

test.each([
  ['has grown too large', { maxMemory: 1 }],
  ['has had so many documents', { maxDocuments: 1 }],
])('a thread that %s is replaced, and nobody notices', async (_what, options) => {
  const pool = await open({ threshold: 0, ...options });
  const started = threadsStarted();
  for (let i = 0; i < 3; i += 1) expect(await pool.inspect(party, small)).toMatchObject(valid);
  expect(started()).toBe(3);
});

test('a thread that has not grown inspects one document after the other', async () => {
  const pool = await open({ threshold: 0 });
  const started = threadsStarted();
  for (let i = 0; i < 3; i += 1) expect(await pool.inspect(party, small)).toMatchObject(valid);
  expect(started()).toBe(1);
});

test('pools beside each other do not wait for each other, and one that closes leaves the other at work', async () => {
  const one = await open({ threshold: 1000 });
  const other = one.beside();
  onTestFinished(() => other.close());
  const first = [one.inspect(party, large), one.inspect(party, large)];
  await expect(one.inspect(party, large)).rejects.toEqual(failure('busy'));
  expect(await other.inspect(party, large)).toMatchObject(valid);
  expect(await Promise.all(first)).toEqual(first.map(() => expect.objectContaining(valid)));
  await one.close();
  await one.close();
  expect(await other.inspect(party, tiny)).toMatchObject({ outcome: 'unknown-message' });
  await other.close();
  await expect(other.inspect(party, tiny)).rejects.toEqual(failure('closed'));
});

test('who has its share in hand is asked to come back; others are taken, and have their turns', async () => {
  const pool = await open({ threshold: 0 });
  const order: string[] = [];
  const inspect = (whose: string) =>
    pool.inspect(whose, large).then((inspection) => {
      order.push(whose);
      return inspection;
    });
  const first = ['A', 'C', 'C', 'A', 'B'].map(inspect);
  await expect(inspect('A')).rejects.toEqual(failure('busy'));
  await expect(inspect('C')).rejects.toEqual(failure('busy'));
  expect(await Promise.all(first)).toEqual(first.map(() => expect.objectContaining(valid)));
  expect(order).toEqual(['A', 'C', 'A', 'B', 'C']);
  expect(await inspect('A')).toMatchObject(valid);
});

test('a message that takes too long is given up, and the next is inspected', async () => {
  const pool = await open({ threshold: 0, timeLimit: 1 });
  // On a busy machine it is looked seldom how long it takes.
  const long = Buffer.from(jw323(10_000_000));
  await expect(pool.inspect(party, long)).rejects.toEqual(failure('timeout'));
  const patient = await open({ threshold: 0 });
  expect(await patient.inspect(party, large)).toMatchObject(valid);
});

test('a thread that takes too long to start is no fault of the message', async () => {
  const pool = await open({ threshold: 0, startLimit: 1 });
  await expect(pool.inspect(party, large)).rejects.toEqual(failure('no-worker'));
});

test('a thread that is busy inside a validation can be ended', async () => {
  const bytes = Buffer.from(jw323(20_000_000));
  const pool = await open({ threshold: 0 });
  const inspection = pool.inspect(party, bytes);
  const refused = expect(inspection).rejects.toEqual(failure('closed'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await pool.close();
  await refused;
});

test('a thread that dies costs one message, and says why without quoting it', async () => {
  const schemaDir = mkdtempSync(join(tmpdir(), 'ijw-pool-'));
  onTestFinished(() => rmSync(schemaDir, { recursive: true, force: true }));
  cpSync(ownSchemas, schemaDir, { recursive: true });
  const pool = await open({ schemaDir, threshold: 1000 });
  renameSync(join(schemaDir, 'JW323.xsd'), join(schemaDir, 'away'));
  await expect(pool.inspect(party, large)).rejects.toThrow(/did not start: .*JW323\.xsd/);
  renameSync(join(schemaDir, 'away'), join(schemaDir, 'JW323.xsd'));
  expect(await pool.inspect(party, large)).toMatchObject(valid);
});

test('a value too long for a pattern is refused as too complex, and the thread goes on', async () => {
  const pool = await open();
  const blank = jw315.replace('Voorbeeld', ' '.repeat(12_000_000));
  await expect(pool.inspect(party, Buffer.from(blank))).rejects.toEqual(failure('too-complex'));
  expect(await pool.inspect(party, large)).toMatchObject(valid);
});

test('messages of 25 MB, valid or with every element wrong, do not hold up the caller', async () => {
  const pool = await open();
  const good = Buffer.from(jw323(24_900_000));
  const bad = Buffer.from(jw323(24_900_000, { faulty: true }));
  const turns = { count: 0 };
  const clock = setInterval(() => {
    turns.count += 1;
  }, 10);
  const [first, second] = await Promise.all([pool.inspect(party, good), pool.inspect(party, bad)]);
  clearInterval(clock);
  expect(first).toMatchObject(valid);
  expect(second).toMatchObject({ outcome: 'known', violationCount: 10_000 });
  // The loop turned while they were inspected: how fast is for the benchmark to say.
  expect(turns.count).toBeGreaterThan(3);
});

test('broken schemas show when the pool is opened', async () => {
  await expect(
    InspectionDispatcher.open({ ...standardFiles, schemaDir: tmpdir() }),
  ).rejects.toThrow(SchemaError);
});

test('a closed pool refuses, and closing twice is harmless', async () => {
  const pool = await open({ threshold: 0 });
  const waiting = [pool.inspect(party, small), pool.inspect(party, small)];
  const refused = waiting.map((one) => expect(one).rejects.toEqual(failure('closed')));
  await pool.close();
  await pool.close();
  await Promise.all(refused);
  await expect(pool.inspect(party, small)).rejects.toBeInstanceOf(InspectionFailed);
});
