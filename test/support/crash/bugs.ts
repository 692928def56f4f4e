import type { QueryConfig } from 'pg';
import { isItsTurn } from '../../../src/messages/lifecycle/line-up.ts';
import type { Rewrite } from './process.ts';

/** A bug that is planted into a statement of the program, and the invariants that it breaks. */
export interface Bug {
  readonly rewrite: Rewrite;
  readonly breaks: string;
}

/** Changes a statement of the program; when it is not as it was, the test says so. */
function changed(query: QueryConfig, part: RegExp, by: string): QueryConfig {
  if (!part.test(query.text)) throw new Error(`${query.name} has no such part: plant another bug`);
  return { text: query.text.replace(part, by), values: query.values };
}

/** How `deliver` takes the outbox row, when it is the message's turn. */
const taking = /(?<=\btaken as \()[\s\S]*?returning id(?=\s*\), decided)/;

/** Mistakes that a programmer could make, and that a test of one message would never find. */
export const bugs: Readonly<Record<string, Bug>> = {
  'the outbox row is deleted in a statement of its own': {
    breaks: 'every message that was accepted is there, in a final state',
    rewrite: (query) =>
      query.name === 'deliver'
        ? [
            {
              text: `delete from outbox where id = (
                select outbox.id from outbox join message m on m.id = outbox.id
                where outbox.id = $1 and ${isItsTurn} for update of outbox skip locked)`,
              // After its place in the list comes the id.
              values: query.values?.slice(1, 2),
            },
            changed(query, taking, 'select id from judged where id not in (select id from outbox)'),
          ]
        : [query],
  },
  'a step does not ask whether it is its turn': {
    breaks: 'no line is overtaken',
    rewrite: (query) =>
      ['read-in-hand', 'deliver'].includes(query.name ?? '')
        ? [changed(query, /and coalesce\([\s\S]*?, true\)/, '')]
        : [query],
  },
  'the entries of the ledger are added in a commit of their own': {
    breaks: 'the tables say what the entries of the ledger add up to',
    rewrite: (query) =>
      query.name === 'append-entries' ? [{ text: 'commit' }, { text: 'begin' }, query] : [query],
  },
  'the relay deletes what it announces': {
    breaks: 'every message that was accepted is there, in a final state',
    rewrite: (query) =>
      query.name === 'relay-claim'
        ? [
            changed(
              query,
              /update outbox set next_announce_at = [^\n]*\n\s*from due where/,
              'delete from outbox using due where $3::integer > 0 and',
            ),
          ]
        : [query],
  },
  'a message that failed again is replayed without its outbox row': {
    breaks: 'every message that was accepted is there, in a final state',
    rewrite: (query) =>
      query.name === 'replay-batch'
        ? [
            changed(
              query,
              /select \* from revived union all select \* from stuck/,
              'select * from stuck',
            ),
          ]
        : [query],
  },
};
