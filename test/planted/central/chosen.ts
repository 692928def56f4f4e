import type { Fault } from './fault.ts';
import { faults } from './faults.ts';

/** The part of the faults that `PLANTED` names, by their files and names; without it all. */
export function chosen(): readonly Fault[] {
  const part = new RegExp(process.env.PLANTED ?? '');
  return faults.filter(({ file, name }) => part.test(`${file} ${name}`));
}
