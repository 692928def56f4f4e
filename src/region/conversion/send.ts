import type { Pool } from 'pg';
import { keysOfChildren } from '../../ledger/conversion/child-keys.ts';
import type { ConversionCommit } from '../../ledger/conversion/commits.ts';
import {
  decidePosts,
  movePosts,
  nextPosts,
  type Post,
  type PostMoved,
} from '../../ledger/conversion/posts.ts';
import { conversionOf, type KeptConversion } from '../../ledger/conversion/records.ts';
import type { GemeenteFamily } from '../../ledger/conversion/running.ts';
import type { Intake } from '../../messages/intake/intake.ts';
import { designatedBy } from '../../parties/designations/acting.ts';
import { type Call, localCall } from '../../parties/principal.ts';
import { Problem, type ProblemCode } from '../../problem.ts';
import { buildBericht } from '../../standard/messages/build.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type PrepareParts, prepare, prepareParts } from './prepare.ts';

/** What messages of a conversion are sent with. */
export interface SendParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly intake: Pick<Intake, 'submit'>;
  /** A gemeente today, with those that it succeeded. */
  readonly gemeente: (code: string) => Promise<GemeenteFamily>;
}

/** Messages that are read and decided on together: a dozen round trips to Postgres are shared by so many. */
const usualTogether = 256;
/** Of the first: until they are read, none is sent. */
const firstTogether = 64;
/** Times that so many go in one call: while some are sent, the next are read. */
const turnsOfCall = 8;

/** Problems after which the same bytes may be taken a moment later. */
const passing: ReadonlySet<ProblemCode> = new Set([
  ...(['too-much-at-once', 'unavailable', 'busy', 'stopping', 'internal'] as const),
]);

/**
 * Sends the next messages of a commit. Each is looked at as the world is now; its bytes are committed before they are sent,
 * so that a message goes once, whenever the process dies: who comes after it sends the same bytes, which the intake knows.
 *
 * @param together messages that are decided on together; a stop keeps back those that are not yet
 * @returns how many went or were held back: those that the intake could not take now go later
 * @throws {NotBelieved}
 */
export async function sendBatch(
  parts: SendParts,
  commit: ConversionCommit,
  together = usualTogether,
): Promise<number> {
  const { pool } = parts.store;
  const posts = await nextPosts(pool, commit.id, turnsOfCall * together);
  if (posts.length === 0) return 0;
  const conversion = await conversionOf(pool, parts.keys.rows, commit.conversionId);
  const looking = prepareParts(pool, parts.keys, parts.gemeente, conversion.day);
  let moved = 0;
  let before: Promise<unknown> = Promise.resolve();
  const noted: Promise<number>[] = [];
  try {
    for (const some of groupsOf(posts, together)) {
      const going = await goingOf(parts, looking, conversion, commit, some);
      moved += some.length - going.length;
      // One failure ends it: what was decided on goes in the next call.
      await before;
      const turns = going.map((one) => submit(parts, conversion, one));
      before = Promise.all(turns);
      // The next go while it is noted that these went.
      noted.push(noteThose(pool, turns));
      // Both are awaited in a moment; until then their failure is nobody's.
      for (const one of [before, noted.at(-1)]) one?.catch(() => undefined);
    }
  } finally {
    await Promise.allSettled(noted);
  }
  const counts = await Promise.all(noted);
  return counts.reduce((sum, count) => sum + count, moved);
}

/** A few first, so that the first are sent soon; then groups of `together`. */
function groupsOf(posts: readonly Post[], together: number): Post[][] {
  const first = Math.min(firstTogether, together);
  const groups = [posts.slice(0, first)];
  for (let at = first; at < posts.length; at += together)
    groups.push(posts.slice(at, at + together));
  return groups;
}

/** The messages of some posts that go: those that were decided on before, and those that are now. */
async function goingOf(
  parts: SendParts,
  looking: PrepareParts,
  conversion: KeptConversion,
  commit: ConversionCommit,
  posts: readonly Post[],
): Promise<Going[]> {
  const waiting = posts.filter(({ step }) => step === 'waiting');
  const allowed = await allowedNow(parts, commit, waiting);
  const decided = await decide(looking, conversion, commit, allowed);
  const before = await opened(
    parts,
    posts.filter(({ step }) => step === 'posting'),
  );
  return [...before, ...decided];
}

/** Notes which messages went. @returns how many @throws the first failure, when all have ended */
async function noteThose(
  pool: Pool,
  sent: readonly Promise<PostMoved | undefined>[],
): Promise<number> {
  const turns = await Promise.allSettled(sent);
  const moved = turns.flatMap((turn) =>
    turn.status === 'fulfilled' && turn.value ? [turn.value] : [],
  );
  await movePosts(pool, moved);
  for (const turn of turns) if (turn.status === 'rejected') throw turn.reason;
  return moved.length;
}

/** Those of gemeenten for which the regional office acts still; the others are held back. */
async function allowedNow(
  { store, keys }: SendParts,
  { office }: ConversionCommit,
  posts: readonly Post[],
): Promise<readonly Post[]> {
  if (office === null || posts.length === 0) return posts;
  const codes = await designatedBy(store.db, keys.rows, office);
  const others = posts.filter(({ municipality }) => !codes.has(municipality));
  await movePosts(
    store.pool,
    others.map(({ id }) => ({ id, step: 'held-back', why: ['not-designated'] })),
  );
  return posts.filter(({ municipality }) => codes.has(municipality));
}

/** A message that goes. */
interface Going {
  readonly post: Post;
  readonly bytes: Buffer;
}

/** What the ciphertext of a message is bound to, besides the child. */
function boundTo({ id, municipality, provider }: Post): string[] {
  return ['conversion-post', id, municipality, provider];
}

async function decide(
  looking: PrepareParts,
  conversion: KeptConversion,
  { kind }: ConversionCommit,
  posts: readonly Post[],
): Promise<Going[]> {
  if (posts.length === 0) return [];
  const { pool } = looking;
  const made = await prepare(looking, conversion, kind, posts, new Date());
  await movePosts(
    pool,
    made.heldBack.map(({ post, why }): PostMoved => ({ id: post.id, step: 'held-back', why })),
  );
  const going = made.prepared.map(({ post, key, bericht, numbers }) => {
    const bytes = buildBericht(bericht);
    return { post, bytes, numbers, sealed: key.seal(bytes, ...boundTo(post)) };
  });
  const taken = await inTransaction(pool, (client) =>
    decidePosts(
      client,
      going.map(({ post, sealed }) => ({ id: post.id, sealed })),
      going.flatMap(({ numbers }) => numbers),
    ),
  );
  // Those that were stopped meanwhile do not go.
  return going.filter(({ post }) => taken.has(post.id));
}

/** Messages that were decided on, by a process that ended before they went. */
async function opened({ store, keys }: SendParts, posts: readonly Post[]): Promise<Going[]> {
  const ids = posts.flatMap(({ clientId }) => clientId ?? []);
  const keyOf = await keysOfChildren(store.pool, keys, ids);
  const forgotten: PostMoved[] = [];
  const going = posts.flatMap((post) => {
    const key = keyOf.get(post.clientId ?? '');
    if (key && post.sealed) return [{ post, bytes: key.unseal(post.sealed, ...boundTo(post)) }];
    forgotten.push({ id: post.id, step: 'held-back', why: ['forgotten'] });
    return [];
  });
  await movePosts(store.pool, forgotten);
  return going;
}

/** @returns undefined where the same bytes may go a moment later */
async function submit(
  parts: SendParts,
  conversion: KeptConversion,
  { post, bytes }: Going,
): Promise<PostMoved | undefined> {
  const call = await callOf(parts, conversion, post.municipality);
  try {
    const { id } = await parts.intake.submit(call, bytes);
    return { id: post.id, step: 'sent', messageId: id };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (passing.has(error.code)) return undefined;
    return { id: post.id, step: 'failed', why: [error.code] };
  }
}

/** A call of the gateway itself, as a party. */
export function callAs(conversion: number, party: string, actsFor: readonly string[]): Call {
  const call = localCall(`conversion:${conversion}`);
  return { ...call, principal: { ...call.principal, role: 'party', party, actsFor } };
}

async function callOf(
  { gemeente }: SendParts,
  { number }: KeptConversion,
  code: string,
): Promise<Call> {
  return callAs(number, code, (await gemeente(code)).family.toReversed());
}

/** Reads each gemeente once in a batch. */
export function gemeentenOnce(
  pool: Pool,
  read: (pool: Pool, code: string) => Promise<GemeenteFamily>,
): SendParts['gemeente'] {
  const found = new Map<string, Promise<GemeenteFamily>>();
  return (code) => {
    const one = found.get(code) ?? read(pool, code);
    found.set(code, one);
    return one;
  };
}
