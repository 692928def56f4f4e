import type { Fault } from '../../ledger/sheets/sheet.ts';
import { fileWords as say } from '../../texts/console/file-words.ts';
import { countSentence, countText } from '../../texts/console/written.ts';
import { fileFaultSentence } from '../../texts/contract-texts.ts';
import type { Language } from '../../texts/problem-text.ts';
import { sheetFaultPlace } from '../../texts/sheet-texts.ts';
import { type Html, html } from './html.ts';
import { sentence } from './sentence.ts';
import { table } from './table.ts';

/** Faults on a page, at most. */
const mostShown = 200;

/** What is wrong in a file: by sheet, row and column, what and what to do. It holds no value of a cell. */
export function sheetFaults(faults: readonly Fault<string>[], language: Language): Html {
  const place = (fault: Fault<string>) => sheetFaultPlace({ ...fault, column: null }, language);
  const left =
    faults.length > mostShown &&
    say.firstOnly[language]
      .replace('{shown}', countText(mostShown, language))
      .replace('{all}', countText(faults.length, language));
  return html`<div class="problem" role="alert" tabindex="-1"><h2>${countSentence(faults.length, say.faults, language)}</h2>
<p>${say.faultsAbout[language]}</p></div>
${table<Fault<string>>({
  caption: say.caption[language],
  columns: [
    { head: say.place[language], cell: (fault) => place(fault) || say.whole[language] },
    { head: say.column[language], cell: ({ column }) => column && html`<code>${column}</code>` },
    {
      head: say.wrong[language],
      cell: (fault) => sentence(fileFaultSentence(fault, language)),
    },
  ],
  rows: faults.slice(0, mostShown),
})}${left && html`<p>${left}</p>\n`}`;
}

/** The columns that a file must have, and those that it may have. */
export function columnsHtml(
  needed: readonly string[],
  optional: readonly string[],
  language: Language,
): Html {
  const line = (text: string, columns: readonly string[]) => {
    const [start, end] = text.split('{columns}');
    const names = columns.map((column, index) => html`${index > 0 && ', '}<code>${column}</code>`);
    return html`<p>${start}${names}${end}</p>\n`;
  };
  return html`${line(say.needed[language], needed)}${line(say.optional[language], optional)}`;
}
