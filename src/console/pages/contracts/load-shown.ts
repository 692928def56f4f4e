import { mostSheetBytes } from '../../../http/server/sheet-body.ts';
import { neededContractColumns, optionalContractColumns } from '../../../ledger/contracts/file.ts';
import type { ContractLoad } from '../../../ledger/contracts/import.ts';
import type { KeptContract } from '../../../ledger/contracts/keep.ts';
import type { Contract } from '../../../ledger/contracts/model.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { contractLoadWords as say } from '../../../texts/console/contract-load-words.ts';
import { oneContractWords } from '../../../texts/console/contract-words.ts';
import { fileWords } from '../../../texts/console/file-words.ts';
import { countSentence, countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Faults, faultSummary, fileField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { partyHtml } from '../../frame/party.ts';
import { columnsHtml } from '../../frame/sheet-faults.ts';
import { table } from '../../frame/table.ts';
import type { CodeWords } from '../../reading/codes.ts';
import type { Viewer } from '../../viewer.ts';
import { periodHtml } from './contracts.ts';
import { differenceOf } from './difference.ts';
import { tariffChange } from './lines.ts';

/** Contracts on the page, at most. */
const mostShown = 100;
/** Tariffs that are named of each contract. */
const mostTariffs = 10;
/** Codes that are named of parties that are not there. */
const mostCodes = 20;

interface Shown {
  readonly load: ContractLoad;
  /** The name of the file. */
  readonly file: string;
  readonly action: string;
  readonly names: ReadonlyMap<string, string>;
  readonly codes: CodeWords;
}

/** How many contracts a load makes or changes. */
export function changeCount({ contracts }: ContractLoad): number {
  return contracts.filter(({ change }) => change !== 'same').length;
}

/** The form in which somebody chooses a file. @param options.again whether one was chosen before */
export function chooseForm(
  viewer: Viewer,
  options: { readonly action: string; readonly faults: Faults; readonly again: boolean },
): Html {
  const { language } = viewer;
  const { action, faults, again } = options;
  const size = countText(mostSheetBytes / 2 ** 20, language);
  return html`${faultSummary(faults, language)}${again ? html`<h2>${say.again[language]}</h2>\n` : html`<p>${say.about[language]}</p>\n`}<form class="form" method="post" action="${action}" enctype="multipart/form-data" novalidate>
${tokenField(viewer)}${fileField({
  ...{ name: 'file', label: fileWords.file[language], accept: '.csv,.xlsx', required: true },
  ...{ hint: fileWords.hint[language].replace('{size}', size), fault: faults.get('file') },
})}<p class="buttons"><button${!again && html` class="strong"`}>${say.check[language]}</button></p>
</form>
<details><summary>${fileWords.columns[language]}</summary>
${columnsHtml(neededContractColumns, optionalContractColumns, language)}</details>
`;
}

/** What a load would do, with the button that does it. */
export function outcomeHtml(shown: Shown, viewer: Viewer): Html {
  const { load, file, action } = shown;
  const { language } = viewer;
  const count = changeCount(load);
  const of = (kind: KeptContract['change']) =>
    countText(load.contracts.filter(({ change }) => change === kind).length, language);
  const values: Readonly<Record<string, string>> = {
    ...{ name: shownName(file), made: of('new'), changed: of('changed'), same: of('same') },
    contracts: countSentence(load.contracts.length, say.contracts, language),
  };
  const summary = say.summary[language].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
  const button = html`<p>${say.follows[language]}</p>
<form class="form" method="post" action="${action}">
${tokenField(viewer)}<input type="hidden" name="seen" value="${load.outcome}"><p class="buttons"><button class="strong">${countSentence(count, say.load, language)}</button></p>
</form>
`;
  return html`<p>${summary} ${count > 0 ? html`<strong>${say.nothingYet[language]}</strong>` : say.allSame[language]}</p>
<p>${say.others[language]}</p>
${warnings(load, language)}${changesTable(shown, language)}${count > 0 && button}`;
}

/** Without control characters and those that turn the order of letters. */
function shownName(name: string): string {
  return [...name.replace(/\p{C}/gu, '\ufffd')].slice(0, 100).join('');
}

function warnings({ unknown, lists, hidden }: ContractLoad, language: Language): Html {
  const codes = unknown.slice(0, mostCodes).join(', ') + (unknown.length > mostCodes ? ', …' : '');
  const lines = [
    unknown.length > 0 && say.unknown[language].replace('{codes}', () => codes),
    lists.length > 0 && countSentence(lists.length, say.lists, language),
    hidden.length > 0 && fileWords.hidden[language].replace('{sheets}', () => hidden.join(', ')),
  ];
  return html`${lines.map((line) => line && html`<div class="utrecht-alert"><p>${line}</p></div>\n`)}`;
}

/** What becomes of each contract: those that change first. */
function changesTable(shown: Shown, language: Language): Html {
  const { load, names } = shown;
  const changed = load.contracts.filter(({ change }) => change !== 'same');
  const same = load.contracts.filter(({ change }) => change === 'same');
  const rows = [...changed, ...same];
  const left =
    rows.length > mostShown &&
    fileWords.firstOnly[language]
      .replace('{shown}', countText(mostShown, language))
      .replace('{all}', countText(rows.length, language));
  const codes = (list: readonly string[]) =>
    list.map((code, index) => [index > 0 && ', ', partyHtml(code, names)]);
  return html`${table<KeptContract>({
    caption: say.caption[language],
    columns: [
      { head: say.number[language], cell: ({ contract }) => contract.number },
      {
        head: say.aanbieder[language],
        cell: ({ contract }) => partyHtml(contract.aanbieder, names),
      },
      {
        head: say.gemeenten[language],
        cell: ({ contract }) => contract.region ?? codes(contract.gemeenten),
      },
      {
        head: say.period[language],
        cell: ({ contract }) => periodHtml(contract, dutchDate(new Date()), language),
      },
      { head: say.becomes[language], cell: (one) => becomesHtml(one, names, language) },
      { head: say.lines[language], cell: (one) => linesHtml(one, shown.codes, language) },
    ],
    rows: rows.slice(0, mostShown),
  })}${left && html`<p>${left}</p>\n`}`;
}

/** New, unchanged, or another version; and for which gemeenten it holds no more, or from now on. */
function becomesHtml(
  { change, version, contract, before }: KeptContract,
  names: ReadonlyMap<string, string>,
  language: Language,
): Html {
  if (change === 'new') return html`<strong>${say.new[language]}</strong>`;
  if (change === 'same' || !before) return html`${say.same[language]}`;
  const text = say.version[language].replace('{version}', String(version));
  return html`<strong>${text}</strong>${aroundLines(contract, before, names, language).map((line) => html`<br>${line}`)}`;
}

/** What changes of a contract besides its lines. */
function aroundLines(
  contract: Contract,
  before: Contract,
  names: ReadonlyMap<string, string>,
  language: Language,
): Html[] {
  if (before.gemeenten.length === 0) return [html`${say.revived[language]}`];
  const without = (some: Contract, others: Contract) =>
    some.gemeenten.filter((code) => !others.gemeenten.includes(code));
  const about = (text: string, codes: readonly string[]) => {
    const [start, end] = text.split('{gemeenten}');
    const named = codes.map((code, index) => [index > 0 && ', ', partyHtml(code, names)]);
    return codes.length > 0 ? [html`${start}${named}${end}`] : [];
  };
  const [start, end] = say.otherPeriod[language].split('{period}');
  const isOther = contract.begin !== before.begin || contract.end !== before.end;
  return [
    ...about(say.goneFor[language], without(before, contract)),
    ...about(say.newFor[language], without(contract, before)),
    ...(isOther
      ? [html`${start}${periodHtml(before, dutchDate(new Date()), language)}${end}`]
      : []),
  ];
}

function linesHtml(
  { contract, before, change }: KeptContract,
  codes: CodeWords,
  language: Language,
): Html {
  const all = countSentence(contract.lines.length, say.all, language);
  if (change !== 'changed' || !before) return html`${all}`;
  const { added, gone, changed, tariffs } = differenceOf(before.lines, contract.lines);
  const counts = Object.entries({ added, gone, changed } as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) =>
      countSentence(count, oneContractWords[kind as 'added' | 'gone' | 'changed'], language),
    );
  const named = tariffs
    .slice(0, mostTariffs)
    .map((one) => html`<li>${tariffChange(one, codes, language)}</li>\n`);
  const more = tariffs.length - named.length;
  if (more > 0) named.push(html`<li>${countSentence(more, say.moreTariffs, language)}</li>\n`);
  return html`${counts.join(', ') || oneContractWords.nothing[language]}${named.length > 0 && html`<ul>\n${named}</ul>`}`;
}
