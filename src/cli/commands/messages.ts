import { text as textOfInput } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { Pool } from 'pg';
import { causeOf } from '../../messages/views/cause.ts';
import { dismiss as giveUp } from '../../operations/dismiss.ts';
import type { MessageFilter } from '../../operations/filter.ts';
import {
  countMessages,
  findMessage,
  listMessages,
  type OperatorMessage,
} from '../../operations/overview.ts';
import { type SearchCursor, Searches } from '../../operations/search.ts';
import {
  fewestCharacters,
  readSought,
  type SearchFault,
  type Sought,
} from '../../operations/sought.ts';
import { localCall } from '../../parties/principal.ts';
import { failedSentence, waitingSentence } from '../../texts/cause-texts.ts';
import { WrongUsage } from '../ending.ts';
import {
  aanbiederCode,
  actorName,
  addFilter,
  addPage,
  type FilterOptions,
  filterOf,
  messageId,
  reason,
} from '../options.ts';
import { facts, json, more, type Printed, print, table } from '../print.ts';
import { actorAt, withKeys, withStore } from '../session.ts';

interface ListOptions extends FilterOptions, Printed {
  readonly held?: boolean;
  readonly limit: number;
  readonly after?: string;
}

/** `ijw messages`: lists messages, shows one, and dismisses one. */
export function defineMessages(messages: Command): void {
  messages.addHelpText(
    'after',
    '\nFilters: see `ijw messages list --help`; `list` may be left out.',
  );

  const list = messages
    .command('list', { isDefault: true })
    .description('list them, with counts (the default)');
  addPage(addFilter(list), messageId)
    .option('--held', 'only those that wait in line behind a failed message')
    .action(listThem);

  addPage(addFilter(messages.command('find')))
    .description('find them by what is at hand; that you searched stands in the access log')
    .option('--identificatie <start>', 'how the Identificatie begins, 4 characters or more')
    .option('--toewijzing <start>', 'how the number of an allocation begins, 4 characters or more')
    .option('--referentie <text>', 'the whole ReferentieAanbieder; with --aanbieder')
    .option('--aanbieder <code>', 'who wrote the ReferentieAanbieder', aanbiederCode)
    .option('--as <name>', 'who does this, when it is not the user of this machine', actorName)
    .addHelpText(
      'after',
      '\nWith `-` as its text it is read from standard input, and in no history.',
    )
    .action(findThem);

  messages
    .command('show')
    .description('one message and what was done about it')
    .argument('<id>', 'the message', messageId)
    .action(show);

  messages
    .command('dismiss')
    .description('give up a failed message; its sender reads the reason, so no personal data in it')
    .argument('<id>', 'the message', messageId)
    .requiredOption('--reason <text>', 'why', reason)
    .option('--as <name>', 'who does this, when it is not the user of this machine', actorName)
    .action(dismiss);
}

async function listThem(options: ListOptions): Promise<void> {
  const filter = { ...filterOf(options), ...(options.held && { held: true }) };
  const { found, counts } = await withStore(async ({ pool }) => ({
    found: await pages(pool, filter, options),
    counts: await countMessages(pool, filter),
  }));
  if (options.json) return console.log(json({ ...found, counts }));
  const rows = found.items.map(row);
  console.log((rows.length > 0 ? table(columns, rows) : 'No messages.') + more(found.next));
  const numbers = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || null;
  console.log();
  console.log(
    facts([
      [options.status ? 'counted' : 'counted, without finished', counts.count],
      ['by status', numbers(counts.byStatus)],
      ['held', counts.held || null],
      ['by type', numbers(counts.byType)],
      ['by party', numbers(counts.byParty)],
      ['by error', numbers(counts.byErrorCode)],
    ]),
  );
}

/** Reads pages, which may be short or empty, until there are `limit` messages or no more pages. */
async function pages(
  pool: Pool,
  filter: MessageFilter,
  { limit, after }: ListOptions,
): Promise<{ items: OperatorMessage[]; next: string | null }> {
  const items: OperatorMessage[] = [];
  let next: string | null = after ?? null;
  do {
    const page = { limit: limit - items.length, ...(next !== null && { before: next }) };
    const found = await listMessages(pool, filter, page);
    items.push(...found.items);
    next = found.next;
  } while (next !== null && items.length < limit);
  return { items, next };
}

interface FindOptions extends FilterOptions, Printed {
  readonly identificatie?: string;
  readonly toewijzing?: string;
  readonly referentie?: string;
  readonly aanbieder?: string;
  readonly as?: string;
  readonly limit: number;
  readonly after?: string;
}

async function findThem(options: FindOptions): Promise<void> {
  const sought = await soughtOf(options);
  const filter = filterOf(options) ?? {};
  const { limit, after } = options;
  const call = localCall(actorAt(options.as).name);
  const found = await withKeys(async ({ pool }, keys) => {
    const searches = new Searches(pool, keys);
    const items: OperatorMessage[] = [];
    let next = after === undefined ? null : readCursor(after);
    do {
      const page = { limit: limit - items.length, ...(next && { after: next }) };
      const part = await searches.find(call, sought, filter, page);
      items.push(...part.items);
      next = part.next;
    } while (next !== null && items.length < limit);
    return { items, next: next && Buffer.from(JSON.stringify(next)).toString('base64url') };
  });
  print(found, options, ({ items, next }) => {
    const rows = items.map(row);
    return (rows.length > 0 ? table(columns, rows) : 'No messages.') + more(next);
  });
}

/** @throws {WrongUsage} unless exactly one thing is searched, and it can be */
async function soughtOf(options: FindOptions): Promise<Sought> {
  const { identificatie, toewijzing: toewijzingNummer, referentie, aanbieder } = options;
  const [[by, text] = ['id', ''] as const, ...others] = (
    [
      ['identificatie', identificatie],
      ['toewijzingNummer', toewijzingNummer],
      ['referentie', referentie],
    ] as const
  ).filter(([, given]) => given !== undefined);
  if (by === 'id' || others.length > 0)
    throw new WrongUsage('Give one of --identificatie, --toewijzing and --referentie.');
  const typed = text === '-' ? await textOfInput(process.stdin) : (text ?? '');
  const read = readSought({ by, text: typed, aanbieder });
  if (typeof read === 'object') return read;
  throw new WrongUsage(faultTexts[read]);
}

const faultTexts: Readonly<Record<SearchFault, string>> = {
  'too-short': `Give ${fewestCharacters} characters or more.`,
  unfit: 'Give a text of 1 to 100 characters.',
  'no-id': 'This is not an id (a UUID).',
  'no-aanbieder': 'Give --aanbieder: who wrote the ReferentieAanbieder.',
  'aanbieder-besides': '--aanbieder is for --referentie alone.',
};

function readCursor(after: string): SearchCursor {
  try {
    const [name, id]: unknown[] = JSON.parse(Buffer.from(after, 'base64url').toString());
    if (typeof name === 'string' && typeof id === 'string') return [name, messageId(id)];
  } catch {
    // It says so below.
  }
  throw new WrongUsage('This is not the end of a page before.');
}

const columns = ['id', 'type', 'status', 'sender', 'recipient', 'received', 'error', 'held by'];

function row(message: OperatorMessage): unknown[] {
  const { id, type, status, sender, recipient, receivedAt, errorCode, refusal, heldBy } = message;
  return [id, type, status, sender, recipient, receivedAt, errorCode ?? refusal, heldBy];
}

async function show(id: string, options: Printed): Promise<void> {
  const message = await withStore(({ pool }) => findMessage(pool, id));
  if (options.json) return console.log(json(message));
  const { waiting } = message;
  console.log(
    facts([
      ['id', message.id],
      ['type', message.type],
      ['status', message.status],
      ['sender', message.sender],
      ['recipient', message.recipient],
      ['bytes', message.size],
      ['received', message.receivedAt],
      ['accepted', message.acceptedAt],
      ['delivered', message.deliveredAt],
      ['forgotten', message.forgottenAt],
      ['changed', message.changedAt],
      ['error', message.errorCode],
      ['refused', message.refusal],
      ['held by', message.heldBy],
      ['answers', message.heenberichtId],
      ['answered by', message.answerId],
      ['written by', message.byGateway ? 'the gateway' : null],
      ...message.findings.slice(0, 20).map(({ rule, path }) => [rule, path] as const),
      ['findings', message.findingCount > 20 ? message.findingCount : null],
      ['tried', waiting?.tries],
      ['last error', waiting?.lastError],
      ['next try', waiting?.nextTryAt],
      ['what next', sentenceOf(message)],
      ['dismissed', message.dismissal?.at],
      ['dismissed by', message.dismissal?.by.name],
      ['reason', message.dismissal?.reason],
      ...message.operations.map(({ kind, id, state }) => [kind, `${id} (${state})`] as const),
    ]),
  );
}

/** Why it waits or failed, and what happens next. */
function sentenceOf({ status, errorCode, waiting }: OperatorMessage): string | null {
  if (waiting) return waitingSentence(waiting.cause, 'en');
  return status === 'failed' ? failedSentence(causeOf(errorCode ?? 'unknown'), 'en') : null;
}

async function dismiss(
  id: string,
  options: Printed & { reason: string; as?: string },
): Promise<void> {
  const { dismissal } = await withKeys(({ pool }, { rows }) =>
    giveUp(pool, rows, id, options.reason, actorAt(options.as)),
  );
  print(dismissal, options, ({ id, reason }) => `${id} is dismissed: ${reason}`);
}
