import { sql } from 'kysely';
import { Problem } from '../../problem.ts';
import type { Database } from '../../store/database.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { entryOf } from '../access-log/entry.ts';
import { noteAccess } from '../access-log/note.ts';
import type { Call } from '../principal.ts';
import { type Declarations, exchanges, fits, type PartyKind } from './codes.ts';
import { signedParty } from './signed.ts';

/**
 * Who answers the heenberichten that a party receives: the gateway in its name, so that the party gets approved messages
 * only; or the party itself, for messages that pass levels 1 and 2.
 */
export const retourByValues = ['gateway', 'party'] as const;
export type RetourBy = (typeof retourByValues)[number];

/** Whether a gemeente lets the rules that need the past refuse messages, or treats them as advice. */
export const level3Values = ['enforce', 'advise'] as const;
export type Level3 = (typeof level3Values)[number];

/**
 * A gemeente or aanbieder, which sends and receives messages; a software house, which does that for these by mandates; or a
 * regional office, which acts for gemeenten that designate it.
 */
export interface Party {
  /** CBS code of a gemeente (4 digits), AGB code of an aanbieder (8), OIN of a software house or regional office (20). */
  readonly code: string;
  /** It never changes: the database refuses it. */
  readonly kind: PartyKind;
  readonly name: string;
  /** Plain date: the last day on which messages may be sent to this party. */
  readonly until: string | null;
  /** The party that took over; after `until` its keys read the old mailbox and messages. */
  readonly successor: string | null;
  readonly retourBy: RetourBy;
  /** Counts for a gemeente only. */
  readonly level3: Level3;
  /** Counts for a gemeente only. */
  readonly declarations: Declarations;
  /** Of a gemeente: the region whose catalogue has the SPICs of its products. */
  readonly region: string | null;
}

/** The default settings of a party. */
const defaults = {
  until: null,
  successor: null,
  retourBy: 'gateway',
  level3: 'enforce',
  declarations: 'party',
  region: null,
} as const satisfies Partial<Party>;

type Setting = keyof typeof defaults;

/** A party as it is put: a setting that is left out gets its default. */
export type PartyWish = Omit<Party, Setting> & Partial<Pick<Party, Setting>>;

/** A change of a party: a setting that is left out does not change. */
export type PartyPart = Partial<Omit<Party, 'code' | 'kind'>>;

const columns = [
  'code',
  'kind',
  'name',
  'until',
  'successor',
  'retour_by as retourBy',
  'level3',
  'declarations',
  'region',
] as const;

/**
 * Makes a party, or replaces the one with this code; repeating it changes nothing. A setting that is not at its default
 * must be named, so that a caller that sets one thing cannot reopen a party that has ended. A change is in the access log
 * of the party, with the names of the settings that changed.
 *
 * @param call who does so
 * @returns the party, and whether it is new
 * @throws {Problem} `party-kind` when the code does not fit the kind, `party-kind-fixed`,
 *   `settings-left-out`, `no-succession`, `successor-without-until`, `unknown-successor`, `successor-circle`
 */
export function putParty(
  db: Database,
  rows: RowMacs,
  call: Call,
  wish: PartyWish,
): Promise<{ party: Party; created: boolean }> {
  return writeParty(db, rows, call, wish.code, (before) => {
    if (!fits(wish.kind, wish.code)) throw new Problem('party-kind');
    if (before && before.kind !== wish.kind) throw new Problem('party-kind-fixed');
    const party = { ...defaults, ...wish };
    const leftOut = settings.filter((name) => !(name in wish) && before?.[name] !== party[name]);
    if (before && leftOut.length > 0)
      throw new Problem('settings-left-out', { params: { settings: leftOut.join(', ') } });
    return party;
  });
}

/** Thrown within the transaction of {@link addParty}: nothing is written. */
class AlreadyThere extends Error {}

/**
 * Makes a party with the default settings, and never changes one that is there. Of two calls at once one makes it.
 *
 * @param call who does so
 * @returns the party; undefined when there is one with this code
 * @throws {Problem} `party-kind` when the code does not fit the kind
 */
export async function addParty(
  db: Database,
  rows: RowMacs,
  call: Call,
  wish: Pick<Party, 'code' | 'kind' | 'name'>,
): Promise<Party | undefined> {
  try {
    const { party } = await writeParty(db, rows, call, wish.code, (before) => {
      if (before) throw new AlreadyThere();
      if (!fits(wish.kind, wish.code)) throw new Problem('party-kind');
      return { ...defaults, ...wish };
    });
    return party;
  } catch (error) {
    if (error instanceof AlreadyThere) return undefined;
    throw error;
  }
}

/**
 * Changes some settings of a party; the others stay.
 *
 * @param call who does so
 * @returns the whole party
 * @throws {Problem} `not-found`, and as {@link putParty}
 */
export async function patchParty(
  db: Database,
  rows: RowMacs,
  call: Call,
  code: string,
  part: PartyPart,
): Promise<Party> {
  const { party } = await writeParty(db, rows, call, code, (before) => {
    if (!before) throw new Problem('not-found');
    return { ...before, ...part };
  });
  return party;
}

const settings = Object.keys(defaults) as Setting[];

async function writeParty(
  db: Database,
  rows: RowMacs,
  call: Call,
  code: string,
  next: (before: Party | undefined) => Party,
): Promise<{ party: Party; created: boolean }> {
  return db.transaction().execute(async (tx) => {
    // One at a time: two changes at once could make a circle of successors that neither sees.
    await sql`lock table party in share row exclusive mode`.execute(tx);
    const before = await findParty(tx, rows, code);
    const party = next(before);
    await checkEnding(tx, rows, party);
    const { retourBy, ...rest } = party;
    const declarations = party.declarations === 'party' ? null : party.declarations;
    const row = { ...rest, declarations, retour_by: retourBy };
    const changed = changes(before, party);
    if (changed.length > 0) {
      const detail = before ? { changed } : { made: true };
      await noteAccess(tx, rows, entryOf(call, 'put-party', { party: party.code, detail }));
    }
    await tx
      .insertInto('party')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('code').doUpdateSet({
          name: party.name,
          until: party.until,
          successor: party.successor,
          retour_by: retourBy,
          level3: party.level3,
          declarations,
          region: party.region,
          revision: sql`party.revision + 1`,
          mac: null,
        }),
      )
      .execute();
    await rows.sign(tx, signedParty, code);
    if (exchanges(party.kind))
      await tx
        .insertInto('mailbox')
        .values({ party_code: party.code })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    return { party, created: !before };
  });
}

async function checkEnding(tx: Database, rows: RowMacs, party: Party): Promise<void> {
  const { kind, until, successor } = party;
  if (!exchanges(kind) && (until || successor)) throw new Problem('no-succession');
  if (!successor) return;
  if (!until) throw new Problem('successor-without-until');
  await checkSuccessor(tx, rows, party, successor);
}

function changes(before: Party | undefined, after: Party): string[] {
  const names = Object.keys(after) as (keyof Party)[];
  return names.filter((name) => before?.[name] !== after[name]);
}

async function checkSuccessor(
  tx: Database,
  rows: RowMacs,
  party: Party,
  successor: string,
): Promise<void> {
  const seen = new Set([party.code]);
  for (let code: string | null = successor; code; ) {
    if (seen.has(code)) throw new Problem('successor-circle');
    seen.add(code);
    const next: Party | undefined = await findParty(tx, rows, code);
    if (!next || next.kind !== party.kind)
      throw new Problem('unknown-successor', { params: { successor } });
    code = next.successor;
  }
}

/**
 * The party with this code, if there is one.
 *
 * @throws {NotBelieved}
 */
export async function findParty(
  db: Database,
  rows: RowMacs,
  code: string,
): Promise<Party | undefined> {
  const row = await db
    .selectFrom('party')
    .select([...columns, sql.raw<Proof>(proofOf(signedParty, 'party')).as('proof')])
    .where('code', '=', code)
    .executeTakeFirst();
  if (!row) return undefined;
  const { proof, declarations, ...party } = row;
  rows.check(signedParty, proof);
  return { ...party, declarations: declarations ?? 'party' };
}
