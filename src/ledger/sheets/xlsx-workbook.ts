import { posix } from 'node:path';
import { type Cell, emptyCell, Unreadable } from './sheet.ts';
import { builtInFormat, formatOf, type NumberFormat } from './xlsx-numbers.ts';
import type { Package } from './xlsx-package.ts';
import { readXml } from './xlsx-xml.ts';

/** A sheet with cells, and not a chart or macros. */
export interface SheetPart {
  readonly name: string;
  readonly path: string;
  readonly hidden: boolean;
}

/** What the cells of all sheets share. */
export interface Workbook {
  readonly sheets: readonly SheetPart[];
  readonly from1904: boolean;
  /** By the style of a cell. */
  readonly formats: readonly NumberFormat[];
  /** Texts that cells name by their place in this list. */
  readonly texts: readonly Cell[];
}

/** Excel opens more sheets than anyone reads, but not their faults. */
const mostSheets = 250;
const mostTexts = 2_000_000;
/** Excel allows 31 characters. */
const longestName = 100;
/** The most characters in a cell of Excel. */
const longestText = 32_767;

interface Relation {
  /** The end of the URL that says what it is: `worksheet`. */
  readonly type: string;
  readonly path: string;
}

/** @throws {Unreadable} when it is no workbook, or cannot be read */
export async function readWorkbook(file: Package): Promise<Workbook> {
  const office = await relationsOf(file, '');
  const path = [...office.values()].find(({ type }) => type === 'officeDocument')?.path;
  if (path === undefined || !/\.xml$/i.test(path)) throw new Unreadable('file-unknown');
  const relations = await relationsOf(file, path);
  const ofType = (wanted: string) =>
    [...relations.values()].find(({ type }) => type === wanted)?.path;
  const { isWorkbook, from1904, entries } = await readSheetList(file, path);
  if (!isWorkbook) throw new Unreadable('file-unknown');
  if (entries.length > mostSheets) throw new Unreadable('file-large');
  const sheets = entries.flatMap(({ name, hidden, id }) => {
    const relation = relations.get(id);
    if (!relation) throw new Unreadable('file-broken');
    return relation.type === 'worksheet' ? [{ name, hidden, path: relation.path }] : [];
  });
  const [styles, texts] = [ofType('styles'), ofType('sharedStrings')];
  return {
    sheets,
    from1904,
    formats: styles === undefined ? [] : await readFormats(file, styles),
    texts: texts === undefined ? [] : await readTexts(file, texts),
  };
}

/** The parts that a part names, by id; of the file itself when the path is ''. */
async function relationsOf(file: Package, path: string): Promise<ReadonlyMap<string, Relation>> {
  const folder = posix.dirname(path);
  const name = posix.join(folder, '_rels', `${posix.basename(path)}.rels`);
  const relations = new Map<string, Relation>();
  if (!file.has(name)) return relations;
  await readXml(file.read(name), {
    open: (element, { Id = '', Type = '', Target = '', TargetMode }) => {
      if (element !== 'Relationship' || TargetMode === 'External') return;
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
      relations.set(Id, { type: posix.basename(Type), path: target });
    },
  });
  return relations;
}

async function readSheetList(file: Package, path: string) {
  const entries: { name: string; hidden: boolean; id: string }[] = [];
  let from1904 = false;
  let isWorkbook = false;
  await readXml(file.read(path), {
    open: (element, attributes) => {
      if (element === 'workbook') isWorkbook = true;
      if (element === 'workbookPr') from1904 = /^(?:1|true|on)$/.test(attributes.date1904 ?? '');
      if (element !== 'sheet') return;
      const [, id = ''] = Object.entries(attributes).find(([key]) => /:id$/.test(key)) ?? [];
      const name = (attributes.name ?? '').replace(/\p{Cc}/gu, ' ').slice(0, longestName);
      const { state = 'visible' } = attributes;
      entries.push({ name, id, hidden: state !== 'visible' });
    },
  });
  return { entries, from1904, isWorkbook };
}

async function readFormats(file: Package, path: string): Promise<readonly NumberFormat[]> {
  const own = new Map<string, NumberFormat>();
  const formats: NumberFormat[] = [];
  let inCells = false;
  await readXml(file.read(path), {
    open: (element, { numFmtId = '0', formatCode }) => {
      if (element === 'numFmt' && formatCode !== undefined) own.set(numFmtId, formatOf(formatCode));
      if (element === 'cellXfs') inCells = true;
      if (element === 'xf' && inCells)
        formats.push(own.get(numFmtId) ?? builtInFormat(Number(numFmtId)));
    },
    close: (element) => {
      if (element === 'cellXfs') inCells = false;
    },
  });
  return formats;
}

async function readTexts(file: Package, path: string): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  const text = new RichText();
  await readXml(file.read(path), {
    open: (element) => text.open(element),
    text: (piece) => text.add(piece),
    close: (element) => {
      text.close(element);
      if (element !== 'si') return;
      if (cells.length === mostTexts) throw new Unreadable('file-large');
      cells.push(text.take());
    },
  });
  return cells;
}

/** The text in a shared or inline string: that of its runs, and not how it is pronounced. */
export class RichText {
  #text = '';
  #inText = false;
  #inPronunciation = false;

  open(element: string): void {
    if (element === 't') this.#inText = true;
    if (element === 'rPh') this.#inPronunciation = true;
  }

  close(element: string): void {
    if (element === 't') this.#inText = false;
    if (element === 'rPh') this.#inPronunciation = false;
  }

  add(piece: string): void {
    if (this.#inText && !this.#inPronunciation && this.#text.length <= longestText)
      this.#text += piece;
  }

  /** The cell with the text since the last time. */
  take(): Cell {
    const cell = textCell(this.#text);
    this.#text = '';
    return cell;
  }
}

/** The cell of a text as a file writes it: control characters as `_x000D_`. */
export function textCell(written: string): Cell {
  if (written.length > longestText) return { kind: 'odd', what: 'too-long' };
  const text = written
    .replace(/_x([0-9A-F]{4})_/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .trim();
  return text === '' ? emptyCell : { kind: 'text', text };
}
