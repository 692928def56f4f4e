import { access, readFile, writeFile } from 'node:fs/promises';
import { csvLines } from '../http/server/csv.ts';
import {
  DeclaredFaults,
  type DeclaredFigures,
  readDeclared,
} from '../ledger/conversion/declared-file.ts';
import { MappingFaults, readMapping } from '../ledger/conversion/mapping-file.ts';
import { MarksRefused } from '../ledger/conversion/marks.ts';
import { MarkFaults } from '../ledger/conversion/marks-file.ts';
import type { Mapping } from '../ledger/conversion/model.ts';
import {
  type PreviewContent,
  previewCsvCells,
  previewCsvHeader,
  previewXlsx,
} from '../ledger/conversion/preview-file.ts';
import type { ConversionRow } from '../ledger/conversion/row.ts';
import { SheetsTooLarge } from '../ledger/sheets/write-sheets.ts';
import type { FileFault } from '../problem.ts';
import { fileFaultSentence } from '../texts/contract-texts.ts';
import { reasonSentence } from '../texts/conversion-texts.ts';
import { markRefusalSentence } from '../texts/mark-refusal-texts.ts';
import { markFaultSentence } from '../texts/mark-texts.ts';
import type { Language } from '../texts/problem-text.ts';
import { sheetFaultPlace } from '../texts/sheet-texts.ts';
import { json, type Printed } from './print.ts';

/** What is wrong in a file, as it is printed: never with a value of a cell. */
export interface PrintedFault extends Omit<FileFault, 'params'> {
  readonly file: string;
  readonly message: string;
}

/** Files with faults: nothing was done with any of them. */
export class FaultyFiles extends Error {
  readonly faults: readonly PrintedFault[];

  constructor(faults: readonly PrintedFault[]) {
    super('Files have faults.');
    this.faults = faults;
  }
}

/** What a preview is made of. */
export interface PreviewFiles {
  readonly mapping: Mapping;
  readonly declared?: DeclaredFigures;
  readonly hidden: readonly string[];
}

/** Reads the files of a preview. @throws {FaultyFiles} with the faults of both */
export async function readPreviewFiles(
  mappingFile: string,
  declaredFile: string | undefined,
): Promise<PreviewFiles> {
  const faults: PrintedFault[] = [];
  const rules = await readMapping(await bytesOf(mappingFile)).catch((error) => {
    if (!(error instanceof MappingFaults)) throw error;
    faults.push(...error.faults.map((fault) => printed(mappingFile, fault)));
  });
  const figures =
    declaredFile === undefined
      ? undefined
      : await readDeclared(await bytesOf(declaredFile)).catch((error) => {
          if (!(error instanceof DeclaredFaults)) throw error;
          faults.push(...error.faults.map((fault) => printed(declaredFile, fault)));
        });
  if (!rules || faults.length > 0) throw new FaultyFiles(faults);
  return {
    mapping: rules.mapping,
    ...(figures && { declared: figures.figures }),
    hidden: [...rules.hidden, ...(figures?.hidden ?? [])],
  };
}

function printed(file: string, { params, ...fault }: FileFault): PrintedFault {
  const message = fileFaultSentence({ ...fault, ...(params && { params }) }, 'en');
  return { file, ...fault, message };
}

/** The bytes of a file. @throws a sentence when it cannot be read */
export function bytesOf(file: string): Promise<Buffer> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read: ${error.code}.`);
  });
}

/** Faults of a file with marks, or of its rows. @throws the error itself when it is another */
export function markFaultsOf(file: string, error: unknown): FaultyFiles {
  if (error instanceof MarkFaults)
    return new FaultyFiles(
      error.faults.map((fault) => {
        const { params: _, ...rest } = fault;
        return { file, ...rest, message: markFaultSentence(fault, 'en') };
      }),
    );
  if (!(error instanceof MarksRefused)) throw error;
  return new FaultyFiles(
    error.faults.map((refusal) => ({
      ...{ file, sheet: null, row: null, column: null, code: refusal.code },
      message: `Row ${refusal.row} of the preview: ${markRefusalSentence(refusal, 'en')}`,
    })),
  );
}

/** Prints faults: on standard error for people, or as JSON. @param nothing what did not happen by them */
export function printFaultyFiles({ faults }: FaultyFiles, options: Printed, nothing: string): void {
  if (options.json) {
    console.log(json({ faults }));
    return;
  }
  for (const [file, own] of Map.groupBy(faults, (fault) => fault.file)) {
    for (const { file: _, message, ...fault } of own) {
      const place = sheetFaultPlace(fault, 'en');
      console.error(`${place ? `${place}: ` : ''}${message}`);
    }
    console.error(`${file}: ${own.length} fault${own.length === 1 ? '' : 's'}. ${nothing}`);
  }
}

/** What a file that is written has, and how. */
export interface ExportWish {
  readonly language: Language;
  /** Of CSV, as a Dutch spreadsheet reads it. */
  readonly semicolons: boolean;
}

/** What kind of file a name asks for. @throws a sentence for another */
export function exportKindOf(file: string): 'xlsx' | 'csv' {
  if (/\.xlsx$/i.test(file)) return 'xlsx';
  if (/\.csv$/i.test(file)) return 'csv';
  throw new Error(`${file} is no name for this file: let it end in .xlsx or .csv.`);
}

/** The rows of a preview as a file. */
export async function exportBytes(
  kind: 'xlsx' | 'csv',
  content: Omit<PreviewContent, 'rows'> & { readonly rows: AsyncIterable<ConversionRow> },
  { language, semicolons }: ExportWish,
): Promise<Buffer> {
  const sentenceOf: Parameters<typeof previewXlsx>[1] = (code) => reasonSentence(code, language);
  if (kind === 'xlsx')
    return previewXlsx(content, sentenceOf).catch((error) => {
      if (!(error instanceof SheetsTooLarge)) throw error;
      throw new Error('These are too many rows for a workbook. Write a file that ends in .csv.');
    });
  const separator = semicolons ? ';' : ',';
  const parts = [csvLines([previewCsvHeader], separator)];
  for await (const row of content.rows)
    parts.push(csvLines(previewCsvCells([row], sentenceOf), separator));
  return Buffer.from(parts.join(''));
}

/** @throws a sentence when there is such a file, which is not to be overwritten */
export async function refuseExisting(file: string, force: boolean): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists && !force) throw existing(file);
}

function existing(file: string): Error {
  return new Error(
    `${file} exists, and is not overwritten. Choose another name, or say --force to overwrite it.`,
  );
}

/**
 * Writes a file that only its owner may read, unless it is there with other rights.
 *
 * @throws a sentence when it exists and is not to be overwritten, or cannot be written
 */
export async function writeNew(
  file: string,
  bytes: Buffer | string,
  force: boolean,
): Promise<void> {
  await writeFile(file, bytes, { flag: force ? 'w' : 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw existing(file);
      throw new Error(`${file} cannot be written: ${error.code}. Choose another name.`);
    },
  );
}
