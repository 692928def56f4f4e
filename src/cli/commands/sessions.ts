import type { Command } from 'commander';
import { openGateway } from '../gateway.ts';
import { addPage, messageId } from '../options.ts';
import { at, facts, more, type Printed, print, table } from '../print.ts';

/** A session in an answer of the gateway. */
interface Session {
  readonly id: string;
  readonly by: string;
  readonly who: string;
  readonly role: string;
  readonly party: string | null;
  readonly since: string;
  readonly lastUsedAt: string;
  readonly endsAt: string;
  readonly endedAt: string | null;
  readonly endReason: string | null;
}

interface Page extends Printed {
  readonly limit: number;
  readonly after?: string;
}

const path = '/v1/sessions';

/** `ijw sessions`: who is signed in to the console. */
export function defineSessions(sessions: Command): void {
  addPage(
    sessions
      .command('list', { isDefault: true })
      .description('who is signed in to the console now, newest first (the default)'),
  ).action(list);

  sessions
    .command('end')
    .description('sign somebody out; who has a working key or account may sign in again')
    .argument('<id>', 'the session, as `ijw sessions` shows it', messageId)
    .action(end);
}

async function list({ json, ...page }: Page): Promise<void> {
  const gateway = await openGateway('administrator');
  print(await gateway.list<Session>(path, {}, page), { json }, ({ items, next }) => {
    if (items.length === 0) return 'Nobody is signed in.';
    const header = ['id', 'who', 'role', 'party', 'since', 'last used', 'ends'];
    return table(header, items.map(cellsOf)) + more(next);
  });
}

function cellsOf(session: Session): unknown[] {
  const { id, who, role, party, since, lastUsedAt, endsAt } = session;
  return [id, who, role, party, at(since), at(lastUsedAt), at(endsAt)];
}

async function end(id: string, options: Printed): Promise<void> {
  const gateway = await openGateway('administrator');
  print(await gateway.ask<Session>('DELETE', `${path}/${id}`), options, (session) =>
    facts([
      ['id', session.id],
      ['who', session.who],
      ['role', session.role],
      ['party', session.party],
      ['since', at(session.since)],
      ['ended', at(session.endedAt)],
      ['why', session.endReason],
    ]),
  );
}
