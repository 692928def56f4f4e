import { readFile } from 'node:fs/promises';
import { CsvFault } from '../ledger/csv/csv.ts';

/**
 * Reads a CSV file and passes its text to a function.
 *
 * @param use throws a CsvFault for an error in the text
 * @returns what `use` returns
 * @throws when the file cannot be read or is not UTF-8, and what `use` throws; a CsvFault gets the name of the file
 */
export async function withCsvFile<T>(
  file: string,
  use: (text: string) => T | Promise<T>,
): Promise<T> {
  const text = await utf8Text(file);
  try {
    return await use(text);
  } catch (error) {
    throw error instanceof CsvFault ? new Error(`${file}: ${error.message}`) : error;
  }
}

async function utf8Text(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read: ${error.code}.`);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${file} is not UTF-8. In Excel, save it as "CSV UTF-8".`);
  }
}
