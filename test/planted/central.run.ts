import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { chosen } from './central/chosen.ts';

const program = fileURLToPath(new URL('central/central-process.ts', import.meta.url));

test('every central fault is killed', { timeout: 0 }, async () => {
  if (chosen().length === 0) return console.log('central: none chosen');
  // It starts Vitest anew, which is not to take itself for a part of this one.
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV|TEST$)/.test(name),
  );
  const child = spawn(process.execPath, [program], {
    env: Object.fromEntries(env),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
