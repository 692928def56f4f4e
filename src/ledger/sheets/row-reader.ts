import type { Money } from '../../standard/money.ts';
import { plainDate, words } from '../csv/cells.ts';
import type { CodeKind } from './codes.ts';
import { moneyOfDecimal, moneyOfText } from './money-text.ts';
import type { Cell, Fault, SheetFaultCode, SheetRow } from './sheet.ts';

/** Whether a cell may be empty; it must hold something unless this says so. */
export interface Presence {
  readonly optional?: boolean;
}

type Filled = Exclude<Cell, { kind: 'empty' | 'odd' }>;

/** What a cell says, or the fault in it. */
type Outcome<T, Code extends string> = { readonly value: T } | Pick<Fault<Code>, 'code' | 'params'>;

/**
 * Reads the cells of a row, and gathers what is wrong with them. What a cell says is undefined when it is empty
 * or has a fault; an empty cell is a fault unless it is optional.
 *
 * @typeParam Own codes of faults that the caller has beside those of this reader
 */
export class RowReader<Column extends string, Own extends string = never> {
  readonly #row: SheetRow<Column>;
  readonly #faults: Fault<SheetFaultCode | Own>[];
  #sound = true;

  /** @param faults those that are found are added to these */
  constructor(row: SheetRow<Column>, faults: Fault<SheetFaultCode | Own>[]) {
    this.#row = row;
    this.#faults = faults;
  }

  /** Whether this reader found no fault. */
  get sound(): boolean {
    return this.#sound;
  }

  /** Adds a fault of this row. */
  fault(column: Column | null, code: SheetFaultCode | Own, params?: Fault['params']): void {
    const { sheet, row } = this.#row;
    this.#sound = false;
    this.#faults.push({ sheet, row, column, code, ...(params && { params }) });
  }

  /** A code, from text or from a number that lost no zeros. */
  code(
    column: Column,
    { is, digits, fault }: CodeKind<Own>,
    presence?: Presence,
  ): string | undefined {
    return this.#read(column, presence, (cell) => {
      const value = shownText(cell);
      const whole = cell.kind !== 'number' || value.length === digits;
      return cell.kind !== 'date' && whole && is(value) ? { value } : { code: fault };
    });
  }

  /** One line of at most so many characters. */
  words(column: Column, most: number, presence?: Presence): string | undefined {
    return this.#read(column, presence, (cell) => {
      const value = shownText(cell);
      return cell.kind !== 'date' && words(most).is(value)
        ? { value }
        : { code: 'words-form', params: { most } };
    });
  }

  /** One of a few words; case does not matter. */
  choice<Choice extends string>(
    column: Column,
    choices: readonly Choice[],
    presence?: Presence,
  ): Choice | undefined {
    return this.#read(column, presence, (cell) => {
      const text = shownText(cell).toLowerCase();
      const value = choices.find((choice) => choice.toLowerCase() === text);
      return value === undefined
        ? { code: 'choice-form', params: { choices: choices.join(', ') } }
        : { value };
    });
  }

  /** A day as `yyyy-mm-dd`, from a date, or from text as 2026-12-31, 31-12-2026 or 31/12/2026. */
  date(column: Column, presence?: Presence): string | undefined {
    return this.#read(column, presence, (cell) => {
      // The number of a day is a number only: it may as well be an amount.
      if (cell.kind === 'number') return { code: 'date-number' };
      const value = dateOf(cell.text);
      return value === undefined ? { code: 'date-form' } : { value };
    });
  }

  /** A time as `hh:mm:ss`, from a time, or from text as 09:30, 9:30:00 or 09:30:00. Whether it exists is not asked. */
  time(column: Column, fault: SheetFaultCode | Own, presence?: Presence): string | undefined {
    const cell = this.#row.cells[column];
    if (cell.kind === 'odd' && cell.what === 'date-time') {
      if (cell.time === undefined) this.fault(column, fault);
      return cell.time;
    }
    return this.#read(column, presence, ({ kind, text }) => {
      const [, hour, minute, second = '00'] =
        /^(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d+)?))?$/.exec(kind === 'text' ? text : '') ?? [];
      if (hour === undefined) return { code: fault };
      return { value: `${hour.padStart(2, '0')}:${minute}:${second}` };
    });
  }

  /**
   * A whole number of nothing or more, as it is written: zeros in front stay. A number that is shown with decimals or
   * a currency is none, for people may mean euros where cents are asked.
   */
  digits(column: Column, fault: SheetFaultCode | Own, presence?: Presence): string | undefined {
    return this.#read(column, presence, (cell) => {
      const value = shownText(cell);
      const isAmount = cell.kind === 'number' && cell.amount === true;
      return cell.kind !== 'date' && !isAmount && /^\d+$/.test(value) ? { value } : { code: fault };
    });
  }

  /** A whole number within bounds, both inclusive. */
  integer(
    column: Column,
    { least, most }: { readonly least: number; readonly most: number },
    presence?: Presence,
  ): number | undefined {
    return this.#read(column, presence, (cell) => {
      if (cell.kind === 'date' || !/^-?\d+$/.test(cell.text)) return { code: 'integer-form' };
      const value = Number(cell.text);
      return value >= least && value <= most
        ? { value }
        : { code: 'integer-range', params: { least, most } };
    });
  }

  /** An amount in euros of nothing or more, with at most 2 decimals. */
  money(column: Column, presence?: Presence): Money | undefined {
    return this.#read(column, presence, (cell) => {
      if (cell.kind === 'date') return { code: 'money-form' };
      const read = cell.kind === 'number' ? moneyOfDecimal : moneyOfText;
      const value = read(cell.text);
      return typeof value === 'string' ? { code: value } : { value };
    });
  }

  #read<T>(
    column: Column,
    { optional = false }: Presence = {},
    read: (cell: Filled) => Outcome<T, SheetFaultCode | Own>,
  ): T | undefined {
    const cell = this.#row.cells[column];
    if (cell.kind === 'empty') {
      if (!optional) this.fault(column, 'cell-missing');
      return undefined;
    }
    const outcome = cell.kind === 'odd' ? ({ code: `cell-${cell.what}` } as const) : read(cell);
    if ('value' in outcome) return outcome.value;
    this.fault(column, outcome.code, outcome.params);
    return undefined;
  }
}

/** With the zeros in front that the format of a number shows. */
function shownText(cell: Filled): string {
  return cell.kind === 'number' ? (cell.shown ?? cell.text) : cell.text;
}

/** Nothing in the care of today began before it, and years of two digits are no years. */
const firstDay = '1900-01-01';

function dateOf(text: string): string | undefined {
  const [, day = '', separator, month = '', year = ''] =
    /^(\d{1,2})([-/])(\d{1,2})\2(\d{4})$/.exec(text) ?? [];
  const date =
    separator === undefined ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return plainDate.is(date) && date >= firstDay ? date : undefined;
}
