import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import './switch.ts';
import { cases, collect } from './collector.ts';
import { judge } from './judge.ts';
import { line, summary } from './report.ts';

/** A part of the mutants: those of which the file and what is around them match. */
const part = new RegExp(process.env.PLANTED ?? '');
/** These count work, or compare with what is not everywhere; they tell of no single rule. */
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
  const { judged, failing } = await judge(
    ({ file, within }) => part.test(`${file} ${within}`),
    (one) => console.log(line(one)),
  );
  const { made, killed, equal, survived, faults } = summary(judged);
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  console.log(
    `planted: ${made} made, ${killed} killed, ${equal} equal, ${survived} survived, ${cases.length} cases, ${minutes} minutes`,
  );
  const wrong = [...failing, ...faults];
  for (const fault of wrong) console.log(fault);
  expect(wrong).toEqual([]);
});
