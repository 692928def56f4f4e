import { type Command, InvalidArgumentError } from 'commander';
import { berichten } from '../../standard/catalogue.ts';
import { openGateway } from '../gateway.ts';
import { addPage, gemeenteOrAanbiederCode, messageId, moment, partyCode } from '../options.ts';
import { at, facts, more, type Printed, print, table } from '../print.ts';

/** A mandate in an answer of the gateway. */
interface Mandate {
  readonly id: string;
  /** Whether the party of the list gave it, or may act by it; absent where it was just given. */
  readonly role?: string;
  readonly party: string;
  readonly mandatary: string;
  readonly messageTypes: readonly string[];
  readonly from: string;
  readonly until: string | null;
  readonly givenAt: string;
  readonly withdrawnAt: string | null;
  readonly active: boolean;
}

interface Page extends Printed {
  readonly limit: number;
  readonly after?: string;
  readonly active?: boolean;
}

interface Wish extends Printed {
  readonly to: string;
  readonly types: readonly string[];
  readonly from?: Date;
  readonly until?: Date;
}

/** `ijw mandates`: who may act for whom. */
export function defineMandates(mandates: Command): void {
  addPage(
    mandates
      .command('list', { isDefault: true })
      .description(
        'those that a party gave, and those by which it acts, in the order of giving (the default)',
      )
      .argument('<code>', 'of the party', partyCode)
      .option('--active', 'only those that hold now'),
  ).action(list);

  mandates
    .command('show')
    .description('one mandate')
    .argument('<code>', 'of the party that gave it, or acts by it', partyCode)
    .argument('<id>', 'the mandate', messageId)
    .action(show);

  mandates
    .command('give')
    .description('let another act for a party')
    .argument('<code>', 'of the party', gemeenteOrAanbiederCode)
    .requiredOption('--to <code>', 'who may act for it', partyCode)
    .requiredOption('--types <types>', 'for these messages, as JW315,JW316', messageTypes)
    .option('--from <moment>', 'when it begins; by default now', moment)
    .option('--until <moment>', 'when it ends; by default when it is withdrawn', moment)
    .action(give);

  mandates
    .command('end')
    .description('withdraw a mandate, or give it back, for good')
    .argument('<code>', 'of the party that gave it, or acts by it', partyCode)
    .argument('<id>', 'the mandate', messageId)
    .action(end);
}

const pathOf = (code: string) => `/v1/parties/${code}/mandates`;

async function list(code: string, { json, active, ...page }: Page): Promise<void> {
  const gateway = await openGateway('administrator');
  print(
    await gateway.list<Mandate>(pathOf(code), { active }, page),
    { json },
    ({ items, next }) => {
      if (items.length === 0) return 'There is no mandate.';
      const header = ['id', 'party', 'mandatary', 'types', 'from', 'until', 'withdrawn', 'active'];
      return table(header, items.map(cellsOf)) + more(next);
    },
  );
}

function cellsOf(mandate: Mandate): unknown[] {
  const { id, party, mandatary, messageTypes, from, until, withdrawnAt, active } = mandate;
  const when = [at(from), at(until), at(withdrawnAt)];
  return [id, party, mandatary, messageTypes.join(','), ...when, active ? 'yes' : 'no'];
}

async function show(code: string, id: string, options: Printed): Promise<void> {
  const gateway = await openGateway('administrator');
  const limit = Number.MAX_SAFE_INTEGER;
  const { items } = await gateway.list<Mandate>(pathOf(code), {}, { limit });
  const found = items.find((mandate) => mandate.id === id);
  if (!found) throw new Error(`${code} has no mandate ${id}. See \`ijw mandates list ${code}\`.`);
  print(found, options, textOf);
}

async function give(code: string, { json, to, types, from, until }: Wish): Promise<void> {
  const gateway = await openGateway('administrator');
  const given = await gateway.ask<Mandate>('POST', pathOf(code), {
    json: {
      mandatary: to,
      messageTypes: types,
      ...(from && { from: from.toISOString() }),
      ...(until && { until: until.toISOString() }),
    },
  });
  print(given, { json }, textOf);
}

async function end(code: string, id: string, options: Printed): Promise<void> {
  const gateway = await openGateway('administrator');
  print(await gateway.ask<Mandate>('DELETE', `${pathOf(code)}/${id}`), options, textOf);
}

function textOf(mandate: Mandate): string {
  return facts([
    ['id', mandate.id],
    ['party', mandate.party],
    ['mandatary', mandate.mandatary],
    ['messages', mandate.messageTypes.join(', ')],
    ['from', at(mandate.from)],
    ['until', at(mandate.until)],
    ['given', at(mandate.givenAt)],
    ['withdrawn', at(mandate.withdrawnAt)],
    ['holds now', mandate.active ? 'yes' : 'no'],
  ]);
}

function messageTypes(text: string): string[] {
  const known = berichten.map(({ type }) => type as string);
  const types = [
    ...new Set(
      text
        .toUpperCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    ),
  ];
  if (types.length === 0 || !types.every((type) => known.includes(type)))
    throw new InvalidArgumentError(`Give one or more of: ${known.join(', ')}.`);
  return types;
}
