import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { daysBetween } from '../../standard/working-days.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { inTransaction } from '../../store/transaction.ts';
import { scopeOf } from './groups.ts';
import { type Period, type RegionReport, reportOf } from './report.ts';

/** Days in one report, at most. */
export const mostDays = 400;

/**
 * The report of a region for callers. There is nothing of a child in it. A contract manager gets its gemeenten, and what
 * it reads is in the access log of each of them before it is shown; an operator or administrator gets all.
 */
export class Reports {
  readonly #store: Store;
  readonly #keys: Pick<KeyRing, 'rows'>;
  readonly #today: () => string;

  /** @param today the date in Amsterdam */
  constructor(store: Store, keys: Pick<KeyRing, 'rows'>, today = () => dutchDate(new Date())) {
    this.#store = store;
    this.#keys = keys;
    this.#today = today;
  }

  /**
   * What happened in a period.
   *
   * @throws {Problem} `too-many-days`, `day-to-come`, `not-designated`, `forbidden`; `invalid-request` for days in the
   *   wrong order
   * @throws {NotBelieved}
   */
  async region(call: Call, period: Period): Promise<RegionReport> {
    const { db, pool } = this.#store;
    const macs = this.#keys.rows;
    const today = this.#today();
    const scope = await scopeOf({ db, pool }, macs, call.principal, today);
    refusePeriod(period, today);
    const report = await inTransaction(pool, (client) => reportOf(client, macs, scope, period));
    const counted = scope.groups.flatMap(({ gemeenten }) => gemeenten);
    if (call.principal.role === 'contract-manager')
      for (const party of [...counted, ...scope.leftOut])
        await noteAccess(
          pool,
          macs,
          entryOf(call, 'read-report', { party, detail: { ...period } }),
        );
    return report;
  }
}

/** @throws {Problem} */
function refusePeriod({ from, to }: Period, today: string): void {
  if (from > to)
    throw new Problem('invalid-request', {
      faults: [{ element: 'querystring/to', rule: 'after', params: { limit: 'from' } }],
    });
  if (to > today) throw new Problem('day-to-come', { params: { day: to } });
  if (daysBetween(from, to) >= mostDays)
    throw new Problem('too-many-days', { params: { limit: mostDays } });
}
