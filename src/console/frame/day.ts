import { isCountable } from '../../standard/working-days.ts';

/** A day as people type it: `04-05-2026`. @param date plain date */
export function dayAsTyped(date: string): string {
  return date.split('-').reverse().join('-');
}

/**
 * A day as somebody types it in a filter: `2026-05-04`, or `4-5-2026` as the Dutch write it.
 *
 * @returns a plain date, `yyyy-mm-dd`; undefined for what is no day from 2000 on
 */
export function typedDay(typed: string): string | undefined {
  const dutch = /^([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})$/.exec(typed);
  const [, day = '', month = '', year = ''] = dutch ?? [];
  const date = dutch ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : typed;
  return isCountable(date) && date >= '2000' ? date : undefined;
}
