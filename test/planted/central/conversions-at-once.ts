import type { Fault } from './fault.ts';

const atOnce = 'test/region/conversion/at-once.test.ts';

/** Who takes rows of a conversion, and who says something of them, one after the other. */
export const conversionTurnFaults: readonly Fault[] = [
  {
    name: 'commits-at-once',
    file: 'src/ledger/conversion/records.ts',
    before: "'select from conversion where id = $id::uuid for no key update'",
    after: "'select from conversion where id = $id::uuid'",
    because:
      'Two commits at once both take the same rows, and what the first sent looks as if it never went.',
    tests: [[atOnce, 'of two commits at once']],
  },
  {
    name: 'marks-beside-a-commit',
    file: 'src/ledger/conversion/records.ts',
    before: "'select from conversion where id = $id::uuid for share'",
    after: "'select from conversion where id = $id::uuid'",
    because:
      'A SPIC goes to which one side never agreed: the other proposed it as the commit began.',
    tests: [[atOnce, 'not marked meanwhile']],
  },
];
