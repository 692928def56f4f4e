import type { BerichtType } from '../../../../src/standard/catalogue.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';
import { copies, type RepeatedClass } from './places.ts';

/** The logical key of a class, which no other of its kind may have (TR101). */

export type Changes<Item> = Readonly<Record<string, (one: Item) => void>>;

/** Which of three have the key of the first, and which of them an earlier one has. */
const rows = [
  ['the first and the second of three', [0, 0, 1], [2]],
  ['the first and the last of three', [0, 1, 0], [3]],
  ['the second and the last of three', [1, 0, 0], [3]],
  ['all three', [0, 0, 0], [2, 3]],
] as const;

/** Cases of the logical key of one class. */
export function keyOf<T extends BerichtType, Holder, Item>(
  { from, list, item, path }: RepeatedClass<T, Holder, Item>,
  which: string,
  key: {
    /** Makes the key what the changes below start from. */
    readonly base: (one: Item) => void;
    /** Each makes another key of it. */
    readonly other: Changes<Item>;
    /** Each leaves it the same key. */
    readonly alike?: Changes<Item>;
  },
): Nearest[] {
  const { passes, refuses } = about('TR101', from);
  const [another = () => {}] = Object.values(key.other);
  /** A message with one class for each change. */
  const message =
    (...changes: ((one: Item) => void)[]) =>
    (bericht: Parameters<typeof list>[0]) => {
      const holders = copies(list(bericht), changes.length);
      for (const [index, change] of changes.entries()) {
        const one = item(nth(holders, index + 1));
        key.base(one);
        change(one);
      }
    };
  const same = () => {};
  return [
    passes(`${which}: one alone`, message(same)),
    ...rows.map(([shows, keys, found]) =>
      refuses(
        `${which}: one key, ${shows}`,
        found.map((index) => path(`[${index}]`)),
        message(...keys.map((other) => (other ? another : same))),
      ),
    ),
    ...Object.entries(key.other).flatMap(([shows, change]) => [
      passes(`${which}: ${shows}`, message(same, change)),
      refuses(`${which}: ${shows}, twice`, path('[3]'), message(same, change, change)),
    ]),
    ...Object.entries(key.alike ?? {}).map(([shows, change]) =>
      refuses(`${which}: one key, ${shows}`, path('[2]'), message(same, change)),
    ),
  ];
}

export interface Numbered {
  toewijzingNummer?: string;
}
export const numbered = (nummer: string) => (one: Numbered) => {
  one.toewijzingNummer = nummer;
};
/** A whole number can be written in several ways. */
export const written: Changes<Numbered> = {
  'a number with zeros before it': numbered('0240031101'),
  'a number with a plus': numbered('+240031101'),
};
export const otherNumber: Changes<Numbered> = { 'another number': numbered('240031102') };
