import {
  type Archive,
  type ArchiveCode,
  ArchiveFault,
  isArchive,
  openArchive,
} from '../../../messages/archive/zip-archive.ts';
import type { ChosenFile } from '../../frame/files-form.ts';

/** The most messages of one form, those in ZIP files included. */
export const mostMessages = 1000;

/** What a ZIP of somebody's own may hold, besides its messages. */
const mostEntries = 5000;
const mostUnpacked = 100 * 2 ** 20;
/** Characters of a name that are kept. */
const mostOfName = 200;

/** Why a file is not looked at. */
export type EntryFault = ArchiveCode | 'no-messages' | 'file-too-large';

/** A message in a form, or a file that cannot be read. */
export interface Entry {
  /** The name of the file, in a ZIP behind that of the ZIP, without what could steer a screen. */
  readonly name: string;
  readonly content:
    | { readonly size: number; readonly unpack: () => Promise<Buffer> }
    | { readonly fault: EntryFault };
}

/** The messages of a form. */
export interface Entries {
  readonly entries: readonly Entry[];
  /** There are more than may be; then there are none here. */
  readonly tooMany: boolean;
  /** Closes what was opened. */
  close(): void;
}

/**
 * Finds the messages in files, in the order in which they were chosen. Of a ZIP only the list is read: a message in it is
 * unpacked when its turn comes.
 *
 * @param maxMessageBytes of one message
 */
export async function entriesOf(
  files: readonly ChosenFile[],
  maxMessageBytes: number,
): Promise<Entries> {
  const open: Archive[] = [];
  const close = () => {
    for (const archive of open) archive.close();
  };
  const entries: Entry[] = [];
  for (const { name, bytes } of files) {
    if (isArchive(bytes)) {
      const found = await inArchive(name, bytes, maxMessageBytes);
      if (found.archive) open.push(found.archive);
      for (const entry of found.entries) entries.push(entry);
    } else entries.push(plain(name, bytes, maxMessageBytes));
    if (entries.length <= mostMessages) continue;
    close();
    return { entries: [], tooMany: true, close: () => undefined };
  }
  return { entries, tooMany: false, close };
}

function plain(name: string, bytes: Buffer, most: number): Entry {
  const content =
    bytes.length > most
      ? ({ fault: 'file-too-large' } as const)
      : { size: bytes.length, unpack: async () => bytes };
  return { name: shownName(name), content };
}

async function inArchive(
  name: string,
  bytes: Buffer,
  most: number,
): Promise<{ readonly archive?: Archive; readonly entries: readonly Entry[] }> {
  const alone = (fault: EntryFault) => [{ name: shownName(name), content: { fault } }];
  try {
    const bounds = { entries: mostEntries, bytes: most, bytesTogether: mostUnpacked };
    const archive = await openArchive(bytes, bounds);
    if (archive.messages.length === 0) {
      archive.close();
      return { entries: alone('no-messages') };
    }
    const entries = archive.messages.map((one) => ({
      name: shownName(`${name}/${one.name}`),
      content: { size: Math.min(one.size, most), unpack: one.read },
    }));
    return { archive, entries };
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    return { entries: alone(error.code) };
  }
}

/** Without control characters and those that turn the order of letters; the end of a long name says the most. */
function shownName(name: string): string {
  const plain = name.replace(/\p{C}/gu, '\ufffd');
  const letters = [...plain];
  return letters.length > mostOfName ? `…${letters.slice(1 - mostOfName).join('')}` : plain;
}
