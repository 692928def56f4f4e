import { answerWords as say } from '../../../texts/console/answer-words.ts';
import { draftWords } from '../../../texts/console/draft-words.ts';
import { dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField, type Faults, textField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { sentence } from '../../frame/sentence.ts';
import type { CodeWords } from '../../reading/codes.ts';
import { typedValue } from '../drafts/typed.ts';
import type { AskedNow } from './read.ts';
import type { TypedAnswer } from './wish.ts';

/** What the form of one reference is written with. */
export interface DecisionParts {
  readonly place: number;
  readonly codes: CodeWords;
  readonly language: Language;
  /** What was typed before; absent: what the request says stands in the fields. */
  readonly typed: TypedAnswer | undefined;
  readonly faults: Faults;
  /** Of a JW317: it is allocated to the letter. */
  readonly isWhole: boolean;
  /** Whether there are others, so that this one may wait. */
  readonly mayWait: boolean;
}

/** What is decided about one reference, with the fields of each choice. */
export function decisionFields(asked: AskedNow, parts: DecisionParts): Html {
  const { place, language, typed, faults, isWhole, mayWait } = parts;
  const name = `decision-${place}`;
  const fault = faults.get(name);
  const isInvestigated = asked.decided?.says === 'investigated';
  const choices = (['allocate', 'refuse', 'investigate', 'later'] as const).filter(
    (one) => (one !== 'investigate' || !isInvestigated) && (one !== 'later' || mayWait),
  );
  const chosen = typed?.[name] ?? (mayWait ? 'later' : '');
  const radios = choices.map(
    (one, index) =>
      html`<label><input type="radio"${index === 0 && html` id="${name}"`} name="${name}" value="${one}"${one === chosen && html` checked`}${fault && html` aria-describedby="${name}-fault"`}> ${say.choices[one][language]}</label>\n`,
  );
  return html`<fieldset><legend>${say.decision[language]}${dueHtml(asked, language)}</legend>
${fault && html`<span class="utrecht-form-field-error-message" id="${name}-fault">${sentence(fault)}</span>\n`}<div class="choices">
${radios}</div></fieldset>
<div class="of-allocate">
${isWhole ? html`<p>${say.wholeAbout[language]}</p>\n` : allocateFields(asked, parts)}</div>
<div class="of-refuse">
${refuseFields(asked, parts)}</div>
`;
}

function dueHtml({ term }: AskedNow, language: Language): Html | undefined {
  if (!term || term.metAt) return undefined;
  const words = term.status === 'overdue' ? say.overdue : say.dueOn;
  return html` <span class="soft">${words[language].replace('{day}', dayText(term.dueOn, language))}</span>`;
}

function fieldOf({ place, typed, faults }: DecisionParts, name: string, given: string) {
  const key = `${name}-${place}`;
  return { name: key, value: typed?.[key] ?? given, fault: faults.get(key) };
}

function codeField(
  parts: DecisionParts,
  name: string,
  given: string,
  { label, list, hint }: { readonly label: string; readonly list: string; readonly hint?: string },
): Html {
  const { codes, language } = parts;
  const field = fieldOf(parts, name, given);
  const known = codes.all(list);
  const all = field.value && !known.includes(field.value) ? [...known, field.value] : known;
  return choiceField({
    ...{ ...field, label },
    ...(hint !== undefined && { hint }),
    options: [
      { value: '', word: draftWords.choose[language] },
      ...all.map((value) => ({ value, word: codes.named(list, value) })),
    ],
  });
}

function allocateFields({ product: asked }: AskedNow, parts: DecisionParts): Html {
  const { language } = parts;
  const label = (name: string) => draftWords.labels[name]?.[language] ?? name;
  const day = (date: string | undefined) => typedValue({ kind: 'day', value: date ?? '' });
  const budget = typedValue({ kind: 'euro', value: asked?.budget ?? '' });
  return html`<div class="together">
${textField({ ...fieldOf(parts, 'begin', day(asked?.begin)), label: say.begin[language], maxLength: 10 })}${textField(
  {
    ...fieldOf(parts, 'end', day(asked?.end)),
    ...{ label: say.end[language], hint: say.endHint[language], maxLength: 10 },
  },
)}</div>
<div class="together">
${textField({ ...fieldOf(parts, 'volume', asked?.omvang?.volume ?? ''), label: label('volume'), maxLength: 8, digits: true })}${codeField(
  parts,
  'eenheid',
  asked?.omvang?.eenheid ?? '',
  { label: label('eenheid'), list: 'eenheid' },
)}${codeField(parts, 'frequentie', asked?.omvang?.frequentie ?? '', { label: label('frequentie'), list: 'frequentie' })}${textField(
  { ...fieldOf(parts, 'budget', budget), label: label('budget'), maxLength: 14 },
)}</div>
<div class="together">
${codeField(parts, 'categorie', asked?.product?.categorie ?? '', { label: label('categorie'), list: 'productcategorie' })}${textField(
  { ...fieldOf(parts, 'code', asked?.product?.code ?? ''), label: label('code'), maxLength: 5 },
)}</div>
${textField({
  ...fieldOf(parts, 'remark', ''),
  ...{ label: say.remark[language], hint: say.remarkHint[language], maxLength: 200 },
})}`;
}

/** With the reason that the contract check suggests, where it says no. */
function refuseFields({ checks }: AskedNow, parts: DecisionParts): Html {
  const { language, isWhole } = parts;
  const suggested = checks.find(({ redenAfwijzing }) => redenAfwijzing)?.redenAfwijzing ?? '';
  const residence = textField({
    ...fieldOf(parts, 'gemeente', ''),
    ...{ label: say.gemeente[language], hint: say.gemeenteHint[language] },
    ...{ maxLength: 4, digits: true },
  });
  return html`${codeField(parts, 'reason', suggested, { label: say.reason[language], list: 'reden-van-afwijzing' })}${!isWhole && residence}`;
}
