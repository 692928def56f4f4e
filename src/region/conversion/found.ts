import type { PoolClient } from 'pg';
import { type ConversionCommit, commitsOf } from '../../ledger/conversion/commits.ts';
import { hasRows } from '../../ledger/conversion/read.ts';
import { findConversion, type KeptConversion } from '../../ledger/conversion/records.ts';
import { type AccessAction, entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { mailboxTable } from '../../parties/directory/mailboxes.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { Bell } from '../../store/bell.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { type ConversionViewer, conversionViewerOf, ownGemeenten } from './viewer.ts';

/** What conversions are shown and changed with. */
export interface ViewParts {
  readonly store: Store;
  readonly keys: KeyRing;
  /** Wakes who makes previews and sends messages; without it they look within a second. */
  readonly bell?: Pick<Bell, 'ring'>;
}

/** A preview, and for whom its caller acts. */
export interface Found {
  readonly viewer: ConversionViewer;
  readonly conversion: KeptConversion;
}

/** For whom a caller acts now. @throws as `conversionViewerOf` */
export function viewerOf(
  { store, keys }: ViewParts,
  { principal }: Call,
): Promise<ConversionViewer> {
  return conversionViewerOf(store.db, keys.rows, principal);
}

/** A preview that a caller may see. @throws {Problem} `not-found`, also for one of others */
export async function find(parts: ViewParts, call: Call, number: number): Promise<Found> {
  const viewer = await viewerOf(parts, call);
  const { pool } = parts.store;
  const conversion = await findConversion(pool, parts.keys.rows, number);
  const isVisible = await seenBy(parts, viewer, conversion);
  if (!conversion || !isVisible) throw new Problem('not-found');
  return { viewer, conversion };
}

const nil = '00000000-0000-0000-0000-000000000000';

/** The same is asked whether there is one or not: nobody finds out how many others have. */
async function seenBy(
  { store }: ViewParts,
  viewer: ConversionViewer,
  conversion: KeptConversion | undefined,
): Promise<boolean> {
  if (viewer.as === 'all') return true;
  if (viewer.as === 'gemeente')
    return conversion !== undefined && ownGemeenten(viewer, conversion).length > 0;
  const { id = nil, sharedGemeenten = [] } = conversion ?? {};
  return hasRows(store.pool, id, viewer.codes, sharedGemeenten);
}

/** The commits and reverts of a preview that a caller sees: of gemeenten for which it acts, as far as they are of these. */
export async function shownCommits(
  { store, keys }: ViewParts,
  viewer: ConversionViewer,
  conversion: KeptConversion,
): Promise<ConversionCommit[]> {
  if (viewer.as === 'aanbieder') return [];
  const own = viewer.as === 'all' ? null : ownGemeenten(viewer, conversion);
  const commits = await commitsOf(store.pool, keys.rows, conversion.id, own);
  if (!own) return commits;
  return commits.map((one) => ({
    ...one,
    gemeenten: one.gemeenten.filter((code) => own.includes(code)),
  }));
}

/** As {@link find}, for who acts for a gemeente of it. @throws {Problem} `forbidden` for an aanbieder */
export async function findOwn(parts: ViewParts, call: Call, number: number): Promise<Found> {
  const found = await find(parts, call, number);
  if (found.viewer.as === 'aanbieder') throw notForAanbieders(call);
  return found;
}

/** The problem of an aanbieder that asks for what gemeenten may. */
export function notForAanbieders({ principal }: Call): Problem {
  const needed = 'administrator, contract-manager (designated), party (gemeente)';
  return new Problem('forbidden', { params: { role: principal.role, needed } });
}

/**
 * The gemeenten of a preview that is asked for: those that are named, or all for which the caller acts.
 *
 * @throws {Problem} `not-designated`, `unknown-party`, `forbidden`; `invalid-request` from an administrator who names none
 */
export async function gemeentenOf(
  { store }: ViewParts,
  viewer: ConversionViewer,
  call: Call,
  asked: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (viewer.as === 'aanbieder') throw notForAanbieders(call);
  const own = ownCodes(viewer, call);
  const gemeenten = [...new Set(asked ?? own ?? [])].sort();
  if (own && gemeenten.some((code) => !own.includes(code))) throw new Problem('not-designated');
  if (gemeenten.length === 0)
    throw new Problem('invalid-request', {
      faults: [{ element: 'body/gemeenten', rule: 'required' }],
    });
  for (const party of gemeenten) {
    const { rowCount } = await store.pool.query(mailboxOf({ party }));
    if (!rowCount) throw new Problem('unknown-party', { params: { party } });
  }
  return gemeenten;
}

/** Undefined: all. A gemeente names itself, and not those that it succeeded. */
function ownCodes(viewer: ConversionViewer, { principal }: Call): readonly string[] | undefined {
  if (viewer.as === 'all') return undefined;
  return viewer.office === null ? [principal.party ?? ''] : viewer.codes;
}

const mailboxOf = unnamed<{ party: string }>(
  `select from ${mailboxTable} mailbox where party_code = $party`,
);

/** @throws {Problem} `conversion-not-ready` */
export function refuseUnready({ state }: KeptConversion): void {
  if (state !== 'ready') throw new Problem('conversion-not-ready', { params: { state } });
}

/** Writes a row of the access log, in the transaction of what it is about. */
export function noteIn(
  client: PoolClient,
  { keys }: ViewParts,
  call: Call,
  action: AccessAction,
  wish: Parameters<typeof entryOf>[2],
): Promise<void> {
  return noteAccess(client, keys.rows, entryOf(call, action, wish));
}
