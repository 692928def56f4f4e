import { checkScriptWords, checkWords as say } from '../../../texts/console/check-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import type { FormFault } from '../../frame/files-form.ts';
import { faultSummary, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Viewer } from '../../viewer.ts';

/** What is wrong with a form as a whole. */
export type FormProblem = FormFault | 'none';

/**
 * The form that takes files, with what its script needs: the token stands before the files, because nothing is read of a
 * form without it.
 */
export function checkForm(
  viewer: Viewer,
  at: (path: string) => string,
  { megabytes, problem }: { readonly megabytes: string; readonly problem: FormProblem | undefined },
): Html {
  const { language } = viewer;
  const fault = problem && say.faults[problem][language];
  const most = say.most[language].replace('{size}', megabytes);
  return html`${fault && faultSummary(new Map([['files', fault]]), language)}<p>${say.about[language]}</p>
<p>${say.nothingKept[language]}</p>
<form class="form check" method="post" action="${at('/console/check')}" enctype="multipart/form-data" data-check>
${tokenField(viewer)}<p class="field"><label for="files">${say.files[language]}</label>
<span class="utrecht-form-field-description" id="files-hint">${most}</span>
${fault && html`<span class="utrecht-form-field-error-message" id="files-fault">${fault}</span>\n`}<input type="file" id="files" name="files" multiple accept=".xml,.zip" aria-describedby="files-hint${fault && ' files-fault'}"${fault && html` aria-invalid="true"`}></p>
<p class="buttons"><button class="strong">${say.check[language]}</button><button name="do" value="send">${say.sendGood[language]}</button></p>
</form>
${forScript(language)}`;
}

/** What stands on the page as soon as its script works: each word by its name. */
function forScript(language: Language): Html {
  const words = Object.entries(checkScriptWords).map(
    ([name, word]) => html`<span data-word="${name}">${word[language]}</span>\n`,
  );
  return html`<template id="check-words">
${words}</template>
<template id="check-list">
<section class="chosen" aria-labelledby="chosen"><h2 id="chosen" tabindex="-1">${say.outcome[language]}</h2>
<p role="status"></p>
<p class="buttons"><button type="button" class="send strong"></button><button type="button" class="clear">${checkScriptWords.clear[language]}</button></p>
<ul class="files" data-rows></ul></section>
</template>
<div class="dropping" hidden><p>${say.drop[language]}</p></div>
`;
}
