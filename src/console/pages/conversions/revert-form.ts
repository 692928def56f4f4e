import type { ConversionRow } from '../../../ledger/conversion/row.ts';
import { revertWords as say } from '../../../texts/console/conversion-new-words.ts';
import { countSentence } from '../../../texts/console/written.ts';
import { areaField, checkField, type Faults, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Viewer } from '../../viewer.ts';
import type { PageParts } from '../parts.ts';
import { pathOf, sideOf } from './side.ts';

/** What was typed in a form that was not carried out. */
export interface TypedRevert {
  readonly reason: string;
  readonly declared: boolean;
  readonly faults: Faults;
}

/** Taking back what was converted of the child of a row, with how many rows go with it; nothing where that cannot be. */
export async function revertHtml(
  {
    conversionCommits,
    publicAddress: { at },
  }: Pick<PageParts, 'conversionCommits' | 'publicAddress'>,
  viewer: Viewer,
  number: number,
  { number: row, step }: ConversionRow,
  typed: TypedRevert | undefined,
): Promise<Html | undefined> {
  if (step !== 'approved' || sideOf(viewer) === 'aanbieder') return undefined;
  const { language } = viewer;
  const rows = await conversionCommits.revertable(viewer.call, number, row);
  if (rows === 0) return undefined;
  const { reason = '', declared = false } = typed ?? {};
  const faults: Faults = typed?.faults ?? new Map<string, string>();
  return html`<details${typed && html` open`}><summary>${say.title[language]}</summary>
<form class="form" method="post" action="${at(pathOf(number, `/rows/${row}/revert`))}" novalidate>
${tokenField(viewer)}<input type="hidden" name="rows" value="${rows}"><p>${countSentence(rows, say.about, language)}</p>
${areaField({
  ...{ name: 'revert-reason', label: say.reason[language], hint: say.reasonHint[language] },
  ...{ value: reason, rows: 3, maxLength: 500, required: true, fault: faults.get('revert-reason') },
})}${checkField({
  ...{
    name: 'revert-declared',
    label: say.declarations[language],
    chosen: declared ? ['yes'] : [],
  },
  options: [{ value: 'yes', word: say.declared[language] }],
  fault: faults.get('revert-declared'),
})}<p class="buttons"><button>${say.button[language]}</button></p></form></details>
`;
}
