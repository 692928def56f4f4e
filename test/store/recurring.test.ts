import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Recurring, type Round } from '../../src/store/recurring.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const codes: string[] = [];
beforeEach(() => {
  codes.length = 0;
});

/** Something that is done each second, of which it is known how often. */
function recurring(round: Round, options = {}) {
  const count = vi.fn(round);
  const job = new Recurring(1000, count, (code) => codes.push(code), options);
  return { job, times: () => count.mock.calls.length };
}

const passing = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const failing = (code: string) => Object.assign(new Error(), { code });

test('it is done at once, and again after each pause, until it is stopped', async () => {
  const { job, times } = recurring(async () => undefined);
  job.start();
  expect(times()).toBe(1);
  await passing(999);
  expect(times()).toBe(1);
  await passing(1);
  expect(times()).toBe(2);
  await passing(3000);
  expect(times()).toBe(5);
  await job.stop();
  await passing(10_000);
  expect(times()).toBe(5);
  expect(vi.getTimerCount()).toBe(0);
});

test('the pause begins when it is done, so it is never done twice at a time', async () => {
  let end = () => {};
  const { job, times } = recurring(() => new Promise<void>((resolve) => (end = resolve)));
  job.start();
  await passing(60_000);
  expect(times()).toBe(1);
  end();
  await passing(1000);
  expect(times()).toBe(2);
  const stopped = job.stop();
  end();
  await stopped;
});

test('a time that says how long to pause is followed by that pause', async () => {
  const pauses = [0, 200, undefined, Infinity];
  const { job, times } = recurring(async () => pauses.shift());
  job.start();
  await passing(0);
  expect(times()).toBe(2);
  await passing(200);
  expect(times()).toBe(3);
  await passing(1000);
  expect(times()).toBe(4);
  await passing(2 ** 32);
  expect(times()).toBe(4);
  job.wake();
  await passing(0);
  expect(times()).toBe(5);
  await job.stop();
});

test('who is woken does not pause; who is woken while it is at it does it once more', async () => {
  let end = () => {};
  const { job, times } = recurring(() => new Promise<void>((resolve) => (end = resolve)));
  job.start();
  job.wake();
  job.wake();
  end();
  await passing(0);
  expect(times()).toBe(2);
  end();
  await passing(500);
  expect(times()).toBe(2);
  job.wake();
  await passing(0);
  expect(times()).toBe(3);
  const stopped = job.stop();
  end();
  await stopped;
});

test('a failure is reported by its code, and it is tried again', async () => {
  const { job, times } = recurring(async () => {
    throw failing('57P01');
  });
  job.start();
  await passing(1000);
  expect(codes).toEqual(['57P01', '57P01']);
  expect(times()).toBe(2);
  await job.stop();
});

test('a stop asks for an end, and waits for it', async () => {
  let ended = false;
  const { job } = recurring(async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await new Promise((resolve) => setTimeout(resolve, 5000));
    ended = true;
  });
  job.start();
  const stopped = job.stop();
  await passing(4999);
  expect(ended).toBe(false);
  await passing(1);
  await stopped;
  expect(ended).toBe(true);
});

test('to end when that was asked is no failure; to fail meanwhile is', async () => {
  const asked = recurring(
    (signal) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  );
  asked.job.start();
  await asked.job.stop();
  expect(codes).toEqual([]);
  const { job } = recurring(
    (signal) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => reject(failing('ECONNRESET')));
      }),
  );
  job.start();
  await job.stop();
  expect(codes).toEqual(['ECONNRESET']);
});

test('where the first time has to wait, it is not done when it is stopped before', async () => {
  const { job, times } = recurring(async () => undefined, { firstAfterMs: 300 });
  job.start();
  await passing(299);
  expect(times()).toBe(0);
  await job.stop();
  await passing(1000);
  expect(times()).toBe(0);
});

test('what was never started can be stopped, and twice', async () => {
  const { job, times } = recurring(async () => undefined);
  await job.stop();
  await job.stop();
  expect(times()).toBe(0);
});
