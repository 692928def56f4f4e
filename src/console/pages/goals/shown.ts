import {
  consenters,
  consentForms,
  goalDomains,
  goalOutcomes,
  textReaders,
} from '../../../ledger/goals/goal.ts';
import type { ShownGoal } from '../../../ledger/goals/views.ts';
import {
  consenterWords,
  consentFormWords,
  goalWords as say,
  textReaderWords,
} from '../../../texts/console/goal-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import { dayText, momentText } from '../../../texts/console/written.ts';
import { domainName, outcomeName } from '../../../texts/goal-texts.ts';
import type { Language } from '../../../texts/problem-text.ts';
import {
  areaField,
  choiceField,
  type Faults,
  faultSummary,
  textField,
  tokenField,
} from '../../frame/form.ts';
import { type Html, html, type Part } from '../../frame/html.ts';
import { partyHtml } from '../../frame/party.ts';
import type { Viewer } from '../../viewer.ts';
import { type GoalField, type GoalValues, valuesOf } from './typed.ts';

/** What the page of goals shows. */
export interface GoalsShown {
  readonly allocationId: string;
  readonly goals: readonly ShownGoal[];
  readonly names: ReadonlyMap<string, string>;
  readonly at: (path: string) => string;
  /** The id of the goal that is being changed. */
  readonly edit?: string | undefined;
  /** A form that was not carried out. */
  readonly typed?: { readonly values: GoalValues; readonly faults: Faults };
}

/** The address of the goals of an allocation. */
export function goalsPath(allocationId: string, more = ''): string {
  return `/console/allocations/${allocationId}/goals${more}`;
}

/** The goals, and a form: of the goal that is being changed, or of a new one. */
export function goalsHtml(shown: GoalsShown, viewer: Viewer): Html {
  const { goals, edit, typed, allocationId, at } = shown;
  const { language } = viewer;
  const changing = goals.find(({ id, own }) => own && id === edit);
  const list =
    goals.length === 0
      ? html`<p class="empty">${say.empty[language]}</p>\n`
      : goals.map((goal) => goalHtml(goal, shown, viewer));
  const form = changing
    ? formHtml(viewer, {
        ...{ action: at(`/console/goals/${changing.id}`), goal: changing },
        ...{ back: goalsPath(allocationId), at, typed },
      })
    : html`<details id="new"${(typed || goals.length === 0) && html` open`}><summary>${say.add[language]}</summary>
${formHtml(viewer, { action: at(goalsPath(allocationId)), at, typed })}</details>
`;
  return html`${typed && faultSummary(typed.faults, language)}<p>${say.about[language]} ${say.logged[language]}</p>
${list}${form}`;
}

function goalHtml(goal: ShownGoal, shown: GoalsShown, viewer: Viewer): Html {
  const { names, at, allocationId, edit } = shown;
  const { language } = viewer;
  const { id, writer, own, domain, setOn, evaluateOn, outcome, outcomeOn } = goal;
  const fact = (word: Words, value: Part) =>
    value ? html`<dt>${word[language]}</dt><dd>${value}</dd>\n` : undefined;
  const day = (date: string | null) => date && dayText(date, language);
  const words = (text: string | null) => text && html`<span class="wraps lines">${text}</span>`;
  const change = at(goalsPath(allocationId, `?edit=${id}#change`));
  const doings =
    own &&
    html`${edit !== id && html`<p><a href="${change}">${say.change[language]}<span class="unseen"> ${domainName(domain, language)}</span></a></p>\n`}${destroyHtml(goal, viewer, at)}`;
  return html`<section class="goal"><h2>${domainName(domain, language)}</h2>
<dl>
${fact(say.writer, partyHtml(writer, names))}${fact(say.outcome, outcomeName(outcome, language))}${fact(say.outcomeOn, day(outcomeOn))}${fact(say.setOn, day(setOn))}${fact(say.evaluateOn, day(evaluateOn))}${fact(say.text, words(goal.text))}${fact(say.outcomeText, words(goal.outcomeText))}${fact(say.consent, consentText(goal, language))}${fact(say.changed, own && changedText(goal, viewer))}</dl>
${doings}</section>
`;
}

function consentText({ consent }: ShownGoal, language: Language): string | undefined {
  if (!consent) return undefined;
  return say.consentIs[language]
    .replace('{by}', consenterWords[consent.by][language])
    .replace('{how}', consentFormWords[consent.how][language])
    .replace('{on}', dayText(consent.on, language))
    .replace('{readers}', textReaderWords[consent.sharedWith][language]);
}

function changedText({ changedAt, changedBy }: ShownGoal, { call, language }: Viewer): string {
  const isOwn = changedBy === call.principal.credential.name;
  return say.changedBy[language]
    .replace('{at}', momentText(changedAt, language))
    .replace('{by}', () => (isOwn ? say.yourself[language] : changedBy));
}

/** Destroying the texts of a goal, and the goal itself. */
function destroyHtml(goal: ShownGoal, viewer: Viewer, at: (path: string) => string): Html {
  const { language } = viewer;
  const { id, allocationId, domain, text, outcomeText, consent } = goal;
  const one = (path: string, word: Words, about: Words) =>
    html`<details><summary>${word[language]} <span class="unseen">${domainName(domain, language)}</span></summary>
<form class="form" method="post" action="${at(`/console/goals/${id}/${path}`)}">
${tokenField(viewer)}<input type="hidden" name="allocation" value="${allocationId}"><p>${about[language]}</p>
<p class="buttons"><button>${word[language]}</button></p></form></details>
`;
  const hasTexts = text !== null || outcomeText !== null || consent !== null;
  return html`${hasTexts && one('text-destruction', say.destroyText, say.destroyTextAbout)}${one('destruction', say.destroy, say.destroyAbout)}`;
}

function formHtml(
  viewer: Viewer,
  shown: {
    readonly action: string;
    readonly at: (path: string) => string;
    readonly goal?: ShownGoal;
    /** The page without this form. */
    readonly back?: string;
    readonly typed?: GoalsShown['typed'];
  },
): Html {
  const { language } = viewer;
  const { action, goal, back, typed, at } = shown;
  const values: GoalValues = typed?.values ?? (goal ? valuesOf(goal) : { 'goal-outcome': 'open' });
  const of = (name: GoalField, label: Words) => ({
    ...{ name, label: label[language], value: values[name] ?? '' },
    fault: typed?.faults.get(name),
  });
  const day = (name: GoalField, label: Words, required = false) =>
    textField({ ...of(name, label), hint: say.dayHint[language], maxLength: 10, required });
  const area = (name: GoalField, label: Words) =>
    areaField({ ...of(name, label), hint: say.textHint[language], rows: 3, maxLength: 2000 });
  const first =
    !goal &&
    html`${choiceField({
      ...of('goal-domain', say.domain),
      options: [
        { value: '', word: say.choose[language] },
        ...goalDomains.map((value) => ({ value, word: domainName(value, language) })),
      ],
      required: true,
    })}${day('goal-set', say.setOn, true)}`;
  const outcomes = goalOutcomes.map((value) => ({ value, word: outcomeName(value, language) }));
  return html`${goal && html`<h2 id="change">${say.changing[language]}: ${domainName(goal.domain, language)}</h2>\n`}<form class="form" method="post" action="${action}" novalidate>
${tokenField(viewer)}<input type="hidden" name="revision" value="${goal?.revision ?? ''}">
${first}${day('goal-evaluate', say.evaluateOn)}${choiceField({ ...of('goal-outcome', say.outcome), options: outcomes })}${day('goal-ended', say.outcomeOn)}${area('goal-text', say.text)}${area('goal-outcome-text', say.outcomeText)}${consentFields(of, day, language)}<p class="buttons"><button class="strong">${say.save[language]}</button>${back !== undefined && html` <a href="${at(back)}">${say.stop[language]}</a>`}</p>
</form>
`;
}

type FieldOf = (
  name: GoalField,
  label: Words,
) => { name: string; label: string; value: string; fault: string | undefined };

function consentFields(
  of: FieldOf,
  day: (name: GoalField, label: Words) => Html,
  language: Language,
): Html {
  const choice = <T extends string>(
    name: GoalField,
    label: Words,
    values: readonly T[],
    named: Readonly<Record<T, Words>>,
  ) =>
    choiceField({
      ...of(name, label),
      options: [
        { value: '', word: say.none[language] },
        ...values.map((value) => ({ value, word: named[value][language] })),
      ],
    });
  return html`<fieldset class="field"><legend>${say.consent[language]}</legend>
<p>${say.consentAbout[language]}</p>
${choice('consent-by', say.consentBy, consenters, consenterWords)}${day('consent-on', say.consentOn)}${choice('consent-how', say.consentHow, consentForms, consentFormWords)}${choice('consent-with', say.consentWith, textReaders, textReaderWords)}</fieldset>
`;
}
