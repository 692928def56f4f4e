import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/app/config.ts';
import { readSettings } from '../../src/app/read-settings.ts';
import { type Settings, settings } from '../../src/app/settings.ts';
import { makeCertificates } from '../support/certificates.ts';

const shared = {
  DATABASE_URL: 'postgres://gateway:secret@db/ijw',
  ENCRYPTION_KEY: 'ab'.repeat(32),
  REDIS_URL: 'redis://:secret@redis',
};

test('without settings the gateway listens on 127.0.0.1:8080 and keeps its data in ./data', () => {
  expect(readConfig({ DATABASE_URL: ' ' })).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    role: 'all',
    dataDir: expect.stringMatching(/data$/),
    databaseUrl: undefined,
    maxMessageBytes: 25 * 1024 * 1024,
  });
});

test('by default things are kept as long as the law asks, and the access log a year at least', () => {
  const terms = { payloadDays: 365, refusedDays: 90, accessLogMonths: 60, ledgerYears: 20 };
  expect(readConfig({}).terms).toEqual(terms);
  const shorter = { RETENTION_PAYLOAD_DAYS: '30', RETENTION_LEDGER_YEARS: '5' };
  expect(readConfig(shorter).terms).toEqual({ ...terms, payloadDays: 30, ledgerYears: 5 });
  for (const wrong of [
    { RETENTION_PAYLOAD_DAYS: '0' },
    { RETENTION_REFUSED_DAYS: '1.5' },
    { RETENTION_ACCESS_LOG_MONTHS: '12' },
    { RETENTION_LEDGER_YEARS: 'ever' },
  ])
    expect(() => readConfig(wrong)).toThrow(Object.keys(wrong)[0]);
});

test('a database without an encryption key is refused', () => {
  expect(() => readConfig({ DATABASE_URL: shared.DATABASE_URL })).toThrow(/ENCRYPTION_KEY/);
  expect(readConfig(shared).databaseUrl).toBe(shared.DATABASE_URL);
});

test('roles that share the work need both URLs', () => {
  for (const ROLE of ['api', 'worker']) {
    expect(readConfig({ ...shared, ROLE }).role).toBe(ROLE);
    expect(() => readConfig({ ...shared, REDIS_URL: '', ROLE })).toThrow(/REDIS_URL/);
    expect(() => readConfig({ ROLE })).toThrow(/DATABASE_URL/);
  }
});

test('Redis is found by its URL, or by Sentinels that know where it is', () => {
  expect(readConfig(shared).redis).toEqual({ url: shared.REDIS_URL });
  expect(readConfig({ ...shared, REDIS_CLUSTER: 'true' }).redis).toEqual({
    url: shared.REDIS_URL,
    cluster: true,
  });
  const sentinels = {
    ...shared,
    REDIS_SENTINELS: 'one:26379, 10.0.0.2:26380,[::1]:26381',
    REDIS_SENTINEL_NAME: 'queue',
    REDIS_SENTINEL_PASSWORD: 'theirs',
  };
  expect(readConfig(sentinels).redis).toEqual({
    url: shared.REDIS_URL,
    sentinel: {
      hosts: [
        { host: 'one', port: 26379 },
        { host: '10.0.0.2', port: 26380 },
        { host: '::1', port: 26381 },
      ],
      name: 'queue',
      password: 'theirs',
    },
  });
  const wrong: [Record<string, string>, RegExp][] = [
    [{ REDIS_SENTINELS: 'one' }, /REDIS_SENTINELS is not of the form host:port/],
    [{ REDIS_SENTINELS: 'one:26379,' }, /REDIS_SENTINELS is not of the form host:port/],
    [{ REDIS_SENTINELS: 'one:99999' }, /REDIS_SENTINELS is not of the form host:port/],
    [{ REDIS_SENTINEL_NAME: '' }, /set together or not at all/],
    [{ REDIS_SENTINELS: '' }, /set together or not at all/],
    [{ REDIS_URL: '' }, /Set it too/],
    [{ REDIS_URL: 'redis://:50%@redis' }, /percent-encoded/],
    [{ REDIS_URL: 'redis://redis/first' }, /the database is a number/],
    [{ REDIS_CLUSTER: 'true' }, /exclude each other/],
    [{ REDIS_CLUSTER: 'yes' }, /REDIS_CLUSTER is not one of/],
    [{ WORKER_CONCURRENCY: '0' }, /WORKER_CONCURRENCY is not a whole number from 1 to 64/],
  ];
  for (const [settings, sentence] of wrong) {
    const read = () => readConfig({ ...sentinels, ...settings });
    expect(read).toThrow(sentence);
    expect(read).not.toThrow(/theirs|50%/);
  }
});

test('all wrong settings are named at once, and secrets are not repeated', () => {
  const wrong = {
    PORT: '80 80',
    ROLE: 'boss',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://user:secret@db',
  };
  expect(() => readConfig(wrong)).toThrow(ConfigError);
  try {
    readConfig(wrong);
  } catch (error) {
    const { message } = error as Error;
    for (const name of Object.keys(wrong)) expect(message).toContain(name);
    expect(message).not.toContain('secret');
  }
});

test('an OAuth issuer is believed when it is known for whom, and its keys cannot be exchanged', () => {
  const oauth = { OAUTH_ISSUER: 'https://issuer.example/', OAUTH_AUDIENCE: 'ijw' };
  expect(readConfig({}).oauth).toBeUndefined();
  expect(readConfig(oauth).oauth).toEqual({
    issuer: 'https://issuer.example/',
    audience: 'ijw',
    jwksUrl: 'https://issuer.example/.well-known/jwks.json',
    partyClaim: 'party',
    clockSkewSeconds: 60,
  });
  const more = {
    OAUTH_JWKS_URL: 'https://keys.example/certs',
    OAUTH_PARTY_CLAIM: 'https://example.org/agb',
    OAUTH_CLOCK_SKEW_SECONDS: '0',
  };
  expect(readConfig({ ...oauth, ...more }).oauth).toMatchObject({
    jwksUrl: more.OAUTH_JWKS_URL,
    partyClaim: more.OAUTH_PARTY_CLAIM,
    clockSkewSeconds: 0,
  });
  const wrong: [Record<string, string>, RegExp][] = [
    [{ OAUTH_AUDIENCE: '' }, /OAUTH_ISSUER and OAUTH_AUDIENCE/],
    [{ OAUTH_ISSUER: '' }, /OAUTH_ISSUER and OAUTH_AUDIENCE/],
    [{ OAUTH_ISSUER: '', OAUTH_AUDIENCE: '', OAUTH_PARTY_CLAIM: 'agb' }, /OAUTH_PARTY_CLAIM: /],
    [{ OAUTH_ISSUER: 'issuer.example' }, /OAUTH_ISSUER is not a URL/],
    [{ OAUTH_ISSUER: 'http://issuer.example' }, /does not begin with https/],
    [{ OAUTH_JWKS_URL: 'http://issuer.example/keys' }, /does not begin with https/],
    [{ OAUTH_JWKS_URL: 'http://127.0.0.1.example/keys' }, /does not begin with https/],
    [{ OAUTH_CLOCK_SKEW_SECONDS: '300' }, /OAUTH_CLOCK_SKEW_SECONDS is not a whole number/],
  ];
  for (const [settings, sentence] of wrong)
    expect(() => readConfig({ ...oauth, ...settings }), JSON.stringify(settings)).toThrow(sentence);
  for (const host of ['127.0.0.1:9000', '[::1]:9000', 'localhost:9000'])
    expect(readConfig({ ...oauth, OAUTH_ISSUER: `http://${host}` }).oauth?.jwksUrl).toContain(host);
});

test('secrets come from files when these are set, and their content is never repeated', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-config-'));
  const file = async (name: string, content: string) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  try {
    const files = {
      DATABASE_URL_FILE: await file('database', `${shared.DATABASE_URL}\n`),
      MIGRATION_DATABASE_URL_FILE: await file('owner', 'postgres://owner:secret@db/ijw\r\n'),
      ENCRYPTION_KEY_FILE: await file('key', shared.ENCRYPTION_KEY),
      REDIS_URL_FILE: await file('redis', `${shared.REDIS_URL}\n`),
      REDIS_SENTINEL_PASSWORD_FILE: await file('sentinel', 'theirs\n'),
    };
    const sentinels = { REDIS_SENTINELS: 'one:26379', REDIS_SENTINEL_NAME: 'queue' };
    expect(readConfig({ ...files, ...sentinels })).toMatchObject({
      databaseUrl: shared.DATABASE_URL,
      migrationDatabaseUrl: 'postgres://owner:secret@db/ijw',
      encryptionKey: shared.ENCRYPTION_KEY,
      redis: { url: shared.REDIS_URL, sentinel: { password: 'theirs' } },
    });
    const wrong: [Record<string, string>, RegExp][] = [
      [{ ENCRYPTION_KEY: shared.ENCRYPTION_KEY }, /Set ENCRYPTION_KEY or ENCRYPTION_KEY_FILE, not/],
      // Somebody takes the setting for the secret itself.
      [{ REDIS_URL_FILE: shared.REDIS_URL }, /REDIS_URL_FILE .* cannot be read \(ENOENT\)/],
      [{ ENCRYPTION_KEY_FILE: folder }, /ENCRYPTION_KEY_FILE .* cannot be read \(EISDIR\)/],
      [{ ENCRYPTION_KEY_FILE: await file('empty', '\n') }, /ENCRYPTION_KEY_FILE .* is empty/],
      [{ DATABASE_URL_FILE: await file('bad', 'mysql://secret@db') }, /DATABASE_URL is not a URL/],
    ];
    for (const [settings, sentence] of wrong) {
      const read = () => readConfig({ ...files, ...settings });
      expect(read, String(sentence)).toThrow(sentence);
      expect(read).not.toThrow(/secret|theirs|abab|ijw-gateway-config/);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a connection to the database is checked or plain, and nothing between', () => {
  const at = (query: string) => ({ ...shared, DATABASE_URL: `${shared.DATABASE_URL}${query}` });
  for (const query of ['', '?sslmode=disable', '?sslmode=verify-full'])
    expect(readConfig(at(query)).databaseUrl).toContain(query);
  for (const query of [
    '?sslmode=require',
    '?sslmode=no-verify',
    '?sslmode=prefer',
    '?sslmode=verify-ca',
    '?sslmode=verify-full&sslmode=no-verify',
    '?sslmode=verify-full&ssl=no-verify',
    '?uselibpqcompat=true&sslmode=verify-full',
  ]) {
    expect(() => readConfig(at(query)), query).toThrow(/DATABASE_URL .* sslmode=verify-full/);
    expect(() => readConfig(at(query)), query).not.toThrow(/secret/);
  }
  expect(() => readConfig(at('?sslmode=verify-full&sslrootcert=/not/there.pem'))).toThrow(
    /sslrootcert in DATABASE_URL .* cannot be read \(ENOENT\)/,
  );
  const owner = { ...shared, MIGRATION_DATABASE_URL: 'postgres://o:secret@db/ijw?sslmode=allow' };
  expect(() => readConfig(owner)).toThrow(/MIGRATION_DATABASE_URL .* sslmode=verify-full/);
});

test('a CA for Redis is a certificate, and for Redis over TLS', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-config-'));
  try {
    const REDIS_CA_FILE = join(folder, 'ca.pem');
    const tls = { ...shared, REDIS_URL: 'rediss://:secret@redis', REDIS_CA_FILE };
    const { certificate } = makeCertificates().authority;
    await writeFile(REDIS_CA_FILE, certificate);
    expect(readConfig(tls).redis).toEqual({ url: tls.REDIS_URL, ca: certificate.trim() });
    expect(() => readConfig({ ...tls, REDIS_URL: shared.REDIS_URL })).toThrow(/rediss:/);
    await writeFile(REDIS_CA_FILE, 'no certificate');
    expect(() => readConfig(tls)).toThrow(/REDIS_CA_FILE .* no certificate in PEM/);
    await rm(REDIS_CA_FILE);
    expect(() => readConfig(tls)).toThrow(/REDIS_CA_FILE .* cannot be read \(ENOENT\)/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the public address may have a path, and nothing that is no address', () => {
  const url = 'https://gateway.example/ijw';
  expect(readConfig({ PUBLIC_URL: url }).publicUrl).toBe(url);
  expect(readConfig({}).publicUrl).toBeUndefined();
  for (const wrong of ['gateway.example', 'ftp://gateway.example', 'https://'])
    expect(() => readConfig({ PUBLIC_URL: wrong }), wrong).toThrow(/PUBLIC_URL is not a URL/);
  for (const wrong of [`${url}?a=b`, `${url}#a`, 'https://jan:secret@gateway.example'])
    expect(() => readConfig({ PUBLIC_URL: wrong }), wrong).toThrow(
      /PUBLIC_URL is an address alone/,
    );
});

test('the door has a limit, a patience and the proxies that it believes, also about certificates', () => {
  expect(readConfig({}).door).toEqual({
    requestsPerMinute: 6000,
    spendingPerMinute: { bytes: 512 * 1024 * 1024, processorSeconds: 20 },
    requestSeconds: 300,
    trustedProxies: [],
  });
  expect(readConfig({ MAX_CONNECTIONS: '500' }).door.maxConnections).toBe(500);
  expect(() => readConfig({ MAX_CONNECTIONS: '5' })).toThrow(/MAX_CONNECTIONS/);
  const proxies = '10.0.0.5, 10.1.0.0/16,fd00::/8';
  expect(readConfig({ TRUSTED_PROXIES: proxies }).door.trustedProxies).toEqual([
    '10.0.0.5',
    '10.1.0.0/16',
    'fd00::/8',
  ]);
  const header = { CLIENT_CERT_HEADER: 'Client-Cert' };
  expect(readConfig({ ...header, TRUSTED_PROXIES: proxies }).door).toMatchObject({
    clientCertHeader: 'Client-Cert',
  });
  expect(() => readConfig(header)).toThrow(/CLIENT_CERT_HEADER is set and TRUSTED_PROXIES is not/);
  for (const CLIENT_CERT_HEADER of ['Client Cert', 'Client_Cert', ':', '-', 'Client-Cert:'])
    expect(() => readConfig({ CLIENT_CERT_HEADER, TRUSTED_PROXIES: proxies })).toThrow(
      /CLIENT_CERT_HEADER is not the name of a header/,
    );
  for (const wrong of ['proxy.example', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.5,', '10.0.0.5/8/8'])
    expect(() => readConfig({ TRUSTED_PROXIES: wrong }), wrong).toThrow(/TRUSTED_PROXIES is not/);
  expect(() => readConfig({ RATE_LIMIT_PER_MINUTE: '0' })).toThrow(/RATE_LIMIT_PER_MINUTE is not/);
  expect(() => readConfig({ REQUEST_TIMEOUT_SECONDS: '0' })).toThrow(/REQUEST_TIMEOUT_SECONDS is/);
});

test('each setting is held to what its documentation says of it, and what is wrong is said by its kind', () => {
  const read = (name: string, value: string) => {
    const faults: string[] = [];
    return [readSettings({ [name]: value }, faults)[name as keyof Settings], faults];
  };
  for (const [name, { type, minimum, maximum, enum: words, secret }] of settings) {
    const faults: string[] = [];
    if (type === 'integer') {
      const sentence = `${name} is not a whole number from ${minimum} to ${maximum}.`;
      for (const right of [minimum, maximum])
        expect(read(name, ` ${right} `), name).toEqual([right, []]);
      for (const wrong of [`${Number(minimum) - 1}`, `${Number(maximum) + 1}`, '5.5', 'many'])
        expect(read(name, wrong)[1], `${name} ${wrong}`).toEqual([sentence]);
    } else if (words) {
      for (const word of words) expect(read(name, word)).toEqual([word, []]);
      expect(read(name, 'other')[1]).toEqual([`${name} is not one of: ${words.join(', ')}.`]);
    } else if (secret && name.endsWith('URL')) {
      readSettings({ [name]: 'ftp://user:secret@host' }, faults);
      expect(faults).toEqual([
        expect.stringMatching(/^[A-Z_]+ is not a URL that begins with \w+:\/\/ or \w+:\/\/\.$/),
      ]);
    }
    expect(readSettings({ [name]: '  ' }, faults), name).toEqual(readSettings({}, faults));
  }
  expect(read('API_CONTACT_EMAIL', 'nobody')[1]).toEqual([
    'API_CONTACT_EMAIL is not an e-mail address, as in beheer@gateway.example.',
  ]);
});
