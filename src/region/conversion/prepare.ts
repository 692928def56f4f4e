import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import { productKey } from '../../ledger/contracts/model.ts';
import { assess } from '../../ledger/conversion/assess.ts';
import { type ConversionCase, readCases } from '../../ledger/conversion/cases.ts';
import type { CommitKind } from '../../ledger/conversion/commits.ts';
import type { Assessed, CaseFacts, Proposal, Spic } from '../../ledger/conversion/model.ts';
import { type Numbered, numbersOfRows, type Post } from '../../ledger/conversion/posts.ts';
import type { KeptConversion } from '../../ledger/conversion/records.ts';
import { isAgreed, type RowState, readRowStates } from '../../ledger/conversion/row-state.ts';
import {
  bsnsOf,
  type CaseInLedger,
  type GemeenteFamily,
  type RunningCase,
  readRunning,
} from '../../ledger/conversion/running.ts';
import { TariffBook } from '../../ledger/conversion/tariffs.ts';
import type { ToegewezenProduct } from '../../ledger/model/events.ts';
import { usedNumbers } from '../../ledger/views/case-state.ts';
import { isComplete } from '../../messages/drafts/complete.ts';
import { randomNumber } from '../../messages/drafts/compose/setting.ts';
import type { ClientDetails } from '../../messages/drafts/forms.ts';
import { linesUnderWay } from '../../messages/drafts/under-way.ts';
import { dayBefore } from '../../standard/calendar.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import type { ClientKey, KeyRing } from '../../store/keys/keys.ts';
import { knownChildren } from './children.ts';
import { type Conversion, composeConversion, composeReversion } from './compose.ts';

/** A post of which the message can be written. */
export interface Prepared {
  readonly post: Post;
  readonly key: ClientKey;
  readonly bericht: BerichtOf<'JW301'>;
  readonly numbers: readonly Numbered[];
}

/** A post that does not go, and why: codes. */
export interface HeldBack {
  readonly post: Post;
  readonly why: readonly string[];
}

export interface PrepareParts {
  readonly pool: Pool;
  readonly keys: KeyRing;
  readonly gemeente: (code: string) => Promise<GemeenteFamily>;
  /** Whether a gemeente declared its ledger complete for an aanbieder. */
  readonly complete: (gemeente: string, aanbieder: string) => Promise<boolean>;
  /** On the day of conversion. */
  readonly tariffs: TariffBook;
}

/** What is asked of the database once in a while, for messages that are sent together. */
export function prepareParts(
  pool: Pool,
  keys: KeyRing,
  gemeente: PrepareParts['gemeente'],
  day: string,
): PrepareParts {
  const asked = new Map<string, Promise<boolean>>();
  const complete = (code: string, aanbieder: string) => {
    const pair = `${code} ${aanbieder}`;
    const found = asked.get(pair) ?? isComplete(pool, keys.rows, code, aanbieder);
    asked.set(pair, found);
    return found;
  };
  return {
    ...{ pool, keys, gemeente, complete },
    tariffs: new TariffBook({ db: pool, macs: keys.rows }, day),
  };
}

/** What is known of one post. */
interface Known {
  readonly post: Post;
  readonly kept: { readonly one: ConversionCase; readonly key: ClientKey };
  readonly rows: readonly RowState[];
  readonly ledger: CaseInLedger;
  readonly bsn: string;
  readonly details: ClientDetails | undefined;
  readonly lacks: readonly string[];
  readonly complete: boolean;
  /** Another message about the child is not judged yet. */
  readonly underWay: boolean;
}

/**
 * Looks at posts as the world is now, and writes their messages. What changed since the preview is held back, each with why.
 *
 * @param posts of one conversion, that wait
 * @throws {NotBelieved}
 */
export async function prepare(
  parts: PrepareParts,
  conversion: KeptConversion,
  kind: CommitKind,
  posts: readonly Post[],
  now: Date,
): Promise<{ prepared: Prepared[]; heldBack: HeldBack[] }> {
  const heldBack: HeldBack[] = [];
  const prepared: Prepared[] = [];
  const { known, unknown } = await gather(parts, conversion, kind, posts);
  heldBack.push(...unknown);
  const wanted = known.reduce((sum, { rows }) => sum + rows.length, 0);
  const fresh = kind === 'commit' ? await freshNumbers(parts.pool, known, wanted) : [];
  for (const one of known) {
    const made =
      kind === 'commit'
        ? await conversionOf(one, conversion, parts.tariffs, fresh, now)
        : await reversionOf(parts.pool, one, conversion, now);
    if (Array.isArray(made)) heldBack.push({ post: one.post, why: made });
    else prepared.push({ post: one.post, key: one.kept.key, ...made });
  }
  return { prepared, heldBack };
}

async function gather(
  parts: PrepareParts,
  { id, day }: KeptConversion,
  kind: CommitKind,
  posts: readonly Post[],
): Promise<{ known: Known[]; unknown: HeldBack[] }> {
  const { pool, keys } = parts;
  const caseNumbers = posts.map(({ caseNumber }) => caseNumber);
  const numbers = posts.flatMap(({ rowNumbers }) => rowNumbers);
  const [cases, states, around] = await Promise.all([
    readCases(pool, keys, id, caseNumbers),
    readRowStates(pool, keys.rows, id, numbers),
    // Taken back are those that ended the day before too.
    childrenAround(parts, posts, kind === 'commit' ? day : dayBefore(day)),
  ]);
  const rows = new Map(states.map((row) => [row.number, row]));
  const known: Known[] = [];
  const unknown: HeldBack[] = [];
  for (const post of posts) {
    const child = around.get(caseKey(post));
    const kept = cases.get(post.caseNumber);
    if (!child || !kept) {
      unknown.push({ post, why: [kept ? 'care-changed' : 'forgotten'] });
      continue;
    }
    known.push({
      ...{ ...child, post, kept },
      rows: post.rowNumbers.flatMap((number) => rows.get(number) ?? []),
      complete: await parts.complete(post.municipality, post.provider),
    });
  }
  return { known, unknown };
}

interface CaseKey {
  readonly clientId: string | null;
  readonly provider: string;
  readonly municipality: string;
}

function caseKey({ clientId, provider, municipality }: CaseKey): string {
  return `${clientId} ${provider} ${municipality}`;
}

function caseKeyOf({ gemeente, ...one }: RunningCase): string {
  return caseKey({ ...one, municipality: gemeente.code });
}

/** What the ledger, and the gemeenten, say of the children of posts now; nothing of those that were forgotten. */
async function childrenAround(
  { pool, keys, gemeente }: PrepareParts,
  posts: readonly Post[],
  day: string,
): Promise<ReadonlyMap<string, Omit<Known, 'post' | 'kept' | 'rows' | 'complete'>>> {
  const running: RunningCase[] = [];
  for (const { municipality, provider, clientId } of posts)
    if (clientId !== null)
      running.push({ gemeente: await gemeente(municipality), provider, clientId });
  // All at once: each waits for Postgres a few times.
  const [{ cases }, children, bsns] = await Promise.all([
    readRunning(pool, keys, running, day),
    knownChildren(pool, keys, running),
    bsnsOf(
      pool,
      keys,
      running.map(({ clientId }) => clientId),
    ),
  ]);
  const known = new Map(running.map((one, index) => [caseKeyOf(one), children[index]]));
  const between = cases.map(({ clientId, provider, gemeente: { code } }) => ({
    ...{ gemeente: code, aanbieder: provider, bsn: bsns.get(clientId) ?? '' },
  }));
  const busy = await linesUnderWay(pool, keys, between);
  return new Map(
    cases.flatMap((ledger, index) => {
      const bsn = bsns.get(ledger.clientId);
      if (bsn === undefined) return [];
      const key = caseKeyOf(ledger);
      const { details, lacks = [] } = known.get(key) ?? {};
      return [[key, { ledger, bsn, details, lacks, underWay: busy[index] === true }]];
    }),
  );
}

type Made = Pick<Prepared, 'bericht' | 'numbers'>;

/** The message of a conversion; or why not. */
async function conversionOf(
  known: Known,
  { id, day }: KeptConversion,
  tariffs: TariffBook,
  fresh: string[],
  now: Date,
): Promise<Made | string[]> {
  const { post, kept, rows, ledger, bsn, details } = known;
  // Marks have a MAC, and what is sent does not: who writes the database sends nothing that was not agreed.
  if (rows.length === 0 || !rows.every(isAgreed)) return ['not-agreed'];
  if (known.underWay) return ['message-under-way'];
  if (!isSameCare(kept.one.facts, ledger)) return ['care-changed'];
  const chosen = new Map<string, Spic>();
  for (const { toewijzingNummer, to } of rows)
    if (toewijzingNummer !== null && to) chosen.set(toewijzingNummer, to);
  const facts = await factsNow(known, chosen, tariffs);
  const assessed = new Map(
    assess(facts, [], day, chosen).map((one) => [one.toewijzingNummer, one]),
  );
  const before = new Map(kept.one.assessed.map((one) => [one.toewijzingNummer, one]));
  const why = new Set<string>();
  const conversions: Conversion[] = [];
  const numbers: Numbered[] = [];
  for (const { number, toewijzingNummer } of rows) {
    const found = assessed.get(toewijzingNummer ?? '');
    for (const code of against(found, before.get(toewijzingNummer ?? ''))) why.add(code);
    if (!found?.proposal) continue;
    const newNumber = fresh.shift() as string;
    const { proposal } = found;
    conversions.push({ toewijzingNummer: found.toewijzingNummer, proposal, newNumber });
    numbers.push({ conversionId: id, row: number, toewijzingNummer: newNumber });
  }
  if (why.size > 0 || !details) return why.size > 0 ? [...why] : ['client-data'];
  const setting = { afzender: post.municipality, ontvanger: post.provider, now };
  const { state } = ledger;
  return { bericht: composeConversion({ setting, bsn, details, state }, conversions), numbers };
}

/** What speaks against a row as it is now; nothing when it is what was agreed. */
function against(now: Assessed | undefined, before: Assessed | undefined): string[] {
  if (!now?.proposal) return [now?.unmapped ?? 'care-changed'];
  if (now.holds.length > 0) return [...now.holds];
  return isSameProposal(now.proposal, before?.proposal ?? null) ? [] : ['proposal-changed'];
}

/** Whether the SPIC, its days, volume and price are those that were agreed. */
function isSameProposal(one: Proposal, other: Proposal | null): boolean {
  const said = (proposal: Proposal) => {
    const { product, ingangsdatum, einddatum, omvang, price, redenWijziging } = proposal;
    return { product, ingangsdatum, einddatum, omvang, price, redenWijziging };
  };
  return other !== null && isDeepStrictEqual(said(one), said(other));
}

/** Whether the ledger has the allocations that the preview looked at, and no others. */
function isSameCare({ allocations }: CaseFacts, { current }: CaseInLedger): boolean {
  const plain = (what: unknown) => JSON.parse(JSON.stringify(what)) as unknown;
  return isDeepStrictEqual(
    plain(allocations.map(({ toewijzingNummer, content }) => ({ toewijzingNummer, content }))),
    plain(current.map(({ toewijzingNummer, content }) => ({ toewijzingNummer, content }))),
  );
}

/** The facts of a case as they are now; what was declared stays as the preview was told. */
async function factsNow(
  { kept, ledger, lacks, complete }: Known,
  chosen: ReadonlyMap<string, Spic>,
  tariffs: TariffBook,
): Promise<CaseFacts> {
  const { facts } = kept.one;
  const old = facts.allocations.flatMap(({ content: { product } }) =>
    product ? [{ categorie: product.categorie, code: product.code ?? '' }] : [],
  );
  const asked = new Map([...old, ...chosen.values()].map((one) => [productKey(one), one]));
  return {
    ...facts,
    tariffs: await tariffs.of(facts.gemeente, facts.aanbieder, [...asked.values()]),
    openRequest: ledger.openRequest,
    ledgerComplete: complete,
    clientLacks: lacks,
  };
}

/** The message that takes a conversion back; or why not (OP362). */
async function reversionOf(
  pool: Pool,
  known: Known,
  { id }: KeptConversion,
  now: Date,
): Promise<Made | string[]> {
  const { post, kept, ledger, bsn, details, lacks } = known;
  if (known.underWay) return ['message-under-way'];
  if (ledger.openRequest) return ['open-request'];
  if (lacks.length > 0 || !details) return ['client-data'];
  const { state } = ledger;
  const numbers = await numbersOfRows(pool, id, post.rowNumbers);
  const reversions = [];
  for (const { old: number, newNumber } of numbers) {
    if (number === null || newNumber === null) return ['forgotten'];
    const old = kept.one.facts.allocations.find((one) => one.toewijzingNummer === number)?.content;
    const [was, is] = [state.allocations.get(number), state.allocations.get(newNumber)];
    if (!old || !was || !is || is.status !== 'allocated' || !isEnded(was.content, old))
      return ['care-changed'];
    if (state.starts.some((one) => one.toewijzingNummer === newNumber && !one.removed))
      return ['spic-started'];
    reversions.push({ old, toewijzingNummer: number, newNumber });
  }
  const setting = { afzender: post.municipality, ontvanger: post.provider, now };
  return { bericht: composeReversion({ setting, bsn, details, state }, reversions), numbers: [] };
}

/** Whether an allocation is the old one, ended by the conversion and changed by nothing else. */
function isEnded(now: ToegewezenProduct, old: ToegewezenProduct): boolean {
  const said = ({ product, ingangsdatum, omvang, budget }: ToegewezenProduct) =>
    JSON.stringify([product, ingangsdatum, omvang, budget]);
  return ['03', '10'].includes(now.redenWijziging ?? '') && said(now) === said(old);
}

/** Numbers that the gemeenten of posts have not used. */
async function freshNumbers(pool: Pool, known: readonly Known[], count: number): Promise<string[]> {
  const codes = [...new Set(known.flatMap(({ ledger }) => ledger.gemeente.family))];
  const found = new Set<string>();
  while (found.size < count) {
    const drawn = Array.from({ length: count - found.size }, randomNumber);
    const used = await usedNumbers(pool, codes, drawn);
    for (const one of drawn) if (!used.has(one)) found.add(one);
  }
  return [...found];
}
