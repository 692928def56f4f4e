/**
 * How often a test of random things does what it does: `npm test` is to end within minutes, and
 * `npm run test:faults` has the long form, or the share of it that `LONG_FORM` says.
 */
export function repetitions(short: number, long: number): number {
  const share = Number(process.env.LONG_FORM ?? 0);
  return Math.max(short, Math.round(share * long));
}

/** What chance is to have reached at the least: more in the whole of the long form. */
export function reached(short: number, long: number): number {
  return process.env.LONG_FORM === '1' ? long : short;
}
