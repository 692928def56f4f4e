import { randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { ClientKey } from '../../store/keys/keys.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { momentText } from '../../store/moment-text.ts';
import { momentOf } from '../../store/row-text.ts';
import { listStatement } from '../../store/rows.ts';
import { unnamed } from '../../store/statement.ts';
import type { Spic } from './model.ts';
import type { MarkKind, ParentsDecision, Side } from './row.ts';
import { signedConversionMark } from './signed.ts';

/** What a side said of a row, as it is kept for good. */
export interface Mark {
  readonly side: Side;
  readonly mark: MarkKind;
  /** Of the proposal; with `changed` of that which it makes. */
  readonly version: number;
  readonly to: Spic | null;
  /** Null also when the child was forgotten. */
  readonly reason: string | null;
  readonly decision: ParentsDecision | null;
  /** The gemeente or aanbieder for which it was said. */
  readonly party: string;
  readonly by: string;
  readonly at: Date;
}

/** A mark that is written now. */
export interface MarkSaid extends Omit<Mark, 'at'> {
  readonly rowId: string;
  /** Of the child. */
  readonly key: ClientKey;
}

/** What is encrypted of a mark; goes up with its form. */
const form = 1;

const types = {
  ...{ id: 'uuid', row_id: 'uuid', side: 'text', mark: 'text', version: 'integer' },
  ...{ to_category: 'text', to_code: 'text', to_months: 'integer', sealed: 'bytea' },
  ...{ party: 'text', said_by: 'text', said_at: 'timestamptz', mac: 'bytea' },
} as const;

interface Write {
  readonly id: string;
  readonly row_id: string;
  readonly side: Side;
  readonly mark: MarkKind;
  readonly version: number;
  readonly to_category: string | null;
  readonly to_code: string | null;
  readonly to_months: number | null;
  readonly sealed: Buffer | null;
  readonly party: string;
  readonly said_by: string;
  readonly said_at: string;
  readonly mac: Buffer;
}

const insertMarks = listStatement<Write>(
  'insert-conversion-marks',
  'given',
  types,
  (rows) => `with ${rows}
    insert into conversion_mark (${Object.keys(types).join(', ')})
    select ${Object.keys(types).join(', ')} from given`,
);

/** Keeps what was said, with its MACs. */
export async function writeMarks(
  client: PoolClient,
  macs: RowMacs,
  said: readonly MarkSaid[],
): Promise<void> {
  if (said.length === 0) return;
  const at = momentText(new Date());
  await client.query(insertMarks(said.map((one) => writeOf(macs, one, at))));
}

function writeOf(macs: RowMacs, said: MarkSaid, at: string): Write {
  const { rowId, side, mark, version, to, reason, decision, party, by, key } = said;
  const id = randomUUIDv7();
  const sealed =
    reason === null && decision === null
      ? null
      : key.seal(Buffer.from(JSON.stringify({ form, reason, decision })), ...boundTo(id, rowId));
  const write = {
    ...{ id, row_id: rowId, side, mark, version },
    ...{ to_category: to?.categorie ?? null, to_code: to?.code ?? null },
    ...{ to_months: to?.months ?? null, sealed, party, said_by: by, said_at: at },
  };
  const text = (value: string | number | null) => (value === null ? null : String(value));
  const values = [
    ...[id, rowId, side, mark, String(version), write.to_category, write.to_code],
    ...[text(write.to_months), sealed && `\\x${sealed.toString('hex')}`, party, by, at],
  ];
  return { ...write, mac: macs.macOf(signedConversionMark, values) };
}

function boundTo(id: string, rowId: string): string[] {
  return ['conversion-mark', id, rowId];
}

const marksOfRows = unnamed<{ ids: readonly string[] }>(`
  select mine."rowId", mine.proof from unnest($ids::uuid[]) asked (id)
  cross join lateral (
    select id, row_id as "rowId", ${proofOf(signedConversionMark, 'kept')} as proof
    from conversion_mark kept where row_id = asked.id order by kept.id offset 0
  ) mine
  order by mine.id`);

/**
 * What was said of some rows, by the id of the row, in order.
 *
 * @param keyOf the key of the child of a row; undefined when it was forgotten
 * @throws {NotBelieved}
 */
export async function marksOf(
  db: Pool | PoolClient,
  macs: RowMacs,
  ids: readonly string[],
  keyOf: (rowId: string) => ClientKey | undefined,
): Promise<ReadonlyMap<string, readonly Mark[]>> {
  const { rows } = await db.query<{ rowId: string; proof: Proof }>(marksOfRows({ ids }));
  const marks = new Map<string, Mark[]>();
  for (const { rowId, proof } of rows) {
    macs.check(signedConversionMark, proof);
    marks.set(rowId, [...(marks.get(rowId) ?? []), readMark(proof, keyOf(rowId))]);
  }
  return marks;
}

function readMark(proof: Proof, key: ClientKey | undefined): Mark {
  const [, id, rowId, side, mark, version, category, code, months, sealed, party, by, at] = proof;
  const said = openSaid(key, id ?? '', rowId ?? '', sealed ?? null);
  return {
    ...{ side: side as Side, mark: mark as MarkKind, version: Number(version) },
    to:
      category && code
        ? { categorie: category, code, ...(months != null && { months: Number(months) }) }
        : null,
    ...said,
    ...{ party: party ?? '', by: by ?? '', at: momentOf(at ?? '') as Date },
  };
}

function openSaid(
  key: ClientKey | undefined,
  id: string,
  rowId: string,
  sealed: string | null,
): Pick<Mark, 'reason' | 'decision'> {
  if (!key || sealed === null) return { reason: null, decision: null };
  const bytes = key.unseal(Buffer.from(sealed.slice(2), 'hex'), ...boundTo(id, rowId));
  const read = JSON.parse(bytes.toString()) as Pick<Mark, 'reason' | 'decision'> & {
    readonly form: number;
  };
  if (read.form !== form) throw new Error('a mark of a conversion of another form');
  const { reason, decision } = read;
  return { reason, decision };
}
