import type { RetourChoices } from '../../../messages/retouren/retouren.ts';
import type { ChosenFault, RetourWish } from '../../../messages/retouren/verdict.ts';
import { retourWords as say } from '../../../texts/console/retour-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { placeText } from './places.ts';

/** What somebody typed and ticked. */
export interface TypedRetour {
  readonly verdict: string;
  /** A rule and a place that were chosen besides, and whether these are to be added. */
  readonly rule: string;
  readonly place: string;
  readonly add: string;
  /** Ticked, as {@link faultValue} writes them. */
  readonly fault: readonly string[];
}

/** The value of a box. */
export function faultValue({ rule, path }: ChosenFault): string {
  return `${rule} ${path}`;
}

/** The most reasons in one retour. */
const mostFaults = 100;

/** The faults that the form shows with a box: what the gateway found, and what the person added. */
export function faultsShown(
  { proposals, rules }: RetourChoices,
  ticked: readonly string[],
): ChosenFault[] {
  const proposed = new Set(proposals.map(faultValue));
  const added = ticked.flatMap((value) => {
    const [rule = '', path = ''] = value.split(' ');
    const isOne = rules.some((one) => one.rule.code === rule && one.paths.includes(path));
    return isOne && !proposed.has(value) ? [{ rule, path }] : [];
  });
  const unique = new Map([...proposals, ...added].map((one) => [faultValue(one), one]));
  return [...unique.values()].slice(0, mostFaults);
}

/** What comes of a form. */
export interface ReadRetour {
  /** Undefined where it cannot be sent as it is, or something is to be added first. */
  readonly wish?: RetourWish;
  readonly faults: ReadonlyMap<string, string>;
  /** What is ticked then: with what was added. */
  readonly ticked: readonly string[];
}

/** Reads a form that was sent. */
export function readRetourForm(
  typed: TypedRetour,
  choices: RetourChoices,
  language: Language,
): ReadRetour {
  const { verdict, add, fault } = typed;
  const shown = faultsShown(choices, fault);
  const kept = fault.filter((value) => shown.some((one) => faultValue(one) === value));
  const faults = new Map<string, string>();
  if (verdict === 'approve' || verdict === 'refuse-within') {
    if (add === '') return { wish: { verdict }, faults, ticked: kept };
  } else if (verdict !== 'refuse' && add === '') {
    faults.set('verdict', say.verdictFault[language]);
    return { faults, ticked: kept };
  }
  const chosen = chosenFault(typed, choices, language);
  if (chosen instanceof Map) return { faults: chosen, ticked: kept };
  const ticked = chosen ? [...new Set([...kept, faultValue(chosen)])] : kept;
  if (add !== '') {
    if (!chosen) faults.set('rule', say.ruleFault[language]);
    return { faults, ticked };
  }
  if (ticked.length === 0) {
    faults.set('fault', say.faultsFault[language]);
    return { faults, ticked };
  }
  const all = faultsShown(choices, ticked).filter((one) => ticked.includes(faultValue(one)));
  return { wish: { verdict: 'refuse', faults: all }, faults, ticked };
}

/** The rule and place that were chosen besides; undefined: none; or what is wrong with them, by field. */
function chosenFault(
  { rule, place }: TypedRetour,
  { rules }: RetourChoices,
  language: Language,
): ChosenFault | undefined | Map<string, string> {
  if (rule === '' && place === '') return undefined;
  const choice = rules.find((one) => one.rule.code === rule);
  if (!choice) return new Map([['rule', say.ruleFault[language]]]);
  const { paths } = choice;
  const [only] = paths;
  if (only === undefined) return new Map([['rule', say.ruleNowhere[language]]]);
  if (place === '' && paths.length === 1) return { rule, path: only };
  if (place === '') return new Map([['place', say.placeFault[language]]]);
  if (paths.includes(place)) return { rule, path: place };
  const places = paths.map((path) => placeText(path, language)).join(', ');
  return new Map([['place', say.placeElse[language].replace('{places}', places)]]);
}
