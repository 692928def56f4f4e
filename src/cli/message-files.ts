import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  type Archive,
  ArchiveFault,
  isArchive,
  isPlain,
  openArchive,
} from '../messages/archive/zip-archive.ts';

/** What may be in a ZIP of somebody's own. */
const bounds = { entries: 100_000, bytes: 104_857_600, bytesTogether: 2 ** 32 };

/** A file that should hold a message. */
export interface MessageFile {
  /** The path as it was typed or found, safe for a terminal. */
  readonly name: string;
  /** @throws {Unreadable} */
  read(): Promise<Buffer>;
}

/** A file that cannot be read. */
export class Unreadable extends Error {
  /** A code of Node, as ENOENT, or of `file-words.ts`. */
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/**
 * The messages in files, folders and ZIP files, one after the other; each is read only when its turn comes. Of
 * folders and ZIP files it takes names that end in `.xml`, in order of name, also in subfolders; names that begin
 * with a dot are skipped.
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
 * Reads a file that may be XML by its first bytes. For an empty file, or one in another encoding, the gateway gives
 * the error.
 *
 * @throws {Unreadable} also for a file that is certainly no XML, so that it is not sent
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
    // Only for a regular file: bytes that are read from a pipe are gone.
    else if (found.isFile() && isArchive(await beginningOf(path))) {
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

/** The first bytes of a file. @throws what Node throws */
async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function* messagesInArchive(path: string): AsyncGenerator<MessageFile> {
  let archive: Archive;
  try {
    archive = await openArchive(path, bounds);
  } catch (error) {
    yield unreadable(path, error);
    return;
  }
  try {
    if (archive.messages.length === 0) yield unreadable(path, new Unreadable('no-messages'));
    for (const { name, read } of archive.messages)
      yield { name: shown(`${path}/${name}`), read: () => read().catch(refuse) };
  } finally {
    archive.close();
  }
}

/**
 * Files below a folder by the end of their names, in order of name; names that begin with a dot are skipped.
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

/** Removes control characters: names come from others and must not control the terminal. */
function shown(name: string): string {
  return name.replace(/\p{C}/gu, '\ufffd');
}
