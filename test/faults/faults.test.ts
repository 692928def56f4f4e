import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createPartyKey } from '../../src/parties/credentials/api-keys.ts';
import { putParty } from '../../src/parties/directory/parties.ts';
import { localCall } from '../../src/parties/principal.ts';
import { migrate, openStore, type Store } from '../../src/store/database.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { testEncryptionKey, testEnvironment } from '../support/gateway.ts';
import { Random } from '../support/generate/random.ts';
import { type Answer, installWitness, violationsOf } from '../support/invariants.ts';
import { macsOf } from '../support/macs.ts';
import { TestRedis } from '../support/redis.ts';
import { termViolations } from '../support/term-invariants.ts';
import { Arrivals, pollMailbox } from './arrivals.ts';
import { aanbieders, answeredByGateway, gemeenten, makeCases, strict } from './cases.ts';
import { Counts, workThrough } from './client.ts';
import { TestPostgres } from './postgres.ts';
import { Service } from './service.ts';
import { storm } from './storm.ts';

const messages = Number(process.env.FAULT_MESSAGES);
const minutes = messages > 1000 ? 8 : 2;
const clients = 16;
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));

test(
  `${messages} messages get through whatever is killed, each once and in its order`,
  async () => {
    console.log(`SEED=${seed}`);
    const began = Date.now();
    const counts = new Counts();
    const postgres = await TestPostgres.start();
    onTestFinished(() => postgres.remove());
    const redis = await TestRedis.start();
    onTestFinished(() => redis.remove());
    const store = openStore({ url: postgres.url, size: 2 });
    onTestFinished(() => store.close());
    const authorization = await prepare(store);

    const settings = { ...testEnvironment(postgres.url), REDIS_URL: redis.url };
    const service = (role: string) => new Service({ ...settings, ROLE: role });
    const apis = Array.from({ length: 3 }, () => service('api'));
    const workers = Array.from({ length: 2 }, () => service('worker'));
    const services = [...apis, ...workers];
    onTestFinished(async () => void (await Promise.all(services.map((each) => each.remove()))));
    await Promise.all(services.map((each) => each.start()));
    const startedAt = Date.now();

    const random = new Random(seed);
    const chance = () => new Random(random.below(2 ** 32));
    const answers: Answer[] = [];
    const surprises: string[] = [];
    const arrivals = new Arrivals();
    const giveUpAt = began + (minutes - 0.5) * 60_000;
    const around = { apis, authorization, arrivals, counts, answers, surprises, giveUpAt };
    const stopPolling = new AbortController();
    onTestFinished(() => stopPolling.abort());
    const polling = [...authorization].map(([mailbox, key]) =>
      pollMailbox(mailbox, key, around, chance(), stopPolling.signal),
    );
    const calm = new AbortController();
    onTestFinished(() => calm.abort());
    const storming = storm({ apis, workers, redis, postgres }, chance(), counts, calm.signal);
    const cases = makeCases(messages, chance());
    const expected = cases.reduce((sum, each) => sum + each.messages.length, 0);
    const left = cases.values();
    const posting = Array.from({ length: clients }, () => workThrough(left, around, chance()));
    let postedAt = Number.NaN;
    try {
      await Promise.all(posting);
      postedAt = Date.now();
      calm.abort();
      await storming;
      await rest(store, arrivals, giveUpAt);
    } finally {
      calm.abort();
      await storming;
      stopPolling.abort();
      await Promise.all(polling);
      const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
      const summary = [
        `messages: ${expected} in ${cases.length} cases, from ${clients} clients`,
        String(counts),
        `starts that failed: ${services.reduce((sum, each) => sum + each.failedStarts, 0)}`,
        `statuses: ${await statuses(store)}`,
        `seconds: ${seconds(began, startedAt)} to start, ${seconds(startedAt, postedAt)} to post, ${seconds(postedAt, Date.now())} to come to rest`,
        `from acceptance to mailbox: ${await slowest(store)}`,
      ];
      console.log(summary.join('\n'));
    }
    expect(surprises).toEqual([]);
    expect(counts.get('posted')).toBe(expected);
    const keys = await KeyRing.open(store.db, MasterKey.parse(testEncryptionKey));
    const evidence = { pool: store.pool, answers, polled: arrivals.polled, keys };
    expect(await violationsOf(evidence)).toEqual([]);
    expect(await termViolations(store.pool, keys)).toEqual([]);
  },
  minutes * 60_000,
);

/** Tables, the witness, and parties with a key each. */
async function prepare(store: Store): Promise<Map<string, string>> {
  await migrate(store.db);
  await installWitness(store.pool);
  const authorization = new Map<string, string>();
  for (const code of [...gemeenten, ...aanbieders]) {
    const kind = code.length === 4 ? 'gemeente' : 'aanbieder';
    const retourBy = answeredByGateway.has(code) ? 'gateway' : 'party';
    const level3 = code === strict ? 'enforce' : 'advise';
    const ends = { until: null, successor: null };
    await putParty(store.db, await macsOf(store.db), localCall('test'), {
      code,
      kind,
      name: code,
      ...ends,
      retourBy,
      level3,
    });
    authorization.set(
      code,
      `Bearer ${(await createPartyKey(store.db, await macsOf(store.db), localCall('test'), code)).key}`,
    );
  }
  return authorization;
}

/** Waits until nothing is left to be done and everything has been polled, or for a minute. */
async function rest(store: Store, arrivals: Arrivals, giveUpAt: number): Promise<void> {
  const until = Math.min(Date.now() + 60_000, giveUpAt);
  while (Date.now() < until) {
    const { rows } = await store.pool.query<{ outbox: number; waiting: number; entries: number }>(
      `select (select count(*)::integer from outbox) as outbox,
        (select count(*)::integer from mailbox_entry) as entries,
        (select count(*)::integer from mailbox_entry where acknowledged_at is null) as waiting`,
    );
    const [now] = rows;
    const polled = [...arrivals.polled.values()].reduce((sum, ids) => sum + ids.size, 0);
    if (now?.outbox === 0 && now.waiting === 0 && polled >= now.entries) return;
    await sleep(200);
  }
}

async function statuses(store: Store): Promise<string> {
  const { rows } = await store.pool.query<{ status: string; count: string }>(
    'select status, count(*) from message group by status order by status',
  );
  return rows.map(({ status, count }) => `${status} ${count}`).join(', ');
}

/** How long it took from the first commit to the mailbox, and what waits still. */
async function slowest(store: Store): Promise<string> {
  const { rows } = await store.pool.query<{ p50: number; p99: number; most: number; left: number }>(
    `select round(percentile_cont(0.5) within group (order by ms)) as p50,
      round(percentile_cont(0.99) within group (order by ms)) as p99, round(max(ms)) as most,
      (count(*) filter (where waits))::integer as left
    from (
      select extract(epoch from coalesce(accepted_at, now()) - received_at)::float8 * 1000 as ms,
        accepted_at is null as waits
      from message where accepted_at is not null or status = 'received'
    ) taken`,
  );
  const [row] = rows;
  return `p50 ${row?.p50} ms, p99 ${row?.p99} ms, most ${row?.most} ms; ${row?.left} still wait`;
}
