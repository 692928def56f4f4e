import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';

/** Why a ZIP, or a file in it, is not read. */
export type ArchiveCode =
  | 'zip-broken'
  | 'zip-encrypted'
  | 'zip-name'
  | 'zip-method'
  | 'zip-entries'
  | 'zip-size'
  | 'zip-total';

/** What may be in a ZIP: one of kilobytes may hold gigabytes. */
export interface ArchiveBounds {
  /** The most entries, of whatever kind. */
  readonly entries: number;
  /** The most bytes of one message, unpacked, and of all together. */
  readonly bytes: number;
  readonly bytesTogether: number;
}

export class ArchiveFault extends Error {
  readonly code: ArchiveCode;

  constructor(code: ArchiveCode) {
    super(code);
    this.code = code;
  }
}

/** A message in a ZIP. */
export interface Archived {
  /** Its path in the ZIP; a path that leads outside is refused. */
  readonly name: string;
  /** As the ZIP says, in bytes. One that holds more is not read. */
  readonly size: number;
  /** Nothing is written to disk. @throws {ArchiveFault} */
  read(): Promise<Buffer>;
}

/** The first bytes of a ZIP with files, and of an empty one. */
const beginnings = ['PK\x03\x04', 'PK\x05\x06'];

/** Whether bytes are those of a ZIP: XML never begins so. @param bytes the first four are enough */
export function isArchive(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes;
  const start = Buffer.from(buffer, byteOffset, Math.min(length, 4)).toString('latin1');
  return beginnings.includes(start);
}

const options = {
  lazyEntries: true,
  autoClose: false,
  strictFileNames: false,
  validateEntrySizes: true,
};

/** A ZIP that is open. */
export interface Archive {
  /** In order of name. Read one after the other. */
  readonly messages: readonly Archived[];
  close(): void;
}

/**
 * Opens a ZIP. Nothing of it is written to disk.
 *
 * @param source its path, or its bytes
 * @throws {ArchiveFault} when the ZIP cannot be read
 */
export async function openArchive(
  source: string | Uint8Array,
  bounds: ArchiveBounds,
): Promise<Archive> {
  const opened = typeof source === 'string' ? openPromise(source, options) : fromBytes(source);
  const zip = await opened.catch(broken);
  let left = bounds.bytesTogether;
  const read = (entry: Entry) => {
    const before = left;
    // One that says less than it holds was unpacked as far as it said.
    left -= Math.min(entry.uncompressedSize, bounds.bytes, left);
    return bytesOf(zip, entry, bounds.bytes, before);
  };
  try {
    const entries = await messageEntries(zip, bounds);
    return {
      messages: entries.map((entry) => ({
        name: entry.fileName,
        size: entry.uncompressedSize,
        read: () => read(entry),
      })),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function fromBytes({ buffer, byteOffset, byteLength }: Uint8Array): Promise<ZipFile> {
  return fromBufferPromise(Buffer.from(buffer, byteOffset, byteLength), options);
}

/** Whether a file is not one of the hidden files that systems and programs add. */
export function isPlain(name: string): boolean {
  return !basename(name).startsWith('.') && !name.startsWith('__MACOSX/');
}

async function messageEntries(zip: ZipFile, bounds: ArchiveBounds): Promise<Entry[]> {
  if (zip.entryCount > bounds.entries) throw new ArchiveFault('zip-entries');
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry())
      if (/\.xml$/i.test(entry.fileName) && isPlain(entry.fileName)) entries.push(entry);
  } catch (error) {
    broken(error);
  }
  return entries.sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
}

async function bytesOf(zip: ZipFile, entry: Entry, most: number, left: number): Promise<Buffer> {
  if (entry.isEncrypted()) throw new ArchiveFault('zip-encrypted');
  if (!entry.canDecodeFileData()) throw new ArchiveFault('zip-method');
  if (entry.uncompressedSize > most) throw new ArchiveFault('zip-size');
  if (entry.uncompressedSize > left) throw new ArchiveFault('zip-total');
  const parts: Buffer[] = [];
  try {
    // The stream gives an error when the entry has more bytes than it declares.
    await pipeline(await zip.openReadStreamPromise(entry), async (stream) => {
      for await (const part of stream) parts.push(part as Buffer);
    });
  } catch (error) {
    broken(error);
  }
  return Buffer.concat(parts);
}

/** Converts errors of yauzl and zlib, whose texts may quote names, to codes. */
function broken(error: unknown): never {
  const { message, code } = error as NodeJS.ErrnoException;
  if (code && /^E[A-Z]+$/.test(code)) throw error;
  if (/strong encryption/.test(message)) throw new ArchiveFault('zip-encrypted');
  const outside = /^(absolute path|invalid relative path|invalid characters in fileName)/;
  throw new ArchiveFault(outside.test(message) ? 'zip-name' : 'zip-broken');
}
