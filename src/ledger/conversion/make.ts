import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import { errorCode } from '../../store/database.ts';
import { canHeal } from '../../store/errors.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { productKey } from '../contracts/model.ts';
import { assess } from './assess.ts';
import { type ConversionCase, keepCases, sealCase } from './cases.ts';
import { keysOfChildren } from './child-keys.ts';
import type { CaseFacts, Declared, Mapping } from './model.ts';
import { type ConversionInput, conversionOf, type KeptConversion, readInput } from './records.ts';
import { saysOf } from './row-state.ts';
import { type CaseInLedger, type GemeenteFamily, readRunning, runningCases } from './running.ts';
import { signedConversion } from './signed.ts';
import { TariffBook } from './tariffs.ts';

/** What of a child counts beside the ledger. */
export interface ChildFacts {
  /** In years on the day of conversion; absent where it is not known for sure. */
  readonly age?: number;
  /** What a JW301 lacks: codes of `Lacking`. */
  readonly lacks: readonly string[];
}

/** What a preview is made with, of rooms above the ledger. */
export interface MakeParts {
  readonly pool: Pool;
  readonly keys: KeyRing;
  /** Asks to end soon: then the preview is made anew another time. */
  readonly signal: AbortSignal;
  /** A gemeente today, with those that it succeeded. */
  readonly gemeente: (code: string) => Promise<GemeenteFamily>;
  /** In the order of the cases. */
  readonly children: (cases: readonly CaseInLedger[], day: string) => Promise<ChildFacts[]>;
  /** Whether a gemeente declared its ledger complete for an aanbieder. */
  readonly isComplete: (gemeente: string, aanbieder: string) => Promise<boolean>;
}

/** Cases that are read and kept at once. */
const atOnce = 200;

/**
 * Makes a preview: reads what the ledger has on this moment, works out each row, and keeps them. Nothing else changes. When
 * the process dies halfway, the next call begins anew. Only one process makes one at a time.
 *
 * @param onError called with the code of what made it fail, or of a child whose entries cannot be read: its record says so
 */
export async function makeConversion(
  parts: MakeParts,
  id: string,
  onError: (code: string) => void,
): Promise<void> {
  const conversion = await conversionOf(parts.pool, parts.keys.rows, id);
  if (conversion.state !== 'making') return;
  try {
    await make(parts, conversion, onError);
  } catch (error) {
    // A Postgres that is away comes back; what is wrong with what the preview reads stays so.
    if (canHeal(error)) throw error;
    onError(errorCode(error));
    await fail(parts, conversion, errorCode(error));
  }
}

const startAnew = unnamed<{ id: string; total: number }>(`
  with gone as (delete from conversion_row where conversion_id = $id::uuid returning 1),
  cases as (delete from conversion_case where conversion_id = $id::uuid and (select count(*) from gone) >= 0)
  update conversion set cases_done = 0, cases_left_out = 0, cases_total = $total::integer where id = $id::uuid`);

const goOn = unnamed<{ id: string; done: number; leftOut: number }>(`
  update conversion set cases_done = $done::integer, cases_left_out = $leftOut::integer where id = $id::uuid`);

async function make(
  parts: MakeParts,
  conversion: KeptConversion,
  onUnreadable: (code: string) => void,
): Promise<void> {
  const { pool, keys } = parts;
  const { id, day, gemeenten, aanbieders } = conversion;
  const input = await readInput(pool, conversion);
  const families = await Promise.all(gemeenten.map((code) => parts.gemeente(code)));
  const cases = [];
  for (const family of families) cases.push(...(await runningCases(pool, family, aanbieders, day)));
  await pool.query(startAnew({ id, total: cases.length }));
  const facts = new FactsReader(parts, conversion, input);
  const said = createHash('sha256').update(conversion.inputDigest);
  let caseCount = 0;
  let rowCount = 0;
  let leftOut = 0;
  for (let at = 0; at < cases.length; at += atOnce) {
    if (parts.signal.aborted) return;
    const some = cases.slice(at, at + atOnce);
    const { cases: read, unreadable } = await readRunning(pool, keys, some, day);
    for (const code of unreadable) onUnreadable(code);
    leftOut += unreadable.length;
    const made = await facts.of(read);
    const childKeys = await keysOfChildren(
      pool,
      keys,
      made.map(({ clientId }) => clientId),
    );
    const kept: Parameters<typeof keepCases>[3][number][] = [];
    for (const one of made) {
      const assessed = assess(one.facts, input.mapping, day);
      const key = childKeys.get(one.clientId);
      // One that has no old care is no case, and one that was forgotten has no key.
      if (assessed.length === 0 || !key) continue;
      caseCount += 1;
      const whole: ConversionCase = { ...one, number: caseCount, assessed };
      kept.push({ one: whole, sealed: sealCase(key, id, whole), from: rowCount + 1 });
      rowCount += assessed.length;
    }
    const rows = await inTransaction(pool, async (client) => {
      const written = await keepCases(client, keys.rows, id, kept, input.mapping);
      await client.query(goOn({ id, done: Math.min(at + atOnce, cases.length), leftOut }));
      return written;
    });
    for (const row of rows) said.update(saysOf(row));
  }
  await finish(parts, conversion, said.digest('hex'), rowCount, facts.unused);
}

const markReady = unnamed<{ id: string; digest: string; rowCount: number; unused: number }>(`
  with forgotten as (update conversion_input set declared = null where conversion_id = $id::uuid)
  update conversion set state = 'ready', digest = $digest, row_count = $rowCount::integer,
    declared_unused = $unused::integer where id = $id::uuid`);

async function finish(
  { pool, keys }: MakeParts,
  { id }: KeptConversion,
  digest: string,
  rowCount: number,
  unused: number,
): Promise<void> {
  await inTransaction(pool, (client) =>
    keys.rows.rewrite(client, signedConversion, id, () =>
      client.query(markReady({ id, digest, rowCount, unused })),
    ),
  );
}

const markFailed = unnamed<{ id: string; code: string }>(`
  with forgotten as (update conversion_input set declared = null where conversion_id = $id::uuid)
  update conversion set state = 'failed', failed_code = $code where id = $id::uuid`);

async function fail({ pool, keys }: MakeParts, { id }: KeptConversion, code: string) {
  await inTransaction(pool, (client) =>
    keys.rows.rewrite(client, signedConversion, id, () => client.query(markFailed({ id, code }))),
  );
}

/** Gathers the facts of cases. */
class FactsReader {
  readonly #parts: MakeParts;
  readonly #day: string;
  readonly #mapping: Mapping;
  readonly #declared: ReadonlyMap<string, Declared>;
  readonly #tariffs: TariffBook;
  readonly #complete = new Map<string, Promise<boolean>>();
  readonly #used = new Set<Declared>();

  constructor(parts: MakeParts, { day }: KeptConversion, { mapping, declared }: ConversionInput) {
    this.#parts = parts;
    this.#day = day;
    this.#mapping = mapping;
    this.#declared = new Map(
      declared.map((one) => [
        `${one.gemeente} ${normalNumber(one.toewijzingNummer)}`,
        one.declared,
      ]),
    );
    this.#tariffs = new TariffBook({ db: parts.pool, macs: parts.keys.rows }, day);
  }

  /** The cases with their facts, in the same order. */
  async of(cases: readonly CaseInLedger[]): Promise<Omit<ConversionCase, 'number' | 'assessed'>[]> {
    const children = await this.#parts.children(cases, this.#day);
    const made = [];
    for (const [index, one] of cases.entries())
      made.push(await this.#caseOf(one, children[index] as ChildFacts));
    return made;
  }

  async #caseOf(one: CaseInLedger, { age, lacks }: ChildFacts) {
    const { gemeente, provider, clientId, current, openRequest } = one;
    const { code } = gemeente;
    const facts: CaseFacts = {
      gemeente: code,
      aanbieder: provider,
      allocations: current.map(({ toewijzingNummer, content }) => {
        const declared = this.#declaredOf(gemeente, toewijzingNummer);
        return { toewijzingNummer, content, ...(declared && { declared }) };
      }),
      tariffs: await this.#tariffsFor(one),
      ...(age !== undefined && { age }),
      openRequest,
      ledgerComplete: await this.#isComplete(code, provider),
      clientLacks: lacks,
    };
    return { municipality: code, provider, clientId, facts };
  }

  /** How many figures are of no allocation that was looked at. */
  get unused(): number {
    return this.#declared.size - this.#used.size;
  }

  #declaredOf({ family }: GemeenteFamily, number: string): Declared | undefined {
    const found = family.map((code) => this.#declared.get(`${code} ${number}`)).find(Boolean);
    if (found) this.#used.add(found);
    return found;
  }

  /** Of the old products, and of the SPICs that rules for these name. */
  async #tariffsFor({ gemeente, provider, current }: CaseInLedger): Promise<CaseFacts['tariffs']> {
    const old = current.flatMap(({ content: { product } }) =>
      product ? [{ categorie: product.categorie, code: product.code ?? '' }] : [],
    );
    const asked = new Map(old.map((product) => [productKey(product), product]));
    const rules = this.#mapping.filter(
      (rule) =>
        asked.has(productKey({ categorie: rule.categorie, code: rule.code ?? '' })) &&
        (rule.aanbieder === undefined || rule.aanbieder === provider),
    );
    for (const { to } of rules) asked.set(productKey(to), to);
    return this.#tariffs.of(gemeente.code, provider, [...asked.values()]);
  }

  #isComplete(gemeente: string, aanbieder: string): Promise<boolean> {
    const key = `${gemeente} ${aanbieder}`;
    const found = this.#complete.get(key) ?? this.#parts.isComplete(gemeente, aanbieder);
    this.#complete.set(key, found);
    return found;
  }
}
