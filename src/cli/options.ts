import { type Command, InvalidArgumentError, Option } from 'commander';
import type { MessageFilter } from '../operations/filter.ts';
import {
  anyParty,
  declarationsValues,
  gemeente,
  gemeenteOrAanbieder,
  oin,
} from '../parties/directory/codes.ts';
import { berichten } from '../standard/catalogue.ts';
import { type MessageStatus, messageStatuses } from '../store/tables.ts';
import { isDay, readMoment } from './moments.ts';

/** The options of a filter. */
export interface FilterOptions {
  readonly status?: MessageStatus;
  readonly type?: string;
  readonly party?: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly error?: string;
}

/** `--type`, `--party`, `--from`, `--to`, `--error` and `--status` with these statuses. */
export function addFilter(
  command: Command,
  statuses: readonly MessageStatus[] = messageStatuses,
): Command {
  const types = berichten.map((bericht) => bericht.type);
  return addPeriod(
    command
      .addOption(new Option('--status <status>', 'messages with this status').choices(statuses))
      .addOption(new Option('--type <type>', 'of this type').choices(types))
      .option('--party <code>', 'sent or received by this party', partyCode),
    'received',
  ).option('--error <code>', 'of which processing gave up with this code');
}

/** `--from` and `--to`. */
export function addPeriod(command: Command, what: string): Command {
  return command
    .option('--from <moment>', `${what} at this moment or later`, moment)
    .option('--to <moment>', `${what} before this moment`, moment);
}

/** The filter of the options; undefined when there are none. */
export function filterOf(options: FilterOptions): MessageFilter | undefined {
  const { status, type, party, from, to, error } = options;
  const filter: MessageFilter = {
    ...(status && { status }),
    ...(type && { type }),
    ...(party && { party }),
    ...(from && { from }),
    ...(to && { to }),
    ...(error && { errorCode: error }),
  };
  return Object.keys(filter).length > 0 ? filter : undefined;
}

/** Reads the id of a message or a record. */
export function messageId(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError('This is not an id (a UUID).');
  return text.toLowerCase();
}

/** Same as {@link messageId}, for a list. */
export function messageIds(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), messageId(text)];
}

/** Reads the code of any party: 4, 8 or 20 digits. */
export function partyCode(text: string): string {
  if (!anyParty.test(text))
    throw new InvalidArgumentError('A party has a code of 4, 8 or 20 digits.');
  return text;
}

/** Reads the code of a gemeente or aanbieder: 4 or 8 digits. */
export function gemeenteOrAanbiederCode(text: string): string {
  if (!gemeenteOrAanbieder.test(text))
    throw new InvalidArgumentError('A gemeente or aanbieder has a code of 4 or 8 digits.');
  return text;
}

/** Reads the AGB code of an aanbieder: 8 digits. */
export function aanbiederCode(text: string): string {
  if (!/^\d{8}$/.test(text)) throw new InvalidArgumentError('An aanbieder has a code of 8 digits.');
  return text;
}

/** Reads the code of a gemeente: 4 digits. */
export function gemeenteCode(text: string): string {
  if (!gemeente.test(text)) throw new InvalidArgumentError('A gemeente has a code of 4 digits.');
  return text;
}

/** Reads the code of a regional office: 20 digits. */
export function oinCode(text: string): string {
  if (!oin.test(text)) throw new InvalidArgumentError('A regional office has an OIN of 20 digits.');
  return text;
}

/** Reads a reason, at most 500 characters. */
export function reason(text: string): string {
  if (!text.trim() || text.length > 500)
    throw new InvalidArgumentError('Give a reason, of 500 characters at most.');
  return text;
}

/** Reads the name of who does something, at most 200 characters. */
export function actorName(text: string): string {
  if (!text.trim() || text.length > 200)
    throw new InvalidArgumentError('Give a name, of 200 characters at most.');
  return text;
}

export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 1000)
    throw new InvalidArgumentError('Give a whole number from 1 to 1000.');
  return number;
}

/** Reads a moment, with an offset or in the time of the Netherlands; a day means its first moment. */
export function moment(text: string): Date {
  let found: Date | undefined;
  try {
    found = readMoment(text);
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(error.message);
    throw error;
  }
  if (!found)
    throw new InvalidArgumentError(
      'Write a moment as 2026-01-31, 2026-01-31T09:00 or 2026-01-31T09:00:00+01:00.',
    );
  return found;
}

/** Reads a day, as `2026-01-31`. */
export function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('Write a day as 2026-12-31.');
  return text;
}

/** Makes a function that reads a text on one line. */
export function line(longest: number): (text: string) => string {
  return (text) => {
    if (!text.trim() || text.length > longest || hasControl(text))
      throw new InvalidArgumentError(`Give a text on one line, of ${longest} characters at most.`);
    return text;
  };
}

function hasControl(text: string): boolean {
  return [...text].some((character) => character < ' ');
}

/** The options for the settings of a party. */
export function addPartySettings(command: Command): Command {
  return command
    .addOption(
      new Option('--retour-by <who>', 'who answers what it receives').choices(['gateway', 'party']),
    )
    .addOption(
      new Option(
        '--level3 <how>',
        'of a gemeente: rules against the past refuse a message, or give advice',
      ).choices(['enforce', 'advise']),
    )
    .addOption(
      new Option(
        '--declarations <who>',
        'of a gemeente: who answers the declarations that it receives',
      ).choices(declarationsValues),
    )
    .option('--region <name>', 'of a gemeente: the region whose catalogue applies', line(100))
    .option('--until <day>', 'the last day on which messages may be sent to it', day)
    .option('--successor <code>', 'who took over', gemeenteOrAanbiederCode);
}

/** The options for a page of a list. @param read reads the value of `--after` */
export function addPage(command: Command, read: (next: string) => unknown = String): Command {
  return command
    .option('--limit <number>', 'at most this many', wholeNumber, 100)
    .option('--after <next>', 'the next page: the value at the end of the page before', read);
}

/** The option for the language of sentences. @param byDefault the one unless told */
export function addLanguage(command: Command, byDefault: 'nl' | 'en' = 'nl'): Command {
  return command.addOption(
    new Option('--lang <language>', 'language of the sentences')
      .choices(['nl', 'en'])
      .default(byDefault),
  );
}

/** Reads the number of a preview or of a row. */
export function conversionNumber(text: string): number {
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number < 1 || number > 2_147_483_647)
    throw new InvalidArgumentError('Give a number, as `ijw conversion list` prints it.');
  return number;
}

/** Reads an option that may be given more often. */
export function listOf(read: (text: string) => string) {
  return (text: string, before: readonly string[] | undefined): string[] => [
    ...(before ?? []),
    read(text),
  ];
}

/** The argument `<number>` of a command on one preview of a conversion. */
export function withConversionNumber(command: Command): Command {
  return command.argument('<number>', 'of the preview', conversionNumber);
}

/** Reads a month, as `2026-01`. */
export function month(text: string): string {
  if (!/^2\d{3}-(0[1-9]|1[0-2])$/.test(text))
    throw new InvalidArgumentError('Write a month as 2026-01.');
  return text;
}
