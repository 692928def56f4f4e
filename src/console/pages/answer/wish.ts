import type { Decision, Deviation } from '../../../messages/drafts/forms.ts';
import { isBefore } from '../../../standard/calendar.ts';
import { answerWords as say } from '../../../texts/console/answer-words.ts';
import { draftWords } from '../../../texts/console/draft-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import { typedDay } from '../../frame/day.ts';
import { messageValue } from '../drafts/typed.ts';
import type { Asked } from './asked.ts';

/** What was typed in the form, by the names of its fields. */
export type TypedAnswer = Readonly<Record<string, string>>;

/** What a person decided, or what is wrong with it. */
export interface Wish {
  readonly decisions: readonly Decision[];
  /** The number in the form of each decision. */
  readonly places: readonly number[];
  /** By the names of the fields. */
  readonly faults: ReadonlyMap<string, Words>;
}

/** RedenAfwijzingVerzoek: the child lives in another gemeente, which has to be named. */
const onResidence = '8';

/**
 * Reads the form of an answer.
 *
 * @param asked what can be decided still, by its number in the form
 * @param isWhole of a JW317, which is decided to the letter
 */
export function wishOf(
  typed: TypedAnswer,
  asked: readonly (readonly [place: number, asked: Asked])[],
  isWhole: boolean,
): Wish {
  const faults = new Map<string, Words>();
  const decisions: Decision[] = [];
  const places: number[] = [];
  for (const [place, one] of asked) {
    const decision = decisionOf(typed, place, one, isWhole, faults);
    if (!decision) continue;
    decisions.push(decision);
    places.push(place);
  }
  const [first] = asked;
  if (decisions.length === 0 && faults.size === 0 && first)
    faults.set(`decision-${first[0]}`, say.faults.decision);
  return { decisions, places, faults };
}

type Faults = Map<string, Words>;

function decisionOf(
  typed: TypedAnswer,
  place: number,
  asked: Asked,
  isWhole: boolean,
  faults: Faults,
): Decision | undefined {
  const { referentie } = asked;
  const text = (name: string) => typed[`${name}-${place}`]?.trim() ?? '';
  switch (text('decision')) {
    case 'investigate':
      return { decision: 'investigate', referentie };
    case 'refuse': {
      const reden = text('reason');
      const gemeente = text('gemeente');
      if (!/^\d{1,2}$/.test(reden)) faults.set(`reason-${place}`, say.faults.reason);
      const isElsewhere = reden === onResidence && !isWhole;
      if (isElsewhere && !/^\d{4}$/.test(gemeente))
        faults.set(`gemeente-${place}`, say.faults.gemeente);
      return { decision: 'refuse', referentie, reden, ...(isElsewhere && { gemeente }) };
    }
    case 'allocate': {
      const deviation = isWhole ? {} : deviationOf(text, place, asked, faults);
      return { decision: 'allocate', referentie, ...deviation };
    }
    default:
      return undefined;
  }
}

/** Where an allocation differs from what was asked. What is as it was asked is left out. */
function deviationOf(
  text: (name: string) => string,
  place: number,
  { product: asked }: Asked,
  faults: Faults,
): Deviation {
  if (!asked) return {};
  const begin = typedDay(text('begin'));
  const end = text('end') === '' ? null : typedDay(text('end'));
  if (!begin) faults.set(`begin-${place}`, say.faults.begin);
  if (end === undefined) faults.set(`end-${place}`, draftWords.faults.day);
  else if (begin && end && isBefore(end, begin)) faults.set(`end-${place}`, say.faults.reversed);
  const [categorie, code, commentaar] = ['categorie', 'code', 'remark'].map(text);
  if (categorie === '' && code !== '') faults.set(`categorie-${place}`, say.faults.product);
  const isSameProduct =
    (asked.product?.categorie ?? '') === categorie && (asked.product?.code ?? '') === code;
  return {
    ...(begin && begin !== asked.begin && { ingangsdatum: begin }),
    ...(end !== undefined && end !== (asked.end ?? null) && { einddatum: end }),
    ...(!isSameProduct && categorie && { product: { categorie, ...(code && { code }) } }),
    ...amountOf(text, place, asked, faults),
    ...(commentaar && { commentaar }),
  };
}

function amountOf(
  text: (name: string) => string,
  place: number,
  { omvang: was, budget: had }: NonNullable<Asked['product']>,
  faults: Faults,
): Pick<Deviation, 'omvang' | 'budget'> {
  const parts = ['volume', 'eenheid', 'frequentie'].map(text);
  const [volume = '', eenheid = '', frequentie = ''] = parts;
  const given = parts.filter(Boolean).length;
  const budget = messageValue('euro', text('budget'));
  if (given > 0 && given < 3) faults.set(`volume-${place}`, say.faults.omvang);
  else if (given === 3 && !/^\d{1,8}$/.test(volume))
    faults.set(`volume-${place}`, draftWords.faults.number);
  if ('fault' in budget) {
    faults.set(`budget-${place}`, draftWords.faults.euro);
    return {};
  }
  if (given > 0 && budget.value !== '') faults.set(`budget-${place}`, say.faults.amount);
  const isSame =
    volume === (was?.volume ?? '') &&
    (given === 0 || (eenheid === was?.eenheid && frequentie === was?.frequentie)) &&
    budget.value === (had ?? '');
  if (isSame) return {};
  return {
    ...(given === 3 && { omvang: { volume, eenheid, frequentie } }),
    ...(budget.value !== '' && { budget: budget.value }),
  };
}
