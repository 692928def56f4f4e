import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SharedWaits, type Topic } from '../../src/messages/shared-waits.ts';
import { inboxKey, sweepOf } from '../../src/messages/waiting.ts';
import { Bell } from '../../src/store/bell.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
let bell: Bell;

const hour = 3_600_000;

beforeAll(async () => {
  gateway = await startTestGateway();
  // Without sweeps: what is heard here rang.
  bell = await Bell.open(gateway.store, sweepOf(gateway.store), () => undefined, hour);
});
afterAll(async () => {
  await bell.close();
  await gateway.remove();
});

/** A mailbox in which messages have the positions 1, 2, 3 ... */
class Box {
  last = 0;
  readonly asked: number[] = [];
  /** Called while a question is under way. */
  during: () => void = () => undefined;
  readonly topic: Topic<number>;
  readonly news: SharedWaits<number>;

  constructor(code: string, ringer: Bell = bell) {
    this.news = new SharedWaits(ringer);
    this.topic = {
      key: code,
      bellKey: inboxKey(code),
      ask: async (seen) => {
        this.asked.push(Number(seen));
        const { last } = this;
        this.during();
        return last;
      },
      seenIn: String,
      isEarlier: (one, other) => Number(one) < Number(other),
    };
  }

  listen = () => this.news.listen(this.topic);

  /** Waits for a message after this position, having seen all that is there. */
  async wait(after: number, options: { seen?: number; ms?: number; signal?: AbortSignal } = {}) {
    const { seen = this.last, ms = hour, signal } = options;
    using listener = this.listen();
    const accepts = (last: number) => last > after;
    return await listener.next({ seen: String(seen), accepts, ms, signal });
  }

  ring(): void {
    this.last += 1;
    bell.ring(this.topic.bellKey);
  }

  async ringAndAsk(): Promise<void> {
    const before = this.asked.length;
    this.ring();
    await expect.poll(() => this.asked.length).toBeGreaterThan(before);
    await turn();
  }
}

test('a thousand callers that wait for one mailbox share one query for each message, and get only answers with a change', async () => {
  const box = new Box('0001');
  const gone = new AbortController();
  let wentOn = 0;
  const waiting = Array.from({ length: 1000 }, async () => {
    const answer = await box.wait(10_000_000, { signal: gone.signal });
    wentOn += 1;
    return answer;
  });
  for (let message = 0; message < 3; message++) await box.ringAndAsk();
  expect(box.asked).toEqual([0, 1, 2]);
  expect(wentOn).toBe(0);
  gone.abort();
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([undefined]));
});

test.each(['news', 'abort', 'end'])(
  'many go on a few at a time (%s), so that others come between',
  async (why) => {
    const own = await Bell.open(gateway.store, sweepOf(gateway.store), () => undefined, hour);
    const box = new Box('0002', own);
    const gone = new AbortController();
    let wentOn = 0;
    const waiting = Array.from({ length: 100 }, () =>
      box.wait(0, { signal: gone.signal }).then(() => {
        wentOn += 1;
      }),
    );
    const seen: number[] = [];
    const watch = async () => {
      while (wentOn < 100) {
        seen.push(wentOn);
        await turn();
      }
    };
    const watched = watch();
    await turn();
    if (why === 'news') box.ring();
    else if (why === 'abort') gone.abort();
    else own.endWaiting();
    await Promise.all([...waiting, watched]);
    const steps = seen.slice(1).map((count, n) => count - (seen[n] ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(32);
    expect(steps.filter((step) => step > 0).length).toBeGreaterThanOrEqual(3);
    await own.close();
  },
);

test('a ring between listening and waiting counts', async () => {
  const box = new Box('0003');
  using other = box.listen();
  using listener = box.listen();
  const heard = other.next({ seen: '0', accepts: (last) => last > 0, ms: hour });
  box.ring();
  expect(await heard).toBe(1);
  // It looked before the message came, and nothing rings any more.
  expect(await listener.next({ seen: '0', accepts: (last) => last > 0, ms: hour })).toBe(1);
});

test('who has seen less than the others does not miss what came between', async () => {
  const box = new Box('0004');
  const gone = new AbortController();
  const other = box.wait(1000, { signal: gone.signal });
  await box.ringAndAsk();
  expect(await box.wait(0, { seen: 0 })).toBe(1);
  // Also when it comes while a question is under way.
  let late: Promise<number | undefined> | undefined;
  box.during = () => {
    box.during = () => undefined;
    late = box.wait(0, { seen: 0 });
  };
  await box.ringAndAsk();
  expect(await late).toBe(2);
  expect(box.asked).toContain(0);
  gone.abort();
  await other;
});

test('what rings while a question is under way is asked again', async () => {
  const box = new Box('0005');
  box.during = () => {
    box.during = () => undefined;
    box.ring();
  };
  const second = box.wait(1);
  box.ring();
  expect(await second).toBe(2);
});

test('when the query fails all waiting callers get the error, and the next one runs a new query', async () => {
  const box = new Box('0006');
  box.during = () => {
    throw new Error('away');
  };
  const waiting = [box.wait(0), box.wait(0)];
  box.ring();
  expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual([
    ...['rejected', 'rejected'],
  ]);
  box.during = () => undefined;
  const next = box.wait(1);
  box.ring();
  expect(await next).toBe(2);
});

test('the time ends, and who comes after the end does not wait', async () => {
  const box = new Box('0007');
  expect(await box.wait(0, { ms: 5 })).toBeUndefined();
  expect(await box.wait(0, { ms: 0 })).toBeUndefined();
  const own = await Bell.open(gateway.store, sweepOf(gateway.store), () => undefined, hour);
  own.endWaiting();
  expect(await new Box('0007', own).wait(0)).toBeUndefined();
  await own.close();
});
