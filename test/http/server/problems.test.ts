import { expect, test } from 'vitest';
import { stackFramesOf } from '../../../src/http/server/problems.ts';

test('of an error only the places in the program come into the log, whatever its text looks like', () => {
  for (const text of [
    'Key (bsn)=(999912008) already exists.',
    'of two lines\n    at 999912008',
    '    at 999912008 (jansen/999912008.ts:1:1)\n    at 999912008',
  ]) {
    const place = stackFramesOf(new TypeError(text)) ?? '';
    expect(place).not.toMatch(/999912008|jansen/);
    expect(place).toMatch(/^\s+at .*problems\.test\.ts/);
  }
  // A text that the stack no longer begins with.
  const renamed = new Error('x');
  renamed.stack = undefined;
  expect(stackFramesOf(renamed)).toBe('');
});
