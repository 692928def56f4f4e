import type { PoolClient } from 'pg';
import type { ChildAtProvider } from '../../ledger/views/history.ts';
import { eventsFrom } from '../../store/events/write.ts';
import { statement, unnamed } from '../../store/statement.ts';
import type { Term, TermStatus } from './term.ts';

/** A term as it is in the table. */
export interface KeptTerm extends Term {
  /** The due day of which an event says that it was missed. */
  readonly missedOn: string | null;
}

const columns = `id, kind, municipality, provider, debtor, creditor, message_id as "messageId",
  client_id as "clientId", toewijzing_nummer as "toewijzingNummer", reference_hash as "referenceHash",
  since, due_on as "dueOn", met_at as "metAt", met_by as "metBy", pending, taken, status,
  void_reason as "voidReason", missed_on as "missedOn"`;

const keptTerms = statement<{
  ids: readonly string[];
  clients: readonly string[];
  providers: readonly string[];
  messages: readonly string[];
}>(
  'kept-terms',
  `select t.* from unnest($ids::uuid[]) asked (id)
  cross join lateral (select ${columns} from term where id = asked.id offset 0) t
  union
  select t.* from unnest($messages::uuid[]) asked (message)
  cross join lateral (
    select ${columns} from term where message_id = asked.message and message_id is not null
      and client_id is null and kind in ('decision', 'residence', 'investigation') offset 0
  ) t
  union
  select t.* from unnest($clients::uuid[], $providers::text[]) asked (client_id, provider)
  cross join lateral (
    select ${columns} from term
    where client_id = asked.client_id and provider = asked.provider and client_id is not null offset 0
  ) t`,
);

/** Which terms are read: these, all of these children, and those of requests that wait for a retour. */
export interface WhichTerms {
  readonly ids: readonly string[];
  readonly children: readonly ChildAtProvider[];
  readonly messages: readonly string[];
}

/** Terms as they are kept. */
export async function readKept(
  client: PoolClient,
  { ids, children, messages }: WhichTerms,
): Promise<KeptTerm[]> {
  const { rows } = await client.query<KeptTerm>(
    keptTerms({
      ids,
      messages,
      clients: children.map(({ clientId }) => clientId),
      providers: children.map(({ provider }) => provider),
    }),
  );
  return rows;
}

const overdue = statement<{ today: string; limit: number }>(
  'overdue-terms',
  `select ${columns} from term
  where status = 'open' and due_on < $today::date
  order by due_on, id limit $limit`,
);

/** Terms that were not met and are over, but are still kept as open. @param limit how many at most */
export async function readOver(
  client: PoolClient,
  today: string,
  limit: number,
): Promise<KeptTerm[]> {
  const { rows } = await client.query<KeptTerm>(overdue({ today, limit }));
  return rows;
}

/** A term that changes, and how it was before; null where it is new. */
export interface Change {
  readonly before: KeptTerm | null;
  readonly after: Term;
}

/**
 * Writes terms, how many ended how in each month, and an event for each that was missed since the gateway watches terms,
 * in one statement. For the one transaction at a time that has locked the progress of terms.
 *
 * @param watchedSince plain date: what was over before it gets no event
 */
export async function writeTerms(
  client: PoolClient,
  changes: readonly Change[],
  watchedSince: string,
): Promise<void> {
  if (changes.length === 0) return;
  const missed = changes.filter((change) => isNewlyMissed(change, watchedSince));
  const told = new Set(missed.map(({ after }) => after.id));
  await client.query(
    writeThose({
      terms: JSON.stringify(
        changes.map(({ before, after }) =>
          rowOf(after, told.has(after.id) ? after.dueOn : (before?.missedOn ?? null)),
        ),
      ),
      counts: JSON.stringify(countsOf(changes)),
      missed: JSON.stringify(
        missed.map(({ after: { id, status, debtor, kind } }) => ({
          ...{ id, to_state: status, party: debtor, code: kind },
        })),
      ),
    }),
  );
}

/** Whether a term is over without having been met in time, and no event says so of this due day. */
function isNewlyMissed({ before, after }: Change, watchedSince: string): boolean {
  return (
    (after.status === 'missed' || after.status === 'late') &&
    after.dueOn >= watchedSince &&
    before?.missedOn !== after.dueOn
  );
}

function rowOf(term: Term, missedOn: string | null) {
  return {
    id: term.id,
    kind: term.kind,
    municipality: term.municipality,
    provider: term.provider,
    debtor: term.debtor,
    creditor: term.creditor,
    message_id: term.messageId,
    client_id: term.clientId,
    toewijzing_nummer: term.toewijzingNummer,
    reference_hash: term.referenceHash && `\\x${term.referenceHash.toString('hex')}`,
    since: term.since,
    due_on: term.dueOn,
    met_at: term.metAt,
    met_by: term.metBy,
    pending: term.pending,
    taken: term.taken,
    status: term.status,
    void_reason: term.voidReason,
    missed_on: missedOn,
  };
}

/** Statuses that are counted. */
const judged: ReadonlySet<TermStatus> = new Set(['missed', 'in-time', 'late']);

interface Count {
  readonly municipality: string;
  readonly provider: string;
  readonly kind: string;
  readonly by_gemeente: boolean;
  readonly month: string;
  readonly status: string;
  readonly taken: number;
  count: number;
}

/** What is added to the counts, and taken from them. */
function countsOf(changes: readonly Change[]): Count[] {
  const counts = new Map<string, Count>();
  const add = (term: Term | null, by: 1 | -1) => {
    if (!term || !judged.has(term.status)) return;
    const { municipality, provider, kind, status, taken } = term;
    const count = {
      ...{ municipality, provider, kind, status },
      by_gemeente: term.debtor === municipality,
      month: `${term.dueOn.slice(0, 7)}-01`,
      taken: taken ?? -1,
    };
    const key = Object.values(count).join(' ');
    const found = counts.get(key);
    if (found) found.count += by;
    else counts.set(key, { ...count, count: by });
  };
  for (const { before, after } of changes) {
    add(before, -1);
    add(after, 1);
  }
  return [...counts.values()].filter(({ count }) => count !== 0);
}

const written = `id, kind, municipality, provider, debtor, creditor, message_id, client_id,
  toewijzing_nummer, reference_hash, since, due_on, met_at, met_by, pending, taken, status, void_reason,
  missed_on`;
const renewed = written
  .split(/,\s*/)
  .filter((column) => column !== 'id')
  .map((column) => `${column} = excluded.${column}`)
  .join(', ');

const writeThose = statement<{ terms: string; counts: string; missed: string }>(
  'write-terms',
  `with given as (
    insert into term (${written})
    select ${written} from jsonb_populate_recordset(null::term, $terms::jsonb)
    on conflict (id) do update set ${renewed}, changed_at = now()
  ), counted as (
    insert into term_count (municipality, provider, kind, by_gemeente, month, status, taken, count)
    select municipality, provider, kind, by_gemeente, month, status, taken, count
    from jsonb_populate_recordset(null::term_count, $counts::jsonb)
    on conflict (municipality, month, provider, kind, by_gemeente, status, taken)
    do update set count = term_count.count + excluded.count
  )
  ${eventsFrom(
    { kind: 'term-missed', subject: 'term' },
    `select id, 'open', to_state, 'gateway', party, code
    from jsonb_to_recordset($missed::jsonb) as missed (id uuid, to_state text, party text, code text)`,
  )}`,
);

const dropOld = unnamed<{ before: string; limit: number }>(
  `delete from term where id in (
    select id from term where (due_on + 0) < $before::date and status in ('in-time', 'late', 'void')
    order by (due_on + 0), id limit $limit
  )`,
);

/**
 * Deletes terms that are over and done; how many there were stays counted.
 *
 * @param before plain date: of a due day before it
 * @returns how many
 */
export async function dropTerms(
  client: PoolClient,
  before: string,
  limit: number,
): Promise<number> {
  const { rowCount } = await client.query(dropOld({ before, limit }));
  return rowCount ?? 0;
}
