// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of the program, of which some are templates
import type { Fault } from './fault.ts';

const mandates = 'test/parties/mandates/mandates.test.ts';
const mandateTimes = 'test/http/mandate-times.test.ts';
const keys = 'test/parties/credentials/keys.test.ts';
const tokens = 'test/parties/credentials/tokens.test.ts';
const cursors = 'test/http/server/cursors.test.ts';
const door = 'test/http/server/door.test.ts';
const badInput = 'test/http/bad-input.test.ts';
const access = 'test/http/server/access.test.ts';

/** Who comes in, what that may, and what is said to it. */
export const callerFaults: readonly Fault[] = [
  {
    name: 'mandate-without-an-end',
    file: 'src/parties/mandates/acting.ts',
    before: 'and (mandate.valid_until is null or mandate.valid_until > statement_timestamp())',
    after: '',
    because: 'A software house reads messages of a party that no longer lets it.',
    tests: [[mandates, 'one that is to begin, or is over']],
  },
  {
    name: 'mandate-that-is-being-withdrawn',
    file: 'src/messages/lifecycle/receive.ts',
    before: 'order by id limit 1 for share ${waits}',
    after: 'order by id limit 1',
    because: 'A message comes in by a mandate after its withdrawal was answered.',
    tests: [[mandateTimes, 'between the door and the commit']],
  },
  {
    name: 'last-day-of-a-party',
    file: 'src/parties/directory/ending.ts',
    before: 'party.until < (statement_timestamp()',
    after: 'party.until <= (statement_timestamp()',
    because: 'A party is shut out on its last day.',
    tests: [['test/http/ended-party.test.ts', 'has not ended on its last day']],
  },
  {
    name: 'any-secret-will-do',
    file: 'src/parties/credentials/authenticator.ts',
    before: '!row?.key_hash || !timingSafeEqual(row.key_hash, hashOf(key))',
    after: '!row?.key_hash || row.key_hash.length !== hashOf(key).length',
    because: 'Who knows the part of a key that is not secret comes in.',
    tests: [['test/parties/directory/parties.test.ts', 'without a valid key']],
  },
  {
    name: 'revoked-key-works',
    file: 'src/parties/credentials/authenticator.ts',
    before: 'if (row.revoked_at) throw refusal(`${name} was revoked`);',
    after: '',
    because: 'A key that was taken back goes on working.',
    tests: [[keys, 'a revoked key works nowhere a second later']],
  },
  {
    name: 'believed-for-a-minute',
    file: 'src/parties/credentials/authenticator.ts',
    before: 'const believedFor = 1000;',
    after: 'const believedFor = 60_000;',
    because: 'A key that was taken back works for another minute.',
    tests: [[keys, 'a revoked key works nowhere a second later']],
  },
  {
    name: 'token-of-any-age',
    file: 'src/parties/credentials/tokens.ts',
    before: 'maxTokenAge: oldestSeconds,',
    after: '',
    because: 'A token that was stolen works for as long as its issuer liked.',
    tests: [[tokens, 'a token is refused that is']],
  },
  {
    name: 'token-for-another',
    file: 'src/parties/credentials/tokens.ts',
    before: 'audience: settings.audience,',
    after: '',
    because: 'Another service to which a token was shown comes in with it.',
    tests: [[tokens, 'a token is refused that is']],
  },
  {
    name: 'role-that-may-too-much',
    file: 'src/http/operations/starts.ts',
    before: "access: ['operator', 'administrator'],\n        dutch: 'Mislukte",
    after: "access: ['operator', 'auditor', 'administrator'],\n        dutch: 'Mislukte",
    because: 'Who is only to look replays messages.',
    tests: [
      [access, 'in words of their own'],
      [access, 'an operator operates'],
    ],
  },
  {
    name: 'keys-of-another-party',
    file: 'src/http/parties/api-keys.ts',
    before:
      "access: ['itself', 'administrator'],\n        dutch: 'Een sleutel of certificaat intrekken',",
    after:
      "access: ['itself', 'party', 'administrator'],\n        dutch: 'Een sleutel of certificaat intrekken',",
    because: 'A party revokes the keys of another.',
    tests: [[keys, 'a key of another party']],
  },
  {
    name: 'cursor-of-another-caller',
    file: 'src/http/server/cursors.ts',
    before: 'JSON.stringify([list, role, party ?? null])',
    after: 'JSON.stringify([list])',
    because: 'A place in a list of one party shows something to another.',
    tests: [[cursors, 'of another caller, or of another list']],
  },
  {
    name: 'cursor-in-another-form',
    file: 'src/http/server/cursors.ts',
    before: "if (bytes.toString('base64url') !== cursor) throw new Problem('cursor-invalid');",
    after: '',
    because: 'A text that was never given goes on in a list.',
    tests: [[cursors, 'and with no other text']],
  },
  {
    name: 'no-rate-limit',
    file: 'src/http/server/rate-limit.ts',
    before: 'if (count <= requestsPerMinute) return;',
    after: 'if (count > 0) return;',
    because: 'One caller takes the gateway from all others.',
    tests: [[door, 'of a party has an end']],
  },
  {
    name: 'no-deadline-for-a-request',
    file: 'src/http/server/door.ts',
    before: 'const requestMs = requestSeconds * 1000;',
    after: 'const requestMs = 0 * requestSeconds;',
    because: 'Who opens connections and says nothing holds them for ever.',
    tests: [[door, 'gets 408 when it took too long, and is cut off']],
  },
  {
    name: 'body-of-any-encoding',
    file: 'src/http/server/xml-body.ts',
    before: "return name !== 'charset' || /^\"?utf-8\"?$/.test(value ?? '');",
    after: 'return name !== undefined;',
    because: 'A message that says to be in another encoding is read as UTF-8.',
    tests: [[badInput, 'what is around the message is looked at']],
  },
  {
    name: 'answer-in-any-language',
    file: 'src/http/server/problems.ts',
    before: "return quality('en') > quality('nl') ? 'en' : 'nl';",
    after: "return quality('en') > 0 ? 'en' : 'nl';",
    because: 'Who likes Dutch better is answered in English.',
    tests: [['test/messages/intake/intake.test.ts', 'in the language that was asked for']],
  },
  {
    name: 'problem-that-quotes',
    file: 'src/http/server/request-faults.ts',
    before: 'if (params.additionalProperty !== undefined) names.push(unnamed);',
    after:
      'if (params.additionalProperty !== undefined) names.push(String(params.additionalProperty));',
    because: 'What a user typed in a wrong place, a BSN say, comes back and into logs.',
    tests: [['test/http/misleading-answers.test.ts', 'a name of digits is not']],
  },
  {
    name: 'log-with-what-was-typed',
    file: 'src/http/app.ts',
    before: 'return known ? value : all;',
    after: 'return value || all;',
    because: 'A BSN in a path is in the log.',
    tests: [[badInput, 'after all that']],
  },
  {
    name: 'log-with-the-text-of-an-error',
    file: 'src/http/server/problems.ts',
    before: '    .slice(afterText)\n',
    after: '',
    because: 'The text of an error, which quotes values of a message, is in the log.',
    tests: [['test/http/server/problems.test.ts']],
  },
  {
    name: 'doctype-before-the-parser',
    file: 'src/standard/xml/prolog.ts',
    before: 'return declarationFault(bytes) ?? doctypeFault(bytes, start);',
    after:
      'return declarationFault(bytes) ?? (start < 0 ? doctypeFault(bytes, start) : undefined);',
    because: 'A message makes the parser fetch files, or fill the memory with entities.',
    tests: [['test/standard/xml/prolog.test.ts']],
  },
  {
    name: 'instruction-in-a-message',
    file: 'src/standard/xml/inspector.ts',
    before: "if (fault) return { outcome: 'not-xml', ...fault };",
    after: "if (fault && pieces < 0) return { outcome: 'not-xml', ...fault };",
    because: 'A message makes the programs of its recipient fetch a stylesheet.',
    tests: [['test/standard/xml/inspector-bad-input.test.ts']],
  },
  {
    name: 'formula-in-an-export',
    file: 'src/http/server/csv.ts',
    before: '.replace(formula, "$1$2\'$3")',
    after: '',
    because: 'A spreadsheet of an auditor runs what was written in a reason.',
    tests: [['test/http/server/csv.test.ts']],
  },
  {
    name: 'address-that-anybody-writes',
    file: 'src/http/server/address.ts',
    before: 'while (trusts(address) && named.length > 0)',
    after: 'while (named.length > 0)',
    because: 'A stranger says from where it comes, and is counted as another each time.',
    tests: [
      ['test/http/addresses.test.ts', 'what is before it is hearsay'],
      [door, 'is of the connection when no proxy is trusted'],
    ],
  },
  {
    name: 'zip-unpacked-without-end',
    file: 'src/ledger/sheets/budget.ts',
    before: 'if (this.#unpacked > mostUnpacked)',
    after: 'if (this.#unpacked > 1e15)',
    because: 'A file of kilobytes that someone hands in takes the processor for minutes.',
    tests: [['test/ledger/sheets/hostile.test.ts', 'a ZIP of kilobytes']],
  },
  {
    name: 'entities-in-tables',
    file: 'src/ledger/sheets/xlsx-xml.ts',
    before: 'parser.ondoctype = broken;',
    after: '',
    because: 'A file that someone hands in may say what its texts stand for.',
    tests: [['test/ledger/sheets/hostile.test.ts', 'a document type']],
  },
  {
    name: 'merged-cells-are-empty',
    file: 'src/ledger/sheets/table.ts',
    before: 'if (merge.top > (this.#headerRow ?? 0)) this.#mark(merge);',
    after: 'void merge;',
    because: 'A rate is taken in without the day until which it holds.',
    tests: [['test/ledger/sheets/xlsx.test.ts', 'are odd, but at the top left']],
  },
  {
    name: 'thousands-are-decimals',
    file: 'src/ledger/sheets/money-text.ts',
    before: "return 'money-ambiguous';",
    after: "return moneyOf(amount.replace(/\\D/, ''), '');",
    because: 'A rate of a euro and a bit is taken in as more than a thousand.',
    tests: [['test/ledger/sheets/row-reader.test.ts', 'an amount in']],
  },
];
