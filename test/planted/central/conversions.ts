import type { Fault } from './fault.ts';

const commit = 'test/region/conversion/commit.test.ts';
const sending = 'test/region/conversion/sending.test.ts';
const roles = 'test/http/conversions/roles.test.ts';
const compose = 'test/region/conversion/compose.test.ts';
const remains = 'test/ledger/conversion/proposal.test.ts';

/** Who has to agree, what is sent, and what is held back. */
export const conversionFaults: readonly Fault[] = [
  {
    name: 'silence-is-agreement',
    file: 'src/ledger/conversion/commits.ts',
    before:
      "and gemeente_mark in ('agreed', 'changed') and aanbieder_mark in ('agreed', 'changed')",
    after: "and gemeente_mark in ('agreed', 'changed')",
    because: 'A child is converted to which its aanbieder did not agree.',
    tests: [[commit, 'silence is no agreement']],
  },
  {
    name: 'changed-care-is-converted',
    file: 'src/region/conversion/prepare.ts',
    before: "  if (!isSameCare(kept.one.facts, ledger)) return ['care-changed'];\n",
    after: '',
    because: 'A JW301 withdraws care that was allocated after the preview.',
    tests: [[commit, 'is held back, and the others go']],
  },
  {
    name: 'message-under-way-is-overtaken',
    file: 'src/region/conversion/prepare.ts',
    before: "  if (known.underWay) return ['message-under-way'];\n  if (!isSameCare",
    after: '  if (!isSameCare',
    because: 'A JW301 is made of care that a message, which waits to be judged, changes.',
    tests: [[sending, 'holds a child back']],
  },
  {
    name: 'what-was-not-agreed-goes',
    file: 'src/region/conversion/prepare.ts',
    before: 'rows.length === 0 || !rows.every(isAgreed)',
    after: 'rows.length === 0',
    because: 'Who writes the database has a message sent to which nobody agreed.',
    tests: [[sending, 'did not agree to does not go']],
  },
  {
    name: 'one-failure-stops-all',
    file: 'src/region/conversion/runner.ts',
    before: '        failures.push(error);\n        return false;',
    after: '        throw error;',
    because: 'One row that is not believed keeps the conversions of a whole region from going.',
    tests: [[sending, 'keep no others waiting']],
  },
  {
    name: 'agreement-outlives-another-spic',
    file: 'src/ledger/conversion/marks.ts',
    before: "{ gemeente: null, aanbieder: null }, 'changed'",
    after: "next.marks, 'changed'",
    because: 'A SPIC goes to which one side never agreed.',
    tests: [[commit, 'the other side has to agree to that one']],
  },
  {
    name: 'old-care-ends-on-the-day',
    file: 'src/region/conversion/compose.ts',
    before: 'einddatum: dayBefore(ingangsdatum), redenWijziging',
    after: 'einddatum: ingangsdatum, redenWijziging',
    because: 'A child has old and new care on one day.',
    tests: [[compose, 'no day has neither or both']],
  },
  {
    name: 'granted-hours-are-converted-again',
    file: 'src/ledger/conversion/remains.ts',
    before: 'lesser(ahead, whole - granted)',
    after: 'ahead',
    because: 'What was paid already is counted as what remains.',
    tests: [[remains, 'tells the volume']],
  },
  {
    name: 'unshared-preview-is-seen',
    file: 'src/ledger/conversion/read.ts',
    before: 'and municipality = any($shared::text[]) limit 1',
    after: 'and (municipality = any($shared::text[]) or true) limit 1',
    because: 'An aanbieder sees what a gemeente tries out, before that decides.',
    tests: [[commit, 'an aanbieder sees a preview when it is shared']],
  },
  {
    name: 'designation-is-asked-once',
    file: 'src/region/conversion/send.ts',
    before: 'if (office === null || posts.length === 0) return posts;',
    after: 'if (office === null || posts.length >= 0) return posts;',
    because: 'Who is designated no more goes on sending for a gemeente.',
    tests: [[roles, 'when a designation ended meanwhile']],
  },
  {
    name: 'forgotten-child-keeps-its-number',
    file: 'src/retention/clients.ts',
    before: '  await forgetConversions(client, macs, clientId);\n',
    after: '',
    because: 'A preview says which allocation of a forgotten child cost what.',
    tests: [[commit, 'nothing of it is shown']],
  },
];
