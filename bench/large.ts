import type { LargeLoad, LargeMeasured } from './large-load.ts';
import { percentile } from './load.ts';
import { makeParties, pair } from './parties.ts';
import { run, startGatewayProcess } from './processes.ts';
import { printTable, verdict } from './table.ts';

const longestLarge = 15_000;
const longestOther = 500;
const count = 12;

/**
 * How long messages of 25 MB take, valid or with every element wrong, how long others wait
 * meanwhile, and what memory the gateway holds afterwards.
 */
export async function benchLarge(profile: string | undefined): Promise<void> {
  console.log(`\n${count} messages of 25 MB, one after the other, and others meanwhile`);
  const gateway = await startGatewayProcess({ profile });
  try {
    const [sender] = await makeParties(gateway, pair);
    const key = sender?.key ?? '';
    const load = () =>
      run<LargeMeasured>('./large-load.ts', {
        address: gateway.address,
        key,
        count,
      } satisfies LargeLoad);
    const measured = await load();
    const ms = (value: number) => value.toFixed(0);
    const row = (what: string, latencies: readonly number[]) => [
      what,
      String(latencies.length),
      ms(percentile(latencies, 0.5)),
      ms(percentile(latencies, 0.99)),
      ms(Math.max(...latencies)),
    ];
    printTable(
      ['', 'answers', 'p50 ms', 'p99 ms', 'longest ms'],
      [
        row('25 MB, valid', measured.valid),
        row('25 MB, every element wrong', measured.faulty),
        row('small messages meanwhile', measured.small),
        row('health checks meanwhile', measured.health),
      ],
    );
    const longest = (...all: (readonly number[])[]) => Math.max(...all.flat());
    verdict('longest 25 MB', longest(measured.valid, measured.faulty), longestLarge, 'most');
    verdict('longest other', longest(measured.small, measured.health), longestOther, 'most');
    console.log(`memory of the gateway: ${Math.round((await gateway.memory()) / 2 ** 20)} MB`);
  } finally {
    await gateway.remove();
  }
}
