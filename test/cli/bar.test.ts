import { expect, test } from 'vitest';
import { bar, barOf, ProgressBar } from '../../src/cli/bar.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test('the bar shows how far it is', () => {
  expect(bar(0)).toBe(`[${'-'.repeat(30)}] 0%`);
  expect(bar(0.5)).toBe(`[${'#'.repeat(15)}${'-'.repeat(15)}] 50%`);
  expect(bar(1)).toBe(`[${'#'.repeat(30)}] 100%`);
  expect(barOf(0, 0, 'entries')).toBe(`[${'#'.repeat(30)}] 100% of 0 entries`);
});

test('on a terminal it is drawn over what was drawn, only where it changed, and ends its line', () => {
  const shown = terminal(true);
  {
    using progress = new ProgressBar(shown);
    const { onProgress } = progress.shown('keys');
    for (let done = 0; done <= 1000; done++) onProgress?.(done, 1000);
  }
  expect(new Set(shown.written).size).toBe(shown.written.length);
  expect(shown.written.length).toBeLessThan(150);
  expect(shown.written).toContain(`\r${bar(0.5)} of 1000 keys\x1b[K`);
  expect(shown.written.at(-1)).toBe('\n');
});

test('where nothing was drawn no line is ended', () => {
  const shown = terminal(true);
  new ProgressBar(shown)[Symbol.dispose]();
  expect(shown.written).toEqual([]);
});

test('elsewhere nothing is drawn, and nobody is asked how far it is', () => {
  const hidden = terminal(false);
  {
    using progress = new ProgressBar(hidden);
    expect(progress.shown('keys')).toEqual({});
    progress.draw(1, 2, 'keys');
  }
  expect(hidden.written).toEqual([]);
});
