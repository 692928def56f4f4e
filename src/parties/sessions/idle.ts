/** How long the use of a session is not written again: a quarter of the idle time, and at most a minute. */
export const useStep = `least(interval '1 minute', make_interval(mins => $idleMinutes::integer) / 4)`;

/**
 * A session whose last written use is before this is idle. Use within the last step need not be written: who did something
 * in the idle time is never signed out, and who did nothing is so at most a step later.
 */
export const idleBefore = `now() - make_interval(mins => $idleMinutes::integer) - ${useStep}`;
