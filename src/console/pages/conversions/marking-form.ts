import { markingWords as say } from '../../../texts/console/conversion-row-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { areaField, type Faults, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Viewer } from '../../viewer.ts';
import type { Place, TypedMarks } from './typed.ts';

const titles = { rows: say.title, row: say.titleOne, all: say.titleAll } as const;

/**
 * The form with which one says what one thinks of rows.
 *
 * @param wish.filter the question of the page on which it stands, to come back to it
 * @param wish.above what stands in the form before its fields: the rows, with their boxes
 */
export function markingForm(
  wish: {
    readonly action: string;
    readonly from: Place;
    readonly filter: string;
    readonly above: Html;
    readonly typed: TypedMarks;
    readonly faults: Faults;
  },
  viewer: Viewer,
): Html {
  const { action, from, filter, above, typed, faults } = wish;
  const { language } = viewer;
  // The button that is off and not shown keeps Enter in a field from pressing the first of the others.
  return html`<form class="marking" method="post" action="${action}">
<button disabled hidden></button>
${tokenField(viewer)}<input type="hidden" name="from" value="${from}"><input type="hidden" name="filter" value="${filter}">
${above}<fieldset class="form" id="marks" tabindex="-1"><legend><h2>${titles[from][language]}</h2></legend>
${areaField({
  ...{ name: 'why', label: say.reason[language], hint: say.reasonHint[language], value: typed.why },
  ...{ rows: 3, maxLength: 500, fault: faults.get('why') },
})}${spicFields(typed, faults, language)}<p class="buttons"><button class="strong" name="mark" value="agreed">${say.agree[language]}</button><button name="mark" value="held">${say.hold[language]}</button><button name="mark" value="changed">${say.change[language]}</button></p>
</fieldset>
</form>
`;
}

function spicFields(typed: TypedMarks, faults: Faults, language: Language): Html {
  const { categorie, code, months } = typed;
  const fields = ['spic-categorie', 'spic-code', 'spic-months'];
  const open = [categorie, code, months].some(Boolean) || fields.some((name) => faults.has(name));
  return html`<details${open && html` open`}><summary>${say.spic[language]}</summary>
<div class="form">
${textField({
  ...{ name: 'spic-categorie', label: say.categorie[language], value: categorie },
  ...{ maxLength: 2, digits: true, fault: faults.get('spic-categorie') },
})}${textField({
  ...{ name: 'spic-code', label: say.code[language], value: code },
  ...{ maxLength: 5, fault: faults.get('spic-code') },
})}${textField({
  ...{ name: 'spic-months', label: say.months[language], hint: say.monthsHint[language] },
  ...{ value: months, maxLength: 4, digits: true, fault: faults.get('spic-months') },
})}</div>
</details>
`;
}
