import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { bareEnvironment } from '../support/process.ts';

const program = fileURLToPath(new URL('../../src/cli/ijw.ts', import.meta.url));

function ijw(settings: Record<string, string>, ...words: string[]) {
  return promisify(execFile)(process.execPath, [program, ...words], {
    env: { ...bareEnvironment, ...settings },
  });
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.remove());

test('`ijw operators create` prints a key that makes parties at once', async () => {
  const settings = { DATABASE_URL: gateway.databaseUrl };
  const { stdout } = await ijw(settings, 'operators', 'create');
  expect(stdout).toMatch(/^ijw_[0-9a-f]{12}_[A-Za-z0-9_-]{43}\n$/);
  const administrator = new Caller(gateway.address, stdout.trim());
  const party = { kind: 'gemeente', name: 'Zaanstad' };
  expect((await administrator.send('PUT', '/v1/parties/0479', party)).status).toBe(201);
});

test('a database that is away, or a wrong word, ends with 1 and a sentence', async () => {
  const away = ijw({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' }, 'operators', 'create');
  await expect(away).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/ECONNREFUSED/),
  });
  await expect(ijw({}, 'operator')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/unknown command/),
  });
});
