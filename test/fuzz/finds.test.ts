import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from './engine/find.ts';
import type { OpenTarget, Target } from './engine/target.ts';

const folder = new URL('./', import.meta.url);
const names = readdirSync(new URL('targets/', folder)).map((file) => file.replace('.ts', ''));
const targets = await Promise.all(
  names.map(async (name) => ((await import(`./targets/${name}.ts`)) as { target: Target }).target),
);

const opened = new Map<string, OpenTarget>();

beforeAll(async () => {
  // Together, for some share a gateway.
  await Promise.all(targets.map(async (each) => opened.set(each.name, await each.open())));
});
afterAll(async () => {
  for (const open of opened.values()) await open[Symbol.asyncDispose]();
});

test.each(names)('%s: what was found once is no fault any more', async (name) => {
  const finds = new URL(`finds/${name}/`, folder);
  const files = existsSync(finds) ? readdirSync(finds) : [];
  expect(files.length).toBeGreaterThan(0);
  const faults: string[] = [];
  for (const file of files) {
    const input = readFileSync(new URL(file, finds));
    const { fault } = await outcomeOf(opened.get(name) as OpenTarget, input);
    if (fault !== undefined) faults.push(`${file}: ${fault}`);
  }
  expect(faults).toEqual([]);
});

test('the targets together get all inputs that are asked for', () => {
  expect(targets.map(({ name }) => name)).toEqual(names);
  expect(targets.reduce((sum, { share }) => sum + share, 0)).toBeGreaterThanOrEqual(1);
});
