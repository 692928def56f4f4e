// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of the program, of which some are templates
import type { Fault } from './fault.ts';

const drafts = 'test/http/drafts/drafts.test.ts';
const sending = 'test/messages/drafts/sending.test.ts';
const complete = 'test/messages/drafts/complete.test.ts';
const beside = 'test/messages/drafts/answers-beside.test.ts';
const details = 'test/messages/drafts/details.test.ts';

/** What a party drafts, and what becomes of it. */
export const draftFaults: readonly Fault[] = [
  {
    name: 'draft-of-another-party',
    file: 'src/messages/drafts/keep.ts',
    before: 'where id = $id::uuid and party = $party and expires_at > now()) draft',
    after: 'where id = $id::uuid and (party = $party or true) and expires_at > now()) draft',
    because: 'Another party reads a draft about a child.',
    tests: [[sending, 'nobody by a mandate']],
  },
  {
    name: 'draft-changed-by-two',
    file: 'src/messages/drafts/versions.ts',
    before: 'if (version !== undefined && version !== draft.version)',
    after: 'if (version !== undefined && false)',
    because: 'The second of two people undoes what the first one wrote, and is not told.',
    tests: [[drafts, 'the second is told']],
  },
  {
    name: 'draft-of-a-moved-past',
    file: 'src/messages/drafts/send.ts',
    before: '  await refuseOutdated(parts, call, open, now);\n',
    after: '',
    because: 'A JW301 puts back what another one changed.',
    tests: [[sending, 'a past that moved']],
  },
  {
    name: 'draft-without-its-retour',
    file: 'src/messages/drafts/send.ts',
    before: 'if (retour !== null) await postRetour(',
    after: 'if (retour === null) await postRetour(',
    because: 'An answer comes to a request that was not approved, and is refused.',
    tests: [[sending, 'dies between the retour and the answer']],
  },
  {
    name: 'draft-of-a-forgotten-child',
    file: 'src/retention/clients.ts',
    before: '  await forgetDrafts(client, clientId, await hashOfChild(client, clientId));\n',
    after: '',
    because: 'What a draft says of a child is read after the child was forgotten.',
    tests: [[sending, 'a child that was forgotten']],
  },
  {
    name: 'complete-ledger-put-in',
    file: 'src/messages/drafts/complete.ts',
    before: 'if (row) macs.check(signedCompleteLedger, row.proof);',
    after: '',
    because: 'A row that nobody declared lets a JW301 be drafted that lacks allocations.',
    tests: [[complete, 'is not believed']],
  },
  {
    name: 'details-unconfirmed',
    file: 'src/messages/drafts/send.ts',
    before: "throw new Problem('details-unconfirmed');",
    after: 'void 0;',
    because: 'A JW301 with an address of years ago goes out without anybody looking at it.',
    tests: [[drafts, 'the retour that is due before them']],
  },
  {
    name: 'draft-sent-unfinished',
    file: 'src/messages/drafts/send.ts',
    before: 'if (content.lacking.length > 0)',
    after: 'if (content.lacking.length > 99)',
    because: 'A JW301 goes out without the address that is due.',
    tests: [[details, 'blocks sending']],
  },
  {
    name: 'answers-not-one-by-one',
    file: 'src/messages/drafts/send.ts',
    before: '    await lockAnswersBeside(client, open);\n',
    after: '',
    because:
      'Two drafts for one reference go in the same instant: the aanbieder gets two decisions.',
    tests: [[beside, 'in the same instant one goes']],
  },
  {
    name: 'answer-beside-unseen',
    file: 'src/messages/drafts/send.ts',
    before: 'if ((await answersBeside(client, open)) !== beside) return false;',
    after: 'if ((await answersBeside(client, open)) === undefined) return false;',
    because: 'Who waited for another answer sends its own, as if that had not gone.',
    tests: [[beside, 'in the same instant one goes']],
  },
];
