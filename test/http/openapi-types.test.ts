import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Description, operationsOf } from '../support/openapi.ts';
import { typesOf } from '../support/openapi-types.ts';

const run = promisify(execFile);
const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
let gateway: TestGateway;
let description: Description;
let folder: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  description = (await new Caller(gateway.address).get('/v1/openapi.json')).body;
  folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-types-'));
});
afterAll(async () => {
  await gateway?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What the compiler says of a program with the types of the description. */
async function compiled(program: string): Promise<string> {
  const file = join(folder, 'program.ts');
  await writeFile(file, `${typesOf(description)}\n${program}`);
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--types', '', '--ignoreConfig'];
  return run(process.execPath, [tsc, ...options, file], { cwd: folder }).then(
    () => '',
    (error: { stdout?: string }) => String(error.stdout),
  );
}

test('every schema becomes a type with its name, and every example is one of its type', async () => {
  const names = Object.keys(description.components.schemas);
  expect(names.length).toBeGreaterThan(80);
  const lines: string[] = [];
  for (const { operation } of operationsOf(description))
    for (const holder of [
      operation.requestBody,
      ...Object.values<Description>(operation.responses),
    ])
      for (const { schema, example } of Object.values<Description>(holder?.content ?? {})) {
        const name = /schemas\/(\w+)$/.exec(schema.$ref ?? '')?.[1];
        if (name && example !== undefined)
          lines.push(`export const example${lines.length}: ${name} = ${JSON.stringify(example)};`);
      }
  expect(lines.length).toBeGreaterThan(50);
  const used = names.map((name) => `export type Use${name} = ${name};`);
  expect(await compiled([...lines, ...used].join('\n'))).toBe('');
});

test('what is not of its type is found', async () => {
  expect(await compiled("export const wrong: Link = { reference: '/' };")).toContain('TS2');
  expect(await compiled('export type Wrong = NoSuchSchema;')).toContain('TS2304');
});
