import { passesElevenTest } from './rules/level2/constraints-person.ts';

/** Up to three spaces or signs between digits, of any kind but letters. */
const grouped = /\d+(?:[\s\p{P}\p{S}]{1,3}\d+)*/gu;

/**
 * Whether a text has nine digits that can be a BSN: in one piece, or in groups with spaces or signs between them.
 * Of a longer number without a gap no part counts. Some other numbers pass the same test: about one in eleven.
 */
export function findBsnInText(text: string): boolean {
  // Digits of other scripts become usual ones; characters that nobody sees go.
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  return (plain.match(grouped) ?? []).some((found) => hasBsn(found.match(/\d+/g) ?? []));
}

/** Whether some groups that follow each other are a BSN together. */
function hasBsn(groups: readonly string[]): boolean {
  return groups.some((_, from) => {
    let digits = '';
    for (let next = from; digits.length < 9 && next < groups.length; next++) digits += groups[next];
    return digits.length === 9 && passesElevenTest(digits);
  });
}
