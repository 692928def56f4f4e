import { mostSheetBytes } from '../../../http/server/sheet-body.ts';
import {
  neededDeclaredColumns,
  optionalDeclaredColumns,
} from '../../../ledger/conversion/declared-file.ts';
import {
  neededMappingColumns,
  optionalMappingColumns,
} from '../../../ledger/conversion/mapping-file.ts';
import type { Fault } from '../../../ledger/sheets/sheet.ts';
import { newConversionWords as say } from '../../../texts/console/conversion-new-words.ts';
import { fileWords } from '../../../texts/console/file-words.ts';
import { countText } from '../../../texts/console/written.ts';
import { type Faults, faultSummary, fileField, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { onceId } from '../../frame/once.ts';
import { columnsHtml, sheetFaults } from '../../frame/sheet-faults.ts';
import type { Viewer } from '../../viewer.ts';

/** What was typed of a preview that was not made, and what is wrong with it. */
export interface TypedPreview {
  readonly day: string;
  readonly gemeenten: string;
  readonly faults: Faults;
  readonly inMapping: readonly Fault<string>[];
  readonly inDeclared: readonly Fault<string>[];
}

const most = { accept: '.csv,.xlsx' } as const;

/** The form of a preview, below what is wrong with what was typed and chosen. */
export function newForm(viewer: Viewer, action: string, typed: TypedPreview): Html {
  const { language, chosen } = viewer;
  const { day, gemeenten, faults, inMapping, inDeclared } = typed;
  const size = countText(mostSheetBytes / 2 ** 20, language);
  const refused = faults.size + inMapping.length + inDeclared.length > 0;
  const inFile = (title: string, found: readonly Fault<string>[]) =>
    found.length > 0 && html`<h2>${title}</h2>\n${sheetFaults(found, language)}`;
  const names = chosen.role === 'administrator';
  return html`${faultSummary(faults, language)}${inFile(say.inMapping[language], inMapping)}${inFile(say.inDeclared[language], inDeclared)}<p>${(refused ? say.chooseAgain : say.about)[language]}</p>
<form class="form" method="post" action="${action}" enctype="multipart/form-data" novalidate>
${tokenField(viewer)}<input type="hidden" name="once" value="${onceId()}">
${textField({
  ...{ name: 'preview-day', label: say.day[language], value: day, maxLength: 10 },
  ...{ hint: say.dayHint[language], required: true, fault: faults.get('preview-day') },
})}${
  chosen.role !== 'party' &&
  textField({
    ...{ name: 'preview-gemeenten', label: say.gemeenten[language], value: gemeenten },
    ...{ hint: (names ? say.gemeentenNeeded : say.gemeentenHint)[language], maxLength: 4000 },
    ...{ required: names, fault: faults.get('preview-gemeenten') },
  })
}${fileField({
  ...{ ...most, name: 'preview-mapping', label: say.mapping[language], required: true },
  hint: fileWords.hint[language].replace('{size}', size),
  fault: faults.get('preview-mapping'),
})}${fileField({
  ...{ ...most, name: 'preview-declared', label: say.declared[language] },
  hint: say.declaredHint[language].replace('{size}', size),
  fault: faults.get('preview-declared'),
})}<p class="buttons"><button class="strong">${say.make[language]}</button></p>
</form>
<details><summary>${fileWords.columns[language]}</summary>
<h2>${say.inMapping[language]}</h2>
${columnsHtml(neededMappingColumns, optionalMappingColumns, language)}<h2>${say.inDeclared[language]}</h2>
${columnsHtml(neededDeclaredColumns, optionalDeclaredColumns, language)}</details>
`;
}
