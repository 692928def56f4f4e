import { expect, test } from 'vitest';
import { blocksReached, watchBlocks } from './engine/blocks.ts';
import { describeFind } from './engine/find.ts';
import { fuzz } from './engine/fuzz.ts';
import type { Target } from './engine/target.ts';

const { FUZZ_TARGET: name, FUZZ_INPUTS, FUZZ_GUIDED } = process.env;
const seed = Number(process.env.SEED);

test(`${name}: whatever comes in, what must hold holds`, { timeout: 0 }, async () => {
  console.log(`fuzz ${name}: SEED=${seed}`);
  const { target } = (await import(`./targets/${name}.ts`)) as { target: Target };
  await using open = await target.open();
  watchBlocks(target.watches);
  const inputs = Math.ceil(Number(FUZZ_INPUTS) * target.share);
  const before = process.cpuUsage();
  const report = await fuzz(target, open, { seed, inputs, guided: FUZZ_GUIDED === 'yes' });
  const { user, system } = process.cpuUsage(before);
  const { reached, all } = blocksReached();
  const perSecond = Math.round(report.inputs / report.seconds);
  console.log(
    `fuzz ${name}: ${report.inputs} inputs in ${report.seconds.toFixed(1)} s (${perSecond} a second; ${((user + system) / 1e6).toFixed(1)} s of the processor), ${reached} of ${all} blocks reached, corpus ${report.corpus}, digest ${report.digest}, ${report.finds.length} finds`,
  );
  for (const find of report.finds) console.log(describeFind(find));
  expect(report.finds.map(({ fault, file }) => `${fault} ${file}`)).toEqual([]);
});
