import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

test('nothing is cast to never or any: who needs that says what it is', async () => {
  const files = (await readdir(source, { recursive: true })).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(250);
  const found: string[] = [];
  for (const file of files) {
    const lines = (await readFile(join(source, file), 'utf8')).split('\n');
    for (const [index, line] of lines.entries())
      if (/\bas (?:never|any)\b(?:\[\])?\s*[;,)}\]]|: any\b\s*[;,)=]/.test(line))
        found.push(`${file}:${index + 1}`);
  }
  expect(found).toEqual([]);
});
