import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { ArchiveCode } from '../texts/cli/file-words.ts';

/** The most entries in a ZIP. */
const mostEntries = 100_000;
/** The most bytes of one message and of all together: a ZIP of kilobytes may hold gigabytes. */
const mostBytes = 104_857_600;
const mostBytesTogether = 2 ** 32;

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
  /** Nothing is written to disk. @throws {ArchiveFault} */
  read(): Promise<Buffer>;
}

/** The first bytes of a ZIP with files, and of an empty one. */
const beginnings = ['PK\x03\x04', 'PK\x05\x06'];

/** Whether a file is a ZIP, by its first bytes: XML never begins so. @throws what Node throws */
export async function isArchive(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && beginnings.includes(buffer.toString('latin1'));
  } finally {
    await file.close();
  }
}

/**
 * The messages in a ZIP, in order of name. Read each one before you take the next.
 *
 * @throws {ArchiveFault} when the ZIP cannot be read
 */
export async function* messagesIn(path: string): AsyncGenerator<Archived> {
  const zip = await openPromise(path, {
    lazyEntries: true,
    autoClose: false,
    strictFileNames: false,
    validateEntrySizes: true,
  }).catch(broken);
  try {
    const entries = await messageEntries(zip);
    let left = mostBytesTogether;
    for (const entry of entries)
      yield {
        name: entry.fileName,
        read: async () => {
          const bytes = await bytesOf(zip, entry, left);
          left -= bytes.length;
          return bytes;
        },
      };
  } finally {
    zip.close();
  }
}

/** Whether a file is not one of the hidden files that systems and programs add. */
export function isPlain(name: string): boolean {
  return !basename(name).startsWith('.') && !name.startsWith('__MACOSX/');
}

async function messageEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > mostEntries) throw new ArchiveFault('zip-entries');
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry())
      if (/\.xml$/i.test(entry.fileName) && isPlain(entry.fileName)) entries.push(entry);
  } catch (error) {
    broken(error);
  }
  return entries.sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
}

async function bytesOf(zip: ZipFile, entry: Entry, left: number): Promise<Buffer> {
  if (entry.isEncrypted()) throw new ArchiveFault('zip-encrypted');
  if (!entry.canDecodeFileData()) throw new ArchiveFault('zip-method');
  if (entry.uncompressedSize > mostBytes) throw new ArchiveFault('zip-size');
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
