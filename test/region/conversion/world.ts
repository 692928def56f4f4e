import { setTimeout as sleep } from 'node:timers/promises';
import { loadContracts } from '../../../src/ledger/contracts/import.ts';
import { mappingOfRows } from '../../../src/ledger/conversion/mapping-file.ts';
import type { ConversionRow, MarkWish } from '../../../src/ledger/conversion/row.ts';
import { importSources } from '../../../src/ledger/import/import.ts';
import { sheetSources } from '../../../src/ledger/import/import-sheets.ts';
import { declareComplete } from '../../../src/messages/drafts/complete.ts';
import { importDetails } from '../../../src/messages/drafts/details-import.ts';
import { type Call, localCall } from '../../../src/parties/principal.ts';
import { ConversionCommits } from '../../../src/region/conversion/committing.ts';
import { Conversions, type PreviewWish } from '../../../src/region/conversion/views.ts';
import { passesElevenTest } from '../../../src/standard/rules/level2/constraints-person.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { type Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';

export const [amsterdam, diemen] = ['0363', '0384'] as const;
export const [dijk, wal] = ['12345678', '87654321'] as const;
/** BSNs that can exist, of the range for tests. */
const bsns = Array.from({ length: 99_985 }, (_, n) => String(999_900_006 + n)).filter(
  passesElevenTest,
);

/** The BSN of a made-up child, from 0. */
export function bsnOf(child: number): string {
  return bsns[child] as string;
}

/** The day of conversion. */
export const day = '2026-07-01';

/** A made-up child, and its care before the conversion. */
export interface Care {
  /** Gives it its BSN. */
  readonly child: number;
  readonly gemeente?: string;
  readonly aanbieder?: string;
  readonly number: string;
  readonly code?: string;
  readonly ingangsdatum?: string;
  readonly einddatum?: string;
  readonly volume?: number;
  /** It began on this day. */
  readonly started?: string;
}

/** Contracts of both aanbieders with both gemeenten: old care by the hour, and two SPICs. */
const contracts = [dijk, wal]
  .flatMap((aanbieder) => [
    `C-${aanbieder};${aanbieder};${amsterdam} ${diemen};2026-01-01;;45;45A04;95,50;04;per-unit;input`,
    `C-${aanbieder};${aanbieder};${amsterdam} ${diemen};2026-01-01;;45;45A05;80,00;04;per-unit;input`,
    `C-${aanbieder};${aanbieder};${amsterdam} ${diemen};2026-01-01;;45;45B01;5400,00;;70/30;output`,
    `C-${aanbieder};${aanbieder};${amsterdam} ${diemen};2026-01-01;;45;45B02;7200,00;;twelfths;output`,
    `C-${aanbieder};${aanbieder};${amsterdam} ${diemen};2026-01-01;;45;45B03;2000,00;;total;output`,
  ])
  .join('\n');
const contractHeader =
  'contract;aanbieder;gemeenten;begin;end;categorie;code;tariff;eenheid;scheme;paidFor';

/** The usual rules: hours become a SPIC of 18 months. */
export const rules: Record<string, string>[] = [
  { categorie: '45', code: '45A04', toCategorie: '45', toCode: '45B01', months: '18' },
  { categorie: '45', code: '45A05', toCategorie: '45', toCode: '45B02' },
];

/** A gateway that runs, with a small region on it. */
export class Region implements AsyncDisposable {
  readonly gateway: TestGateway;
  readonly conversions: Conversions;
  readonly commits: ConversionCommits;
  readonly callers: Readonly<Record<string, Caller>>;

  constructor(gateway: TestGateway, callers: Readonly<Record<string, Caller>> = {}) {
    this.gateway = gateway;
    this.callers = callers;
    this.conversions = new Conversions(gateway);
    this.commits = new ConversionCommits(gateway);
  }

  static async open(settings: Record<string, string> = {}): Promise<Region> {
    const gateway = await startTestGateway(settings);
    const callers: Record<string, Caller> = {};
    for (const code of [amsterdam, diemen, dijk, wal])
      callers[code] = await gateway.party(code, { retourBy: 'gateway' });
    const { store, keys } = gateway;
    const file = Buffer.from(`${contractHeader}\n${contracts}\n`);
    await loadContracts(store.pool, keys.rows, localCall('test'), file, { mayLoad: 'all' });
    for (const gemeente of [amsterdam, diemen])
      for (const aanbieder of [dijk, wal])
        await declareComplete(store.pool, keys.rows, localCall('test'), gemeente, aanbieder);
    return new Region(gateway, callers);
  }

  /** Imports care, and what gemeenten know of its children unless told. */
  async add(cares: readonly Care[], { details = true } = {}): Promise<void> {
    const { store, keys } = this.gateway;
    using inspector = Inspector.load('schemas/ijw/3.2');
    const { sources, faults } = await sheetSources('care.csv', Buffer.from(careFile(cares)), {
      ...{ keys, inspector },
    });
    if (faults.length > 0) throw new Error(JSON.stringify(faults));
    const taken = await importSources(store.pool, keys, localCall('test'), sources);
    if (taken.faults.length > 0) throw new Error(JSON.stringify(taken.faults));
    if (details) await this.details(cares);
  }

  /** Imports what gemeenten know of children. */
  async details(cares: readonly Care[]): Promise<void> {
    const { store, keys } = this.gateway;
    const byGemeente = Map.groupBy(cares, ({ gemeente = amsterdam }) => gemeente);
    for (const [gemeente, own] of byGemeente)
      await importDetails(store.pool, keys, callOf(gemeente), gemeente, detailsFile(own));
  }

  /** Makes a preview and waits until it is ready. @returns its number */
  async preview(wish: Partial<PreviewWish> = {}, call: Call = callOf(amsterdam)): Promise<number> {
    const mapping = wish.mapping ?? (await mappingOfRows(rules));
    const { number } = await this.conversions.make(call, { day, ...wish, mapping });
    for (;;) {
      const { record } = await this.conversions.get(call, number);
      if (record.state === 'ready') return number;
      if (record.state === 'failed') throw new Error('the preview failed');
      await sleep(50);
    }
  }

  async rows(number: number, call: Call = callOf(amsterdam)): Promise<ConversionRow[]> {
    return (await this.conversions.rows(call, number, {}, { limit: 1000 })).items;
  }

  /** Shares a preview, and both sides agree to its rows. */
  async agree(number: number, which: (row: ConversionRow) => boolean = () => true): Promise<void> {
    const admin = localCall('test');
    await this.conversions.share(admin, number);
    const rows = (await this.rows(number, admin)).filter((row) => which(row));
    for (const party of [amsterdam, diemen, dijk, wal]) {
      const own = rows.filter(
        ({ gemeente, aanbieder, assessed }) =>
          assessed?.proposal && [gemeente, aanbieder].includes(party),
      );
      const wishes = own.map(
        ({ number: row, version }): MarkWish => ({ row, version, mark: 'agreed' }),
      );
      if (wishes.length > 0) await this.conversions.mark(callOf(party), number, wishes);
    }
  }

  /** Waits until messages are where they can come by themselves. @returns how many have come to each step */
  async settled(number: number, call: Call = localCall('test')): Promise<Record<string, number>> {
    for (;;) {
      const commits = await this.commits.list(call, number);
      const steps: Record<string, number> = {};
      for (const { posts } of commits)
        for (const [step, count] of Object.entries(posts)) steps[step] = (steps[step] ?? 0) + count;
      const busy = (steps.waiting ?? 0) + (steps.posting ?? 0) + (steps.sent ?? 0);
      if (busy === 0 && commits.every(({ finishedAt }) => finishedAt)) return steps;
      await sleep(50);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.remove();
  }
}

const careHeader =
  'gemeente;aanbieder;bsn;toewijzingNummer;referentieAanbieder;toewijzingsdatum;toewijzingstijd;ingangsdatum;einddatum;redenWijziging;categorie;code;volume;eenheid;frequentie;budget;begindatum;stopdatum;redenBeeindiging';

function careFile(cares: readonly Care[]): string {
  const lines = cares.map((care) => {
    const { child, number, gemeente = amsterdam, aanbieder = dijk, code = '45A04' } = care;
    const { ingangsdatum = '2026-03-09', einddatum = '2026-12-31', volume = 3, started } = care;
    return `${gemeente};${aanbieder};${bsnOf(child)};${number};;2026-03-01;;${ingangsdatum};${einddatum};;45;${code};${volume};04;2;;${started ?? ''};;`;
  });
  return [careHeader, ...lines, ''].join('\n');
}

const detailsHeader =
  'bsn;geboortedatum;geslacht;achternaam;straatnaam;huisnummer;postcode;plaatsnaam;ouder1Relatie;ouder1Achternaam';

function detailsFile(cares: readonly Care[]): Buffer {
  const children = [...new Set(cares.map(({ child }) => child))];
  const lines = children.map(
    (child) =>
      `${bsnOf(child)};2014-05-14;2;Voorbeeld;Voorbeeldkade;12;1000AA;Amsterdam;10;Voorbeeld`,
  );
  return Buffer.from([detailsHeader, ...lines, ''].join('\n'));
}

/** Asks again until there is an answer that is not false. */
export async function until<T>(ask: () => Promise<T | false | undefined>): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found) return found;
    await sleep(50);
  }
}
