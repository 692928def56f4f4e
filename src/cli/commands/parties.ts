import { type Command, Option } from 'commander';
import { kindOf, type PartyKind } from '../../parties/directory/codes.ts';
import { partyKinds } from '../../store/tables.ts';
import { WrongUsage } from '../ending.ts';
import { type Gateway, openGateway } from '../gateway.ts';
import { addPartySettings, day, gemeenteOrAanbiederCode, line, partyCode } from '../options.ts';
import { facts, type Printed, print, table } from '../print.ts';

/** A party in an answer of the gateway. */
interface Party {
  readonly code: string;
  readonly kind: string;
  readonly name: string;
  readonly until: string | null;
  readonly successor: string | null;
  /** Settings: absent unless the caller is an administrator. */
  readonly retourBy?: string;
  readonly level3?: string;
  readonly declarations?: string;
  readonly region?: string | null;
}

/** The options with settings; false: remove it. */
interface Settings extends Printed {
  readonly name?: string;
  readonly until?: string | false;
  readonly successor?: string | false;
  readonly retourBy?: string;
  readonly level3?: string;
  readonly declarations?: string;
  readonly region?: string | false;
}

interface Put extends Settings {
  readonly kind?: PartyKind;
}

/** `ijw parties`: the parties. */
export function defineParties(parties: Command): void {
  parties
    .command('list', { isDefault: true })
    .description('all of them (the default)')
    .action(list);

  parties
    .command('show')
    .description('one party')
    .argument('<code>', 'of the party', partyCode)
    .action(show);

  addPartySettings(
    parties
      .command('put')
      .description('make a party, or replace all its settings: what is left out gets its default')
      .argument(
        '<code>',
        '4 digits: a gemeente; 8: an aanbieder; 20: a software house or regional office',
        partyCode,
      )
      .requiredOption('--name <name>', 'as people know it', line(200))
      .addOption(
        new Option(
          '--kind <kind>',
          'needed for a regional office only: another code tells the kind, and 20 digits are a software house',
        ).choices(partyKinds),
      ),
  )
    .addHelpText(
      'after',
      '\nFor a party that exists you may leave out only settings that have their default now.',
    )
    .action(put);

  addPartySettings(
    parties
      .command('set')
      .description('change a part of a party; the rest stays as it is')
      .argument('<code>', 'of the party', partyCode)
      .option('--name <name>', 'as people know it', line(200)),
  )
    .option('--no-until', 'no last day: open it again')
    .option('--no-successor', 'no successor')
    .option('--no-region', 'no region')
    .action(set);

  parties
    .command('end')
    .description('give a party its last day, and perhaps a successor')
    .argument('<code>', 'of the party', gemeenteOrAanbiederCode)
    .requiredOption('--until <day>', 'the last day on which messages may be sent to it', day)
    .option('--successor <code>', 'who took over', gemeenteOrAanbiederCode)
    .action(set);
}

async function list(options: Printed): Promise<void> {
  const gateway = await openGateway('administrator');
  const list = { items: await allParties(gateway), next: null };
  print(list, options, ({ items }) => {
    if (items.length === 0) return 'There is no party.';
    const header = ['code', 'kind', 'name', 'until', 'successor'];
    const shown = items.map(({ code, kind, name, until, successor }) => [
      ...[code, kind, name, until, successor],
    ]);
    if (items.every(({ retourBy }) => retourBy === undefined)) {
      return `${table(header, shown)}\nSettings are shown to administrators only.`;
    }
    const settings = items.map(({ retourBy, level3, declarations, region }) => [
      ...[retourBy, level3, declarations, region],
    ]);
    return table(
      [...header, 'retour by', 'level 3', 'declarations', 'region'],
      shown.map((row, index) => [...row, ...(settings[index] ?? [])]),
    );
  });
}

async function show(code: string, options: Printed): Promise<void> {
  const party = (await allParties(await openGateway('administrator'))).find(
    (one) => one.code === code,
  );
  if (!party) throw new Error(`There is no party with the code ${code}. Check the code.`);
  print(party, options, textOf);
}

async function put(code: string, { json, kind, ...settings }: Put): Promise<void> {
  const body = { kind: kind ?? kindOf(code) ?? 'software-house', ...settings };
  print(await ask('PUT', code, body), { json }, textOf);
}

async function set(code: string, { json, ...settings }: Settings): Promise<void> {
  const part = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, value === false ? null : value]),
  );
  if (Object.keys(part).length === 0)
    throw new WrongUsage('Nothing was changed: say what, as --level3 advise.');
  print(await ask('PATCH', code, part), { json }, textOf);
}

async function ask(method: string, code: string, json: object): Promise<Party> {
  const gateway = await openGateway('administrator');
  return gateway.ask<Party>(method, `/v1/parties/${code}`, { json });
}

async function allParties(gateway: Gateway): Promise<readonly Party[]> {
  return gateway.all<Party>('/v1/parties');
}

function textOf(party: Party): string {
  const { code, kind, name, until, successor, retourBy, level3, declarations, region } = party;
  return facts([
    ['code', code],
    ['kind', kind],
    ['name', name],
    ['until', until],
    ['successor', successor],
    ['retour by', retourBy],
    ['level 3', level3],
    ['declarations', declarations],
    ['region', region],
  ]);
}
