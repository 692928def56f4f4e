import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ijw-tokens-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function tokensOf(css: string): Promise<string | undefined> {
  const path = join(folder, 'tokens.css');
  await writeFile(path, css);
  return readConfig({ CONSOLE_TOKENS_FILE: path }).consoleTokens;
}

test('a house style is a list of tokens, with comments and in several parts', async () => {
  expect(await tokensOf('/* ours: url(x) */\n:root { --ijw-colour-accent: #c00; }')).toBe(
    ':root { --ijw-colour-accent: #c00; }',
  );
  const two =
    ':root {\n  --a: light-dark(rgb(1 2 3 / 50%), "x");\n}\n:root{--b:calc(2 * var(--a));}';
  expect(await tokensOf(two)).toBe(two);
  expect(readConfig({}).consoleTokens).toBeUndefined();
});

test.each([
  ['', 'nothing'],
  ['body { color: red; }', 'a rule'],
  [':root { color: red; }', 'no token'],
  [':root { --a: url(https://evil.example/x); }', 'an address'],
  [':root { --a: URL("x"); }', 'an address in capitals'],
  [':root { --a: image-set("x" 1x); }', 'an image'],
  [':root { --a: src("x"); }', 'a source'],
  [':root { --a: u\\72l(x); }', 'an escape'],
  ['@import "x"; :root { --a: 1; }', 'an import'],
  [':root { --a: 1; } @media print { :root { --a: 2; } }', 'a condition'],
  [':root { --a: 1; } main { display: none; }', 'a rule behind it'],
  [':root { --a: 1 }', 'no semicolon'],
  [':root { --a: </style><script>; }', 'HTML'],
  [':root { --a/**/: u/**/rl(x); }', 'an address in pieces'],
])('%s is refused: %s', async (css) => {
  await expect(tokensOf(css)).rejects.toThrow(/CONSOLE_TOKENS_FILE names a file that is no list/);
});

test('a file that is too large, or not there, is refused without its path', async () => {
  await expect(tokensOf(`:root { --a: ${'x'.repeat(70_000)}; }`)).rejects.toThrow(/64 KB/);
  const missing = { CONSOLE_TOKENS_FILE: join(folder, 'none.css') };
  expect(() => readConfig(missing)).toThrow('cannot be read (ENOENT)');
  expect(() => readConfig(missing)).not.toThrow(folder);
});
