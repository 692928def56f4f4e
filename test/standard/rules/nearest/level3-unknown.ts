import type { BerichtType } from '../../../../src/standard/catalogue.ts';
import { declaring } from '../declared.ts';
import { standard } from '../standard.ts';
import { about, type Nearest } from './nearest.ts';

/** Rules about declarations where nobody may look up what was said before: they find nothing. */

const only = (type: BerichtType) =>
  standard
    .filter(([code, level, , messages]) => (level > 2 || code === 'TR304') && messages === type)
    .map(([code]) => code);

/** A declaration that would break most of them. */
const declares = declaring({
  declares: [
    { on: '999', begin: '2026-03-02', end: '2026-04-30', bedrag: 1 },
    { on: '999', bsn: '999934508', credits: 'P0' },
  ],
  month: '2026-02',
});

export const unknownNearest: readonly Nearest[] = [
  ...[...only('JW323'), 'TR304'].map((rule) =>
    about(rule, 'JW323/valid-complete.xml').passes('anything, while nobody looks', declares),
  ),
  ...[...only('JW325'), 'TR304', 'TR056'].map((rule) =>
    about(rule, 'JW325/valid-complete.xml').passes('anything, while nobody looks', () => {}),
  ),
  about('TR304', 'JW317/valid-complete.xml').passes('anything, while nobody looks', () => {}),
];
