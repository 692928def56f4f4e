import { Problem } from '../problem.ts';

/** The exit codes of commands, for scripts. */
export const endings = {
  /** There are findings, it could not be done, or not all of it went well. */
  notAllWell: 1,
  /** The words on the command line, or the settings, cannot be used. */
  usage: 2,
  /** The database or the gateway cannot be reached. */
  unreachable: 3,
} as const;

/** Words or settings that cannot be used; the message says what to do. */
export class WrongUsage extends Error {
  readonly ending = endings.usage;
}

/** A database or gateway that cannot be reached; the message says what to do. */
export class Unreachable extends Error {
  readonly ending = endings.unreachable;
}

const footers = {
  database: `
It reads the database of the gateway: DATABASE_URL, or the embedded one in DATA_DIR (unless set ./data, or the
folder data of the program), and says which one. Other settings are those of the gateway.`,
  gateway: `
It calls the gateway at IJW_GATEWAY (unless set the one on this machine, at PORT or 8080), with the key in
IJW_KEY or in the file IJW_KEY_FILE (not both), or for one on this machine that of its administrator.`,
  party: `
It calls the gateway at IJW_GATEWAY (unless set the one on this machine, at PORT or 8080), with the key of a
party in IJW_KEY or in the file IJW_KEY_FILE (not both).`,
  files: `
Settings come from the environment: SCHEMA_DIR and GEMEENTEN_FILE; with --gateway those of \`ijw post\`.`,
} as const;

/** What a command reads, besides its arguments. */
export type Reads = keyof typeof footers;

const exitCodes = `
Exit codes: 0 all is well; 1 there are findings, it could not be done, or not all of it went well; 2 wrong words
or settings; 3 the database or the gateway cannot be reached.`;

const moments = `
Moments are written as 2026-01-31, 2026-01-31T09:00 or 2026-01-31T09:00:00+01:00; without an offset they are
in the time of the Netherlands, as they are printed. --json has them in UTC.`;

const others = new WeakMap<object, Reads>();

/** Marks a command that reads something else than its siblings. */
export function reading<T extends object>(reads: Reads, command: T): T {
  others.set(command, reads);
  return command;
}

/** What a command reads, if it is marked by {@link reading}. */
export function readBy(command: object): Reads | undefined {
  return others.get(command);
}

/** The text below the help of each command. */
export function footerOf(reads?: Reads): string {
  return `${reads ? footers[reads] : ''}${moments}${exitCodes}`;
}

/** The exit code after an error. */
export function endingOf(error: unknown): number {
  const { ending } = error as { readonly ending?: unknown };
  return typeof ending === 'number' ? ending : endings.notAllWell;
}

/** An error as a sentence for the user. */
export async function sentenceOf(error: unknown): Promise<string> {
  if (error instanceof Problem) {
    // Imported here, because most commands need neither; the code that throws a Problem has loaded them.
    const { problemBody } = await import('../http/server/problems.ts');
    const { problemLines } = await import('../texts/cli/problem-words.ts');
    return problemLines(
      problemBody(error.code, error.details, 'en', (code) => code),
      'en',
    ).join('\n');
  }
  return error instanceof Error ? error.message : String(error);
}
