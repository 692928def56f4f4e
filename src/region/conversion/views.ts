import { type Reproduced, reproduce } from '../../ledger/conversion/check.ts';
import type { DeclaredFigures } from '../../ledger/conversion/declared-file.ts';
import type { Mark } from '../../ledger/conversion/mark-history.ts';
import { markRows } from '../../ledger/conversion/marks.ts';
import { readMarks } from '../../ledger/conversion/marks-file.ts';
import type { Mapping } from '../../ledger/conversion/model.ts';
import { findRow, listRows } from '../../ledger/conversion/read.ts';
import {
  conversionOf,
  type KeptConversion,
  listConversions,
  newConversion,
  shareConversion,
} from '../../ledger/conversion/records.ts';
import type {
  ConversionRecord,
  ConversionRow,
  MarkWish,
  Side,
} from '../../ledger/conversion/row.ts';
import type { RowQuery } from '../../ledger/conversion/row-query.ts';
import { type SaidCounts, saidOf } from '../../ledger/conversion/said.ts';
import { sumsOf } from '../../ledger/conversion/sums.ts';
import { TariffBook } from '../../ledger/conversion/tariffs.ts';
import { distributionOf } from '../../ledger/conversion/totals.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type ConversionContent, summaryOf } from './content.ts';
import {
  find,
  findOwn,
  gemeentenOf,
  noteIn,
  notForAanbieders,
  refuseUnready,
  shownCommits,
  type ViewParts,
  viewerOf,
} from './found.ts';
import { conversionsKey } from './runner.ts';
import { type ConversionViewer, ownGemeenten, rowsSeenBy } from './viewer.ts';

/** A preview that a caller asks for. */
export interface PreviewWish {
  /** Plain date: the first day of the SPICs. */
  readonly day: string;
  /** By default all for which the caller acts; an administrator names them. */
  readonly gemeenten?: readonly string[];
  /** By default all. */
  readonly aanbieders?: readonly string[];
  readonly mapping: Mapping;
  readonly declared?: DeclaredFigures;
  /** When there is a preview with this id, nothing is made. */
  readonly id?: string;
}

/** Whose marks an administrator hands in: those of a party that gave it a file. */
export interface MarksFor {
  readonly side: Side;
  readonly party: string;
}

/**
 * Conversions for callers. A gemeente, or a contract manager that it designates now, makes previews and sees rows of that
 * gemeente; an aanbieder sees its own rows of what was shared; an administrator sees all. What is read of children is in
 * the access log before it is shown.
 */
export class Conversions {
  readonly #parts: ViewParts;

  constructor(parts: ViewParts) {
    this.#parts = parts;
  }

  /**
   * Asks for a preview. It is made in the background.
   *
   * @throws {Problem} `not-designated`, `unknown-party`, `conversion-day`, `forbidden`; `invalid-request` from an
   *   administrator who names no gemeente; {AlreadyMade}
   */
  async make(call: Call, wish: PreviewWish): Promise<ConversionRecord> {
    const viewer = await viewerOf(this.#parts, call);
    const gemeenten = await gemeentenOf(this.#parts, viewer, call, wish.gemeenten);
    refuseDay(wish.day);
    const { day, mapping, declared = [], aanbieders = null } = wish;
    const { principal } = call;
    const asked = {
      ...{ day, gemeenten, aanbieders: aanbieders && [...new Set(aanbieders)].sort() },
      input: { mapping, declared },
      ...{ owner: principal.party ?? null, madeBy: principal.credential.name },
    };
    const { pool } = this.#parts.store;
    const id = await newConversion(
      pool,
      this.#parts.keys.rows,
      asked,
      async (client) => {
        for (const party of gemeenten)
          await noteIn(client, this.#parts, call, 'make-conversion', { party, detail: { day } });
      },
      wish.id === undefined ? {} : { id: wish.id },
    );
    this.#parts.bell?.ring(conversionsKey);
    return shownTo(viewer, await conversionOf(pool, this.#parts.keys.rows, id));
  }

  /** A page of previews, newest first. */
  async list(
    call: Call,
    page: { readonly limit: number; readonly before?: number },
  ): Promise<{ items: ConversionRecord[]; next: number | undefined }> {
    const viewer = await viewerOf(this.#parts, call);
    const seen = {
      gemeenten: viewer.as === 'all' ? null : viewer.as === 'gemeente' ? viewer.codes : [],
      aanbieders: viewer.as === 'aanbieder' ? viewer.codes : [],
    };
    const { items, next } = await listConversions(
      this.#parts.store.pool,
      this.#parts.keys.rows,
      seen,
      page,
    );
    return { items: items.map((one) => shownTo(viewer, one)), next };
  }

  /** One preview, with its sums. @throws {Problem} `not-found` */
  async get(call: Call, number: number): Promise<ConversionContent> {
    const { viewer, conversion } = await find(this.#parts, call, number);
    const sums = await sumsOf(
      this.#parts.store.pool,
      conversion.id,
      rowsSeenBy(viewer, conversion),
    );
    const commits = await shownCommits(this.#parts, viewer, conversion);
    return summaryOf(shownTo(viewer, conversion), sums, commits, distributionOf(sums.differences));
  }

  /** Refuses who can make no preview now. @throws {Problem} `not-designated`, `forbidden` */
  async mayMake(call: Call): Promise<void> {
    const viewer = await viewerOf(this.#parts, call);
    if (viewer.as === 'aanbieder') throw notForAanbieders(call);
  }

  /** What both sides say of the rows that the caller sees. @throws {Problem} `not-found` */
  async said(call: Call, number: number): Promise<SaidCounts> {
    const { viewer, conversion } = await find(this.#parts, call, number);
    return saidOf(this.#parts.store.pool, conversion.id, rowsSeenBy(viewer, conversion));
  }

  /** A page of the rows of a preview, see {@link listRows}. @throws {Problem} `not-found` */
  async rows(
    call: Call,
    number: number,
    query: RowQuery,
    page: { readonly limit: number; readonly after?: number },
  ): Promise<{ items: ConversionRow[]; next: number | undefined }> {
    const { viewer, conversion } = await find(this.#parts, call, number);
    const { pool } = this.#parts.store;
    return listRows(
      pool,
      this.#parts.keys,
      call,
      conversion,
      rowsSeenBy(viewer, conversion),
      query,
      page,
    );
  }

  /** One row, and what was said of it. @throws {Problem} `not-found` */
  async row(
    call: Call,
    number: number,
    row: number,
  ): Promise<{ readonly row: ConversionRow; readonly marks: readonly Mark[] }> {
    const { viewer, conversion } = await find(this.#parts, call, number);
    const seen = rowsSeenBy(viewer, conversion);
    const found = await findRow(
      this.#parts.store.pool,
      this.#parts.keys,
      call,
      conversion,
      seen,
      row,
    );
    if (!found) throw new Problem('not-found');
    return found;
  }

  /**
   * All rows of a preview that the caller sees, for a file.
   *
   * @param query those that are asked for; by default all
   * @throws {Problem} `not-found`, `conversion-not-ready`
   */
  async *allRows(call: Call, number: number, query: RowQuery = {}): AsyncGenerator<ConversionRow> {
    const { conversion } = await find(this.#parts, call, number);
    refuseUnready(conversion);
    for (let after: number | undefined = 0; after !== undefined; ) {
      const { items, next } = await this.rows(call, number, query, { limit: rowsAtOnce, after });
      yield* items;
      after = next;
    }
  }

  /** Lets the aanbieders see the rows of the gemeenten for which the caller acts. @throws {Problem} `not-found`, `conversion-not-ready`, `forbidden` */
  async share(call: Call, number: number): Promise<ConversionRecord> {
    const { viewer, conversion } = await findOwn(this.#parts, call, number);
    refuseUnready(conversion);
    await inTransaction(this.#parts.store.pool, async (client) => {
      const by = call.principal.credential.name;
      const own = ownGemeenten(viewer, conversion);
      if (!(await shareConversion(client, this.#parts.keys.rows, conversion.id, own, by))) return;
      for (const party of own)
        await noteIn(client, this.#parts, call, 'share-conversion', {
          party,
          detail: { conversion: number },
        });
    });
    return (await this.get(call, number)).record;
  }

  /**
   * Keeps what a side says of rows, see {@link markRows}.
   *
   * @param of whose marks these are: an administrator says so, others act for no other party
   * @throws {Problem} `not-found`, `conversion-not-ready`, `conversion-not-shared`, `mark-side`; {MarksRefused}
   */
  async mark(
    call: Call,
    number: number,
    wishes: readonly MarkWish[],
    of?: MarksFor,
  ): Promise<number> {
    const { viewer, conversion } = await find(this.#parts, call, number);
    refuseUnready(conversion);
    const { side, codes } = markingFor(viewer, of);
    if (side === 'aanbieder' && conversion.sharedAt === null)
      throw new Problem('conversion-not-shared');
    if (side === 'aanbieder' && wishes.some(({ decision }) => decision))
      throw new Problem('mark-side');
    const { pool } = this.#parts.store;
    const tariffs = new TariffBook({ db: pool, macs: this.#parts.keys.rows }, conversion.day);
    const by = call.principal.credential.name;
    const gemeenten = side === 'aanbieder' ? conversion.sharedGemeenten : null;
    const marking = { conversion, side, codes, gemeenten, by };
    return markRows(pool, this.#parts.keys, marking, wishes, tariffs, async (client, rows) => {
      const byGemeente = Map.groupBy(rows, ({ row }) => row.municipality);
      for (const [party, marked] of byGemeente) {
        const clientIds = [...new Set(marked.map(({ clientId }) => clientId))];
        await noteIn(client, this.#parts, call, 'mark-conversion', {
          ...{ party, clientIds: clientIds.slice(0, loggedChildren) },
          detail: { conversion: number, side, rows: marked.length },
        });
      }
    });
  }

  /**
   * Keeps the marks of a file that came back.
   *
   * @throws {MarkFaults}, {MarksRefused}, and as {@link mark}
   */
  async markFile(call: Call, number: number, bytes: Uint8Array, of?: MarksFor): Promise<number> {
    const { viewer, conversion } = await find(this.#parts, call, number);
    refuseUnready(conversion);
    const { side } = markingFor(viewer, of);
    const known = new Map<number, ConversionRow>();
    for await (const row of this.allRows(call, number)) known.set(row.number, row);
    const wishes = await readMarks(bytes, (row) => known.get(row), side);
    return wishes.length === 0 ? 0 : this.mark(call, number, wishes, of);
  }

  /**
   * Works out a preview again, see {@link reproduce}: for who acts for all of its gemeenten.
   *
   * @throws {Problem} `not-found`, `conversion-not-ready`, `forbidden`, `not-designated`
   */
  async reproduce(call: Call, number: number): Promise<Reproduced> {
    const { viewer, conversion } = await findOwn(this.#parts, call, number);
    if (ownGemeenten(viewer, conversion).length < conversion.gemeenten.length)
      throw new Problem('not-designated');
    refuseUnready(conversion);
    return reproduce(this.#parts.store.pool, this.#parts.keys, conversion);
  }
}

/** Rows of a page of a file. */
const rowsAtOnce = 1000;
/** Children in a row of the access log. */
const loggedChildren = 5000;

/** How many years the day of a conversion may be from today. */
const mostYears = 3;

/** @throws {Problem} `conversion-day` */
function refuseDay(day: string): void {
  const away = Math.abs(Date.parse(day) - Date.now());
  if (away > mostYears * 366 * 86_400_000)
    throw new Problem('conversion-day', { params: { years: mostYears } });
}

/** @throws {Problem} `mark-side` */
function markingFor(
  viewer: ConversionViewer,
  of: MarksFor | undefined,
): { readonly side: Side; readonly codes: readonly string[] } {
  const own = viewer.as === 'all' ? of : { side: viewer.as, codes: viewer.codes };
  if (!own) throw new Problem('mark-side');
  if ('party' in own) return { side: own.side, codes: [own.party] };
  if (of && (of.side !== own.side || !own.codes.includes(of.party))) throw new Problem('mark-side');
  return of ? { side: own.side, codes: [of.party] } : own;
}

/** A preview without what is of others. */
function shownTo(viewer: ConversionViewer, conversion: KeptConversion): ConversionRecord {
  const { owner: _, failedCode: __, inputDigest: ___, ...record } = conversion;
  if (viewer.as === 'all') return record;
  if (viewer.as === 'gemeente') return ofGemeenten(ownGemeenten(viewer, conversion), record);
  const { aanbieders } = record;
  return {
    ...record,
    ...{ gemeenten: [], sharedGemeenten: [] },
    aanbieders: aanbieders?.filter((code) => viewer.codes.includes(code)) ?? null,
    ...{ madeBy: '', digest: null, declaredUnused: null },
    progress: { done: 0, total: null, leftOut: 0 },
  };
}

/** A preview for who acts for some of its gemeenten: what is counted over all of them is not theirs. */
function ofGemeenten(own: readonly string[], record: ConversionRecord): ConversionRecord {
  const sharedGemeenten = record.sharedGemeenten.filter((code) => own.includes(code));
  const shown = {
    ...{ ...record, gemeenten: own, sharedGemeenten },
    sharedAt: sharedGemeenten.length > 0 ? record.sharedAt : null,
  };
  if (own.length === record.gemeenten.length) return shown;
  const progress = { done: 0, total: null, leftOut: 0 };
  return { ...shown, digest: null, declaredUnused: null, progress };
}
