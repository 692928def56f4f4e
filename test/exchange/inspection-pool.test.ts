import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  InspectionFailed,
  InspectionPool,
  type InspectionPoolOptions,
} from '../../src/exchange/inspection-pool.ts';
import { SchemaError } from '../../src/standard/schema-set.ts';
import { jw315, jw323, ownSchemas } from '../standard/inspector-samples.ts';
import { standardFiles } from '../support/gateway.ts';

async function open(options: Partial<InspectionPoolOptions> = {}): Promise<InspectionPool> {
  const pool = await InspectionPool.open({ ...standardFiles, schemaDir: ownSchemas, ...options });
  onTestFinished(() => pool.close());
  return pool;
}

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
    expect(await elsewhere.inspect(bytes)).toEqual(await here.inspect(bytes));
  }
});

test('the bytes of a message stay with the caller, also when they are part of a buffer', async () => {
  const pool = await open({ threshold: 0 });
  const around = Buffer.concat([Buffer.from('xx'), small, Buffer.from('xx')]);
  const bytes = around.subarray(2, -2);
  expect(await pool.inspect(bytes)).toMatchObject(valid);
  expect(bytes.equals(small)).toBe(true);
});

test('many large messages at once all get their own answer, in their order', async () => {
  const pool = await open({ threshold: 0, maxDocuments: 3 });
  const order: number[] = [];
  const answers = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const identificatie = `M${i}`;
      const text = jw315.replace('>B1<', `>${identificatie}<`);
      const answer = await pool.inspect(Buffer.from(text));
      order.push(i);
      return answer;
    }),
  );
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  answers.forEach((answer, i) => {
    expect(answer).toMatchObject({ ...valid, header: { identificatie: `M${i}` } });
  });
});

test('a thread that has grown too large is replaced, and nobody notices', async () => {
  const pool = await open({ threshold: 0, maxMemory: 1 });
  for (let i = 0; i < 3; i += 1) expect(await pool.inspect(small)).toMatchObject(valid);
});

test('pools beside each other do not wait for each other, and one that closes leaves the other at work', async () => {
  const one = await open({ threshold: 1000, maxWaiting: 1 });
  const other = one.beside();
  onTestFinished(() => other.close());
  const first = [one.inspect(large), one.inspect(large)];
  await expect(one.inspect(large)).rejects.toEqual(failure('busy'));
  expect(await other.inspect(large)).toMatchObject(valid);
  expect(await Promise.all(first)).toEqual(first.map(() => expect.objectContaining(valid)));
  await one.close();
  await one.close();
  expect(await other.inspect(tiny)).toMatchObject({ outcome: 'unknown-message' });
  await other.close();
  await expect(other.inspect(tiny)).rejects.toEqual(failure('closed'));
});

test('when too many wait, the next is told to come back', async () => {
  const pool = await open({ threshold: 0, maxWaiting: 2 });
  const first = [pool.inspect(large), pool.inspect(large), pool.inspect(large)];
  await expect(pool.inspect(large)).rejects.toEqual(failure('busy'));
  expect(await Promise.all(first)).toEqual(first.map(() => expect.objectContaining(valid)));
  expect(await pool.inspect(large)).toMatchObject(valid);
});

test('a message that takes too long is given up, and the next is inspected', async () => {
  const pool = await open({ threshold: 0, timeLimit: 1 });
  await expect(pool.inspect(large)).rejects.toEqual(failure('timeout'));
  const patient = await open({ threshold: 0 });
  expect(await patient.inspect(large)).toMatchObject(valid);
});

test('a thread that is busy inside a validation can be ended', async () => {
  const bytes = Buffer.from(jw323(20_000_000));
  const pool = await open({ threshold: 0 });
  const inspection = pool.inspect(bytes);
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
  await expect(pool.inspect(large)).rejects.toThrow(/without an answer: .*JW323\.xsd/);
  renameSync(join(schemaDir, 'away'), join(schemaDir, 'JW323.xsd'));
  expect(await pool.inspect(large)).toMatchObject(valid);
});

test('a value too long for a pattern is refused as too complex, and the thread goes on', async () => {
  const pool = await open();
  const blank = jw315.replace('Voorbeeld', ' '.repeat(12_000_000));
  await expect(pool.inspect(Buffer.from(blank))).rejects.toEqual(failure('too-complex'));
  expect(await pool.inspect(large)).toMatchObject(valid);
});

test('messages of 25 MB, valid or with every element wrong, do not hold up the caller', async () => {
  const pool = await open();
  const good = Buffer.from(jw323(24_900_000));
  const bad = Buffer.from(jw323(24_900_000, { faulty: true }));
  const turns = { count: 0 };
  const clock = setInterval(() => {
    turns.count += 1;
  }, 10);
  const [first, second] = await Promise.all([pool.inspect(good), pool.inspect(bad)]);
  clearInterval(clock);
  expect(first).toMatchObject(valid);
  expect(second).toMatchObject({ outcome: 'known', violationCount: 10_000 });
  // The loop turned while they were inspected: how fast is for the benchmark to say.
  expect(turns.count).toBeGreaterThan(3);
});

test('broken schemas show when the pool is opened', async () => {
  await expect(InspectionPool.open({ ...standardFiles, schemaDir: tmpdir() })).rejects.toThrow(
    SchemaError,
  );
});

test('a closed pool refuses, and closing twice is harmless', async () => {
  const pool = await open({ threshold: 0 });
  const waiting = [pool.inspect(small), pool.inspect(small)];
  const refused = waiting.map((one) => expect(one).rejects.toEqual(failure('closed')));
  await pool.close();
  await pool.close();
  await Promise.all(refused);
  await expect(pool.inspect(small)).rejects.toBeInstanceOf(InspectionFailed);
});
