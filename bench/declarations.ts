import { setTimeout as sleep } from 'node:timers/promises';
import { withKeys } from '../src/cli/session.ts';
import { children } from '../test/ledger/past/write.ts';
import { bericht, header } from '../test/standard/xml/inspector-samples.ts';
import { fillCare } from './conversion-fill.ts';
import { percentile } from './load.ts';
import { makeParties, pair } from './parties.ts';
import { type GatewayProcess, startGatewayProcess } from './processes.ts';
import { printTable, verdict } from './table.ts';

/** A declaration as large as they come: 25,000 Prestaties. */
const clients = 5000;
/** ProductPeriodes of each client, within the days of its allocation. */
const periods = ['03-09 03-31', '04-01 04-30', '05-01 05-31', '06-01 06-30', '07-01 07-31'];
/** Milliseconds to the mailbox, MiB, and milliseconds that others wait for the process. */
const marks = { ms: 30_000, memory: 1024, held: 100 };

/**
 * How long one declaration about thousands of children takes from its 202 to the mailbox, through all levels and into the
 * ledger, with what memory, and how long the process answers nobody meanwhile.
 */
export async function benchDeclarations(profile: string | undefined): Promise<void> {
  const text = declaration();
  const megabytes = (Buffer.byteLength(text) / 2 ** 20).toFixed(1);
  console.log(
    `\nOne declaration of ${clients * periods.length} Prestaties of ${clients} clients, ${megabytes} MB`,
  );
  const gateway = await startGatewayProcess({ profile });
  process.env.DATA_DIR = gateway.dataDir;
  try {
    const [aanbieder, gemeente] = await makeParties(gateway, pair);
    const codes = [[gemeente?.code ?? ''], [aanbieder?.code ?? '']] as const;
    await withKeys(async (store, keys) => {
      await fillCare(store, keys, { from: 0, count: clients }, ...codes);
      await store.pool.query('analyze');
    });
    await measure(gateway, aanbieder?.key ?? '', text);
  } finally {
    delete process.env.DATA_DIR;
    await gateway.remove();
  }
}

async function measure(gateway: GatewayProcess, key: string, text: string): Promise<void> {
  const held: number[] = [];
  let memory = 0;
  let done = false;
  const looking = (async () => {
    while (!done) {
      const began = performance.now();
      await (await fetch(`${gateway.address}/health/live`)).text();
      held.push(performance.now() - began);
      memory = Math.max(memory, await gateway.memory());
      await sleep(5);
    }
  })();
  const began = performance.now();
  const headers = { Authorization: `Bearer ${key}` };
  const posted = await fetch(`${gateway.address}/v1/messages`, {
    ...{ method: 'POST', body: text },
    headers: { ...headers, 'Content-Type': 'application/xml' },
  });
  if (posted.status !== 202) throw new Error(`The gateway answered ${posted.status}.`);
  const answered = performance.now() - began;
  const { id } = (await posted.json()) as { id: string };
  let message: { status: string; findingCount?: number };
  do {
    const path = `${gateway.address}/v1/messages/${id}?waitSeconds=30`;
    message = (await (await fetch(path, { headers })).json()) as typeof message;
  } while (message.status === 'received');
  const ms = performance.now() - began;
  done = true;
  await looking;
  if (message.status !== 'accepted') throw new Error(`The declaration is ${message.status}.`);
  printTable(
    ['', '202', 'in the mailbox', 'memory, most', 'others, p99', 'others, longest'],
    [
      [
        'one declaration',
        `${(answered / 1000).toFixed(1)} s`,
        `${(ms / 1000).toFixed(1)} s`,
        `${Math.round(memory / 2 ** 20)} MiB`,
        `${percentile(held, 0.99).toFixed(0)} ms`,
        `${Math.max(...held).toFixed(0)} ms`,
      ],
    ],
  );
  verdict('a large declaration to the mailbox, ms', ms, marks.ms, 'most');
  verdict('memory of the gateway meanwhile, MiB', memory / 2 ** 20, marks.memory, 'most');
  verdict('longest that the process is held, ms', Math.max(...held), marks.held, 'most');
}

/** Declares four hours in each period of each child that {@link fillCare} makes. */
function declaration(): string {
  const amount = 4 * 9550;
  const prestatie = (client: number, period: string, nr: number) => {
    const [begin, end] = period.split(' ').map((day) => `2026-${day}`);
    return `<m:Prestatie>
<m:ProductReferentie><b:ReferentieNummer>P${client}-${nr}</b:ReferentieNummer></m:ProductReferentie>
<m:ToewijzingNummer>${100_000_000 + client}</m:ToewijzingNummer>
<m:ProductCategorie>45</m:ProductCategorie>
<m:ProductCode>45A04</m:ProductCode>
<m:ProductPeriode><b:Begindatum>${begin}</b:Begindatum><b:Einddatum>${end}</b:Einddatum></m:ProductPeriode>
<m:GeleverdVolume>4</m:GeleverdVolume>
<m:Eenheid>04</m:Eenheid>
<m:ProductTarief>9550</m:ProductTarief>
<m:IngediendBedrag><b:Bedrag>${amount}</b:Bedrag><b:DebetCredit>D</b:DebetCredit></m:IngediendBedrag>
</m:Prestatie>
`;
  };
  const parts = children(9000)
    .slice(0, clients)
    .map(
      (bsn, client) => `<m:Client>
<m:Bsn>${bsn}</m:Bsn>
<m:Prestaties>
${periods.map((period, nr) => prestatie(client, period, nr)).join('')}</m:Prestaties>
</m:Client>
`,
    );
  const total = amount * clients * periods.length;
  const text = bericht(
    'jw323',
    `${header('490', pair[0]?.code ?? '', pair[1]?.code ?? '')}
<m:Declaratie>
<m:DeclaratieNummer>D1</m:DeclaratieNummer>
<m:DeclaratiePeriode><b:Begindatum>2026-07-01</b:Begindatum><b:Einddatum>2026-07-31</b:Einddatum></m:DeclaratiePeriode>
<m:DeclaratieDagtekening>2026-08-03</m:DeclaratieDagtekening>
<m:TotaalIngediendBedrag><b:TotaalBedrag>${total}</b:TotaalBedrag><b:DebetCredit>D</b:DebetCredit></m:TotaalIngediendBedrag>
<m:Clienten>
${parts.join('')}</m:Clienten>
</m:Declaratie>`,
  );
  return text.replace('2026-01-05</b:Dagtekening>', '2026-08-03</b:Dagtekening>');
}
