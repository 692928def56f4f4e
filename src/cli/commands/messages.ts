import type { Command } from 'commander';
import { causeOf } from '../../exchange/cause.ts';
import { Operations } from '../../exchange/operations/operations.ts';
import {
  countMessages,
  findMessage,
  listMessages,
  type OperatorMessage,
} from '../../exchange/operations/overview.ts';
import { failedSentence, waitingSentence } from '../../http/cause-texts.ts';
import {
  actorName,
  addFilter,
  type FilterOptions,
  filterOf,
  messageId,
  reason,
  wholeNumber,
} from '../options.ts';
import { facts, json, table } from '../print.ts';
import { actorAt, exitCodes, withStore } from '../session.ts';

interface ListOptions extends FilterOptions {
  readonly held?: boolean;
  readonly limit: number;
  readonly after?: string;
  readonly json?: boolean;
}

/** `ijw messages`: what stands where, one message, and giving one up. */
export function addMessages(program: Command): void {
  const messages = program
    .command('messages')
    .description('messages of all parties, newest first, without what parties wrote')
    .addHelpText('after', '\nFilters: see `ijw messages list --help`; `list` may be left out.')
    .addHelpText('after', exitCodes);

  addFilter(
    messages
      .command('list', { isDefault: true })
      .description('list them, with counts (the default)'),
  )
    .option('--held', 'only those that wait in line behind a failed message')
    .option('--limit <number>', 'at most so many', wholeNumber, 50)
    .option('--after <id>', 'the next page: what comes after this message', messageId)
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', exitCodes)
    .action(list);

  messages
    .command('show')
    .description('one message and what was done about it')
    .argument('<id>', 'the message', messageId)
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', exitCodes)
    .action(show);

  messages
    .command('dismiss')
    .description('give up a failed message; its sender reads the reason, so no personal data in it')
    .argument('<id>', 'the message', messageId)
    .requiredOption('--reason <text>', 'why', reason)
    .option('--as <name>', 'who does this, when it is not the user of this machine', actorName)
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', exitCodes)
    .action(dismiss);
}

async function list(options: ListOptions): Promise<void> {
  const filter = { ...filterOf(options), ...(options.held && { held: true }) };
  const page = { limit: options.limit, ...(options.after && { before: options.after }) };
  const { found, counts } = await withStore(async ({ pool }) => ({
    found: await listMessages(pool, filter, page),
    counts: await countMessages(pool, filter),
  }));
  if (options.json) return console.log(json({ ...found, counts }));
  if (found.items.length > 0) console.log(table(columns, found.items.map(row)));
  else console.log('No messages.');
  if (found.next) console.log(`More: --after ${found.next}`);
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

const columns = ['id', 'type', 'status', 'sender', 'recipient', 'received', 'error', 'held by'];

function row(message: OperatorMessage): unknown[] {
  const { id, type, status, sender, recipient, receivedAt, errorCode, refusal, heldBy } = message;
  return [id, type, status, sender, recipient, receivedAt, errorCode ?? refusal, heldBy];
}

async function show(id: string, options: { json?: boolean }): Promise<void> {
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

/** What is the matter with it, and what happens next. */
function sentenceOf({ status, errorCode, waiting }: OperatorMessage): string | null {
  if (waiting) return waitingSentence(waiting.cause, 'en');
  return status === 'failed' ? failedSentence(causeOf(errorCode ?? 'unknown'), 'en') : null;
}

async function dismiss(
  id: string,
  options: { reason: string; as?: string; json?: boolean },
): Promise<void> {
  const dismissal = await withStore((store) =>
    new Operations(store).dismiss(id, options.reason, actorAt(options.as)),
  );
  if (options.json) return console.log(json(dismissal));
  console.log(`${dismissal.id} is dismissed: ${dismissal.reason}`);
}
