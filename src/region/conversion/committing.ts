import {
  type ConversionCommit,
  type RevertedRow,
  revertableRows,
  startCommit,
  startRevert,
  stopCommit,
} from '../../ledger/conversion/commits.ts';
import type { KeptConversion } from '../../ledger/conversion/records.ts';
import { type ReadyCounts, readyOf } from '../../ledger/conversion/said.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { inTransaction } from '../../store/transaction.ts';
import { findOwn, noteIn, refuseUnready, shownCommits, type ViewParts } from './found.ts';
import { conversionsKey } from './runner.ts';
import { type ConversionViewer, ownGemeenten } from './viewer.ts';

/**
 * Commits and reverts of conversions, for gemeenten, contract managers that they designate now, and administrators. A
 * gateway that does steps sends what is asked here.
 */
export class ConversionCommits {
  readonly #parts: ViewParts;

  constructor(parts: ViewParts) {
    this.#parts = parts;
  }

  /**
   * Asks to send what both sides agreed on.
   *
   * @param gemeenten by default all for which the caller acts
   * @param again also what was refused before: it was mended since
   * @throws {Problem} `not-found`, `conversion-not-ready`, `not-designated`, `nothing-agreed`, `forbidden`
   */
  async commit(
    call: Call,
    number: number,
    gemeenten?: readonly string[],
    again = false,
  ): Promise<ConversionCommit> {
    return this.#start(call, number, gemeenten, 'commit-conversion', (wish, also) =>
      startCommit(
        this.#parts.store.pool,
        this.#parts.keys.rows,
        { ...wish, kind: 'commit' },
        async (client, id) => {
          for (const gemeente of wish.gemeenten) await also(client, id, gemeente);
        },
        again,
      ),
    );
  }

  /**
   * Asks to take back what was converted of the child and aanbieder of a row.
   *
   * @param wish.nothingDeclared the caller knows that nothing was declared of the SPIC (OP362): the ledger has no
   *   declarations
   * @throws {Problem} as {@link commit}; `not-converted`
   */
  async revert(
    call: Call,
    number: number,
    wish: RevertedRow & { readonly reason: string },
  ): Promise<ConversionCommit> {
    const { reason, ...row } = wish;
    return this.#start(call, number, undefined, 'revert-conversion', (to, also) =>
      startRevert(
        this.#parts.store.pool,
        this.#parts.keys.rows,
        { ...to, kind: 'revert', reason },
        row,
        also,
      ),
    );
  }

  /** How many rows {@link revert} would take back with this one. @throws {Problem} `not-found`, `forbidden` */
  async revertable(call: Call, number: number, row: number): Promise<number> {
    const { viewer, conversion } = await findOwn(this.#parts, call, number);
    const gemeenten = ownGemeenten(viewer, conversion);
    return revertableRows(this.#parts.store.pool, { id: conversion.id, row, gemeenten });
  }

  async #start(
    call: Call,
    number: number,
    asked: readonly string[] | undefined,
    action: 'commit-conversion' | 'revert-conversion',
    start: (
      wish: Omit<Parameters<typeof startCommit>[2], 'kind'>,
      also: Parameters<typeof startRevert>[4],
    ) => Promise<string>,
  ): Promise<ConversionCommit> {
    const { viewer, conversion } = await findOwn(this.#parts, call, number);
    refuseUnready(conversion);
    const own = ownGemeenten(viewer, conversion);
    if (asked?.some((code) => !own.includes(code))) throw new Problem('not-designated');
    const gemeenten = asked ?? own;
    const office = viewer.as === 'all' ? null : viewer.office;
    const madeBy = call.principal.credential.name;
    const wish = { conversionId: conversion.id, gemeenten, office, reason: null, madeBy };
    const id = await start(wish, (client, commitId, party) =>
      noteIn(client, this.#parts, call, action, {
        party,
        detail: { conversion: number, commitId },
      }),
    );
    this.#parts.bell?.ring(conversionsKey);
    return this.#commitOf(viewer, conversion, id);
  }

  /** What {@link commit} would send now, and what it would send again. @throws {Problem} `not-found`, `forbidden` */
  async ready(
    call: Call,
    number: number,
  ): Promise<{ readonly first: ReadyCounts; readonly again: ReadyCounts }> {
    const { viewer, conversion } = await findOwn(this.#parts, call, number);
    const { pool } = this.#parts.store;
    return readyOf(pool, conversion.id, ownGemeenten(viewer, conversion));
  }

  /** The commits and reverts of a preview. @throws {Problem} `not-found`, `forbidden` */
  async list(call: Call, number: number): Promise<ConversionCommit[]> {
    const { viewer, conversion } = await findOwn(this.#parts, call, number);
    return shownCommits(this.#parts, viewer, conversion);
  }

  /** One of these. @throws {Problem} `not-found`, `forbidden` */
  async get(call: Call, number: number, id: string): Promise<ConversionCommit> {
    const { viewer, conversion } = await findOwn(this.#parts, call, number);
    return this.#commitOf(viewer, conversion, id);
  }

  /**
   * Stops a commit, see {@link stopCommit}.
   *
   * @throws {Problem} `not-found`, `forbidden`; `not-designated` where it is of gemeenten for which the caller does not act
   */
  async stop(call: Call, number: number, id: string): Promise<ConversionCommit> {
    const { viewer, conversion } = await findOwn(this.#parts, call, number);
    await this.#commitOf(viewer, conversion, id);
    const commit = await this.#commitOf({ as: 'all' }, conversion, id);
    const own = ownGemeenten(viewer, conversion);
    if (!commit.gemeenten.every((code) => own.includes(code))) throw new Problem('not-designated');
    await inTransaction(this.#parts.store.pool, async (client) => {
      await stopCommit(client, this.#parts.keys.rows, id, call.principal.credential.name);
      for (const party of commit.gemeenten)
        await noteIn(client, this.#parts, call, 'stop-conversion', {
          party,
          detail: { conversion: number },
        });
    });
    this.#parts.bell?.ring(conversionsKey);
    return this.#commitOf(viewer, conversion, id);
  }

  async #commitOf(
    viewer: ConversionViewer,
    conversion: KeptConversion,
    commitId: string,
  ): Promise<ConversionCommit> {
    const all = await shownCommits(this.#parts, viewer, conversion);
    const found = all.find((one) => one.id === commitId);
    if (!found) throw new Problem('not-found');
    return found;
  }
}
