import type { Pool } from 'pg';
import {
  type Verification as LedgerResult,
  type VerifyOptions,
  verifyChains,
} from '../../ledger/chain/verify.ts';
import { type LogVerification, verifyAccessLog } from '../../parties/access-log/verify.ts';
import type { Actor } from '../../parties/actor.ts';
import { Problem } from '../../problem.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { VerifiedKind } from '../../store/verification-tables.ts';
import { verifyRows } from '../integrity/verify-rows.ts';
import { type Asked, type Begun, begin, carryOut, type Keeping, type WalkOptions } from './keep.ts';
import {
  type Conclusion,
  concludeLedger,
  concludeLog,
  concludeRows,
  type KeptVerification,
} from './model.ts';
import { findVerification, listVerifications, type Standing, standings } from './read.ts';

/** What verifications need. */
export interface VerificationParts {
  /** Where results are kept. */
  readonly pool: Pool;
  /** Where is walked: its statements may take any time. */
  readonly walked: Pool;
  readonly keys: KeyRing;
}

/** How one is followed. */
type Following = Pick<WalkOptions, 'onProgress' | 'signal'>;

/** Verifies the ledger, the access log and the rows, one of each kind at a time in all processes, and keeps what was found. */
export class Verifications {
  readonly #parts: VerificationParts;
  readonly #keeping: Keeping;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  /** @param on called when one ended, and when a result could not be kept */
  constructor(parts: VerificationParts, on: Pick<Keeping, 'onEnd' | 'onNotKept'>) {
    this.#parts = parts;
    this.#keeping = { pool: parts.pool, macs: parts.keys.rows, ...on };
  }

  /**
   * Begins to verify the ledger. @returns carries it out
   * @throws {Problem} `verification-running`
   */
  async ledger(
    by: Actor,
    { municipality }: Pick<VerifyOptions, 'municipality'>,
  ): Promise<(following: Following) => Promise<LedgerResult>> {
    const { walked, keys } = this.#parts;
    const which = municipality === undefined ? {} : { municipality };
    const begun = await this.#begin({ what: 'ledger', by, ...which });
    return (following) =>
      this.#followed(
        begun,
        async (options) => {
          const result = await verifyChains(walked, keys, { ...which, ...options });
          if (municipality && result.chains.length === 0) throw new Problem('not-found');
          return result;
        },
        concludeLedger,
        following,
      );
  }

  /**
   * Begins to verify the access log. @returns carries it out
   * @throws {Problem} `verification-running`
   */
  async accessLog(by: Actor): Promise<(following: Following) => Promise<LogVerification>> {
    const { walked, keys } = this.#parts;
    const begun = await this.#begin({ what: 'access-log', by });
    return (following) =>
      this.#followed(
        begun,
        (options) => verifyAccessLog(walked, keys, options),
        concludeLog,
        following,
      );
  }

  /**
   * Begins one that goes on by itself, gently, until it is done or the process stops. A form that comes twice begins it once.
   *
   * @returns whether it begins; false: one of its kind runs already
   */
  async start(what: VerifiedKind, by: Actor, formKey: string): Promise<boolean> {
    const begun = await begin(this.#keeping, { what, by, formKey });
    if (typeof begun === 'object') void this.#gently(begun, this.#stop.signal);
    return begun !== 'runs';
  }

  /**
   * Carries out one by the clock, unless that was done since a moment, or one of its kind runs.
   *
   * @param signal stops it
   */
  async byClock(what: VerifiedKind, notSince: Date, signal: AbortSignal): Promise<void> {
    const by = { name: 'gateway', keyId: null };
    const begun = await begin(this.#keeping, { what, by, notSince });
    if (typeof begun === 'object')
      await this.#gently(begun, AbortSignal.any([signal, this.#stop.signal]));
  }

  find(id: string): Promise<KeptVerification> {
    const { pool, keys } = this.#parts;
    return findVerification(pool, keys.rows, id);
  }

  list(page: Parameters<typeof listVerifications>[2]): ReturnType<typeof listVerifications> {
    const { pool, keys } = this.#parts;
    return listVerifications(pool, keys.rows, page);
  }

  /** How each kind is. */
  standings(now: Date): Promise<Standing[]> {
    const { pool, keys } = this.#parts;
    return standings(pool, keys.rows, now);
  }

  /** Ends those that run in the background after their present batch, and keeps that they were stopped. */
  async stop(): Promise<void> {
    this.#stop.abort(new Problem('stopping'));
    await Promise.allSettled(this.#running);
  }

  async #begin(asked: Asked): Promise<Begun> {
    const begun = await begin(this.#keeping, asked);
    if (typeof begun !== 'object') throw new Problem('verification-running');
    return begun;
  }

  #followed<Result>(
    begun: Begun,
    walk: (options: WalkOptions) => Promise<Result>,
    conclude: (result: Result) => Conclusion,
    following: Following,
  ): Promise<Result> {
    return this.#track(carryOut(this.#keeping, begun, walk, conclude, following));
  }

  /** What goes wrong is kept, and said by who is told that it ended. */
  async #gently(begun: Begun, signal: AbortSignal): Promise<void> {
    const { walked, keys } = this.#parts;
    const how = { signal, gently: true };
    const one = {
      ledger: () =>
        carryOut(
          this.#keeping,
          begun,
          (options) => verifyChains(walked, keys, options),
          concludeLedger,
          how,
        ),
      'access-log': () =>
        carryOut(
          this.#keeping,
          begun,
          (options) => verifyAccessLog(walked, keys, options),
          concludeLog,
          how,
        ),
      rows: () =>
        carryOut(
          this.#keeping,
          begun,
          (options) => verifyRows(walked, keys, options),
          concludeRows,
          how,
        ),
    } as const;
    await this.#track<unknown>(one[begun.what]()).catch(() => undefined);
  }

  #track<Result>(run: Promise<Result>): Promise<Result> {
    this.#running.add(run);
    const gone = () => void this.#running.delete(run);
    run.then(gone, gone);
    return run;
  }
}
