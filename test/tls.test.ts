import { chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '../src/app/config.ts';
import { startGateway } from '../src/app/gateway.ts';
import { connectToAnnounce } from '../src/queue/redis.ts';
import { type EmbeddedPostgres, joinEmbeddedPostgres } from '../src/store/embedded/embedded.ts';
import { makeCertificates } from './support/certificates.ts';
import { copyCluster } from './support/cluster.ts';
import { freePort } from './support/free-port.ts';
import { startTestGateway, testEnvironment } from './support/gateway.ts';
import { TestRedis } from './support/redis.ts';

const ours = makeCertificates();
let folder: string;
let authority: string;
let stranger: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-tls-'));
  authority = join(folder, 'authority.pem');
  stranger = join(folder, 'stranger.pem');
  await writeFile(authority, ours.authority.certificate);
  await writeFile(stranger, makeCertificates().authority.certificate);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('every connection to Postgres is encrypted, and to one with a certificate of another none is made', async () => {
  const dataDir = join(folder, 'data');
  await copyCluster(inject('clusterTemplate'), dataDir);
  // Postgres reads a key only when it is its own.
  const owner = await stat(join(dataDir, 'postgres'));
  const file = async (name: string, content: string) => {
    const path = join(dataDir, 'postgres', name);
    await writeFile(path, content, { mode: 0o600 });
    await chown(path, owner.uid, owner.gid);
    return `../${name}`; // Seen from its data: it may not look into the folders above.
  };
  let postgres: EmbeddedPostgres | undefined;
  try {
    postgres = await joinEmbeddedPostgres({
      dataDir,
      settings: {
        fsync: 'off',
        ssl: 'on',
        ssl_cert_file: await file('server.pem', ours.server.certificate),
        ssl_key_file: await file('server.key', ours.server.key),
      },
    });
    const start = (ca: string) => {
      const url = new URL(postgres?.url ?? '');
      url.searchParams.set('sslmode', 'verify-full');
      url.searchParams.set('sslrootcert', ca);
      return startGateway(readConfig(testEnvironment(url.href)), pino({ level: 'silent' }));
    };
    const gateway = await start(authority);
    try {
      const { rows } = await gateway.store.pool.query(`
        select application_name, ssl from pg_stat_ssl join pg_stat_activity using (pid)
        where application_name like 'ijw-gateway%' and application_name not like '%presence'`);
      expect(rows).toContainEqual({ application_name: 'ijw-gateway bell', ssl: true });
      expect(rows.map(({ ssl }) => ssl)).not.toContain(false);
    } finally {
      await gateway.stop();
    }
    await expect(start(stranger)).rejects.toMatchObject({
      message: expect.stringMatching(/UNABLE_TO_VERIFY|CERT/),
    });
  } finally {
    await postgres?.leave();
  }
});

test('Redis is reached over TLS, and one with a certificate of another is not', async () => {
  const certificate = join(folder, 'server.pem');
  const key = join(folder, 'server.key');
  await writeFile(certificate, ours.server.certificate);
  await writeFile(key, ours.server.key);
  const port = String(await freePort());
  const files = [
    '--tls-cert-file',
    certificate,
    '--tls-key-file',
    key,
    '--tls-ca-cert-file',
    authority,
  ];
  const redis = await TestRedis.start(['--tls-port', port, '--tls-auth-clients', 'no', ...files]);
  const stateWith = async (REDIS_CA_FILE: string, expected: string) => {
    const REDIS_URL = `rediss://127.0.0.1:${port}`;
    const gateway = await startTestGateway({ REDIS_URL, REDIS_CA_FILE });
    try {
      const state = async () =>
        (await gateway.administrator.get('/v1/operations/queue')).body.redis;
      await expect.poll(state).toBe(expected);
      return gateway.logged.join('');
    } finally {
      await gateway.remove();
    }
  };
  try {
    await stateWith(authority, 'reachable');
    expect(await redis.ask((client) => client.exists('{ijw-gateway}:steps:meta'))).toBe(1);
    expect(await stateWith(stranger, 'away')).toMatch(/CERT|SIGNATURE|ISSUER/);
  } finally {
    await redis.remove();
  }
});

test('a connection to Redis over TLS that is cut while it comes about costs nothing but itself', async () => {
  const certificate = join(folder, 'cut.pem');
  const key = join(folder, 'cut.key');
  await writeFile(certificate, ours.server.certificate);
  await writeFile(key, ours.server.key);
  const port = String(await freePort());
  const redis = await TestRedis.start([
    ...['--tls-port', port, '--tls-auth-clients', 'no', '--tls-ca-cert-file', authority],
    ...['--tls-cert-file', certificate, '--tls-key-file', key],
  ]);
  const uncaught: unknown[] = [];
  const hear = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', hear);
  try {
    const other = makeCertificates();
    for (let count = 0; count < 300; count++) {
      const { certificate: ca } = (count % 2 === 0 ? ours : other).authority;
      const { client, cut } = connectToAnnounce({ url: `rediss://127.0.0.1:${port}`, ca });
      client.on('error', () => undefined);
      await sleep(Math.random() * 12);
      cut();
    }
    await sleep(500);
    expect(uncaught).toEqual([]);
  } finally {
    process.off('uncaughtException', hear);
    await redis.remove();
  }
});
