import { expect, test } from 'vitest';
import {
  cameToMailbox,
  happeningsOf,
  hourOf,
  tookAtMost,
  tookKey,
} from '../../../src/operations/hours/hour.ts';
import type { GatewayEvent } from '../../../src/store/events/event.ts';

const at = new Date('2026-05-04T10:31:02.500Z');
const hour = new Date('2026-05-04T10:00:00Z');
const event: GatewayEvent = {
  ...{ number: 1, id: 'e', at, kind: 'status-changed', subject: { kind: 'message', id: 'm' } },
  ...{ from: 'received', to: 'accepted', by: 'gateway', party: '0363', code: null },
  reconstructed: false,
};

test('an hour begins at its first moment, in every time zone of whole hours', () => {
  expect(hourOf(at)).toEqual(hour);
  expect(hourOf(hour)).toEqual(hour);
  expect(hourOf(new Date(hour.getTime() - 1))).toEqual(new Date('2026-05-04T09:00:00Z'));
});

test('a message that came into its mailbox is counted, with the time that it took', () => {
  expect(cameToMailbox(event)).toBe(true);
  expect(happeningsOf(event, new Date(at.getTime() - 120))).toEqual([
    { hour, subject: 'moved', key: 'accepted' },
    { hour, subject: 'took', key: '200' },
  ]);
  // It was forgotten meanwhile.
  expect(happeningsOf(event)).toEqual([{ hour, subject: 'moved', key: 'accepted' }]);
});

test('an answer of the gateway is counted, and took no time', () => {
  const made = { ...event, from: null };
  expect(cameToMailbox(made)).toBe(false);
  expect(happeningsOf(made, at)).toEqual([{ hour, subject: 'moved', key: 'accepted' }]);
});

test('a message that failed is counted by its cause too', () => {
  expect(happeningsOf({ ...event, to: 'failed', code: 'rule-TR302' })).toEqual([
    { hour, subject: 'moved', key: 'failed' },
    { hour, subject: 'failed', key: 'rule-TR302' },
  ]);
  expect(happeningsOf({ ...event, to: 'failed', code: null })).toHaveLength(1);
});

test('other events, and those that were made later, are not counted', () => {
  expect(happeningsOf({ ...event, kind: 'term-missed' }, at)).toEqual([]);
  expect(happeningsOf({ ...event, to: null }, at)).toEqual([]);
  expect(happeningsOf({ ...event, reconstructed: true }, at)).toEqual([]);
});

test('a time is counted with the first bound that it keeps', () => {
  expect([-5, 0, 10, 10.1].map(tookKey)).toEqual(['10', '10', '10', '20']);
  for (const most of tookAtMost) expect(tookKey(most)).toBe(String(most));
  expect(tookKey(3_600_001)).toBe('longer');
});
