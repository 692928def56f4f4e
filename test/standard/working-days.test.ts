import { describe, expect, it } from 'vitest';
import {
  afterDays,
  afterWorkingDays,
  daysBetween,
  isCountable,
  workingDaysBetween,
} from '../../src/standard/working-days.ts';

const usual = { equalised: new Set<string>() };
const bridge = { equalised: new Set(['2026-05-15']) };

describe('Dutch working days', () => {
  // Worked example g of the region.
  it.each([
    ['a retour', 3, '2026-05-06', usual],
    ['a decision', 5, '2026-05-08', usual],
    ['a JW325', 10, '2026-05-18', usual],
    ['a JW325, where the Friday after Ascension Day is equalised', 10, '2026-05-19', bridge],
  ] as const)('received on Thursday 2026-04-30: %s', (_, days, due, calendar) => {
    expect(afterWorkingDays('2026-04-30', days, calendar)).toBe(due);
  });

  it('counts calendar days for residence and for an investigation', () => {
    expect(afterDays('2026-04-30', 14)).toBe('2026-05-14');
    expect(afterDays('2026-04-30', 56)).toBe('2026-06-25');
  });

  /** What the government published for these years. */
  const holidays = [
    ...['2025-01-01', '2025-04-18', '2025-04-21', '2025-05-05', '2025-05-29', '2025-06-09'],
    ...['2025-12-25', '2025-12-26'],
    ...['2026-01-01', '2026-04-03', '2026-04-06', '2026-04-27', '2026-05-05', '2026-05-14'],
    ...['2026-05-25', '2026-12-25'],
    ...['2027-01-01', '2027-03-26', '2027-03-29', '2027-04-27', '2027-05-05', '2027-05-06'],
    ...['2027-05-17'],
  ];

  it('leaves out weekends and the holidays of the Algemene termijnenwet, and no other day', () => {
    const off: string[] = [];
    for (let day = '2025-01-01'; day <= '2027-12-31'; day = afterDays(day, 1)) {
      const isWeekend = [0, 6].includes(new Date(day).getUTCDay());
      const counted = workingDaysBetween(afterDays(day, -1), day, usual) === 1;
      expect(isWeekend && counted).toBe(false);
      if (!isWeekend && !counted) off.push(day);
    }
    expect(off).toEqual(holidays);
  });

  it("has King's Day on the 26th where the 27th is a Sunday", () => {
    // 2031-04-27 is a Sunday, and Saturday no working day anyway: Monday is one.
    expect(afterWorkingDays('2031-04-25', 1, usual)).toBe('2031-04-28');
    expect(afterWorkingDays('2028-04-26', 1, usual)).toBe('2028-04-28');
  });

  it('counts back what it counts forward', () => {
    for (let days = 0; days < 300; days += 1) {
      const due = afterWorkingDays('2026-03-27', days, bridge);
      expect(workingDaysBetween('2026-03-27', due, bridge)).toBe(days);
    }
  });

  it('counts days over the change of the clock, and over the end of a year', () => {
    expect(afterDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(afterDays('2026-10-26', -2)).toBe('2026-10-24');
    expect(afterDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  });

  it('has no days before the first, and no more than it is asked for', () => {
    expect(workingDaysBetween('2026-03-27', '2026-03-20', usual)).toBe(0);
    expect(daysBetween('2026-03-27', '2026-03-20')).toBe(0);
    expect(daysBetween('2026-03-27', '2026-04-10')).toBe(14);
    expect(workingDaysBetween('1900-01-01', '2199-12-31', usual, 50)).toBe(50);
    expect(daysBetween('1900-01-01', '2199-12-31', 50)).toBe(50);
  });

  it('says which years it counts in', () => {
    expect(isCountable('2026-03-27')).toBe(true);
    for (const date of [
      '9999-12-31',
      '12026-03-27',
      '-0001-03-27',
      '1899-12-31',
      '2200-01-01',
      '2026-02-30',
      '2026-13-01',
      '',
    ])
      expect(isCountable(date)).toBe(false);
  });
});
