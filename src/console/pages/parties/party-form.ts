import { partyKinds } from '../../../store/tables.ts';
import { kindWords, newPartyWords as say } from '../../../texts/console/party-words.ts';
import { choiceField, type Faults, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Viewer } from '../../viewer.ts';

/** What was typed in the form that makes a party. */
export interface PartyTyped {
  readonly kind: string;
  readonly code: string;
  readonly name: string;
}

export const nothingTyped: PartyTyped = { kind: '', code: '', name: '' };

/** The form that makes a party and a key for it. What was typed stays, with what is wrong where it is. */
export function partyForm(
  viewer: Viewer,
  action: string,
  typed: PartyTyped = nothingTyped,
  faults: Faults = new Map(),
): Html {
  const { language } = viewer;
  const kinds = partyKinds.map((kind) => ({ value: kind, word: kindWords[kind][language] }));
  return html`${faultSummary(faults, language)}<form class="form" method="post" action="${action}" data-keep="party" novalidate>
${tokenField(viewer)}
${choiceField({
  ...{ name: 'kind', label: say.kind[language], value: typed.kind, fault: faults.get('kind') },
  ...{ options: [{ value: '', word: say.choose[language] }, ...kinds], required: true },
})}${textField({
  ...{ name: 'code', label: say.code[language], hint: say.codeHint[language], value: typed.code },
  ...{ maxLength: 20, digits: true, required: true, fault: faults.get('code') },
})}${textField({
  ...{ name: 'name', label: say.name[language], hint: say.nameHint[language], value: typed.name },
  ...{ maxLength: 200, required: true, fault: faults.get('name') },
})}<p class="buttons"><button class="strong">${say.submit[language]}</button></p>
</form>
`;
}
