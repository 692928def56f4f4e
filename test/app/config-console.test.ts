import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';

const oidc = {
  OIDC_ISSUER: 'https://login.example/realms/region',
  OIDC_CLIENT_ID: 'ijw',
  OIDC_CLIENT_SECRET: 'secret',
  PUBLIC_URL: 'https://gateway.example/ijw',
};

test('by default people sign in with a key, and half an hour without use is the end', () => {
  expect(readConfig({}).console).toEqual({ idleMinutes: 30, byKey: true });
  const set = { ...oidc, CONSOLE_IDLE_MINUTES: '5', CONSOLE_API_KEYS: 'off' };
  expect(readConfig(set).console).toEqual({
    ...{ idleMinutes: 5, byKey: false },
    oidc: {
      ...{ issuer: oidc.OIDC_ISSUER, clientId: 'ijw', clientSecret: 'secret' },
      ...{ rolesClaim: 'ijw_roles', nameClaim: 'name' },
    },
  });
});

test('the secret may be in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ijw-oidc-'));
  const file = join(folder, 'secret');
  writeFileSync(file, 'from the file\n');
  const { OIDC_CLIENT_SECRET: _, ...rest } = oidc;
  const config = readConfig({ ...rest, OIDC_CLIENT_SECRET_FILE: file });
  expect(config.console.oidc?.clientSecret).toBe('from the file');
  await rm(folder, { recursive: true });
});

test.each<[Record<string, string>, RegExp]>([
  [{ OIDC_ISSUER: '' }, /OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: people sign in at an issuer when/],
  [{ OIDC_CLIENT_ID: '' }, /Set all three, or no OIDC_ setting at all/],
  [{ OIDC_CLIENT_SECRET: ' ' }, /Set all three/],
  [
    { OIDC_ISSUER: '', OIDC_CLIENT_ID: '', OIDC_CLIENT_SECRET: '', OIDC_ROLE_CLAIM: 'x' },
    /^OIDC_ROLE_CLAIM: /,
  ],
  [{ OIDC_ISSUER: 'login.example' }, /OIDC_ISSUER is not a URL/],
  [{ OIDC_ISSUER: 'http://login.example' }, /OIDC_ISSUER does not begin with https/],
  [{ OIDC_ISSUER: 'http://127.0.0.1.example' }, /OIDC_ISSUER does not begin with https/],
  [{ PUBLIC_URL: 'http://gateway.example' }, /PUBLIC_URL does not begin with https/],
  [{ PUBLIC_URL: '', HOST: '0.0.0.0' }, /PUBLIC_URL is not: .* Set PUBLIC_URL/],
  [{ CONSOLE_IDLE_MINUTES: '0' }, /CONSOLE_IDLE_MINUTES is not a whole number from 1 to 720/],
  [{ CONSOLE_API_KEYS: 'no' }, /CONSOLE_API_KEYS is not one of: on, off/],
])('what does not go together is refused with a sentence: %j', (wrong, sentence) => {
  expect(() => readConfig({ ...oidc, ...wrong })).toThrow(sentence);
});

test('on this machine itself no public address is needed, and with keys off an issuer is', () => {
  for (const HOST of ['127.0.0.1', '::1', 'localhost'])
    expect(readConfig({ ...oidc, PUBLIC_URL: '', HOST }).console.oidc).toBeDefined();
  const local = { ...oidc, PUBLIC_URL: 'http://127.0.0.1:8080', OIDC_ISSUER: 'http://127.0.0.1:9' };
  expect(readConfig(local).console.oidc?.issuer).toBe('http://127.0.0.1:9');
  expect(() => readConfig({ CONSOLE_API_KEYS: 'off' })).toThrow(/nobody could sign in/);
});
