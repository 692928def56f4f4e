import type { Command } from 'commander';
import { WrongUsage } from '../ending.ts';
import { openGateway } from '../gateway.ts';
import { addPage, messageId, partyCode, reason } from '../options.ts';
import { at, facts, more, type Printed, print, table } from '../print.ts';

/** A legal hold in an answer of the gateway. */
interface Hold {
  readonly id: string;
  readonly message: string | null;
  readonly client: string | null;
  readonly party: string | null;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: string;
  readonly liftedBy: string | null;
  readonly liftedAt: string | null;
}

interface Page extends Printed {
  readonly limit: number;
  readonly after?: string;
  readonly inForce?: boolean;
}

interface Wish extends Printed {
  readonly party?: string;
  readonly message?: string;
  readonly client?: string;
  readonly reason: string;
}

const path = '/v1/legal-holds';

/** `ijw holds`: what is kept though its term is over. */
export function defineHolds(holds: Command): void {
  addPage(
    holds
      .command('list', { isDefault: true })
      .description('the legal holds, newest first (the default)')
      .option('--in-force', 'only those that were not lifted'),
  ).action(list);

  holds
    .command('place')
    .description('keep a message, what is known of a child, or all of a party; name one of these')
    .option('--message <id>', 'this message', messageId)
    .option('--client <id>', 'what the ledger knows of this child, by its random id', messageId)
    .option('--party <code>', 'all that this party sent or received', partyCode)
    .requiredOption('--reason <text>', 'why, for the record; no personal data', reason)
    .action(place);

  holds
    .command('lift')
    .description('let go of what a hold keeps; what is over is forgotten the next day')
    .argument('<id>', 'the hold', messageId)
    .action(lift);
}

async function list({ json, inForce, ...page }: Page): Promise<void> {
  const gateway = await openGateway('administrator');
  print(await gateway.list<Hold>(path, { inForce }, page), { json }, ({ items, next }) => {
    if (items.length === 0) return 'There is no legal hold.';
    const header = ['id', 'on', 'placed', 'by', 'lifted', 'by', 'reason'];
    return table(header, items.map(cellsOf)) + more(next);
  });
}

function cellsOf(hold: Hold): unknown[] {
  const { id, reason, placedBy, placedAt, liftedBy, liftedAt } = hold;
  return [id, targetOf(hold), at(placedAt), placedBy, at(liftedAt), liftedBy, reason];
}

async function place({ json, ...wish }: Wish): Promise<void> {
  if ([wish.message, wish.client, wish.party].filter(Boolean).length !== 1)
    throw new WrongUsage('Name one of --message, --client and --party.');
  const gateway = await openGateway('administrator');
  print(await gateway.ask<Hold>('POST', path, { json: wish }), { json }, textOf);
}

async function lift(id: string, options: Printed): Promise<void> {
  const gateway = await openGateway('administrator');
  print(await gateway.ask<Hold>('DELETE', `${path}/${id}`), options, textOf);
}

function targetOf({ message, client, party }: Hold): string {
  if (message) return `message ${message}`;
  return client ? `child ${client}` : `party ${party}`;
}

function textOf(hold: Hold): string {
  return facts([
    ['id', hold.id],
    ['on', targetOf(hold)],
    ['reason', hold.reason],
    ['placed', at(hold.placedAt)],
    ['placed by', hold.placedBy],
    ['lifted', at(hold.liftedAt)],
    ['lifted by', hold.liftedBy],
  ]);
}
