import { readFileSync } from 'node:fs';
import type { Settings } from './settings.ts';

/** Bytes of a file of tokens at most: ours has a tenth of this. */
const largest = 64 * 1024;

/** What a value of a token may not have: what loads something, and what ends the declaration. */
const value = String.raw`(?:(?!\b(?:url|src|image|image-set|cross-fade|element)\()[^;{}@\\<])+`;
const tokens = new RegExp(
  String.raw`^(?:\s*:root\s*\{(?:\s*--[A-Za-z0-9_-]+\s*:${value};)*\s*\})+\s*$`,
  'i',
);

/**
 * The tokens of the region. They may not load anything: the pages forbid it, and whoever may write a house style need not
 * be one who may run the gateway.
 *
 * @param faults gets a sentence when the file cannot be used
 */
export function consoleTokensOf(set: Settings, faults: string[]): string | undefined {
  const path = set.CONSOLE_TOKENS_FILE;
  if (!path) return undefined;
  const setting = 'CONSOLE_TOKENS_FILE';
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    faults.push(`${setting} names a file that cannot be read (${code}).`);
    return undefined;
  }
  const css = bytes.toString('utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  if (bytes.length <= largest && tokens.test(css)) return css.trim();
  faults.push(
    bytes.length > largest
      ? `${setting} names a file of more than ${largest / 1024} KB.`
      : `${setting} names a file that is no list of tokens: write :root { --name: value; ... } alone, each with its semicolon, and nothing that loads a file (no url(), no @import).`,
  );
  return undefined;
}
