import { type Command, Option } from 'commander';
import { countsCsv } from '../../http/terms/counts-csv.ts';
import type { TermCount } from '../../region/terms/counts.ts';
import {
  type TermCursor,
  type TermFilter,
  type TermSelection,
  termSelections,
} from '../../region/terms/list.ts';
import type { TermItem } from '../../region/terms/present.ts';
import { readAllAgain } from '../../region/terms/progress.ts';
import { type TermKind, termKinds } from '../../region/terms/term.ts';
import { type Ageing, Terms } from '../../region/terms/views.ts';
import { inTransaction } from '../../store/transaction.ts';
import {
  aanbiederCode,
  addPage,
  day,
  gemeenteCode,
  gemeenteOrAanbiederCode,
  messageId,
  month,
  wholeNumber,
} from '../options.ts';
import { facts, more, type Printed, print, table } from '../print.ts';
import { callAtTerminal, withKeys, withStore } from '../session.ts';

interface ListOptions extends Printed {
  readonly status?: TermSelection;
  readonly within?: number;
  readonly kind?: TermKind;
  readonly party?: string;
  readonly gemeente?: string;
  readonly aanbieder?: string;
  readonly from?: string;
  readonly until?: string;
  readonly limit: number;
  readonly after?: TermCursor;
}

/** `ijw terms`: what parties have to do before a day, without what tells one child from another. */
export function defineTerms(terms: Command): void {
  const list = terms
    .command('list', { isDefault: true })
    .description('list them, by due day (the default)')
    .addOption(
      new Option('--status <status>', 'which; those that are not met unless told').choices(
        termSelections,
      ),
    )
    .option('--within <days>', 'with --status dueSoon: days from today', wholeNumber)
    .addOption(new Option('--kind <kind>', 'of this kind').choices(termKinds))
    .option('--party <code>', 'that this party has to meet', gemeenteOrAanbiederCode)
    .option('--gemeente <code>', 'of this gemeente and any aanbieder', gemeenteCode)
    .option('--aanbieder <code>', 'of this aanbieder and any gemeente', aanbiederCode)
    .option('--from <day>', 'due on this day or later', day)
    .option('--until <day>', 'due on this day or earlier', day);
  addPage(list, position).action(listThem);

  terms
    .command('show')
    .description('one term')
    .argument('<id>', 'as `ijw terms list` prints it', messageId)
    .action(show);

  terms
    .command('ageing')
    .description('what a party has to do still, and for how long it is overdue')
    .argument('<party>', 'code of a gemeente or aanbieder', gemeenteOrAanbiederCode)
    .option('--oldest <number>', 'how many of those that are due first', wholeNumber, 20)
    .action(ageing);

  terms
    .command('counts')
    .description('how many were met in time, by month')
    .requiredOption('--from <month>', 'the first month, as 2026-01', month)
    .requiredOption('--until <month>', 'the last month; at most 24 in all', month)
    .option('--party <code>', 'that this party had to meet', gemeenteOrAanbiederCode)
    .option('--gemeente <code>', 'of this gemeente only', gemeenteCode)
    .option('--aanbieder <code>', 'of this aanbieder only', aanbiederCode)
    .option('--csv', 'CSV, for a spreadsheet')
    .option(
      '--semicolons',
      'CSV with semicolons and decimal commas, as a Dutch spreadsheet reads it',
    )
    .action(counts);

  terms
    .command('rebuild')
    .description('let the gateway make them again from all that is kept')
    .addHelpText('after', againHelp)
    .action(rebuild);
}

const againHelp = `
A gateway that runs does so, as fast as it reads; messages come first. Terms keep their ids, those that
were right stay as they are, and no event is written twice.`;

function withTerms<T>(ask: (terms: Terms) => Promise<T>): Promise<T> {
  return withKeys((store, keys) =>
    ask(
      // A terminal is shown nothing that has to be decrypted.
      new Terms(store, keys, (error) => {
        throw error;
      }),
    ),
  );
}

async function rebuild(options: Printed): Promise<void> {
  await withStore(({ pool }) => inTransaction(pool, readAllAgain));
  print({ begun: true }, options, () => 'The gateway makes all terms again, when it runs.');
}

async function listThem(options: ListOptions): Promise<void> {
  const found = await withTerms((terms) => pages(terms, options));
  print(found, options, ({ items, next }) => {
    const rows = items.map(rowOf);
    return (rows.length > 0 ? table(columns, rows) : 'No terms.') + more(next);
  });
}

/** Reads pages, which may be short or empty, until there are `limit` terms or no more pages. */
async function pages(
  terms: Terms,
  options: ListOptions,
): Promise<{ items: TermItem[]; next: string | null }> {
  const { limit, after } = options;
  const items: TermItem[] = [];
  let next = after;
  do {
    const found = await terms.list(callAtTerminal(), {
      ...filterOf(options),
      limit: limit - items.length,
      ...(next && { after: next }),
    });
    items.push(...found.items);
    next = found.next;
  } while (next && items.length < limit);
  return { items, next: next ? `${next.dueOn}/${next.id}` : null };
}

function filterOf(options: ListOptions): TermFilter {
  const { status, within, kind, party, gemeente, aanbieder, from, until } = options;
  return {
    ...(status && { status }),
    ...(within !== undefined && { withinDays: within }),
    ...(kind && { kind }),
    ...(party !== undefined && { party }),
    ...(gemeente !== undefined && { municipality: gemeente }),
    ...(aanbieder !== undefined && { provider: aanbieder }),
    ...(from !== undefined && { dueFrom: from }),
    ...(until !== undefined && { dueUntil: until }),
  };
}

const columns = ['id', 'kind', 'status', 'owed by', 'owed to', 'due', 'days over', 'met'];

function rowOf({ id, kind, status, owedBy, owedTo, dueOn, overdueDays, metAt }: TermItem) {
  return [id, kind, status, owedBy, owedTo, dueOn, overdueDays, metAt];
}

async function show(id: string, options: Printed): Promise<void> {
  const term = await withTerms((terms) => terms.get(callAtTerminal(), id));
  print(term, options, () =>
    facts([
      ['id', term.id],
      ['kind', term.kind],
      ['status', term.status],
      ['owed by', term.owedBy],
      ['owed to', term.owedTo],
      ['since', term.since],
      ['due', term.dueOn],
      ['days over', term.overdueDays],
      ['met', term.metAt],
      ['met by', term.metBy],
      ['may be refused', term.pending ? 'yes, its retour is not there yet' : null],
      [term.unit.replace('-', ' '), term.taken],
      ['message', term.messageId],
      ['void', term.voidReason],
    ]),
  );
}

async function ageing(
  party: string,
  { oldest, ...options }: Printed & { readonly oldest: number },
): Promise<void> {
  const wish = { party, oldest: Math.min(oldest, 100) };
  const found = await withTerms((terms) => terms.ageing(callAtTerminal(), wish));
  print(found, options, textOf);
}

function textOf({ ages, complete, oldest }: Ageing): string {
  if (ages.length === 0) return 'Nothing is left to do.';
  const rows = ages.map(({ kind, over20, over6To20, over1To5, dueIn5, later }) => [
    ...[kind, over20, over6To20, over1To5, dueIn5, later],
  ]);
  return [
    table(['kind', 'over > 20', '6 to 20', '1 to 5', 'due in 5 days', 'later'], rows),
    ...(complete ? [] : ['There are more: those that are due first were counted.']),
    '',
    table(columns, oldest.map(rowOf)),
  ].join('\n');
}

interface CountOptions extends Printed {
  readonly from: string;
  readonly until: string;
  readonly party?: string;
  readonly gemeente?: string;
  readonly aanbieder?: string;
  readonly csv?: boolean;
  readonly semicolons?: boolean;
}

async function counts({ csv, semicolons, json, ...options }: CountOptions): Promise<void> {
  const { gemeente, aanbieder, ...query } = options;
  const items = await withTerms((terms) =>
    terms.counts(callAtTerminal(), {
      ...query,
      ...(gemeente !== undefined && { municipality: gemeente }),
      ...(aanbieder !== undefined && { provider: aanbieder }),
    }),
  );
  if ((csv || semicolons) && !json)
    return void process.stdout.write(countsCsv(items, semicolons ? 'semicolon' : 'comma'));
  print({ items }, { ...(json && { json }) }, () =>
    items.length === 0 ? 'No terms were due.' : table(countColumns, items.map(countRow)),
  );
}

const countColumns = [
  ...['month', 'owed by', 'kind', 'due', 'in time', 'late', 'missed', '% in time'],
  ...['median', '90%', 'days'],
];

function countRow(count: TermCount): unknown[] {
  const { month, owedBy, kind, due, inTime, late, missed, shareInTime } = count;
  return [
    ...[month, owedBy, kind, due, inTime, late, missed, Math.round(shareInTime * 1000) / 10],
    ...[count.medianDays, count.p90Days, count.unit.replace('-days', '')],
  ];
}

/** Reads the place where a page ended. */
function position(text: string): TermCursor {
  const [dueOn = '', id = ''] = text.split('/');
  return { dueOn: day(dueOn), id: messageId(id) };
}
