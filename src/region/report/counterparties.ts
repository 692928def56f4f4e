import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call } from '../../parties/principal.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { counterpartyFigures } from '../figures/counterparties.ts';
import type { CounterpartyKind } from '../figures/figure.ts';
import { refuseMonths } from '../terms/counts.ts';
import { lateAnswers } from '../terms/late.ts';
import {
  refuseFilters,
  refuseUndesignated,
  type TermViewer,
  termViewerOf,
} from '../terms/viewer.ts';

export interface BetweenQuery {
  /** The first and the last month, `yyyy-mm`. */
  readonly from: string;
  readonly until: string;
  /** Of a party: between it and this one. */
  readonly counterparty?: string;
  /** Of others: of this gemeente, of this aanbieder. */
  readonly municipality?: string;
  readonly provider?: string;
}

/** What a party did to another in a month. */
export interface BetweenCount {
  /** `yyyy-mm` */
  readonly month: string;
  /** Who did it, and to whom: one is a gemeente and one an aanbieder. */
  readonly by: string;
  readonly towards: string;
  /** Retouren that refused, and JW325s that refused something, that this party gave itself. */
  readonly refused: number;
  /** Those among them for which no rule was found broken. */
  readonly refusedWithoutRule: number;
  /** Answers that were due in this month, and came late or not yet. */
  readonly answeredLate: number;
  /** Answers to what was answered already, refused at the door. */
  readonly answeredTwice: number;
}

const fieldOf = {
  refused: 'refused',
  'without-rule': 'refusedWithoutRule',
  'answered-twice': 'answeredTwice',
} as const satisfies Record<CounterpartyKind, keyof BetweenCount>;

/**
 * What gemeenten and aanbieders did to each other, by month. A party sees what is between it and others, in both
 * directions; a contract manager all of the gemeenten for which it acts now, an operator all. There is nothing of a child
 * in it.
 */
export class Between {
  readonly #store: Store;
  readonly #keys: Pick<KeyRing, 'rows'>;

  constructor(store: Store, keys: Pick<KeyRing, 'rows'>) {
    this.#store = store;
    this.#keys = keys;
  }

  /**
   * In the order of months, of who did it and to whom. What a contract manager reads is in the access log of each gemeente.
   *
   * @throws {Problem} `too-many-months`, `filter-not-for-role`, `not-designated`, `forbidden`; `invalid-request` for
   *   months in the wrong order
   * @throws {NotBelieved}
   */
  async counts(call: Call, query: BetweenQuery): Promise<BetweenCount[]> {
    const { db, pool } = this.#store;
    const macs = this.#keys.rows;
    const { from, until, ...filters } = query;
    const viewer = await termViewerOf(db, macs, call.principal);
    refuseFilters(viewer, call.principal.role, Object.keys(filters));
    refuseUndesignated(viewer, [filters.municipality]);
    refuseMonths(from, until);
    const wanted = whose(viewer, filters);
    const months = { from: `${from}-01`, until: `${until}-01` };
    const figures = await counterpartyFigures(pool, { ...wanted, ...months });
    const late = await lateAnswers(pool, { ...wanted, ...months });
    const counts = summed([
      ...figures.map(({ kind, ...one }) => ({ ...one, field: fieldOf[kind] })),
      ...late.map((one) => ({ ...one, field: 'answeredLate' as const })),
    ]);
    if (viewer.as === 'contract-manager')
      for (const party of wanted.municipalities ?? [])
        await noteAccess(pool, macs, entryOf(call, 'read-report', { party, detail: { ...query } }));
    return counts;
  }
}

/** Of which gemeenten and aanbieders a caller is shown numbers. */
function whose(
  viewer: TermViewer,
  { counterparty, municipality, provider }: Omit<BetweenQuery, 'from' | 'until'>,
): Pick<Parameters<typeof lateAnswers>[1], 'municipalities' | 'providers'> {
  if (viewer.as === 'party') {
    const isGemeente = viewer.codes[0]?.length === 4;
    const others = counterparty === undefined ? undefined : [counterparty];
    return isGemeente
      ? { municipalities: viewer.codes, providers: others }
      : { municipalities: others, providers: viewer.codes };
  }
  const acting = viewer.as === 'contract-manager' ? viewer.codes : undefined;
  return {
    municipalities: municipality === undefined ? acting : [municipality],
    providers: provider === undefined ? undefined : [provider],
  };
}

type Field = Exclude<keyof BetweenCount, 'month' | 'by' | 'towards'>;

interface Part {
  readonly municipality: string;
  readonly provider: string;
  readonly month: string;
  readonly byGemeente: boolean;
  readonly count: number;
  readonly field: Field;
}

function summed(parts: readonly Part[]): BetweenCount[] {
  const rows = new Map<string, BetweenCount>();
  for (const { municipality, provider, month, byGemeente, count, field } of parts) {
    const by = byGemeente ? municipality : provider;
    const towards = byGemeente ? provider : municipality;
    const key = [month, by, towards].join(' ');
    const none = { refused: 0, refusedWithoutRule: 0, answeredLate: 0, answeredTwice: 0 };
    const row = rows.get(key) ?? { month: month.slice(0, 7), by, towards, ...none };
    rows.set(key, { ...row, [field]: row[field] + count });
  }
  return [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}
