import type { Fault } from './fault.ts';

const follow = 'test/region/terms/follow.test.ts';
const requests = 'test/region/terms/requests.test.ts';
const deliveries = 'test/region/terms/deliveries.test.ts';
const ledgerTerms = 'test/region/terms/ledger-terms.test.ts';
const workingDays = 'test/standard/working-days.test.ts';

/** What a party has to do before a day, and what is said of it when it did not. */
export const termFaults: readonly Fault[] = [
  {
    name: 'liberation-day-is-worked',
    file: 'src/standard/working-days.ts',
    before: "'01-01', '05-05',",
    after: "'01-01',",
    because: 'A gemeente is called late a day too early.',
    tests: [[workingDays, 'a retour']],
  },
  {
    name: 'refused-decision-stays-a-decision',
    file: 'src/region/terms/made.ts',
    before: '    ...(await endWaiting(client, idsOf(ended))),\n',
    after: '',
    because: 'A gemeente whose decision was refused is not called late.',
    tests: [[follow, 'has the old due day back']],
  },
  {
    name: 'residence-is-late-after-five-days',
    file: 'src/region/terms/requests.ts',
    before: '...(isReplaced() ? replaced : metBy(first))',
    after: '...metBy(first)',
    because: 'A gemeente that has 14 days is called late after five working days.',
    tests: [[requests, 'is judged by its 14 days']],
  },
  {
    name: 'past-allocation-blames-the-aanbieder',
    file: 'src/region/terms/deliveries.ts',
    before: 'latest(event.content.begindatum, allocation?.first)',
    after: 'latest(event.content.begindatum)',
    because: 'An aanbieder is called late with a start that it could not report before.',
    tests: [[deliveries, 'counts from the receipt of the JW301']],
  },
  {
    name: 'missed-term-is-told-again',
    file: 'src/region/terms/keep.ts',
    before: 'before?.missedOn !== after.dueOn',
    after: 'after.dueOn !== null',
    because: 'Who waits for events hears of one missed term many times.',
    tests: [[follow, 'is missed, and an event says so once']],
  },
  {
    name: 'counts-only-go-up',
    file: 'src/region/terms/keep.ts',
    before: '    add(before, -1);\n',
    after: '',
    because: 'A report counts a term each time that something about it changes.',
    tests: [[follow, 'has the old due day back']],
  },
  {
    name: 'dropped-terms-come-back',
    file: 'src/region/terms/follow.ts',
    before: 'if (known ? isSame(known, after) : isOver) continue;',
    after: 'if (known && isSame(known, after)) continue;',
    because: 'What was dropped is counted twice when terms are made again.',
    tests: [[ledgerTerms, 'what is done for longer than it is kept']],
  },
  {
    name: 'processes-begin-anew-after-each-other',
    file: 'src/region/terms/progress.ts',
    before: "    if (row.basis !== '' && !mayBeginAnew) throw new OtherBasis();\n",
    after: '',
    because: 'Two processes with other equalised days make all terms again, for ever.',
    tests: [[follow, 'equalised days move what is open']],
  },
];
