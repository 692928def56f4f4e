import { retourWords as say } from '../../../texts/console/retour-words.ts';
import type { Language } from '../../../texts/problem-text.ts';

/** A step of a path: the name of an element, and its number where there are several. */
const stepForm = /^(\w+?)(?:\[(\d+)\])?$/;

/**
 * A place in a message in words: `Stop 2` of `Client/StopProducten/StopProduct[2]`, and `Stop 2, Einddatum` of what is in
 * it. A place that has no words stays as it is.
 */
export function placeText(path: string, language: Language): string {
  const classes: Readonly<Record<string, Readonly<Record<Language, string>>>> = say.classes;
  const steps = path.split('/').map((step) => stepForm.exec(step));
  const last = steps.findLastIndex((step) => step?.[1] && Object.hasOwn(classes, step[1]));
  const [, name = '', number] = steps[last] ?? [];
  const word = classes[name]?.[language];
  if (word === undefined) return path;
  const around = steps
    .slice(0, last)
    .findLast((step) => step?.[2] && Object.hasOwn(classes, step[1] ?? ''));
  const [, outer = '', outerNumber] = around ?? [];
  const inside = steps.slice(last + 1).map((step) => step?.[1] ?? '');
  const own = number === undefined ? word : `${word} ${number}`;
  const of = around ? `${classes[outer]?.[language]} ${outerNumber}, ${own.toLowerCase()}` : own;
  return [of, ...inside].join(', ');
}
