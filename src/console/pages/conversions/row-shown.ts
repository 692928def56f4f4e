import type { Mark } from '../../../ledger/conversion/mark-history.ts';
import type { ConversionRow } from '../../../ledger/conversion/row.ts';
import { rowWords, oneRowWords as say } from '../../../texts/console/conversion-row-words.ts';
import { saidWords, sideWords, stepWords } from '../../../texts/console/conversion-words.ts';
import { amountText, countSentence, dayText } from '../../../texts/console/written.ts';
import { reasonSentence } from '../../../texts/conversion-texts.ts';
import { whySentence } from '../../../texts/conversion-why-texts.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html, type Part } from '../../frame/html.ts';
import { emptyList } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { partyHtml } from '../../frame/party.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';
import { periodText, productText, volumeText, type Wording } from '../../reading/composites.ts';
import type { Viewer } from '../../viewer.ts';
import { signed } from './figures.ts';
import { amountOr, codeText } from './rows-table.ts';
import { filled, sideOf } from './side.ts';

/** A term and what is said of it; nothing where there is nothing to say. */
function fact(term: string, said: Part): Html | undefined {
  if (said === '' || said === null || said === undefined || said === false) return undefined;
  return html`<dt>${term}</dt><dd>${said}</dd>\n`;
}

/** Whose it is, what it was, and what remains of it. */
export function oldSections(
  row: ConversionRow,
  names: ReadonlyMap<string, string>,
  wording: Wording,
): Html {
  const { gemeente, aanbieder, client, toewijzingNummer, old, assessed } = row;
  const { language } = wording;
  const whose = html`<dl>
${fact(rowWords.allocation[language], toewijzingNummer)}${fact(say.aanbieder[language], partyHtml(aanbieder, names))}${fact(say.gemeente[language], partyHtml(gemeente, names))}${fact(say.client[language], client && html`<code>${client}</code>`)}</dl>
`;
  if (!old) return html`${whose}${emptyList(say.forgotten[language])}`;
  const { product, ingangsdatum, einddatum, omvang, budget } = old;
  const named = product && { categorie: product.categorie, code: product.code ?? undefined };
  const remains = assessed?.remains;
  const money = (cents: number | null | undefined) => cents != null && amountText(cents, language);
  const { shortened } = assessed ?? {};
  return html`${whose}<h2>${say.was[language]}</h2>
<dl>
${fact(say.product[language], named && productText(named, wording))}${fact(say.period[language], periodText(ingangsdatum, einddatum ?? '', language))}${fact(say.volume[language], omvang && volumeText(omvang, language))}${fact(say.budget[language], money(budget))}</dl>
<h2>${say.remains[language]}</h2>
<dl>
${fact(say.amount[language], amountOr(remains, language))}${fact(say.perMonth[language], remains?.total !== null && money(remains?.perMonth))}${fact(say.tariff[language], money(remains?.tariff))}${fact(say.undecided[language], (remains?.undecided ?? 0) !== 0 && money(remains?.undecided))}${fact(say.source[language], remains && say.declared[remains.declared][language])}${fact(say.shortened[language], shortened && dayText(shortened.einddatum, language))}</dl>
`;
}

/** The SPIC that is proposed, or why there is none, and what is in the way. */
export function proposalHtml({ assessed }: ConversionRow, wording: Wording): Html | undefined {
  if (!assessed) return undefined;
  const { language, codes } = wording;
  const { proposal, unmapped, holds, rule } = assessed;
  const ways = holds.map((one) => html`<li>${sentence(reasonSentence(one, language))}</li>\n`);
  const none =
    unmapped &&
    html`<p><strong>${say.noProposal[language]}.</strong> ${sentence(reasonSentence(unmapped, language))}</p>\n`;
  const facts =
    proposal &&
    html`<dl>
${fact(say.product[language], productText(proposal.product, wording))}${fact(say.period[language], periodText(proposal.ingangsdatum, proposal.einddatum ?? '', language))}${fact(say.volume[language], volumeText(proposal.omvang, language))}${fact(say.price[language], amountOr(proposal.price, language))}${fact(say.difference[language], proposal.difference !== null && html`<strong>${signed(proposal.difference, language)}</strong>`)}${fact(say.redenWijziging[language], codes.named('reden-van-wijziging', proposal.redenWijziging))}${fact(say.rule[language], rule === null ? say.ruleChosen[language] : String(rule))}</dl>
`;
  return html`<h2>${say.proposal[language]}</h2>
${none}${facts}${ways.length > 0 && html`<h3>${say.holds[language]}</h3>\n<ul>\n${ways}</ul>\n`}`;
}

/** What was said of a row, newest last; who said it only of the own side. */
export function historyHtml(marks: readonly Mark[], viewer: Viewer, language: Language): Html {
  const title = html`<h2>${say.history[language]}</h2>\n`;
  if (marks.length === 0) return html`${title}${emptyList(say.noHistory[language])}`;
  const own = sideOf(viewer);
  const spic = ({ to }: Mark) =>
    to &&
    html`${codeText(to)}${to.months !== undefined && html` <span class="soft">${countSentence(to.months, say.months, language)}</span>`}`;
  const decided = ({ decision }: Mark) =>
    decision &&
    filled(say.decision[language], {
      ...{ number: decision.beschikkingNummer, day: dayText(decision.datum, language) },
    });
  return html`${title}${table<Mark>({
    caption: say.opinions[language],
    columns: [
      { head: say.when[language], cell: ({ at }) => momentHtml(at, language) },
      { head: say.side[language], cell: ({ side }) => sideWords[side][language] },
      { head: say.says[language], cell: ({ mark }) => saidWords[mark][language] },
      { head: say.spic[language], cell: spic },
      {
        head: say.reason[language],
        cell: (mark) =>
          (mark.reason !== null || mark.decision) &&
          html`<span class="wraps">${[mark.reason, decided(mark)].filter(Boolean).join('. ')}</span>`,
      },
      {
        head: say.by[language],
        cell: ({ side, by }) =>
          (own === undefined || side === own) && html`<span class="wraps">${by}</span>`,
      },
    ],
    rows: marks,
  })}`;
}

/** What was sent of a row, what came of it, and why. */
export function sentRowHtml(
  { step, why, newNumber, messageId }: ConversionRow,
  { chosen, language }: Viewer,
  at: (path: string) => string,
): Html {
  const link = chosen.role === 'administrator';
  const message =
    messageId !== null &&
    (link
      ? html`<a href="${at(`/console/messages/${messageId}`)}">${messageId}</a>`
      : html`<code>${messageId}</code>`);
  const reasons = why.map((code) => html`<li>${sentence(whySentence(code, language))}</li>\n`);
  return html`<h2>${say.sent[language]}</h2>
<dl>
${fact(say.step[language], stepWords[step][language])}${fact(say.newNumber[language], newNumber)}${fact(say.message[language], message)}${why.length > 0 && fact(say.why[language], html`<ul>\n${reasons}</ul>`)}</dl>
`;
}
