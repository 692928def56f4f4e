import { expect, test } from 'vitest';
import { filterOf } from '../../../src/console/pages/terms/filters.ts';

const viewer = { isParty: true, today: '2026-11-30', language: 'nl' } as const;

test.each([
  [undefined, { status: 'open' }],
  ['open', { status: 'open' }],
  ['later', { status: 'open', dueFrom: '2026-12-06' }],
  ['dueSoon', { status: 'dueSoon' }],
  ['over20', { status: 'overdue', dueUntil: '2026-11-09' }],
] as const)('the list of terms with %s asks for %j', (show, filter) => {
  expect(filterOf({ ...(show && { show }) }, viewer).filter).toEqual(filter);
});
