import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing, SealedContent, SealedFor } from '../../store/keys/keys.ts';
import { type Proof, proofOf } from '../../store/keys/row-mac.ts';
import { statement, unnamed } from '../../store/statement.ts';
import { signedMessage } from '../signed.ts';

/** A message with its content, lent to who composes an answer to it. Personal data. */
export interface LentMessage {
  readonly id: string;
  readonly type: BerichtType;
  readonly sender: string;
  readonly recipient: string;
  readonly receivedAt: Date;
  /** It has a retour. */
  readonly answered: boolean;
  /** Its recipient got it. */
  readonly reached: boolean;
  readonly bytes: Buffer;
}

interface Row extends Omit<LentMessage, 'bytes'>, SealedFor {
  readonly type: BerichtType;
  readonly recipient: string;
  readonly sealed: Buffer | null;
  readonly version: number | null;
  readonly wrappedKey: Buffer | null;
  readonly forgottenAt: Date | null;
  readonly proof: Proof;
}

const columns = `m.id, m.type, m.sender, m.recipient, m.received_at as "receivedAt",
  m.forgotten_at as "forgottenAt", content.sealed, content.version, wrapped as "wrappedKey",
  ${proofOf(signedMessage, 'm')} as proof,
  exists (
    select from message answer where answer.heenbericht_id = m.id and answer.status <> 'refused'
  ) as answered, m.accepted_at is not null as reached`;

const oneMessage = statement<{ id: string }>(
  'lend-message',
  `select ${columns}
  from message m left join message_content content on content.message_id = m.id
  ${joinKey('m.id', 'left join')}
  where m.id = $id and m.status in ('accepted', 'delivered')`,
);

const oneDeclaration = statement<{ id: string }>(
  'lend-declaration',
  `select ${columns}
  from message m left join message_content content on content.message_id = m.id
  ${joinKey('m.id', 'left join')}
  where m.id = $id and m.type = 'JW323' and m.status in ('accepted', 'delivered', 'rejected')`,
);

const answerTo = statement<{ id: string }>(
  'lend-declaration-answer',
  `select ${columns}
  from message m left join message_content content on content.message_id = m.id
  ${joinKey('m.id', 'left join')}
  where m.heenbericht_id = $id and m.type = 'JW325' and m.status in ('accepted', 'delivered')`,
);

const newestMessage = statement<{ ids: readonly string[] }>(
  'lend-newest-message',
  `select ${columns}
  from unnest($ids::uuid[]) asked (id)
  join message m on m.id = asked.id
  join message_content content on content.message_id = m.id ${joinKey('m.id')}
  where m.forgotten_at is null
  order by m.received_at desc, m.id desc limit 1`,
);

/**
 * A message that its recipient got and did not refuse. Who shows something of it writes the row of the access log.
 *
 * @param isFor whether the message is one that the caller may use
 * @throws {Problem} `not-found`, also for one that the caller may not use; `forgotten`
 * @throws {NotBelieved}
 */
export async function lendMessage(
  pool: Pool,
  keys: KeyRing,
  id: string,
  isFor: (message: Pick<LentMessage, 'type' | 'sender' | 'recipient'>) => boolean,
): Promise<LentMessage> {
  const { rows } = await pool.query<Row>(oneMessage({ id }));
  return lend(keys, rows[0], isFor);
}

/**
 * A declaration (JW323), also one that was refused as a whole, and the JW325 on it, undefined while there is none. Further
 * as {@link lendMessage}.
 *
 * @throws {Problem} `not-found`, `forgotten`
 * @throws {NotBelieved}
 */
export async function lendDeclaration(
  pool: Pool,
  keys: KeyRing,
  id: string,
  isFor: (message: Pick<LentMessage, 'type' | 'sender' | 'recipient' | 'reached'>) => boolean,
): Promise<{ readonly declaration: LentMessage; readonly answer: LentMessage | undefined }> {
  const { rows } = await pool.query<Row>(oneDeclaration({ id }));
  const declaration = lend(keys, rows[0], isFor);
  const { rows: answers } = await pool.query<Row>(answerTo({ id }));
  const answer = answers[0] && lend(keys, answers[0], () => true);
  return { declaration, answer };
}

function lend(
  keys: KeyRing,
  row: Row | undefined,
  isFor: (message: Pick<LentMessage, 'type' | 'sender' | 'recipient' | 'reached'>) => boolean,
): LentMessage {
  if (!row || !isFor(row)) throw new Problem('not-found');
  keys.rows.check(signedMessage, row.proof);
  if (row.forgottenAt)
    throw new Problem('forgotten', { params: { day: dutchDate(row.forgottenAt) } });
  const lent = opened(keys, row);
  if (!lent) throw new Problem('not-found');
  return lent;
}

/**
 * The newest of some messages, of those whose content is still kept.
 *
 * @throws {NotBelieved}
 */
export async function lendNewest(
  pool: Pool,
  keys: KeyRing,
  ids: readonly string[],
): Promise<LentMessage | undefined> {
  if (ids.length === 0) return undefined;
  const { rows } = await pool.query<Row>(newestMessage({ ids }));
  const [row] = rows;
  if (!row) return undefined;
  keys.rows.check(signedMessage, row.proof);
  return opened(keys, row);
}

const newestThose = unnamed<{ asked: readonly number[]; ids: readonly string[] }>(`
  select chosen.asked, ${columns}
  from (
    select distinct on (given.asked) given.asked, kept.id
    from unnest($asked::integer[], $ids::uuid[]) given (asked, id)
    cross join lateral (
      select id, received_at from message where id = given.id and forgotten_at is null offset 0
    ) kept
    order by given.asked, kept.received_at desc, kept.id desc
  ) chosen
  cross join lateral (select * from message where id = chosen.id offset 0) m
  join message_content content on content.message_id = m.id ${joinKey('m.id')}`);

/**
 * As {@link lendNewest} of each of some groups of messages, in their order.
 *
 * @throws {NotBelieved}
 */
export async function lendNewestOf(
  pool: Pool,
  keys: KeyRing,
  groups: readonly (readonly string[])[],
): Promise<(LentMessage | undefined)[]> {
  const pairs = groups.flatMap((ids, asked) => ids.map((id) => ({ asked, id })));
  if (pairs.length === 0) return groups.map(() => undefined);
  const { rows } = await pool.query<Row & { asked: number }>(
    newestThose({ asked: pairs.map(({ asked }) => asked), ids: pairs.map(({ id }) => id) }),
  );
  keys.rows.check(signedMessage, ...rows.map(({ proof }) => proof));
  const found = new Map(rows.map(({ asked, ...row }) => [asked, opened(keys, row)]));
  return groups.map((_, asked) => found.get(asked));
}

function opened(keys: KeyRing, row: Row): LentMessage | undefined {
  const { sealed, version, wrappedKey, forgottenAt: _, proof: __, ...message } = row;
  if (!sealed || version === null || !wrappedKey) return undefined;
  const content: SealedContent = { sealed, version, wrappedKey };
  return { ...message, bytes: keys.unsealMessage(message, content) };
}
