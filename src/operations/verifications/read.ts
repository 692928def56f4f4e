import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { type VerifiedKind, verifiedKinds } from '../../store/verification-tables.ts';
import { askInOrder } from '../../store/walk.ts';
import { signedVerification } from '../signed.ts';
import type { KeptVerification, VerificationState } from './model.ts';
import { isGone } from './records.ts';

const columns = `id, what, municipality, begun_by as by, begun_at as "begunAt",
  case when ${isGone} then seen_at else ended_at end as "endedAt",
  case when ${isGone} then 'stopped' else state end as state,
  done::double precision as done, total::double precision as total, fault_count as "faultCount",
  failed_code as "failedCode", case when fault_kind is not null then json_build_object('kind', fault_kind,
    'municipality', fault_municipality, 'number', fault_number, 'to', fault_to, 'table', fault_table, 'id', fault_id
  ) end as fault, ${proofOf(signedVerification, 'verification')} as proof`;

type Row = Omit<KeptVerification, 'state'> & {
  readonly state: Exclude<VerificationState, 'not-believed'>;
  readonly proof: Proof;
};

/** What somebody changed in the database shows nothing of what would have been found. */
function shown(macs: RowMacs, { proof, ...row }: Row): KeptVerification {
  if (macs.believes(signedVerification, proof)) return row;
  return { ...row, state: 'not-believed', fault: null, faultCount: 0, failedCode: null };
}

const one = unnamed<{ id: string }>(`select ${columns} from verification where id = $id`);

/** @throws {Problem} `not-found` */
export async function findVerification(
  pool: Pool,
  macs: RowMacs,
  id: string,
): Promise<KeptVerification> {
  const { rows } = await pool.query<Row>(one({ id }));
  if (!rows[0]) throw new Problem('not-found');
  return shown(macs, rows[0]);
}

const last = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
interface Place {
  readonly before: string;
  readonly most: number;
}
const pageOfAll = unnamed<Place>(
  `select ${columns} from verification where id < $before order by id desc limit $most`,
);
const pageOfKind = unnamed<Place & { what: string }>(`
  select ${columns} from verification where what = $what and id < $before order by id desc limit $most`);

/**
 * A page of verifications, newest first.
 *
 * @param page.before the id at which the page before ended
 * @returns the items, and the position of the next page; null when this is all
 */
export async function listVerifications(
  pool: Pool,
  macs: RowMacs,
  page: { readonly what?: VerifiedKind; readonly before?: string; readonly limit: number },
): Promise<{ items: KeptVerification[]; next: string | null }> {
  const { what, limit } = page;
  const place = { before: page.before ?? last, most: limit + 1 };
  const rows = await askInOrder<Row>(
    pool,
    what ? pageOfKind({ ...place, what }) : pageOfAll(place),
  );
  const items = rows.slice(0, limit).map((row) => shown(macs, row));
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** What is known of a kind, by what was kept of it last. */
export interface Standing {
  readonly what: VerifiedKind;
  /**
   * sound: the last that came to its end found nothing; faulty: it found something, or one of a single chain after it did;
   * not-believed: a later result was changed in the database; never: none came to its end.
   */
  readonly verdict: 'sound' | 'faulty' | 'not-believed' | 'never';
  /** The one by which that is so; null for `never`. */
  readonly by: KeptVerification | null;
  /** The last of all there is that found nothing. */
  readonly lastSound: KeptVerification | null;
  /** The one that runs now. */
  readonly running: KeptVerification | null;
  /** None of all there is came to its end for two days, and none runs. */
  readonly overdue: boolean;
}

/** Of each kind so many are looked at. */
const looked = 100;
const patienceMs = 48 * 3_600_000;

// Results are kept since the migration of this table: before that nothing is overdue.
const keptSince = unnamed<object>(`
  select timestamp::timestamptz as at from kysely_migration where name = '0046-verifications'`);

/** How each kind is. */
export async function standings(pool: Pool, macs: RowMacs, now: Date): Promise<Standing[]> {
  const { rows } = await pool.query<{ at: Date }>(keptSince({}));
  const oldest = now.getTime() - patienceMs;
  const isNew = rows[0] !== undefined && rows[0].at.getTime() > oldest;
  const found: Standing[] = [];
  for (const what of verifiedKinds) {
    const { items } = await listVerifications(pool, macs, { what, limit: looked });
    const { lastWhole, ...standing } = standingOf(what, items);
    const late = !lastWhole?.endedAt || lastWhole.endedAt.getTime() < oldest;
    found.push({ ...standing, overdue: late && !isNew && standing.running === null });
  }
  return found;
}

/** @param items newest first */
function standingOf(
  what: VerifiedKind,
  items: readonly KeptVerification[],
): Omit<Standing, 'overdue'> & { readonly lastWhole: KeptVerification | undefined } {
  const isWhole = ({ state, municipality }: KeptVerification) =>
    municipality === null && (state === 'sound' || state === 'faulty');
  const at = items.findIndex(isWhole);
  const lastWhole = items[at];
  const since = at < 0 ? items : items.slice(0, at);
  const worse = (state: VerificationState) => since.find((one) => one.state === state);
  const by = worse('faulty') ?? worse('not-believed') ?? lastWhole ?? null;
  return {
    what,
    verdict: by === null ? 'never' : verdictOf(by.state),
    by,
    lastSound: items.find((one) => isWhole(one) && one.state === 'sound') ?? null,
    running: items.find(({ state }) => state === 'running') ?? null,
    lastWhole,
  };
}

function verdictOf(state: VerificationState): Standing['verdict'] {
  return state === 'faulty' || state === 'not-believed' ? state : 'sound';
}
