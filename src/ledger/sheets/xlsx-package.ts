import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import type { Budget } from './budget.ts';
import { Unreadable } from './sheet.ts';

/** The most parts: a workbook has a few for each sheet and picture. */
const mostParts = 10_000;

/** The parts of a file that is a ZIP. Nothing is written to disk. */
export class Package {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #budget: Budget;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, budget: Budget) {
    this.#zip = zip;
    this.#entries = entries;
    this.#budget = budget;
  }

  /** @throws {Unreadable} when it is no ZIP that can be read, or has a path that leads outside */
  static async open(bytes: Uint8Array, budget: Budget): Promise<Package> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    try {
      const zip = await fromBufferPromise(buffer, { lazyEntries: true, validateEntrySizes: true });
      return new Package(zip, await entriesOf(zip), budget);
    } catch (error) {
      throw unreadable(error);
    }
  }

  /** @param path as the ZIP writes it; case does not matter */
  has(path: string): boolean {
    return this.#entries.has(path.toLowerCase());
  }

  /**
   * The bytes of a part, unpacked as they are asked for.
   *
   * @throws {Unreadable} when it is not there or cannot be unpacked
   */
  async *read(path: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(path.toLowerCase());
    if (entry?.isEncrypted()) throw new Unreadable('file-encrypted');
    if (!entry?.canDecodeFileData()) throw new Unreadable('file-broken');
    let stream: Readable | undefined;
    try {
      stream = await this.#zip.openReadStreamPromise(entry);
      for await (const part of stream) {
        this.#budget.unpacked((part as Buffer).length);
        yield part as Buffer;
      }
    } catch (error) {
      throw unreadable(error);
    } finally {
      stream?.destroy();
    }
  }
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > mostParts) throw new Unreadable('file-large');
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.toLowerCase();
    // Which of two is meant would differ from program to program.
    if (entries.has(name)) throw new Unreadable('file-broken');
    entries.set(name, entry);
  }
  return entries;
}

/** The texts of yauzl and zlib may quote the file. */
function unreadable(error: unknown): Unreadable {
  if (error instanceof Unreadable) return error;
  const encrypted = error instanceof Error && /strong encryption/.test(error.message);
  return new Unreadable(encrypted ? 'file-encrypted' : 'file-broken');
}
