import type { MenuPath } from '../texts/console/frame-words.ts';
import type { WorkingAs } from './viewer.ts';

/** The kinds of people, each with a menu of its own. */
export const menus = {
  operator: [
    ...['/console/state', '/console/messages', '/console/replays', '/console/queue'],
    ...['/console/terms', '/console/parties'],
  ],
  gemeente: [
    ...['/console/mailbox', '/console/allocations', '/console/drafts', '/console/terms'],
    ...['/console/messages', '/console/check', '/console/contracts', '/console/signals'],
  ],
  aanbieder: [
    ...['/console/mailbox', '/console/check', '/console/messages', '/console/allocations'],
    ...['/console/drafts', '/console/terms', '/console/signals'],
  ],
  'contract-manager': [
    ...['/console/contracts', '/console/conversions', '/console/terms', '/console/signals'],
    '/console/report',
  ],
  auditor: [
    ...['/console/log', '/console/seen', '/console/verifications', '/console/keeping'],
    '/console/people',
  ],
  administrator: [
    ...['/console/parties', '/console/people', '/console/keeping', '/console/state'],
    ...['/console/messages', '/console/replays', '/console/queue', '/console/contracts'],
  ],
} as const satisfies Readonly<Record<string, readonly MenuPath[]>>;

/** The menu of who works in this role; empty for a party that has no pages. */
export function menuOf({ role, party }: WorkingAs): readonly MenuPath[] {
  if (role !== 'party') return menus[role];
  const kind = party?.kind;
  return kind === 'gemeente' || kind === 'aanbieder' ? menus[kind] : [];
}
