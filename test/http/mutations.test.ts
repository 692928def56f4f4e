import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BerichtType, berichtOfType } from '../../src/standard/catalogue.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { Random } from '../support/generate/random.ts';
import { type Hostile, hostileDocuments } from '../support/hostile.ts';
import { reached, repetitions } from '../support/long-form.ts';
import { jw315 } from '../support/messages.ts';

const documents = repetitions(1_000, 10_000);
const atOnce = 8;
const keptRefusals = 40;
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));

let gateway: TestGateway;
let callers: { gemeente: Caller; aanbieder: Caller };
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

beforeAll(async () => {
  gateway = await startTestGateway({ KEPT_REFUSALS: String(keptRefusals) });
  callers = { gemeente: await gateway.party('0363'), aanbieder: await gateway.party('12345678') };
});
afterAll(async () => {
  agent.destroy();
  await gateway.remove();
});

/** Posts as `Caller.post` does, at a fraction of the cost of `fetch`. */
function post(caller: Caller, bytes: Buffer): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const call = request(`${gateway.address}/v1/messages`, {
      agent,
      method: 'POST',
      headers: {
        ...caller.authorization,
        'Content-Type': 'application/xml',
        'Content-Length': bytes.length,
      },
    });
    call.on('error', reject);
    call.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
      );
    });
    call.end(bytes);
  });
}

const refusalsOfValid =
  /\/(no-heenbericht|not-delivered|already-answered|declaration-answered|answered-by-gateway|rules|rules-past)$/;

test(`${documents} mutated documents: each gets an answer that fits it, and those accepted are kept byte for byte (seed ${seed})`, {
  timeout: 240_000,
}, async () => {
  console.log(`mutations: SEED=${seed}`);
  const statuses = new Map<number, number>();
  const accepted: { id: string; document: Hostile }[] = [];
  const unanswered = new Map<BerichtType, string[]>();
  const hostile = hostileDocuments(new Random(seed), (type) => unanswered.get(type)?.pop());
  let index = 0;
  let memoryAfterSome = 0;

  const judge = (number: number, document: Hostile, status: number, text: string) => {
    const describeMutation = () =>
      `seed ${seed}, document ${number}, ${document.type} ${document.kind}: ${status} ${text}\n${document.bytes}`;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const answer = JSON.parse(text);
    if (status === 202) {
      if (answer.type !== document.type && document.kind === 'valid')
        expect.fail(describeMutation());
      accepted.push({ id: answer.id, document });
      const { answeredBy } = berichtOfType(document.type);
      if (document.kind === 'valid' && answeredBy)
        unanswered.set(document.type, [
          ...(unanswered.get(document.type) ?? []),
          document.identificatie,
        ]);
    } else if (status !== 200) {
      if (![400, 403, 409].includes(status) || answer.status !== status)
        expect.fail(describeMutation());
      if (!/^[0-9a-f-]{36}$/.test(answer.messageId) || !answer.detail)
        expect.fail(describeMutation());
      // What is valid is only refused for what it answers, or as a JW325 by the rules within it.
      if (document.kind === 'valid' && !refusalsOfValid.test(answer.type))
        expect.fail(describeMutation());
    }
  };
  const line = async () => {
    while (index < documents) {
      const number = index++;
      const document = hostile.next().value as Hostile;
      const { status, text } = await post(callers[document.sender], document.bytes);
      judge(number, document, status, text);
      if (number === 0.3 * documents) memoryAfterSome = process.memoryUsage().rss;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, line));
  const grown = process.memoryUsage().rss - memoryAfterSome;
  console.log(
    `mutations: ${[...statuses].map(([status, count]) => `${status}: ${count}`).join(', ')}; memory grew ${Math.round(grown / 2 ** 20)} MB`,
  );

  // Both sides were hit, or it would say little.
  expect(statuses.get(202)).toBeGreaterThan(reached(50, 500));
  for (const status of [400, 403]) expect(statuses.get(status)).toBeGreaterThan(reached(5, 50));
  expect(grown).toBeLessThan(200 * 2 ** 20);

  for (const { id, document } of accepted.filter((_, number) => number % 20 === 0))
    expect((await callers[document.sender].content(id)).equals(document.bytes)).toBe(true);

  // All that got a 202 was judged: it is in a mailbox, once, or its refusal is; no rule failed on
  // it. Of the refusals the bounded part is kept.
  await expect
    .poll(async () => (await gateway.store.pool.query('select from outbox')).rows.length, {
      timeout: 60_000,
    })
    .toBe(0);
  const { rows } = await gateway.store.pool.query(
    `select (select count(*)::int from mailbox_entry) as entries,
      (select count(*)::int from message where accepted_at is not null) as arrived,
      (select count(*)::int from message where status <> 'refused' and not by_gateway) as taken,
      (select count(*)::int from message where by_gateway) as answers,
      (select count(*)::int from message where status = 'rejected' and accepted_at is null) as rejected,
      (select count(*)::int from message where status = 'failed') as failed,
      (select count(*)::int from message where status = 'refused') as refused,
      (select count(*)::int from message_content) as contents`,
  );
  const { entries, arrived, answers, rejected } = rows[0];
  expect(rows[0]).toMatchObject({ taken: accepted.length, failed: 0 });
  expect([entries, answers]).toEqual([arrived, rejected]);
  expect(arrived).toBe(accepted.length - rejected + answers);
  expect(rows[0].refused).toBeLessThanOrEqual(2 * (keptRefusals + atOnce));
  expect(rows[0].contents).toBe(rows[0].taken + answers + rows[0].refused);
  expect(gateway.logged.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  expect((await callers.aanbieder.post(jw315())).status).toBe(202);
});
