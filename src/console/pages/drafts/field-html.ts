import { draftWords as say } from '../../../texts/console/draft-words.ts';
import { fieldWords } from '../../../texts/console/field-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField, type Faults, textField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import type { CodeWords } from '../../reading/codes.ts';
import type { TypedFields } from './changed.ts';
import type { DraftField, FieldGroup } from './fields.ts';
import { typedValue } from './typed.ts';

/** What fields are written with. */
export interface FieldParts {
  readonly codes: CodeWords;
  readonly language: Language;
  /** What was typed before, by name: it stands in the place of what the draft has. */
  readonly typed?: TypedFields | undefined;
  readonly faults?: Faults | undefined;
}

/** The longest text of an element that a person types. */
const longest = 200;

/** What a field is called. */
export function labelOf({ element }: Pick<DraftField, 'element'>, language: Language): string {
  return (say.labels[element] ?? fieldWords[element])?.[language] ?? element;
}

/** The fields of a draft, group by group. */
export function groupsHtml(groups: readonly FieldGroup[], parts: FieldParts): Html {
  const { language } = parts;
  const sets = groups.map(
    ({
      title,
      about,
      fields,
    }) => html`<fieldset class="product"><legend>${say.groups[title][language]}${about !== undefined && html` <span class="soft">${about}</span>`}</legend>
<div class="together">
${fields.map((field) => fieldHtml(field, parts))}</div></fieldset>
`,
  );
  return html`${sets}`;
}

/** One field of a draft. */
export function fieldHtml(field: DraftField, { codes, language, typed, faults }: FieldParts): Html {
  const { name, kind, list = '' } = field;
  const given = typed && Object.hasOwn(typed, name) ? typed[name] : undefined;
  const shared = {
    ...{ name, label: labelOf(field, language) },
    ...{ value: given ?? typedValue(field), fault: faults?.get(name) },
  };
  if (kind !== 'code')
    return textField({ ...shared, maxLength: longest, digits: kind === 'number' });
  const known = codes.all(list).filter((code) => !field.codes || field.codes.includes(code));
  // A code that the list does not have stays what it is.
  const all = shared.value && !known.includes(shared.value) ? [...known, shared.value] : known;
  return choiceField({
    ...shared,
    options: [
      { value: '', word: say.choose[language] },
      ...all.map((value) => ({ value, word: codes.named(list, value) })),
    ],
  });
}
