import type { Asked } from '../../store/conditions.ts';
import { lookedAt, walkSql, wayOf } from '../../store/walk.ts';
import { sideOf } from './allocation-walk.ts';

/**
 * Which allocations a person looks for: `todo` where a start or stop is to be reported; `running` those that hold today and
 * did not stop; `ending` those that end within thirty days; `stopped` those that are over.
 */
export const workSelections = ['todo', 'running', 'ending', 'stopped'] as const;
export type WorkSelection = (typeof workSelections)[number];

/** A position in the order of the list: when it changed, or of those that end the day. */
export interface WorkCursor {
  readonly at: string;
  readonly id: string;
}

export interface WorkQuery {
  readonly selection?: WorkSelection;
  /** The other side: of a gemeente an aanbieder, of an aanbieder a gemeente. */
  readonly counterparty?: string;
  /** Only of this child, by its random id. */
  readonly client?: string;
  /** In Amsterdam, `yyyy-mm-dd`. */
  readonly today: string;
  /** The last day of those that end soon. */
  readonly endsBy: string;
  readonly limit: number;
  /** Where the previous page ended. */
  readonly after?: WorkCursor;
}

/** RedenBeeindiging of help that goes on later. */
const forAWhile = '20';
const endDay = 'left(end_date, 10)';
const beginDay = 'left(begin_date, 10)';

/** SQL: an allocation of the walk has such a delivery that stands. */
const reported = (conditions: string) => `exists (
  select from delivery d
  where d.client_id = ${lookedAt}.client_id and d.municipality = ${lookedAt}.municipality
    and d.provider = ${lookedAt}.provider and d.toewijzing_nummer = ${lookedAt}.toewijzing_nummer
    and not d.removed and ${conditions})`;
const started = reported("d.kind = 'start'");
const stoppedForGood = reported(`d.kind = 'stop' and d.reason <> '${forAWhile}'`);
/** A start of which no stop was reported. */
const goesOn = reported(`d.kind = 'start' and not exists (
    select from delivery s
    where s.client_id = d.client_id and s.municipality = d.municipality and s.provider = d.provider
      and s.toewijzing_nummer = d.toewijzing_nummer and s.kind = 'stop' and not s.removed
      and s.begin_date = d.begin_date)`);

/** SQL: what is to be true of an allocation. @param today makes the parameter, where it is used */
const conditionsOf: Readonly<Record<WorkSelection, (today: () => string) => readonly string[]>> = {
  todo: (today) => [
    "status = 'allocated'",
    `(case when ${endDay} < ${today()} then ${goesOn}
      else ${beginDay} <= ${today()} and not ${started} end)`,
  ],
  running: (today) => [
    "status = 'allocated'",
    `${beginDay} <= ${today()} and (end_date is null or ${endDay} >= ${today()})`,
    `not ${stoppedForGood}`,
  ],
  ending: () => [`not ${stoppedForGood}`],
  stopped: (today) => [
    `(status = 'withdrawn' or (status = 'allocated' and (${endDay} < ${today()} or ${stoppedForGood})))`,
  ],
};

/**
 * SQL: the rows of `allocation` of a page for a person, those that changed last first; those that end soon by the day on
 * which they do (`store/walk.ts`).
 *
 * @param actsFor codes of the parties that own the allocations: either gemeenten or aanbieders
 */
export function walkOfWork(
  actsFor: readonly string[],
  query: WorkQuery,
  { value, given }: Asked,
): { readonly walk: string; readonly order: string } {
  const { selection, counterparty, client, today, endsBy, limit, after } = query;
  const side = sideOf(actsFor);
  const other = side === 'municipality' ? 'provider' : 'municipality';
  const isEnding = selection === 'ending';
  const order = isEnding ? `${endDay}, id` : 'changed_at desc, id desc';
  const place = isEnding
    ? [
        "status = 'allocated' and end_date is not null",
        `${endDay} >= ${value(today)}::text and ${endDay} <= ${value(endsBy)}::text`,
        ...(after
          ? [`(${endDay}, id) > (${value(after.at)}::text, ${value(after.id)}::uuid)`]
          : []),
      ]
    : after
      ? [`(changed_at, id) < (${value(after.at)}::timestamptz, ${value(after.id)}::uuid)`]
      : [];
  const scope = { order, limit };
  const ofChild = given(
    client,
    (id) => `(select * from allocation where client_id = ${id}::uuid offset 0) one`,
  );
  const ways = (actsFor.length > 0 ? actsFor : ['']).map((code) => {
    const mine = value(code);
    if (ofChild[0]) return wayOf('*', ofChild[0], [`${side} = ${mine}`, ...place], scope);
    if (counterparty === undefined || isEnding)
      return wayOf('*', 'allocation', [`${side} = ${mine}`, ...place], scope);
    const pair =
      side === 'municipality' ? [mine, value(counterparty)] : [value(counterparty), mine];
    const both = `municipality || provider = ${pair.join(' || ')}`;
    return wayOf('*', 'allocation', [both, ...place], scope);
  });
  const conditions = [
    ...(selection ? conditionsOf[selection](() => `${value(today)}::text`) : []),
    ...given(counterparty, (code) => `${other} = ${code}`),
  ];
  return { walk: walkSql({ ways, order, conditions, limit }), order };
}
