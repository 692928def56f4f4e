import type { AllocationDetails } from '../../../ledger/views/allocations.ts';
import { afterDays } from '../../../standard/working-days.ts';
import { deliveryWords as say } from '../../../texts/console/allocation-words.ts';
import {
  changeReasons,
  inEuros,
  messageDayText,
  plainDay,
  stopReasons,
  volumeText,
} from '../../../texts/console/amount-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField, type Faults, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Viewer } from '../../viewer.ts';
import { progressOf, standing } from './progress.ts';
import { filled, type UnderWay } from './shown.ts';
import { centsField, type DraftKind, draftKinds, reportKey, type Typed } from './wish.ts';

/** What the forms of a page show besides the allocation. */
export interface FormsShown {
  readonly viewer: Viewer;
  readonly at: (path: string) => string;
  readonly today: string;
  /** What was reported and waits for its retour. */
  readonly sent: (kind: DraftKind) => UnderWay | undefined;
  /** The form that is open when the page comes. */
  readonly open?: DraftKind | undefined;
  readonly typed?: Typed | undefined;
  readonly faults?: Faults;
}

/** A form for each thing that an aanbieder can draft of an allocation. A form that comes twice makes one draft. */
export function draftForms(item: AllocationDetails, shown: FormsShown): Html {
  const { viewer, at, today, open, typed, faults: all, sent } = shown;
  const { language } = viewer;
  const { next } = progressOf(item, today);
  const started = standing(item.deliveries).starts.length > 0;
  const forms = draftKinds.map((kind) => {
    if (kind === 'stop' && !started && typed?.kind !== 'stop')
      return html`<p id="stop">${say.stopLater[language]}</p>\n`;
    const before = sent(kind);
    const own = typed?.kind === kind ? typed : undefined;
    const faults: Faults = (own && all) ?? new Map();
    const fields = { item, faults, language, today, values: own?.fields };
    const isOpen = own !== undefined || open === kind;
    return html`<details id="${kind}"${isOpen && html` open`}><summary>${say.title[kind][language]}</summary>
${faultSummary(faults, language)}<form class="form" method="post" action="${at(`/console/allocations/${item.id}/${kind}`)}" novalidate>
${tokenField(viewer)}<input type="hidden" name="once" value="${own?.fields.once || crypto.randomUUID()}">
<p>${say.about[kind][language]}</p>
${before && kind !== 'change' && html`<p><strong>${filled(say.again[kind][language], before)}</strong></p>\n`}${kind === 'start' ? startFields(fields) : kind === 'stop' ? stopFields(fields) : changeFields(fields)}<p class="buttons"><button${next === kind && !before && html` class="strong"`}>${say.make[language]}</button></p>
</form></details>
`;
  });
  return html`<div class="forms">\n${forms}</div>\n`;
}

interface Fields {
  readonly item: AllocationDetails;
  readonly faults: Faults;
  readonly language: Language;
  readonly today: string;
  readonly values: Readonly<Record<string, string>> | undefined;
}

/** The name, label, value and fault of a field. @param usual its value before anything was typed */
function fieldOf({ faults, language, values }: Fields, name: string, label: Words, usual = '') {
  return { name, label: label[language], value: values?.[name] ?? usual, fault: faults.get(name) };
}

function whatField(fields: Fields, kind: 'start' | 'stop'): Html {
  const { item, language } = fields;
  const own = standing(item.deliveries)[kind === 'start' ? 'starts' : 'stops'];
  const options = own.flatMap((one) =>
    (['correct', 'remove'] as const).map((how) => {
      const day = messageDayText((kind === 'start' ? one.begin : one.end) ?? '', language);
      return {
        value: reportKey(how, one),
        word: say[how][kind][language].replace('{day}', () => day),
      };
    }),
  );
  const fresh = (kind === 'start' ? say.newStart : say.newStop)[language];
  return choiceField({
    ...fieldOf(fields, `${kind}-what`, say.what, 'new'),
    options: [{ value: 'new', word: fresh }, ...options],
  });
}

function startFields(fields: Fields): Html {
  const { item, language } = fields;
  const hint = standing(item.deliveries).starts.length > 0 ? say.removeHint : say.dayHint;
  return html`${whatField(fields, 'start')}${textField({
    ...fieldOf(fields, 'start-begin', say.begin),
    ...{ hint: hint[language], maxLength: 20 },
  })}`;
}

function stopFields(fields: Fields): Html {
  const { item, language, today } = fields;
  const endsSoon = (plainDay(item.end) ?? '9') <= afterDays(today, 30);
  const hint = standing(item.deliveries).stops.length > 0 ? say.removeHint : say.dayHint;
  const reasons = Object.entries(stopReasons).map(([value, word]) => ({
    value,
    word: word[language],
  }));
  return html`${whatField(fields, 'stop')}${textField({
    ...fieldOf(fields, 'stop-end', say.end, endsSoon ? typedAs(item.end) : ''),
    ...{ hint: hint[language], maxLength: 20 },
  })}${choiceField({
    ...fieldOf(fields, 'stop-reason', say.reason),
    options: [{ value: '', word: say.choose[language] }, ...reasons],
  })}`;
}

function changeFields(fields: Fields): Html {
  const { item, language } = fields;
  const reasons = Object.entries(changeReasons).map(([value, word]) => ({
    value,
    word: word[language],
  }));
  return html`${choiceField({
    ...fieldOf(fields, 'change-reason', say.changeReason),
    options: [{ value: '', word: say.choose[language] }, ...reasons],
  })}${textField({
    ...fieldOf(fields, 'change-from', say.from),
    ...{ hint: say.fromHint[language], maxLength: 20 },
  })}${textField({
    ...fieldOf(fields, 'change-until', say.until, typedAs(item.end)),
    ...{ hint: say.untilHint[language], maxLength: 20 },
  })}${amountField(fields)}`;
}

function amountField(fields: Fields): Html | undefined {
  const { item, language } = fields;
  const { volume, unit, budgetCents } = item;
  if (volume !== null) {
    const shown = unit === inEuros ? centsField(volume) : volume;
    // What the number counts: the words without the number.
    const what = volumeText({ ...item, volume: '2' }, language)?.replace(/^\S+ /, '') ?? '';
    return textField({
      ...fieldOf(fields, 'change-volume', say.volume, shown),
      label: say.volume[language].replace('{unit}', () => (unit === inEuros ? '€' : what)),
      ...{ maxLength: 12, digits: true },
    });
  }
  if (budgetCents === null) return undefined;
  return textField({
    ...fieldOf(fields, 'change-budget', say.budget, centsField(String(budgetCents))),
    ...{ maxLength: 12, digits: true },
  });
}

/** A date of a message as somebody would type it. */
function typedAs(date: string | null): string {
  const day = plainDay(date);
  return day ? day.split('-').toReversed().join('-') : '';
}
