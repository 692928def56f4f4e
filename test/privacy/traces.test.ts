import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStaffKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { openStore, type Store } from '../../src/store/database.ts';
import { failedMessages } from '../operations/support.ts';
import { makeDatabase } from '../support/database.ts';
import { Caller, testEnvironment } from '../support/gateway.ts';
import { macsOf } from '../support/macs.ts';
import { jw315 } from '../support/messages.ts';
import { asCalled } from '../support/openapi.ts';
import { aboutChild, personal, personalIn, talkAboutChild } from '../support/personal.ts';
import { bareEnvironment, type GatewayProcess, startProcess } from '../support/process.ts';
import { everythingIn, TestRedis } from '../support/redis.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../src/cli/ijw.ts', import.meta.url));
let database: Awaited<ReturnType<typeof makeDatabase>>;
let store: Store;
let redis: TestRedis;
let settings: Record<string, string>;
const processes: GatewayProcess[] = [];

beforeAll(async () => {
  database = await makeDatabase();
  store = openStore({ url: database.url, size: 2 });
  redis = await TestRedis.start();
  settings = {
    ...testEnvironment(database.url),
    REDIS_URL: redis.url,
    LOG_LEVEL: 'trace',
    REQUEST_TIMEOUT_SECONDS: '60',
  };
  for (const ROLE of ['api', 'worker']) processes.push(await startProcess({ ...settings, ROLE }));
});
afterAll(async () => {
  for (const gateway of processes) await gateway.kill('SIGKILL');
  await store?.close();
  await database?.drop();
  await redis?.remove();
});

test('nothing of the child is in a log, an error, an answer, a job or an address', async () => {
  const [api] = processes as [GatewayProcess];
  const listener = connect(redis.port, '127.0.0.1');
  listener.write('MONITOR\r\n');
  const commands = text(listener);

  const { key } = await createStaffKey(
    store.db,
    await macsOf(store.db),
    localCall('test'),
    'administrator',
  );
  const administrator = new Caller(api.address, key);
  const party = async (code: string, kind: string) => {
    await administrator.send('PUT', `/v1/parties/${code}`, { kind, name: code, retourBy: 'party' });
    const made = await administrator.send('POST', `/v1/parties/${code}/api-keys`);
    return new Caller(api.address, made.body.key);
  };
  const aanbieder = await party('12345678', 'aanbieder');
  const gemeente = await party('0363', 'gemeente');
  const { answers } = await talkAboutChild(aanbieder, gemeente);
  const unknown = new Caller(api.address, `ijw_${personal.bsn}`);
  answers.push(await unknown.get('/v1/inbox'));

  // Processing that gives up, and what operators see and do about it.
  const failed = await failedMessages(store, aanbieder, [aboutChild(jw315())]);
  const replay = { filter: {}, reason: 'the column is back' };
  answers.push(await administrator.send('POST', '/v1/operations/replays', replay));
  for (const id of failed) answers.push(await aanbieder.settled(id));
  const { body: description } = await administrator.get('/v1/openapi.json');
  const pages = Object.entries<object>(asCalled(description).paths)
    .filter(([path, methods]) => 'get' in methods && !path.includes('{'))
    .map(([path]) => path);
  expect(pages.length).toBeGreaterThan(8);
  for (const page of pages) answers.push(await administrator.get(page));

  const texts = answers.map(({ status, headers, body }) =>
    JSON.stringify([status, [...headers], body]),
  );
  expect(texts.some((one) => one.includes('/problems/xsd'))).toBe(true);
  for (const one of texts) expect(personalIn(Buffer.from(one)), one).toEqual([]);

  const kept = await redis.ask(everythingIn);
  listener.end();
  const jobs = [...kept, ...(await commands).split('\r\n')];
  expect(jobs.some((job) => failed.some((id) => job.includes(id)))).toBe(true);
  for (const job of jobs) expect(personalIn(Buffer.from(job)), job.slice(0, 500)).toEqual([]);

  for (const gateway of processes) await gateway.kill('SIGTERM');
  const lines = processes.flatMap((gateway) => gateway.output().split('\n'));
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.some((line) => line.includes('step failed'))).toBe(true);
  for (const line of lines) expect(personalIn(Buffer.from(line)), line).toEqual([]);
});

test('the result of a request is found by its id in the logs of all processes', async () => {
  // The processes of the test before have logged all that they had to log.
  const lines = processes.flatMap((gateway) =>
    gateway
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line)),
  );
  const posted = lines.filter(
    ({ msg, method, path, status }) =>
      msg === 'request' && method === 'POST' && path === '/v1/messages' && status === 202,
  );
  expect(posted.length).toBeGreaterThan(10);
  for (const { requestId, messageId } of posted) {
    const steps = lines.filter((line) => line.messageId === messageId && line.part === 'route');
    expect(steps.length, messageId).toBeGreaterThan(0);
    for (const step of steps) expect(step.requestId).toBe(requestId);
  }
  const [api, worker] = processes.map((gateway) => gateway.output());
  expect(api).not.toContain('"part":"route"');
  expect(worker).not.toContain('"msg":"request"');
  // Paths with the ids in them, and nothing of what a user typed.
  const paths = new Set(lines.map(({ path }) => path).filter(Boolean));
  expect(paths).toContain(`/v1/messages/${posted[0].messageId}`);
  expect(paths).toContain('/v1/parties/12345678');
  expect(paths).toContain('/v1/messages/:id');
});

test('a command says nothing of the child either, also when it takes nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ijw-traces-'));
  try {
    const { bsn, achternaam } = personal;
    const header =
      'gemeente;aanbieder;bsn;toewijzingNummer;referentieAanbieder;toewijzingsdatum;toewijzingstijd;ingangsdatum;einddatum;redenWijziging;categorie;code;volume;eenheid;frequentie;budget;begindatum;stopdatum;redenBeeindiging';
    await writeFile(
      join(folder, 'allocations.csv'),
      `${header}\n0363;12345678;${bsn};${achternaam};;2024-02-12;;2024-03-01;;;54;;;;;250000;;;\n0363;12345678;${bsn};1;;${bsn};;2024-03-01;;;54;;;;;250000;;;\n`,
    );
    await writeFile(join(folder, 'whole.xml'), aboutChild(jw315()));
    await writeFile(join(folder, 'cut.xml'), aboutChild(jw315()).slice(0, 1500));
    for (const words of [
      ['ledger', 'import', folder],
      ['validate', join(folder, 'whole.xml'), join(folder, 'cut.xml')],
      ['messages', 'list'],
    ]) {
      const env = { ...bareEnvironment, ...settings };
      const said = await run(process.execPath, [program, ...words], { env }).catch(
        (error: { stdout: string; stderr: string }) => error,
      );
      expect(said.stdout + said.stderr, words.join(' ')).not.toBe('');
      expect(personalIn(Buffer.from(said.stdout + said.stderr)), words.join(' ')).toEqual([]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
