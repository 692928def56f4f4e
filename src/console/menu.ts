import type { MenuPath } from '../texts/console/frame-words.ts';
import type { WorkingAs } from './viewer.ts';

/** The kinds of people, each with a menu of its own. */
export const menus = {
  operator: ['/console/state', '/console/messages', '/console/parties'],
  gemeente: ['/console/mailbox'],
  aanbieder: ['/console/mailbox'],
  'contract-manager': ['/console/contracts'],
  auditor: ['/console/log', '/console/verifications'],
  administrator: ['/console/parties', '/console/state', '/console/messages'],
} as const satisfies Readonly<Record<string, readonly MenuPath[]>>;

/** The menu of who works in this role; empty for a party that has no pages. */
export function menuOf({ role, party }: WorkingAs): readonly MenuPath[] {
  if (role !== 'party') return menus[role];
  const kind = party?.kind;
  return kind === 'gemeente' || kind === 'aanbieder' ? menus[kind] : [];
}
