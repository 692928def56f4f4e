import { expect, test } from 'vitest';
import { verificationText } from '../../src/cli/verification-text.ts';
import type { Fault } from '../../src/ledger/chain/link.ts';
import type { ChainReport, Verification } from '../../src/ledger/chain/verify.ts';

function verification(...chains: ChainReport[]): Verification {
  const sound = chains.every(({ fault }) => fault === undefined);
  return { sound, chains, entries: 120, seconds: 1.26, entriesPerSecond: 95 };
}

const whole = { municipality: '0363', entries: 120, checkpoints: 3 };

test('old entries are distinguished, with what is not known of them, in both languages', () => {
  const found = verification({ ...whole, old: { entries: 100, confirmed: 80 } });
  const dutch = verificationText(found, 'nl');
  expect(dutch).toContain('100, waarvan 80 bevestigd');
  expect(dutch).toContain('Oude regels zijn door een eerdere versie geschreven.');
  expect(dutch).toMatch(/^Alle ketens zijn heel\. 120 regels in 1,3 s, 95 per seconde\.$/m);
  const english = verificationText(found, 'en');
  expect(english).toContain('100, 80 of them confirmed');
  expect(english).toContain('Old entries were written by an earlier version.');
});

test('without old entries nothing is said of them', () => {
  expect(verificationText(verification(whole), 'en')).not.toMatch(/old/i);
  expect(verificationText(verification(), 'nl')).toBe('Er is geen keten.');
});

test('every fault has a sentence in both languages, with the number of its entry', () => {
  const kinds = [
    ...(['changed', 'missing', 'reordered', 'rewritten', 'cut-off'] as const),
    ...(['beyond-head', 'downgraded', 'checkpoint'] as const),
  ] satisfies Fault['kind'][];
  for (const language of ['nl', 'en'] as const) {
    const sentences = kinds.map((kind) => {
      const fault = { kind, number: 4711 };
      return verificationText(verification({ ...whole, fault }), language);
    });
    for (const sentence of sentences) expect(sentence).toContain('4711');
    expect(new Set(sentences).size).toBe(kinds.length);
    const several = { kind: 'rewritten', number: 5, to: 8 } as const;
    expect(verificationText(verification({ ...whole, fault: several }), language)).toMatch(
      /5 (to|tot en met) 8/,
    );
  }
});
