import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ArchiveFault, isArchive, isPlain, messagesIn } from './zip-archive.ts';

/** A file with a message, or what was to be one. */
export interface MessageFile {
  /** The path as it was typed or found, fit for a terminal. */
  readonly name: string;
  /** @throws {Unreadable} */
  read(): Promise<Buffer>;
}

/** A file that cannot be read. */
export class Unreadable extends Error {
  /** Of Node, as ENOENT; or of `file-words.ts`. */
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/**
 * The messages in files, folders and ZIP files, one after the other and each read when it is its turn. Of
 * folders and ZIP files these are what ends in `.xml`, in order of name, however deep; what begins with a
 * dot is skipped.
 *
 * @param paths `-` is standard input
 */
export async function* messageFiles(paths: readonly string[]): AsyncGenerator<MessageFile> {
  for (const path of paths) {
    if (path === '-') yield { name: '-', read: () => buffer(process.stdin) };
    else yield* messagesAt(path);
  }
}

/**
 * Reads a file, when it may be XML by its first bytes. What is empty, or in another encoding, is for the
 * gateway to tell.
 *
 * @throws {Unreadable} also for what is surely no XML, so that it is not sent
 */
export async function readXml(file: MessageFile): Promise<Buffer> {
  const bytes = await file.read();
  const start = bytes.subarray(0, 1024).toString('latin1');
  const [, first] = /^(?:\xef\xbb\xbf)?\s*(\S)/.exec(start) ?? [];
  if (first === undefined || first === '<' || /^(\xfe\xff|\xff\xfe|\0)/.test(start)) return bytes;
  throw new Unreadable('not-xml');
}

async function* messagesAt(path: string): AsyncGenerator<MessageFile> {
  let files: string[];
  try {
    const found = await stat(path);
    if (found.isDirectory()) files = await filesBelow(path, /\.xml$/i);
    // Not of a pipe: what was read of that is gone.
    else if (found.isFile() && (await isArchive(path))) {
      yield* messagesInArchive(path);
      return;
    } else files = [path];
  } catch (error) {
    yield unreadable(path, error);
    return;
  }
  if (files.length === 0) yield unreadable(path, new Unreadable('no-messages'));
  for (const file of files) yield { name: shown(file), read: () => bytesOf(file) };
}

async function* messagesInArchive(path: string): AsyncGenerator<MessageFile> {
  let count = 0;
  try {
    for await (const { name, read } of messagesIn(path)) {
      count += 1;
      yield { name: shown(`${path}/${name}`), read: () => read().catch(refuse) };
    }
    if (count === 0) yield unreadable(path, new Unreadable('no-messages'));
  } catch (error) {
    yield unreadable(path, error);
  }
}

/**
 * Files below a folder by the end of their names, in order of name; without what begins with a dot.
 *
 * @throws what Node throws when a folder cannot be read
 */
export async function filesBelow(folder: string, ending: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && ending.test(entry.name) && isPlain(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function bytesOf(file: string): Promise<Buffer> {
  return readFile(file).catch(refuse);
}

function unreadable(path: string, error: unknown): MessageFile {
  return { name: shown(path), read: async () => refuse(error) };
}

function refuse(error: unknown): never {
  if (error instanceof Unreadable) throw error;
  if (error instanceof ArchiveFault) throw new Unreadable(error.code);
  const { code } = error as NodeJS.ErrnoException;
  if (!code) throw error;
  throw new Unreadable(code);
}

/** Names are of strangers: they must not move the cursor of a terminal. */
function shown(name: string): string {
  return name.replace(/\p{C}/gu, '\ufffd');
}
