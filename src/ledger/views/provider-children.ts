/**
 * SQL: how many different children an aanbieder had an allocation of in force on some day, over all gemeenten; a
 * subquery of one number. What was deleted, or withdrawn on its first day, was never in force. The allocations of this
 * aanbieder alone are read, by the index of its list.
 *
 * Days are compared as text, because xs:date allows days that Postgres does not, and a time zone. A day in a year that
 * has not four digits is in no period.
 *
 * @param provider SQL: the code of the aanbieder; that of a successor is another one
 * @param from SQL: the first day of the period, a date
 * @param before SQL: the first day after the period, a date
 */
export function childrenOf(provider: string, from: string, before: string): string {
  return `(
    select count(distinct client_id)::integer from allocation
    where allocation.provider = ${provider} and status in ('allocated', 'withdrawn')
      and begin_date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}'
      and left(begin_date, 10) < to_char(${before}, 'YYYY-MM-DD')
      and (end_date is null
        or (left(end_date, 10) >= to_char(${from}, 'YYYY-MM-DD') and end_date >= begin_date
          and (status = 'allocated' or end_date <> begin_date))))`;
}
