import { expect, test } from 'vitest';
import { counting, words } from '../../../src/texts/console/words.ts';
import {
  countSentence,
  countText,
  dayText,
  durationText,
  exactMomentText,
  hourText,
  momentText,
  shortTimeText,
} from '../../../src/texts/console/written.ts';

const moment = new Date('2026-05-04T08:31:02Z');

test('days and moments are written as the Dutch write them, in Dutch time', () => {
  expect(dayText('2026-05-04', 'nl')).toBe('4 mei 2026');
  expect(dayText('2026-12-31', 'en')).toBe('31 December 2026');
  const later = new Date('2026-11-30T12:00:00Z');
  expect(momentText(moment, 'nl', later)).toBe('4 mei 10:31');
  expect(momentText(moment, 'en', later)).toBe('4 May 10:31');
  expect(momentText(new Date('2024-03-04T08:00:00Z'), 'nl', later)).toBe('4 maart 2024');
  expect(exactMomentText(moment, 'nl')).toBe('4 mei 2026 10:31:02');
  // In Amsterdam it is the next year, and summer time is over.
  const newYear = new Date('2026-12-31T23:30:00Z');
  expect(momentText(newYear, 'nl', new Date('2027-01-01T11:00:00Z'))).toBe('1 januari 00:30');
});

test.each([
  [0, '0 seconden', '0 seconds'],
  [-5000, '0 seconden', '0 seconds'],
  [1000, '1 seconde', '1 second'],
  [59_999, '59 seconden', '59 seconds'],
  [60_000, '1 min', '1 min'],
  [7_500_000, '2 uur 5 min', '2 hours 5 min'],
  [3_600_000, '1 uur', '1 hour'],
  [86_400_000, '1 dag', '1 day'],
  [86_400_000 * 3 + 4 * 3_600_000 + 61_000, '3 dagen 4 uur', '3 days 4 hours'],
  [86_400_000 + 61_000, '1 dag', '1 day'],
])('%d milliseconds are %s', (milliseconds, nl, en) => {
  expect(durationText(milliseconds, 'nl')).toBe(nl);
  expect(durationText(milliseconds, 'en')).toBe(en);
});

test('numbers have the separators of the language, and a sentence knows one from more', () => {
  expect([countText(1842, 'nl'), countText(1842, 'en')]).toEqual(['1.842', '1,842']);
  const messages = counting(
    words('1 bericht', '1 message'),
    words('{n} berichten', '{n} messages'),
  );
  expect(countSentence(1, messages, 'nl')).toBe('1 bericht');
  expect(countSentence(0, messages, 'en')).toBe('0 messages');
  expect(countSentence(2013, messages, 'nl')).toBe('2.013 berichten');
});

test('an hour has its day; a short time has one unit', () => {
  expect(hourText(new Date('2026-05-04T08:00:00Z'), 'nl')).toBe('4 mei 10:00');
  expect(hourText(new Date('2026-05-04T08:00:00Z'), 'en')).toBe('4 May 10:00');
  expect([10, 1500, 60_000, 3_600_000].map((ms) => shortTimeText(ms, 'nl'))).toEqual([
    ...['10 ms', '1,5 s', '1 min', '1 uur'],
  ]);
  expect(shortTimeText(Number.POSITIVE_INFINITY, 'nl')).toBe('∞');
});
