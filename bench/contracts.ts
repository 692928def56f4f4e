import { Caller } from './caller.ts';
import { percentile } from './load.ts';
import { makeParties, type Party } from './parties.ts';
import { startGatewayProcess } from './processes.ts';
import { printTable, verdict } from './table.ts';

/** Contracts, and lines in each: a hundred thousand lines. */
const contracts = 200;
const linesEach = 500;
/** In one file. */
const contractsInFile = 20;
/** The most that a check may take, in milliseconds, by its median. */
const mostMs = 2;
const calls = 2000;

const json = 'application/json';
const gemeente: Party = { code: '0363', kind: 'gemeente', name: 'Gemeente', weight: 1 };
const aanbieder = (n: number) => String(10_000_001 + n);
const code = (n: number) => `P${String(n).padStart(3, '0')}`;

/** How long a contract check takes over HTTP, with a hundred thousand lines of contracts; and loading these. */
export async function benchContracts(): Promise<void> {
  console.log(`\nContract checks, with ${contracts * linesEach} lines in ${contracts} contracts`);
  const gateway = await startGatewayProcess({});
  try {
    const [party] = await makeParties(gateway, [gemeente]);
    const key = party?.key ?? '';
    const loaded = await load(gateway.address, gateway.administratorKey);
    const caller = new Caller(gateway.address, 1);
    const ask = async (n: number, product: string) => {
      const began = performance.now();
      const wish = {
        ...{ gemeente: gemeente.code, aanbieder: aanbieder(n % contracts) },
        ...{ product: { categorie: '45', code: product }, ingangsdatum: '2027-03-01' },
      };
      const body = JSON.stringify(wish);
      const { status } = await caller.call('POST', '/v1/contract-checks', key, body, json);
      if (status !== 200) throw new Error(`A contract check gave ${status}.`);
      return performance.now() - began;
    };
    const series: [string, number[]][] = [];
    for (const [name, count, product] of [
      ['first of a contract', contracts, () => code(1)],
      ['agreed', calls, (n: number) => code(n % linesEach)],
      ['not agreed', calls, () => 'X'],
    ] as const) {
      const taken: number[] = [];
      for (let n = 0; n < count; n++) taken.push(await ask(n, product(n)));
      series.push([name, taken]);
    }
    const ms = (taken: number[], part: number) => percentile(taken, part).toFixed(2);
    printTable(
      ['ms', 'p50', 'p99'],
      series.map(([name, taken]) => [name, ms(taken, 0.5), ms(taken, 0.99)]),
    );
    console.log(`loaded in ${loaded.toFixed(1)} s`);
    for (const [name, taken] of series.slice(1))
      verdict(`contract check, ${name}, ms`, percentile(taken, 0.5), mostMs, 'most');
  } finally {
    await gateway.remove();
  }
}

/** @returns seconds */
async function load(address: string, key: string): Promise<number> {
  const began = performance.now();
  for (let first = 0; first < contracts; first += contractsInFile) {
    const rows = ['contract;aanbieder;gemeenten;begin;end;categorie;code;segment;tariff;eenheid'];
    for (let n = first; n < first + contractsInFile; n++)
      for (let line = 0; line < linesEach; line++)
        rows.push(
          `C-${n};${aanbieder(n)};${gemeente.code};2027-01-01;2027-12-31;45;${code(line)};C;95,50;04`,
        );
    const answer = await fetch(`${address}/v1/contracts/imports`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'text/csv' },
      body: rows.join('\n'),
    });
    if (!answer.ok) throw new Error(`Contracts were not loaded: ${await answer.text()}`);
  }
  return (performance.now() - began) / 1000;
}
