import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Commands, type Result } from '../support/commands.ts';
import { type TestGateway, testEncryptionKey } from '../support/gateway.ts';
import { expectNothingPersonal } from '../support/leaks.ts';

export const [amsterdam, diemen, dijk, baken] = ['0363', '0384', '12345678', '87654321'] as const;

/** The path of an example file. */
export const exampleAt = (path: string) =>
  fileURLToPath(new URL(`../../examples/${path}`, import.meta.url));
const declared = exampleAt('conversion-declared-example.csv');
export const mapping = exampleAt('conversion-mapping-example.csv');

/** The first words of a preview, and those of one of all example files. */
export const asked = ['preview', '--day', '2026-07-01'];
export const ofBoth = [...asked, '--gemeente', amsterdam, '--gemeente', diemen];
export const complete = [...ofBoth, '--mapping', mapping, '--declared', declared];

/** The settings of a command. */
export const settingsOf = (databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  ENCRYPTION_KEY: testEncryptionKey,
});

type Cells = Record<string, string>;
/** What somebody writes in a row. */
interface Filled {
  readonly mark?: string;
  readonly reason?: string;
  readonly price?: string;
  readonly newCategorie?: string;
  readonly newCode?: string;
}

/** A terminal beside a gateway with the example files, and a folder for others. */
export class ConversionTerminal {
  readonly #databaseUrl: string;
  readonly #commands = new Commands();
  readonly folder: string;

  private constructor(databaseUrl: string, folder: string) {
    this.#databaseUrl = databaseUrl;
    this.folder = folder;
  }

  /** Loads the example files. @param databaseUrl by which commands come to the database of the gateway */
  static async open(
    gateway: TestGateway,
    databaseUrl = gateway.databaseUrl,
  ): Promise<ConversionTerminal> {
    for (const code of [amsterdam, diemen, dijk])
      await gateway.party(code, { retourBy: 'gateway' });
    // It answers what it receives itself, and in these tests never does.
    await gateway.party(baken, { retourBy: 'party' });
    const folder = await mkdtemp(join(tmpdir(), 'ijw-conversion-'));
    const terminal = new ConversionTerminal(databaseUrl, folder);
    const given = [
      ['contracts', 'import', exampleAt('conversion/contracts.csv')],
      ['ledger', 'import', exampleAt('conversion/allocations.csv')],
      ...[amsterdam, diemen].flatMap((code) => [
        ['client-details', 'import', code, exampleAt(`conversion/client-details-${code}.csv`)],
        ...[dijk, baken].map((aanbieder) => ['drafts', 'complete', code, aanbieder]),
      ]),
    ];
    for (const words of given) {
      const { code, stderr } = await terminal.ijw(...words);
      if (code !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
    }
    return terminal;
  }

  async ijw(...words: string[]): Promise<Result> {
    const result = await this.#commands.run({ words, settings: settingsOf(this.#databaseUrl) });
    expectNothingPersonal('A command', result.stdout + result.stderr);
    return result;
  }

  conversion(...words: string[]): Promise<Result> {
    return this.ijw('conversion', ...words);
  }

  async json(...words: string[]) {
    return JSON.parse((await this.conversion(...words, '--json')).stdout);
  }

  fileOf(name: string): string {
    return join(this.folder, name);
  }

  async written(name: string, ...lines: string[]): Promise<string> {
    await writeFile(this.fileOf(name), lines.join('\n'));
    return this.fileOf(name);
  }

  /** Makes a preview of all example files. @returns its number */
  async previewed(): Promise<string> {
    const { record } = await this.json(...complete);
    if (record.state !== 'ready') throw new Error(`the preview is ${record.state}`);
    return String(record.number);
  }

  /** What a party fills in of its rows of a file that went out, with semicolons. */
  async filledIn(csv: string, party: string, fill: (row: Cells) => Filled): Promise<string> {
    const [header = '', ...lines] = (await readFile(csv, 'utf8')).trimEnd().split('\r\n');
    const names = header.split(';');
    const rows = lines
      .map((line) => line.split(';'))
      .filter((cells) => cells.includes(party))
      .map((cells) => {
        const row = Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
        const filled: Cells = { ...row, ...fill(row) };
        return names.map((name) => filled[name]).join(';');
      });
    return this.written(`${party}.csv`, header, ...rows);
  }

  /** Hands in what a party says. */
  mark(number: string, file: string, party: string): Promise<Result> {
    const side = party.length === 4 ? 'gemeente' : 'aanbieder';
    return this.conversion('mark', number, file, '--side', side, '--party', party);
  }

  /** Shares a preview; both sides agree with each row that has a SPIC, but for some. */
  async agreed(number: string, ...not: string[]): Promise<void> {
    await this.conversion('share', number);
    const csv = this.fileOf(`agreed-${number}.csv`);
    await this.conversion('export', number, csv, '--semicolons');
    for (const party of [amsterdam, diemen, dijk, baken]) {
      const file = await this.filledIn(csv, party, ({ toCode, toewijzingNummer = '' }) =>
        toCode && !not.includes(toewijzingNummer) ? { mark: 'akkoord' } : {},
      );
      const { code, stderr } = await this.mark(number, file, party);
      if (code !== 0) throw new Error(stderr);
    }
  }

  async close(): Promise<void> {
    await this.#commands.stop();
    await rm(this.folder, { recursive: true });
  }
}
