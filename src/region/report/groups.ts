import { designatedBy } from '../../parties/designations/acting.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import { signedParty } from '../../parties/directory/signed.ts';
import { forbidden, type Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { Database, Store } from '../../store/database.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';

/** Gemeenten that are counted together, always the same ones: those of a region, or one that is of none. */
export interface Group {
  readonly region: string | null;
  readonly gemeenten: readonly string[];
}

/** What a report is about. */
export interface Scope {
  readonly groups: readonly Group[];
  /** Gemeenten for which the caller acts and that are not counted, since it does not act for their whole region. */
  readonly leftOut: readonly string[];
}

/** The roles that may see a report. */
export const reportRoles = ['contract-manager', 'operator', 'administrator'] as const;

interface Row {
  readonly code: string;
  readonly region: string | null;
  readonly ended: boolean;
  readonly proof: Proof;
}

const allGemeenten = unnamed<{ today: string }>(`
  select code, region, coalesce(until < $today::date, false) as ended,
    ${proofOf(signedParty, 'party')} as proof
  from ${partyTable} party where kind = 'gemeente' order by code`);

/**
 * The gemeenten of a report, in groups. A contract manager gets each region for all gemeenten of which it acts, and each
 * gemeente of no region for which it acts; others get all. So a gemeente is in one group whoever asks: tens of one group
 * never hold part of another.
 *
 * @param today in Amsterdam
 * @throws {Problem} `forbidden` for other roles; `not-designated` for a contract manager of no gemeente
 * @throws {NotBelieved}
 */
export async function scopeOf(
  { db, pool }: Pick<Store, 'db' | 'pool'>,
  macs: RowMacs,
  { role, party }: Principal,
  today: string,
): Promise<Scope> {
  const acting = await actingFor(db, macs, role, party);
  const { rows } = await pool.query<Row>(allGemeenten({ today }));
  // Which gemeenten a region has decides what is shown.
  macs.check(signedParty, ...rows.map(({ proof }) => proof));
  const groups: Group[] = [];
  const leftOut: string[] = [];
  for (const some of Map.groupBy(
    rows,
    ({ code, region }) => region ?? `gemeente ${code}`,
  ).values()) {
    const region = some[0]?.region ?? null;
    const gemeenten = some.map(({ code }) => code);
    const own = acting ? gemeenten.filter((code) => acting.has(code)) : gemeenten;
    if (own.length === 0) continue;
    // A gemeente that has ended designates nobody, and what it did stays with its region.
    if (some.every(({ code, ended }) => ended || own.includes(code)))
      groups.push({ region, gemeenten });
    else leftOut.push(...own);
  }
  return { groups, leftOut };
}

/** The gemeenten for which a contract manager acts; undefined for who sees all. */
async function actingFor(
  db: Database,
  macs: RowMacs,
  role: Principal['role'],
  party: string | undefined,
): Promise<ReadonlySet<string> | undefined> {
  if (role === 'operator' || role === 'administrator') return undefined;
  if (role !== 'contract-manager' || party === undefined) throw forbidden(role, reportRoles);
  const codes = await designatedBy(db, macs, party);
  if (codes.size === 0) throw new Problem('not-designated');
  return codes;
}
