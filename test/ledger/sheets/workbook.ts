import { type ZipEntry, zipOf } from '../../support/zip.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** What a test says of a workbook. */
export interface WorkbookPlan {
  /** The XML within each `worksheet`, in order. */
  readonly sheets: readonly string[];
  readonly states?: readonly ('visible' | 'hidden' | 'veryHidden')[];
  /** The XML within `sst`. */
  readonly texts?: string;
  /** Codes of number formats: a cell has the first one by `s="1"`. */
  readonly formats?: readonly string[];
  readonly from1904?: boolean;
  /** Other parts, or the same ones as something else. */
  readonly parts?: readonly ZipEntry[];
}

/** The bytes of an XLSX, as a program that writes no more than it must. Its sheets are Sheet1, Sheet2 and so on. */
export function workbookOf(plan: WorkbookPlan): Buffer {
  const { sheets, states = [], texts, formats = [], from1904, parts = [] } = plan;
  const numbers = sheets.map((_, index) => index + 1);
  const own: ZipEntry[] = [
    { name: '_rels/.rels', bytes: relationsOf([['r1', 'officeDocument', 'xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      bytes: `<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr date1904="${from1904 ?? false}"/><sheets>${numbers
        .map((n) => `<sheet name="Sheet${n}" r:id="s${n}" state="${states[n - 1] ?? 'visible'}"/>`)
        .join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      bytes: relationsOf([
        ...numbers.map((n) => [`s${n}`, 'worksheet', `worksheets/sheet${n}.xml`] as const),
        ['t', 'sharedStrings', '/xl/sharedStrings.xml'],
        ['f', 'styles', 'styles.xml'],
      ]),
    },
    { name: 'xl/sharedStrings.xml', bytes: `<sst xmlns="${main}">${texts ?? ''}</sst>` },
    {
      name: 'xl/styles.xml',
      bytes: `<styleSheet xmlns="${main}"><numFmts>${formats
        .map((code, index) => `<numFmt numFmtId="${200 + index}" formatCode="${escaped(code)}"/>`)
        .join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/>${formats
        .map((_, index) => `<xf numFmtId="${200 + index}"/>`)
        .join('')}</cellXfs></styleSheet>`,
    },
    ...sheets.map((xml, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      bytes: `<worksheet xmlns="${main}">${xml}</worksheet>`,
    })),
  ];
  return zipOf(...own.filter(({ name }) => parts.every((part) => part.name !== name)), ...parts);
}

function relationsOf(all: readonly (readonly [id: string, type: string, target: string])[]) {
  return `<Relationships xmlns="${relations}">${all
    .map(
      ([id, type, target]) =>
        `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`;
}

/** The XML of rows of texts from row 1 on, in the sheet itself. '' is no cell, and what begins with `<` is one. */
export function rowsOf(...rows: readonly (readonly string[])[]): string {
  return `<sheetData>${rows
    .map(
      (cells, row) =>
        `<row r="${row + 1}">${cells.map((cell, column) => cellOf(cell, `${String.fromCharCode(65 + column)}${row + 1}`)).join('')}</row>`,
    )
    .join('')}</sheetData>`;
}

function cellOf(cell: string, place: string): string {
  if (cell === '') return '';
  if (cell.startsWith('<')) return cell.replace('<c', `<c r="${place}"`);
  return `<c r="${place}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
