import { partyTable } from './party-table.ts';

/**
 * SQL: a part of `with recursive` that gives a gemeente with those that it succeeded, as `family`: `code`; `age`, 0 for
 * the gemeente itself; and `until`, the last day of a predecessor.
 *
 * It expects the parameters `$gemeente`, and `$today`: a plain date before which a predecessor has ended.
 */
export const familyOf = `family (code, age, until) as (
    select $gemeente::text, 0, null::date
    union all
    select party.code, family.age + 1, party.until
    from ${partyTable} party join family on party.successor = family.code
    where party.until < $today::date
  )`;
