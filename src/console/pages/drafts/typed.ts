import { typedDay } from '../../frame/day.ts';
import type { DraftField, FieldKind } from './fields.ts';

/** What is wrong with a field that was typed. */
export type FieldFault = 'day' | 'number' | 'euro';

/**
 * What was typed in a field, as the message has it.
 *
 * @returns empty: nothing
 */
export function messageValue(
  kind: FieldKind,
  typed: string,
): { readonly value: string } | { readonly fault: FieldFault } {
  if (typed === '') return { value: '' };
  switch (kind) {
    case 'day': {
      const value = typedDay(typed);
      return value === undefined ? { fault: 'day' } : { value };
    }
    case 'number':
      return /^\d{1,8}$/.test(typed) ? { value: typed } : { fault: 'number' };
    case 'euro': {
      const [, whole = '', cents = '00'] =
        /^(?:€\s*)?(\d{1,3}(?:\.\d{3})+|\d{1,8})(?:,(\d{2}))?$/.exec(typed) ?? [];
      return whole === ''
        ? { fault: 'euro' }
        : { value: String(Number(`${whole.replaceAll('.', '')}${cents}`)) };
    }
    default:
      return { value: typed };
  }
}

/** A value of a message as a person types it. */
export function typedValue({ kind, value }: Pick<DraftField, 'kind' | 'value'>): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})/.exec(value) ?? [];
  if (kind === 'day' && year !== '') return `${day}-${month}-${year}`;
  if (kind !== 'euro' || !/^\d{1,12}$/.test(value)) return value;
  const cents = value.padStart(3, '0');
  return `${cents.slice(0, -2)},${cents.slice(-2)}`;
}
