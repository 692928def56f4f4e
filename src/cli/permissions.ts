import type { Command } from 'commander';
import { openGateway } from './gateway.ts';
import { addPage, messageId, moment, partyCode } from './options.ts';
import { at, facts, more, type Printed, print, table } from './print.ts';

/** A mandate or designation in an answer of the gateway. */
export interface Permission {
  readonly id: string;
  readonly from: string;
  readonly until: string | null;
  readonly givenAt: string;
  readonly withdrawnAt: string | null;
  readonly active: boolean;
}

/** What commands for mandates and for designations differ in. */
export interface PermissionWords<T extends Permission> {
  /** Of the list in the path, and the command: `mandates`. */
  readonly list: string;
  readonly one: string;
  /** Who gives it, as in 'of the ...'. */
  readonly giver: string;
  /** The columns of a table by its own fields, with the label of each. */
  readonly columns: readonly (readonly [label: string, value: (one: T) => string])[];
}

interface Page extends Printed {
  readonly limit: number;
  readonly after?: string;
  readonly active?: boolean;
}

/** The options of who gives one. */
export interface Wish extends Printed {
  readonly to: string;
  readonly from?: Date;
  readonly until?: Date;
}

const pathOf = ({ list }: { list: string }, code: string) => `/v1/parties/${code}/${list}`;

/** `list`, `show` and `end`. */
export function definePermissions<T extends Permission>(
  command: Command,
  words: PermissionWords<T>,
): void {
  addPage(
    command
      .command('list', { isDefault: true })
      .description(
        'those that a party gave, and those by which it acts, in the order of giving (the default)',
      )
      .argument('<code>', 'of the party', partyCode)
      .option('--active', 'only those that hold now'),
  ).action((code: string, options: Page) => list(words, code, options));

  const side = `of the ${words.giver} that gave it, or acts by it`;
  command
    .command('show')
    .description(`one ${words.one}`)
    .argument('<code>', side, partyCode)
    .argument('<id>', `the ${words.one}`, messageId)
    .action((code: string, id: string, options: Printed) => show(words, code, id, options));

  command
    .command('end')
    .description(`withdraw a ${words.one}, or give it back, for good`)
    .argument('<code>', side, partyCode)
    .argument('<id>', `the ${words.one}`, messageId)
    .action((code: string, id: string, options: Printed) => end(words, code, id, options));
}

/** `--from` and `--until`, of who gives one. */
export function addWishedPeriod(command: Command): Command {
  return command
    .option('--from <moment>', 'when it begins; by default now', moment)
    .option(
      '--until <moment>',
      'the first moment at which it no longer holds: for all of 2027 write 2028-01-01; by default it ends when it is withdrawn',
      moment,
    );
}

/** Gives one. @param own the fields that are its own */
export async function give<T extends Permission>(
  words: PermissionWords<T>,
  code: string,
  own: object,
  { json, from, until }: Wish,
): Promise<void> {
  const gateway = await openGateway('administrator');
  const given = await gateway.ask<T>('POST', pathOf(words, code), {
    json: {
      ...own,
      ...(from && { from: from.toISOString() }),
      ...(until && { until: until.toISOString() }),
    },
  });
  print(given, { json }, (one) => textOf(words, one));
}

async function list<T extends Permission>(
  words: PermissionWords<T>,
  code: string,
  { json, active, ...page }: Page,
): Promise<void> {
  const gateway = await openGateway('administrator');
  print(
    await gateway.list<T>(pathOf(words, code), { active }, page),
    { json },
    ({ items, next }) => {
      if (items.length === 0) return `There is no ${words.one}.`;
      const own = words.columns.map(([label]) => label);
      const header = ['id', ...own, 'from', 'until', 'withdrawn', 'active'];
      return (
        table(
          header,
          items.map((one) => cellsOf(words, one)),
        ) + more(next)
      );
    },
  );
}

function cellsOf<T extends Permission>({ columns }: PermissionWords<T>, one: T): unknown[] {
  const when = [at(one.from), at(one.until), at(one.withdrawnAt)];
  return [one.id, ...columns.map(([, value]) => value(one)), ...when, one.active ? 'yes' : 'no'];
}

async function show<T extends Permission>(
  words: PermissionWords<T>,
  code: string,
  id: string,
  options: Printed,
): Promise<void> {
  const gateway = await openGateway('administrator');
  const limit = Number.MAX_SAFE_INTEGER;
  const { items } = await gateway.list<T>(pathOf(words, code), {}, { limit });
  const found = items.find((one) => one.id === id);
  if (!found)
    throw new Error(`${code} has no ${words.one} ${id}. See \`ijw ${words.list} list ${code}\`.`);
  print(found, options, (one) => textOf(words, one));
}

async function end<T extends Permission>(
  words: PermissionWords<T>,
  code: string,
  id: string,
  options: Printed,
): Promise<void> {
  const gateway = await openGateway('administrator');
  const ended = await gateway.ask<T>('DELETE', `${pathOf(words, code)}/${id}`);
  print(ended, options, (one) => textOf(words, one));
}

function textOf<T extends Permission>({ columns }: PermissionWords<T>, one: T): string {
  return facts([
    ['id', one.id],
    ...columns.map(([label, value]) => [label, value(one)] as const),
    ['from', at(one.from)],
    ['until', at(one.until)],
    ['given', at(one.givenAt)],
    ['withdrawn', at(one.withdrawnAt)],
    ['holds now', one.active ? 'yes' : 'no'],
  ]);
}
