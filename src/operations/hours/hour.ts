import { statusChanged } from '../../messages/lifecycle/changed.ts';
import type { GatewayEvent } from '../../store/events/event.ts';

/** `moved`: to a status; `failed`: with a code; `took`: to the mailbox, in at most so many milliseconds. */
export const hourSubjects = ['moved', 'failed', 'took'] as const;

/** One thing that happened to a message, by the hour. */
export interface HourHappening {
  /** Its begin. */
  readonly hour: Date;
  readonly subject: (typeof hourSubjects)[number];
  readonly key: string;
}

/** Milliseconds: how long the way from the 202 to the mailbox took at most. What took longer has no bound. */
export const tookAtMost = [
  ...[10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000],
  ...[60_000, 300_000, 3_600_000],
] as const;
/** The key of what took longer than all of {@link tookAtMost}. */
export const tookLonger = 'longer';

/** The begin of the hour of a moment. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
}

/** The key of a time. @param ms a clock that was set back may make it less than nothing */
export function tookKey(ms: number): string {
  return String(tookAtMost.find((most) => ms <= most) ?? tookLonger);
}

/** Whether an event says that a message of a party came into its mailbox: from its receipt to then is a time. */
export function cameToMailbox({ kind, from, to }: GatewayEvent): boolean {
  return kind === statusChanged.kind && from === 'received' && to === 'accepted';
}

/**
 * What an event says of its hour.
 *
 * @param receivedAt of its message, where {@link cameToMailbox}; undefined where the message is gone
 */
export function happeningsOf(event: GatewayEvent, receivedAt?: Date): HourHappening[] {
  const { kind, to, code, at, reconstructed } = event;
  // What an earlier version did is told by day at best: it has no hour.
  if (kind !== statusChanged.kind || to === null || reconstructed) return [];
  const hour = hourOf(at);
  const moved: HourHappening = { hour, subject: 'moved', key: to };
  if (to === 'failed' && code !== null) return [moved, { hour, subject: 'failed', key: code }];
  if (!cameToMailbox(event) || !receivedAt) return [moved];
  return [moved, { hour, subject: 'took', key: tookKey(at.getTime() - receivedAt.getTime()) }];
}
