import { cents, type Money } from '../../standard/money.ts';
import type { SheetFaultCode } from './sheet.ts';

type MoneyFault = Extract<SheetFaultCode, `money-${string}`>;

/** Whole euros of at most 11 digits: in cents these are within what JSON holds exactly. */
const mostDigits = 11;

/** The decimal of a cell that is a number, in euros: `95.5`. */
export function moneyOfDecimal(decimal: string): Money | MoneyFault {
  if (decimal.startsWith('-')) return 'money-negative';
  const [euros = '', decimals = ''] = decimal.split('.');
  return decimals.length > 2 ? 'money-decimals' : moneyOf(euros, decimals);
}

/** Forms of an amount in euros that mean one thing only: 1234, 95,50 and 95.5; 1.234,56; 1.234.567. */
const forms = [
  /^(\d+)(?:[.,](\d{1,2}))?$/,
  /^(\d{1,3}(?:\.\d{3})+),(\d{1,2})$/,
  /^(\d{1,3}(?:\.\d{3}){2,})$/,
];

/**
 * Reads an amount in euros as people write it. With three digits after the only point or comma, as in 1.234,
 * it is unsaid whether they are thousands or decimals.
 */
export function moneyOfText(text: string): Money | MoneyFault {
  const amount = text.replace(/^(?:€|EUR)\s*/i, '');
  if (/^[-−(]|[-−]$/.test(amount) && !/[.,][-−]+$/.test(amount)) return 'money-negative';
  for (const form of forms) {
    const [, euros, decimals = ''] = form.exec(amount) ?? [];
    if (euros !== undefined) return moneyOf(euros.replaceAll('.', ''), decimals);
  }
  if (/^[1-9]\d{0,2}[.,]\d{3}$/.test(amount)) return 'money-ambiguous';
  return /^[\d.]*[.,]\d{3,}$/.test(amount) ? 'money-decimals' : 'money-form';
}

function moneyOf(euros: string, decimals: string): Money | MoneyFault {
  const digits = euros.replace(/^0+(?=\d)/, '');
  if (digits.length > mostDigits) return 'money-large';
  return cents(BigInt(digits) * 100n + BigInt(decimals.padEnd(2, '0')));
}
