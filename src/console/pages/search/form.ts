import { searchedBy } from '../../../operations/sought.ts';
import { searchWords as say } from '../../../texts/console/search-words.ts';
import { choiceField, type Faults, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Viewer } from '../../viewer.ts';

/** What somebody typed in the form. */
export interface TypedSearch {
  readonly by: string;
  readonly text: string;
  readonly aanbieder: string;
}

/** By what one chooses to search; a number of the gateway is recognised by itself. */
export const chosenBy = searchedBy.filter((by) => by !== 'id');

/**
 * The form to search by what a person has at hand. It is sent by POST: what is searched may be personal, and stands in no
 * address.
 */
export function searchForm(
  viewer: Viewer,
  at: (path: string) => string,
  typed?: TypedSearch,
  faults: Faults = new Map(),
): Html {
  const { language } = viewer;
  const options = chosenBy.map((by) => ({ value: by, word: say.kinds[by][language] }));
  return html`<form class="filters search" method="post" action="${at('/console/searches')}" role="search" aria-label="${say.search[language]}" novalidate>
${tokenField(viewer)}${choiceField({
  ...{ name: 'by', label: say.by[language], options, fault: faults.get('by') },
  value: typed?.by,
})}${textField({
  ...{ name: 'text', label: say.text[language], value: typed?.text },
  ...{ type: 'search', maxLength: 100, fault: faults.get('text') },
})}${textField({
  ...{ name: 'aanbieder', label: say.aanbieder[language], value: typed?.aanbieder },
  ...{ type: 'search', maxLength: 8, digits: true, fault: faults.get('aanbieder') },
})}<p class="buttons"><button>${say.search[language]}</button></p>
</form>
<p class="soft">${say.hint[language]}</p>
`;
}
