import type { Fault } from './fault.ts';

const backchannel = 'test/console/backchannel.test.ts';
const atIssuer = 'test/parties/sessions/at-issuer.test.ts';
const contracts = 'test/console/contract-load.test.ts';

/** What people load, take back and look into on pages, and signing out at the issuer. */
export const pageFaults: readonly Fault[] = [
  {
    name: 'logout-token-twice',
    file: 'src/parties/sessions/logout-tokens.ts',
    before: '.rowCount === 1;',
    after: '.rowCount !== null;',
    because: 'Who copied the message of an issuer signs somebody out again and again.',
    tests: [[backchannel, 'a right one ends the session, once']],
  },
  {
    name: 'logout-token-is-id-token',
    file: 'src/console/sign-in/logout-token.ts',
    before: "if (nonce !== undefined) throw new LogoutRefused('nonce');",
    after: '',
    because: 'A token that was made for something else signs somebody out.',
    tests: [[backchannel, 'with a nonce']],
  },
  {
    name: 'logout-token-of-any-age',
    file: 'src/console/sign-in/logout-token.ts',
    before: "maxTokenAge: logoutTokenSeconds, requiredClaims: ['iat', 'jti', 'events']",
    after: "requiredClaims: ['iat', 'jti', 'events']",
    because: 'A message that was forgotten long ago is carried out once more.',
    tests: [[backchannel, 'that is old']],
  },
  {
    name: 'logout-of-any-session',
    file: 'src/parties/sessions/rows.ts',
    before: '(issuer_session_hash = $sessionHash::bytea and',
    after: '(issuer_session_hash is not null and',
    because: 'Who signs out in one browser is out in all.',
    tests: [[backchannel, 'of a session that is not this one']],
  },
  {
    name: 'role-without-issuer-session',
    file: 'src/parties/sessions/rows.ts',
    before: 'api_key_id, issuer_hash, person_hash, issuer_session_hash,\n    actor, choices, $role',
    after: 'api_key_id, issuer_hash, person_hash, null,\n    actor, choices, $role',
    because: 'Who went on in another role is not known to be of that session at the issuer.',
    tests: [[backchannel, 'a session ends in each role']],
  },
  {
    name: 'later-column-not-signed',
    file: 'src/store/keys/row-mac.ts',
    before: '&& values[end - 1] === null) end--;',
    after: ') end--;',
    because: 'Who writes the database takes a session out of what the issuer ends.',
    tests: [[atIssuer, 'lets nobody in']],
  },
  {
    name: 'contracts-unseen',
    file: 'src/ledger/contracts/import.ts',
    before: 'if (seen !== undefined && seen !== outcome) throw new OtherOutcome();',
    after: '',
    because: 'Somebody loads tariffs over those of a colleague, which no page showed.',
    tests: [[contracts, 'what is loaded is what was seen']],
  },
  {
    name: 'revert-of-more-rows',
    file: 'src/ledger/conversion/commits.ts',
    before: 'seen !== states.length',
    after: 'false',
    because: 'More is taken back than the page said.',
    tests: [['test/region/conversion/commit.test.ts', 'a conversion is taken back']],
  },
  {
    name: 'day-counted-twice',
    file: 'src/parties/access-log/visits.ts',
    before: 'next: before.id, cutDay: null',
    after: 'next, cutDay: null',
    because: 'An auditor reads that somebody saw a child less often than it was.',
    tests: [['test/parties/access-log/visits.test.ts', 'a million times']],
  },
];
