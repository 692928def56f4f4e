import type { Fault } from './fault.ts';

const sessions = 'test/parties/sessions/sessions.test.ts';
const forms = 'test/console/forms.test.ts';
const signIn = 'test/console/sign-in.test.ts';

/** Who has signed in to the console, and what that person meant to send. */
export const peopleFaults: readonly Fault[] = [
  {
    name: 'session-row-believed',
    file: 'src/parties/sessions/rows.ts',
    before: 'FoundRow>(findRow({ id, idleMinutes }));\n  if (rows[0]) macs',
    after: 'FoundRow>(findRow({ id, idleMinutes }));\n  if (rows.length > 1 && rows[0]) macs',
    because: 'Who writes the database makes itself an administrator.',
    tests: [[sessions, 'was changed by hand lets nobody in']],
  },
  {
    name: 'any-session-secret',
    file: 'src/parties/sessions/sessions.ts',
    before: 'row && timingSafeEqual(row.secretHash, hashOf(secret)) ? row : undefined',
    after: 'row && row.secretHash.length === hashOf(secret).length ? row : undefined',
    because: 'Who knows the id of a session, which is in the log, comes in by it.',
    tests: [[sessions, 'a secret that is not its own']],
  },
  {
    name: 'ended-session-works',
    file: 'src/parties/sessions/sessions.ts',
    before: 'if (row.endReason) throw new SessionOver(row.endReason);',
    after: '',
    because: 'Who was signed out is still in.',
    tests: [[sessions, 'everybody sees and ends their own sessions']],
  },
  {
    name: 'session-never-idle',
    file: 'src/parties/sessions/sessions.ts',
    before: 'if (row.over || row.idle) return',
    after: 'if (row.over) return',
    because: 'A machine that was left is open for the rest of the day.',
    tests: [[sessions, 'ends when it is idle']],
  },
  {
    name: 'form-of-any-role',
    file: 'src/console/sign-in/refusals.ts',
    before: "owner.as === viewer.chosen.id ? undefined : new FormRefused('other-role', owner)",
    after: 'undefined',
    because: 'What was meant for one party is done for another.',
    tests: [[forms, 'made in another role']],
  },
  {
    name: 'form-of-any-sign-in',
    file: 'src/console/sign-in/refusals.ts',
    before: 'if (owner.signInId !== session.signInId)',
    after: 'if (owner.signInId === undefined)',
    because: 'Somebody with a key of their own has others send their forms.',
    tests: [[forms, 'without it or with another it is not']],
  },
  {
    name: 'form-of-any-site',
    file: 'src/console/sign-in/refusals.ts',
    before: "if (site !== undefined && site !== 'same-origin') return false;",
    after: '',
    because: 'What a browser says of where a form comes from is not heard.',
    tests: [[forms, 'of a neighbouring host']],
  },
  {
    name: 'typed-by-another',
    file: 'src/console/sign-in/keeping.ts',
    before: '(person && !found.person.equals(person))',
    after: '(person && found.person.length !== person.length)',
    because: 'What one person typed is kept in the name of another.',
    tests: [[forms, 'another person does not get it']],
  },
  {
    name: 'form-for-any-browser',
    file: 'src/console/sign-in/refusals.ts',
    before: 'if (isOfBrowser(people, cookies.before(request), token)) return;',
    after: 'if (token !== undefined) return;',
    because: 'Another site signs a person in as somebody else.',
    tests: [
      [forms, 'nobody is signed in as another'],
      [signIn, 'a session is fixed by nobody'],
    ],
  },
];
