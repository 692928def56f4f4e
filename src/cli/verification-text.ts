import type { Verification } from '../ledger/chain/verify.ts';
import { ledgerWords } from '../texts/cli/ledger-words.ts';
import { table } from './print.ts';

/** The result of verifying the chains, as text. */
export function verificationText(
  { chains, sound, entries, seconds, entriesPerSecond }: Verification,
  language: keyof typeof ledgerWords,
): string {
  const words = ledgerWords[language];
  if (chains.length === 0) return words.none;
  const anyOld = chains.some(({ old }) => old !== undefined);
  const rows = chains.map(({ municipality, entries, checkpoints, old, fault }) => [
    ...[municipality, entries, checkpoints],
    ...(anyOld ? [old ? words.old(old.entries, old.confirmed) : ''] : []),
    fault ? words.fault(fault) : words.whole,
  ]);
  const [municipality, right, checkpoints, old, chain] = words.header;
  const header = [municipality, right, checkpoints, ...(anyOld ? [old] : []), chain];
  const verdict = sound ? words.sound : words.notSound;
  return [
    table(header, rows),
    ...(anyOld ? [words.aboutOld] : []),
    `${verdict} ${words.speed(entries, seconds.toFixed(1), entriesPerSecond)}`,
  ].join('\n\n');
}
