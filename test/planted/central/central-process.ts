import setup from '../../support/global-setup.ts';
import { chosen } from './chosen.ts';
import type { Fault } from './fault.ts';
import { type Provided, run } from './judge.ts';

/** Faults that are tried at a time. */
const atOnce = 2;

/**
 * Puts the central faults into the program, one at a time, and says of each whether its tests find it. Apart from
 * Vitest, which it starts for each fault. Ends with 1 when one survives, or when a test fails without any.
 */
async function main(): Promise<void> {
  const began = performance.now();
  const provided: Record<string, unknown> = {};
  const stop = await setup({
    provide: (name, value) => void Object.assign(provided, { [name]: value }),
  });
  const wrong: string[] = [];
  try {
    const faults = chosen();
    const sound = await run(
      faults.flatMap(({ tests }) => tests),
      provided,
    );
    for (const name of [...sound.failed, ...sound.faults])
      wrong.push(`fails without a fault: ${name}`);
    const left = [...faults];
    let killed = 0;
    const work = async () => {
      for (let fault = left.shift(); fault; fault = left.shift()) {
        const fate = await fateOf(fault, provided);
        if (fate.killed) killed += 1;
        else wrong.push(`survived: ${fault.name}: ${fault.because} ${fate.verdict}`);
        console.log(`${fault.file} ${fault.name}: ${fate.verdict}`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const minutes = ((performance.now() - began) / 60_000).toFixed(1);
    console.log(
      `central: ${faults.length} made, ${killed} killed, ${faults.length - killed} survived, ${sound.passed} tests, ${minutes} minutes`,
    );
    for (const one of wrong) console.log(one);
  } finally {
    await stop();
  }
  process.exit(wrong.length > 0 ? 1 : 0);
}

async function fateOf(
  fault: Fault,
  provided: Provided,
): Promise<{ killed: boolean; verdict: string }> {
  const { failed, passed, faults } = await run(fault.tests, provided, fault);
  if (failed[0]) return { killed: true, verdict: `killed by ${failed[0]}` };
  // A module that cannot even be loaded is no fault that a test found.
  return { killed: false, verdict: ['SURVIVED', `(${passed} tests passed)`, ...faults].join(' ') };
}

await main();
