import type { Fault } from './fault.ts';

const retouren = 'test/http/retouren/retouren.test.ts';

/** Retouren that people send. */
export const retourFaults: readonly Fault[] = [
  {
    name: 'retour-on-another-message',
    file: 'src/messages/intake/heenbericht.ts',
    before: 'and (wanted.id is null or message.id = wanted.id)',
    after: '',
    because: 'Of two messages with one Identificatie the other one is refused.',
    tests: [[retouren, 'of two messages with one Identificatie']],
  },
  {
    name: 'retour-with-one-number',
    file: 'src/messages/retouren/bytes.ts',
    before: "['retour', id, afzender,",
    after: "['retour', afzender,",
    because: 'The second of two messages with one Identificatie never gets its retour.',
    tests: [[retouren, 'of two messages with one Identificatie']],
  },
  {
    name: 'retour-second-untold',
    file: 'src/messages/retouren/retouren.ts',
    before: 'if (isSame) return',
    after: 'if (isSame || true) return',
    because: 'Who refuses what a colleague approved believes that it was refused.',
    tests: [[retouren, 'another one is told who was first']],
  },
  {
    name: 'retour-at-any-place',
    file: 'src/messages/retouren/verdict.ts',
    before: 'if (!isFound && !choice.paths.includes(path))',
    after: 'if (!isFound && false)',
    because: 'A retour says of a class what no rule says of it.',
    tests: [[retouren, 'what is no fault of this message']],
  },
  {
    name: 'retour-by-whom-it-may-concern',
    file: 'src/messages/retouren/retouren.ts',
    before: 'if (mandates.length === 0)',
    after: 'if (mandates.length === 99)',
    because:
      'The sender of a message learns who answers it, and by which rules it could be refused.',
    tests: [[retouren, 'only who received a message answers it']],
  },
];
