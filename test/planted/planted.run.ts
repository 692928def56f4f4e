import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { cases, collect } from './collector.ts';
import { equal } from './equal.ts';
import { judge } from './judge.ts';
import { line, summary } from './report.ts';
import { mutants } from './switch.ts';

/** A part of the mutants: those of which the file and what is around them match. */
const part = new RegExp(process.env.PLANTED ?? '');
/** These count work, or compare with what is not everywhere; they are about no single rule. */
const aside = ['growth', 'past-growth', 'reference'];

test('every mutant of the rules is killed, or equal', { timeout: 0 }, async () => {
  const began = performance.now();
  const tests = readdirSync('test/standard/rules', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `rules/${file.slice(0, -'.test.ts'.length)}`)
    .filter((file) => !aside.some((name) => file.endsWith(`/${name}`)));
  for (const file of [...tests.sort(), 'calendar']) {
    collect(file);
    await import(resolve(`test/standard/${file}.test.ts`));
  }
  const chosen = ({ file, within }: { file: string; within: string }) =>
    part.test(`${file} ${within}`);
  if (!mutants.some(chosen)) return console.log('planted: none chosen');
  const { judged, failing } = await judge(chosen, (one) => console.log(line(one)));
  const reasons = equal.filter(({ file, within }) =>
    chosen({ file: `src/standard/${file}`, within }),
  );
  const { made, killed, equal: alike, survived, faults } = summary(judged, reasons);
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  console.log(
    `planted: ${made} made, ${killed} killed, ${alike} equal, ${survived} survived, ${cases.length} cases, ${minutes} minutes`,
  );
  const wrong = [...failing, ...faults];
  for (const fault of wrong) console.log(fault);
  expect(wrong).toEqual([]);
});
