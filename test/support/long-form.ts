/**
 * How often a test of random things does what it does: `npm test` is to end within minutes, and
 * `npm run test:faults` has the long form.
 */
export function repetitions(short: number, long: number): number {
  return process.env.LONG_FORM ? long : short;
}
