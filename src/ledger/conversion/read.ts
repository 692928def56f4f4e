import type { Pool } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call } from '../../parties/principal.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import type { ClientKey, KeyRing } from '../../store/keys/keys.ts';
import { type Proof, proofOf } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { askInOrder } from '../../store/walk.ts';
import { type ConversionCase, readCases } from './cases.ts';
import { type Mark, marksOf } from './mark-history.ts';
import type { Assessed } from './model.ts';
import type { ConversionRow, RowStep, Side, StandingMark } from './row.ts';
import { type Asked, askedOf, matching, type RowQuery, type RowsSeen } from './row-query.ts';
import { type RowState, readState } from './row-state.ts';
import { signedConversionRow } from './signed.ts';

interface Row {
  readonly proof: Proof;
  readonly step: RowStep | null;
  readonly why: string | null;
  readonly newNumber: string | null;
  readonly messageId: string | null;
}

/** How far a row is: by its newest post; a SPIC that was taken back is `reverted`. */
const stepOf = `case when reverted.step = 'approved' then 'reverted' else post.step end`;

const rowsOf = unnamed<Asked & { step: string | null; after: number; most: number }>(`
  select ${proofOf(signedConversionRow, 'mine')} as proof, ${stepOf} as step, post.why,
    case when post.step in ('sent', 'approved') then mine.new_number end as "newNumber", post.message_id as "messageId"
  from conversion_row mine
  left join lateral (select * from conversion_post where id = mine.post_id offset 0) post on true
  left join lateral (
    select step from conversion_post
    where conversion_id = mine.conversion_id and case_number = mine.case_number and kind = 'revert'
      and mine.number = any(row_numbers) and step = 'approved' limit 1 offset 0
  ) reverted on true
  where ${matching} and mine.number > $after::integer
    and ($step::text is null or coalesce(${stepOf}, 'none') = $step)
  order by mine.number limit $most`);

/**
 * A page of the rows of a preview, by number. A preview has a row for each allocation of some gemeenten, and no list of all
 * previews is longer than that, so a page reads the rows of one preview at most: by their index, also where Postgres believes
 * that all rows of the table are of it.
 *
 * The access log has a row for each gemeente whose rows are shown to others than itself, before they are.
 *
 * @param page.after the number at which the page before ended
 * @throws {NotBelieved}
 */
export async function listRows(
  pool: Pool,
  keys: KeyRing,
  call: Call,
  { id, number }: { readonly id: string; readonly number: number },
  seen: RowsSeen,
  query: RowQuery,
  page: { readonly limit: number; readonly after?: number },
): Promise<{ items: ConversionRow[]; next: number | undefined }> {
  const asked = {
    ...askedOf(id, seen, query),
    ...{ step: query.step ?? null, after: page.after ?? 0, most: page.limit + 1 },
  };
  const rows = await askInOrder<Row>(pool, rowsOf(asked));
  const shown = await present(pool, keys, id, rows.slice(0, page.limit));
  await noteRows(
    pool,
    keys,
    call,
    number,
    shown.map(({ row }) => row),
  );
  const last = shown.at(-1)?.row.number;
  return {
    items: shown.map(({ row }) => row),
    next: rows.length > page.limit ? last : undefined,
  };
}

/** One row of a preview, and what was said of it; undefined when there is none for this caller. */
export async function findRow(
  pool: Pool,
  keys: KeyRing,
  call: Call,
  conversion: { readonly id: string; readonly number: number },
  seen: RowsSeen,
  number: number,
): Promise<{ readonly row: ConversionRow; readonly marks: readonly Mark[] } | undefined> {
  const asked = { ...askedOf(conversion.id, seen, {}), step: null, after: number - 1, most: 1 };
  const rows = await askInOrder<Row>(pool, rowsOf(asked));
  const [found] = await present(pool, keys, conversion.id, rows);
  if (found?.row.number !== number) return undefined;
  await noteRows(pool, keys, call, conversion.number, [found.row]);
  return found;
}

async function present(
  pool: Pool,
  keys: KeyRing,
  conversionId: string,
  rows: readonly Row[],
): Promise<{ row: ConversionRow; marks: readonly Mark[] }[]> {
  const read = rows.map((row) => ({ ...row, state: readState(keys.rows, row.proof) }));
  const numbers = read.map(({ state }) => state.caseNumber);
  const cases = await readCases(pool, keys, conversionId, numbers);
  const keyOf = new Map<string, ClientKey | undefined>(
    read.map(({ state }) => [state.id, cases.get(state.caseNumber)?.key]),
  );
  const marks = await marksOf(pool, keys.rows, [...keyOf.keys()], (id) => keyOf.get(id));
  return read.map(({ state, ...row }) => {
    const said = marks.get(state.id) ?? [];
    return { row: presentRow(row, state, cases.get(state.caseNumber)?.one, said), marks: said };
  });
}

function presentRow(
  { step, why, newNumber, messageId }: Omit<Row, 'proof'>,
  state: RowState,
  one: ConversionCase | undefined,
  said: readonly Mark[],
): ConversionRow {
  const { number, municipality, provider, toewijzingNummer, version } = state;
  const assessed = one && assessedOf(one, toewijzingNummer);
  return {
    ...{ number, gemeente: municipality, aanbieder: provider },
    ...{ client: one?.clientId ?? null, toewijzingNummer },
    ...{ old: one ? oldOf(one, toewijzingNummer) : null, assessed: assessed ?? null, version },
    marks: {
      gemeente: standing(state, said, 'gemeente'),
      aanbieder: standing(state, said, 'aanbieder'),
    },
    decision: said.findLast(({ decision }) => decision !== null)?.decision ?? null,
    ...{ step: step ?? 'none', why: why ? why.split(',') : [], newNumber, messageId },
  };
}

function standing({ marks }: RowState, said: readonly Mark[], side: Side): StandingMark | null {
  const mark = marks[side];
  const last = said.findLast((one) => one.side === side);
  return mark && last ? { mark, at: last.at } : null;
}

function assessedOf(one: ConversionCase, number: string | null): Assessed | undefined {
  return one.assessed.find(({ toewijzingNummer }) => toewijzingNummer === number);
}

function oldOf({ facts }: ConversionCase, number: string | null): ConversionRow['old'] {
  const found = facts.allocations.find(
    ({ toewijzingNummer }) => number !== null && normalNumber(toewijzingNummer) === number,
  );
  if (!found) return null;
  const { product, ingangsdatum, einddatum, omvang, budget } = found.content;
  return {
    product: product ? { categorie: product.categorie, code: product.code ?? null } : null,
    ...{ ingangsdatum, einddatum: einddatum ?? null, omvang: omvang ?? null },
    budget: budget === undefined ? null : Number(budget),
  };
}

/** Children in a row of the access log. */
const loggedAtOnce = 500;

/** Of a party one row about itself; of others one for each gemeente, so that it finds who read. */
async function noteRows(
  pool: Pool,
  keys: KeyRing,
  call: Call,
  conversion: number,
  rows: readonly ConversionRow[],
): Promise<void> {
  const own = call.principal.role === 'party';
  const byGemeente = Map.groupBy(rows, ({ gemeente }) => (own ? '' : gemeente));
  for (const [gemeente, read] of byGemeente) {
    const clientIds = [...new Set(read.flatMap(({ client }) => client ?? []))];
    for (let at = 0; at === 0 || at < clientIds.length; at += loggedAtOnce) {
      const wish = {
        ...(gemeente !== '' && { party: gemeente }),
        clientIds: clientIds.slice(at, at + loggedAtOnce),
        detail: { conversion, rows: read.length },
      };
      await noteAccess(pool, keys.rows, entryOf(call, 'read-conversion', wish));
    }
  }
}

const rowsOfAanbieder = unnamed<{
  id: string;
  codes: readonly string[];
  shared: readonly string[];
}>(`
  select from conversion_row where conversion_id = $id::uuid and provider = any($codes::text[])
    and municipality = any($shared::text[]) limit 1`);

/** Whether a preview has rows of an aanbieder, of gemeenten that shared theirs. */
export async function hasRows(
  pool: Pool,
  id: string,
  codes: readonly string[],
  shared: readonly string[],
): Promise<boolean> {
  return (await pool.query(rowsOfAanbieder({ id, codes, shared }))).rowCount === 1;
}
