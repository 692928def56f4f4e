import type { Pool } from 'pg';
import { asked } from '../../store/conditions.ts';
import { NotBelieved, type OnNotBelieved, type RowMacs } from '../../store/keys/row-mac.ts';
import { askInOrder, pageOf, rowsToLookAt, type Walked, walkSql, wayOf } from '../../store/walk.ts';
import { childProof, type KeptSignal, readRow, signalColumns } from './keep.ts';
import type { SignalKind, SignalRow, SignalSegment, SignalStatus } from './signal.ts';
import { maySeeSignal, type SignalViewer } from './viewer.ts';

export interface SignalFilter {
  readonly kind?: SignalKind;
  readonly status?: SignalStatus;
  readonly segment?: SignalSegment;
  /** A gemeente that it concerns. */
  readonly municipality?: string;
  readonly provider?: string;
  /** The first and the last day on which it was reported, `yyyy-mm-dd`, in Amsterdam. */
  readonly from?: string;
  readonly until?: string;
}

export interface SignalQuery extends SignalFilter {
  readonly limit: number;
  /** The id with which the previous page ended. */
  readonly after?: string;
}

const columns = `id, signal.revision, reporter, gemeenten, kind, segment, about, provider, size, status, reported_at,
  reported_on, answer_count, closed_at, closed_by, close_reason, signal.mac`;
const byGemeente = 'signal_municipality join signal on signal.id = signal_id';

/**
 * The order of the list. That of all has it in other words (there are no nulls), so that Postgres does not take the index
 * of all for that of one party.
 */
const orderOf = (ofAll: boolean) => (ofAll ? 'id desc' : 'id desc nulls last');

/**
 * A page of signals, the newest first, without what people wrote. It costs the same for any number of signals
 * (`store/walk.ts`); so it may be short, or empty, with more to come. Who shows it writes the row of the access log.
 *
 * @param onNotBelieved is told of a row that is left out
 * @returns the signals, and the id after which the next page begins; undefined when this is all
 */
export async function listSignals(
  pool: Pool,
  macs: RowMacs,
  viewer: SignalViewer,
  query: SignalQuery,
  onNotBelieved: OnNotBelieved,
): Promise<{ items: SignalRow[]; next: string | undefined }> {
  const statement = asked();
  const { value, given } = statement;
  const { limit, after, municipality } = query;
  const ofAll = viewer.as === 'operator' && municipality === undefined;
  const order = orderOf(ofAll);
  const way = (from: string, id: string, conditions: readonly string[]) =>
    wayOf(columns, from, [...conditions, ...given(after, (last) => `${id} < ${last}::uuid`)], {
      order,
      limit,
    });
  const ways = ofAll
    ? [way('signal', 'id', [])]
    : viewer.as === 'aanbieder'
      ? viewer.codes.map((code) => way('signal', 'id', [`reporter = ${value(code)}`]))
      : gemeentenOf(viewer, municipality).map((code) =>
          way(byGemeente, 'signal_id', [`municipality = ${value(code)}`]),
        );
  if (ways.length === 0) return { items: [], next: undefined };
  const walk = walkSql({
    ways,
    order,
    limit,
    // By a gemeente each is read twice: the way to it, and it.
    look: Math.ceil(rowsToLookAt(limit) / 2),
    conditions: [
      ...given(query.kind, (one) => `kind = ${one}`),
      ...given(query.status, (one) => `status = ${one}`),
      ...given(query.segment, (one) => `segment = ${one}`),
      ...given(municipality, (one) => `${one} = any(gemeenten)`),
      ...given(query.provider, (one) => `provider = ${one}`),
      ...given(query.from, (day) => `reported_on >= ${day}::date`),
      ...given(query.until, (day) => `reported_on <= ${day}::date`),
    ],
  });
  const rows = await askInOrder<Walked & KeptSignal>(pool, {
    text: `select ${signalColumns}, ${childProof}, s.fits, s.ends
      from (${walk}) s left join signal_child child on child.signal_id = s.id order by s.id desc`,
    values: statement.values,
  });
  const { items, last } = pageOf(rows, limit);
  return { items: believed(macs, viewer, items, onNotBelieved), next: last?.id };
}

/** The gemeenten by which signals are found. */
function gemeentenOf(viewer: SignalViewer, municipality: string | undefined): readonly string[] {
  if (viewer.as === 'operator') return municipality === undefined ? [] : [municipality];
  return viewer.codes.filter((code) => municipality === undefined || municipality === code);
}

/** Those that the gateway wrote so, and that this caller may see by what is in them. */
function believed(
  macs: RowMacs,
  viewer: SignalViewer,
  rows: readonly (Walked & KeptSignal)[],
  onNotBelieved: OnNotBelieved,
): SignalRow[] {
  return rows.flatMap(({ fits: _, ends: __, ...kept }) => {
    try {
      const row = readRow(macs, kept);
      return maySeeSignal(viewer, row) ? [row] : [];
    } catch (error) {
      if (!(error instanceof NotBelieved)) throw error;
      onNotBelieved(error);
      return [];
    }
  });
}
