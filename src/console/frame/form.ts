import { formWords } from '../../texts/console/frame-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import type { Viewer } from '../viewer.ts';
import { type Html, html, type Part } from './html.ts';
import { sentence } from './sentence.ts';

/** What is wrong with fields of a form, by their names: a sentence each. */
export type Faults = ReadonlyMap<string, string>;

interface Field {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly hint?: string;
  /** What is wrong with it. */
  readonly fault?: string | undefined;
}

/** A field of one line. */
export function textField(
  field: Field & {
    readonly type?: 'text' | 'search';
    readonly maxLength: number;
    readonly digits?: boolean;
    readonly required?: boolean;
  },
): Html {
  const { name, value, type, maxLength, digits, required } = field;
  return fieldHtml(
    field,
    html`<input type="${type ?? 'text'}" id="${name}" name="${name}" value="${value}" maxlength="${maxLength}" autocomplete="off"${digits && html` inputmode="numeric"`}${required && html` required`}${describedBy(field)}>`,
  );
}

/** A field of several lines. */
export function areaField(
  field: Field & {
    readonly rows: number;
    readonly maxLength: number;
    readonly required?: boolean;
  },
): Html {
  const { name, value, rows, maxLength, required } = field;
  return fieldHtml(
    field,
    html`<textarea id="${name}" name="${name}" rows="${rows}" maxlength="${maxLength}" autocomplete="off" spellcheck="false"${required && html` required`}${describedBy(field)}>${value}</textarea>`,
  );
}

/** A choice of any number. @param field.options each with its value and its word, in order */
export function checkField(field: {
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly word: string }[];
  readonly chosen: readonly string[];
  readonly fault?: string | undefined;
}): Html {
  const { name, label, options, chosen, fault } = field;
  const wrong =
    fault &&
    html`<span class="utrecht-form-field-error-message" id="${name}-fault">${sentence(fault)}</span>\n`;
  const boxes = options.map(
    ({ value, word }) =>
      html`<label class="check"><input type="checkbox" name="${name}" value="${value}"${chosen.includes(value) && html` checked`}> ${word}</label>\n`,
  );
  return html`<fieldset class="field" id="${name}" tabindex="-1"${fault && html` aria-describedby="${name}-fault"`}><legend>${label}</legend>
${wrong}${boxes}</fieldset>
`;
}

/** A choice of one. @param field.options each with its value and its word, in order */
export function choiceField(
  field: Field & {
    readonly options: readonly { readonly value: string; readonly word: string }[];
    readonly required?: boolean;
  },
): Html {
  const { name, value: chosen = '', options, required } = field;
  const choices = options.map(
    ({ value, word }) =>
      html`<option value="${value}"${value === chosen && html` selected`}>${word}</option>`,
  );
  return fieldHtml(
    field,
    html`<select id="${name}" name="${name}" autocomplete="off"${required && html` required`}${describedBy(field)}>${choices}</select>`,
  );
}

function fieldHtml({ name, label, hint, fault }: Field, control: Html): Html {
  const description =
    hint && html`<span class="utrecht-form-field-description" id="${name}-hint">${hint}</span>\n`;
  const wrong =
    fault &&
    html`<span class="utrecht-form-field-error-message" id="${name}-fault">${sentence(fault)}</span>\n`;
  return html`<p class="field"><label for="${name}">${label}</label>
${description}${wrong}${control}</p>
`;
}

function describedBy({ name, hint, fault }: Field): Part {
  const ids = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ');
  return [fault && html` aria-invalid="true"`, ids && html` aria-describedby="${ids}"`];
}

/** What is wrong with a form, above it: each leads to its field. Nothing when nothing is. */
export function faultSummary(faults: Faults, language: Language): Html | undefined {
  if (faults.size === 0) return undefined;
  const { one, more } = formWords.problems;
  const items = [...faults].map(
    ([name, fault]) => html`<li><a href="#${name}">${fault.replaceAll('`', '')}</a></li>\n`,
  );
  return html`<div class="problem" role="alert" tabindex="-1"><h2>${(faults.size === 1 ? one : more)[language]}</h2>
<ul>
${items}</ul></div>
`;
}

/** The hidden field without which nothing that changes something is taken. */
export function tokenField({ formToken }: Viewer): Html {
  return html`<input type="hidden" name="token" value="${formToken}">`;
}

/** A field in which somebody chooses a file. @param field.accept the ends of names that are offered, as `.csv,.xlsx` */
export function fileField(
  field: Omit<Field, 'value'> & { readonly accept: string; readonly required?: boolean },
): Html {
  const { name, accept, required } = field;
  return fieldHtml(
    field,
    html`<input type="file" id="${name}" name="${name}" accept="${accept}"${required && html` required`}${describedBy(field)}>`,
  );
}
