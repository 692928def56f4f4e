import type { Fault } from './fault.ts';

const answering = 'test/ledger/declarations/answering.test.ts';
const races = 'test/ledger/declarations/deciding-races.test.ts';
const parties = 'test/parties/directory/parties.test.ts';

/** What the gateway grants and refuses in the name of a gemeente. */
export const declarationFaults: readonly Fault[] = [
  {
    name: 'declaration-decided-unasked',
    file: 'src/messages/judging/verdict.ts',
    before: "if (type === 'JW323' && declarations === 'gateway') return 'decision';",
    after: "if (type === 'JW323') return 'decision';",
    because: 'The gateway grants money in the name of a gemeente that decides itself.',
    tests: [[answering, 'a gemeente that answers itself again']],
  },
  {
    name: 'declaration-decided-by-an-old-past',
    file: 'src/ledger/projection/note-prestaties.ts',
    before: 'then client.revision = wanted.revision',
    after: 'then true',
    because: 'More is granted than was allocated by then.',
    tests: [[races, 'an allocation that becomes less']],
  },
  {
    name: 'declaration-of-a-child-just-known',
    file: 'src/ledger/projection/note-prestaties.ts',
    before: 'else $unknownTo::text is null or',
    after: 'else true or',
    because: 'A Prestatie is refused for an allocation that was there when it was decided.',
    tests: [[races, 'a child that the aanbieder comes to know']],
  },
  {
    name: 'declaration-refused-by-advice',
    file: 'src/standard/answers/answer.ts',
    before: 'if (decides) return answerDeclaration(bericht, refusing, facts);',
    after: 'if (decides) return answerDeclaration(bericht, findings, facts);',
    because: 'What the gateway does not know of the past refuses a Prestatie.',
    tests: [[answering, 'while not all that was declared is known']],
  },
  {
    name: 'declaration-refused-as-a-whole-granted',
    file: 'src/standard/answers/answer.ts',
    before: "return answer === 'decision' && !isInClient(path);",
    after: 'return false;',
    because: 'A declaration that counts as never sent is taken, with its number.',
    tests: [[answering, 'a fault in the declaration as a whole']],
  },
  {
    name: 'declaration-entries-of-the-wrong-message',
    file: 'src/messages/judging/verdict.ts',
    before: 'const messageId = decision?.id ?? id;',
    after: 'const messageId = id;',
    because: 'The ledger does not say which JW325 granted a Prestatie.',
    tests: [[answering, 'all that a declaration asks']],
  },
  {
    name: 'declarations-setting-unsigned',
    file: 'src/parties/directory/signed.ts',
    before: "    'declarations',\n",
    after: '',
    because: 'Who writes the database lets the gateway grant in the name of a gemeente.',
    tests: [[parties, 'a row of before keeps its MAC']],
  },
];
