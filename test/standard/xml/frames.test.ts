import { expect, test } from 'vitest';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import { framesOf } from '../../../src/standard/xml/frames.ts';

test('the source lines of an error are given by file and line, and nothing of its text', () => {
  const root = new URL('../../../', import.meta.url).pathname;
  const error = new Error(
    `999900006\n    at secret (${root}src/999900006.ts:1:1)\n    at 999900006`,
  );
  const frames = framesOf(error);
  expect(frames[0]).toMatch(/^test\/standard\/xml\/frames\.test\.ts:\d+$/);
  for (const frame of frames) expect(frame).toMatch(/^(test|src|node_modules)\/[\w./@+-]+:\d+$/);
  expect(frames.join()).not.toContain('999900006');
});

test('what carries the places of another error gives those; what is no error has none', () => {
  try {
    checkBericht({ type: 'JW315' } as never, [2], { today: '2026-01-01' } as never);
    expect.unreachable();
  } catch (error) {
    expect(framesOf(error)[0]).toMatch(/^src\/standard\/rules\/engine\/[\w-]+\.ts:\d+$/);
  }
  expect(framesOf('999900006')).toEqual([]);
  expect(framesOf(undefined)).toEqual([]);
});
