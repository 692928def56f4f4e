import type { ContractLine } from '../../../ledger/contracts/model.ts';
import {
  paidForWords,
  oneContractWords as say,
  schemeWords,
} from '../../../texts/console/contract-words.ts';
import { volumeWords } from '../../../texts/console/volume-words.ts';
import { amountText, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { spicWords } from '../../../texts/report-texts.ts';
import type { Html } from '../../frame/html.ts';
import { emptyList } from '../../frame/list.ts';
import { table } from '../../frame/table.ts';
import type { CodeWords } from '../../reading/codes.ts';
import { productText, volumeText } from '../../reading/composites.ts';
import type { Difference } from './difference.ts';

/** The lines of a contract: the product in words, its SPIC, tariff, and how it is paid. */
export function linesHtml(
  lines: readonly ContractLine[],
  codes: CodeWords,
  language: Language,
): Html {
  if (lines.length === 0) return emptyList(say.noLines[language]);
  const day = (date: string | undefined) => date && dayText(date, language);
  return table<ContractLine>({
    caption: say.lines[language],
    columns: [
      {
        head: say.product[language],
        cell: ({ categorie, code }) => productText({ categorie, code }, { codes, language }),
      },
      { head: say.spic[language], cell: (line) => spicText(line, language) },
      { head: say.from[language], cell: ({ from }) => day(from) },
      { head: say.until[language], cell: ({ until }) => day(until) },
      { head: say.tariff[language], cell: (line) => tariffText(line, language), numeric: true },
      { head: say.payment[language], cell: (line) => paymentText(line, language) },
      { head: say.bounds[language], cell: (line) => boundsText(line, language) },
    ],
    rows: lines,
    list: true,
  });
}

function spicText(line: ContractLine, language: Language): string | undefined {
  const { segment, profile, intensity } = line;
  return segment === undefined || profile === undefined || intensity === undefined
    ? segment
    : spicWords({ segment, profile, intensity }, language);
}

/** `€ 95,50 per uur`; nothing for a line of a list of products. */
export function tariffText(
  { tariff, eenheid }: Pick<ContractLine, 'tariff' | 'eenheid'>,
  language: Language,
): string {
  if (tariff === undefined) return '';
  const unit = eenheid === undefined ? undefined : volumeWords[eenheid]?.one[language];
  const amount = amountText(tariff, language);
  return unit === undefined ? amount : `${amount} ${say.per[language].replace('{unit}', unit)}`;
}

function paymentText({ scheme, paidFor }: ContractLine, language: Language): string {
  return [scheme && schemeWords[scheme][language], paidFor && paidForWords[paidFor][language]]
    .filter(Boolean)
    .join(', ');
}

function boundsText(line: ContractLine, language: Language): string {
  const { leastVolume, mostVolume, yearCeiling, eenheid = '', frequentie = '' } = line;
  const volume = (count: number) =>
    volumeText({ volume: String(count), eenheid, frequentie }, language).trim();
  return [
    leastVolume !== undefined && say.least[language].replace('{volume}', volume(leastVolume)),
    mostVolume !== undefined && say.most[language].replace('{volume}', volume(mostVolume)),
    yearCeiling !== undefined &&
      say.year[language].replace('{amount}', amountText(yearCeiling, language)),
  ]
    .filter(Boolean)
    .join('; ');
}

/** What became of the tariff of a line: `45B04 …: € 95,50 per uur wordt € 99,00 per uur`. */
export function tariffChange(
  { line, before, after }: Difference['tariffs'][number],
  codes: CodeWords,
  language: Language,
): string {
  const text = (tariff: number | undefined) =>
    tariff === undefined ? '-' : tariffText({ ...line, tariff }, language);
  return say.tariffs[language]
    .replace('{product}', () => productText(line, { codes, language }))
    .replace('{before}', () => text(before))
    .replace('{after}', () => text(after));
}
