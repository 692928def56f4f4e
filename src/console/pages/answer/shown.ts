import type { FastifyRequest } from 'fastify';
import { spicsOfProducts } from '../../../ledger/views/product-spics.ts';
import { answerWords as say } from '../../../texts/console/answer-words.ts';
import { ownCheckSentence } from '../../../texts/console/own-contract-words.ts';
import { countSentence, momentText } from '../../../texts/console/written.ts';
import { spicWords } from '../../../texts/report-texts.ts';
import { type Faults, faultSummary, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { languageOf, type PageContent } from '../../frame/page.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';
import { childText } from '../../reading/child.ts';
import { CodeWords } from '../../reading/codes.ts';
import type { ProductNamed, Wording } from '../../reading/composites.ts';
import { productsOf, readBericht } from '../../reading/read-bericht.ts';
import { groupsHtml } from '../drafts/field-html.ts';
import { draftTable } from '../drafts/list.ts';
import { byText } from '../drafts/made-by.ts';
import type { PageParts } from '../parts.ts';
import { allocationTexts, asksText, changeTexts } from './asks.ts';
import { detailGroups } from './details.ts';
import { decisionFields } from './fields.ts';
import type { AnswerFacts, AskedNow, Decided } from './read.ts';
import type { TypedAnswer } from './wish.ts';

/** A form that was not carried out, and why. */
export interface TriedAnswer {
  readonly typed?: TypedAnswer;
  readonly faults?: Faults;
  /** It stands above all. */
  readonly notice?: string;
  /** The address is to be kept secret: the form asks which one is safe. */
  readonly asksDetails?: boolean;
}

/** Whether a reference can be decided still. */
export function isOpen({ decided }: AskedNow): boolean {
  return decided === undefined || decided.says === 'investigated';
}

/** The page on which a gemeente answers a request: what is asked, what is known, and what it decides. */
export async function answerContent(
  request: FastifyRequest,
  parts: PageParts,
  facts: AnswerFacts,
  tried: TriedAnswer = {},
): Promise<PageContent> {
  const language = languageOf(request);
  const { message, request: asking, asked } = facts;
  const { at } = parts.publicAddress;
  const from = facts.names.get(message.sender) ?? message.sender;
  const title = say.title[language].replace('{type}', asking.type).replace('{from}', () => from);
  const { notice } = tried;
  const wording = await wordingOf(request, parts, facts);
  const context = { request, parts, facts, tried, wording, from };
  const child = childText(asking, wording);
  const above = html`${notice && html`<p class="problem" role="alert" tabindex="-1">${notice}</p>\n`}${faultSummary(tried.faults ?? new Map(), language)}`;
  const body = asked.some(isOpen)
    ? formHtml(context)
    : html`${asked.map((one, place) => askedHtml(one, place, context))}<p>${say.nothingLeft[language]}</p>\n`;
  return {
    title,
    up: { path: `/console/messages/${message.id}`, title: say.up[language] },
    main: html`${above}${child && html`<p class="lead">${say.child[language]}: <strong>${child}</strong></p>\n`}<p>${say.logged[language]}</p>
${draftsHtml(context)}${body}${currentHtml(context, at)}<details><summary>${say.whole[language]}</summary>
${await readBericht(parts, asking, language)}</details>
`,
  };
}

interface Context {
  readonly request: FastifyRequest;
  readonly parts: PageParts;
  readonly facts: AnswerFacts;
  readonly tried: TriedAnswer;
  readonly wording: Wording;
  /** The name of the aanbieder. */
  readonly from: string;
}

/** Words for codes, and the SPICs of all products on the page in those of the catalogue. */
async function wordingOf(
  request: FastifyRequest,
  { store, reference }: PageParts,
  { request: asking, current, message }: AnswerFacts,
): Promise<Wording> {
  const language = languageOf(request);
  const running = current.flatMap(({ product, begin }) =>
    product?.code && begin
      ? [{ categorie: product.categorie, code: product.code, day: begin }]
      : [],
  );
  const gemeente = message.recipient ?? '';
  const spics = await spicsOfProducts(store.pool, gemeente, [...productsOf(asking), ...running]);
  return {
    ...{ codes: new CodeWords(reference), language },
    spic: ({ categorie, code = '' }) => {
      const spic = spics({ categorie, code });
      return spic && spicWords(spic, language);
    },
  };
}

function formHtml(context: Context): Html {
  const { request, parts, facts, tried } = context;
  const { viewer } = request;
  const { language } = viewer;
  const { message, asked, drafts } = facts;
  const path = parts.publicAddress.at(`/console/messages/${message.id}/answer`);
  const once = tried.typed?.once || crypto.randomUUID();
  return html`<form class="form answer" method="post" action="${path}" novalidate>
${tokenField(viewer)}<input type="hidden" name="once" value="${once}"><input type="hidden" name="seen" value="${drafts[0]?.id}">
${asked.map((one, place) => askedHtml(one, place, context))}${completeHtml(context)}${detailsHtml(context)}<p>${say.makeAbout[language]}</p>
<p class="buttons"><button class="strong">${say.make[language]}</button></p></form>
`;
}

/** One reference: what is asked, what is known, what the contract says, and the decision. */
function askedHtml(one: AskedNow, place: number, context: Context): Html {
  const { facts, tried, wording } = context;
  const { language, codes } = wording;
  const { asked, request: asking } = facts;
  const { verwijzer, commentaar } = one;
  const isWhole = asking.type === 'JW317';
  const row = (word: string, value: Html | string | false | undefined) =>
    value && html`<dt>${word}</dt><dd>${value}</dd>\n`;
  const changes = changeTexts(asking, wording).map((text) => html`<li>${text}</li>\n`);
  const wants = isWhole
    ? html`<ul>\n${changes}</ul>`
    : html`<strong>${asksText(one, wording)}</strong>`;
  const referrer = verwijzer && [codes.named('soort-verwijzer', verwijzer.type), verwijzer.naam];
  return html`<section class="product"><h2>${say.reference[language].replace('{n}', () => one.referentie)}</h2>
<dl>
${row(say.asks[language], wants)}${row(say.referrer[language], referrer?.filter(Boolean).join(', '))}${row(say.comment[language], commentaar)}${row(say.known[language], knownHtml(one, context))}${row(say.contract[language], checksHtml(one, wording))}</dl>
${one.decided && decidedHtml(one.decided, context)}${
  isOpen(one) &&
  decisionFields(one, {
    ...{ place, codes, language, isWhole, mayWait: asked.filter(isOpen).length > 1 },
    ...{ typed: tried.typed, faults: tried.faults ?? new Map() },
  })
}</section>
`;
}

/** What runs for the child, and whether what is asked is new to that. */
function knownHtml({ product: asked }: AskedNow, { facts, parts, wording, from }: Context): Html {
  const { language } = wording;
  const { current, waiting, message } = facts;
  const here = current.filter(({ provider }) => provider === message.sender);
  const elsewhere = current.length - here.length;
  const named = (text: string) => text.replace('{from}', () => from);
  const isAsked = (product: ProductNamed | undefined) =>
    product?.categorie === asked?.product?.categorie &&
    (product?.code ?? null) === (asked?.product?.code ?? null);
  const same = [
    ...here.map(({ product }) => product && { ...product, code: product.code ?? undefined }),
    ...waiting.map(({ product }) => product),
  ].some((product) => isAsked(product ?? undefined));
  const counted = [
    named(countSentence(here.length, say.here, language)),
    ...(waiting.length > 0 ? [countSentence(waiting.length, say.underWay, language)] : []),
    ...(elsewhere > 0 ? [countSentence(elsewhere, say.elsewhere, language)] : []),
  ].join(', ');
  const [child] = current;
  const timeline =
    child &&
    html` <a href="${parts.publicAddress.at(`/console/children/${child.client}`)}">${say.timeline[language]}</a>`;
  const news = asked?.product && named((same ? say.sameRuns : say.isNew)[language]);
  return html`${counted}.${timeline}${news && html`<br>${same ? html`<strong>${news}</strong>` : news}`}`;
}

function checksHtml({ checks }: AskedNow, { language }: Wording): Html | string {
  if (checks.length === 0) return say.noContract[language];
  const lines = checks.map(({ outcome, reason, remarks, line }) => {
    const said = [reason, ...remarks].map((code) => ownCheckSentence(code, language)).join(' ');
    const number = line && html` <span class="soft">${line.number}</span>`;
    return html`<strong>${say.outcomes[outcome][language]}</strong> ${sentence(said)}${number}`;
  });
  return html`${lines.map((line, index) => html`${index > 0 && html`<br>`}${line}`)}`;
}

function decidedHtml(
  { says, message, by, waits }: Decided,
  { parts, request, wording }: Context,
): Html {
  const { language } = wording;
  const text = say.decidedAt[language]
    .replace('{what}', say.decided[says][language])
    .replace('{at}', momentText(message.receivedAt, language));
  const who =
    by !== undefined && ` ${say.decidedBy[language].replace('{by}', () => byText(request, by))}`;
  return html`<p><strong>${text}</strong>${who && `,${who}`}${waits && `; ${say.noRetour[language]}`}: <a href="${parts.publicAddress.at(`/console/messages/${message.id}`)}">${message.type}</a></p>\n`;
}

/** Drafts of colleagues and of oneself, before one makes another. */
function draftsHtml({ facts, parts, request, wording }: Context): Html | undefined {
  const { drafts, names } = facts;
  if (drafts.length === 0) return undefined;
  const { language } = wording;
  const { at } = parts.publicAddress;
  return html`<div class="panel"><p>${say.draftsAbout[language]}</p>
${draftTable(request, drafts, { names, at, caption: say.drafts[language] })}</div>
`;
}

/** What it means that a ledger is complete, and that it is so: said once for an aanbieder. */
function completeHtml({ facts, tried, wording, from }: Context): Html | undefined {
  if (facts.complete) return undefined;
  const { language } = wording;
  const fault = tried.faults?.get('complete');
  const named = (text: string) => text.replace('{from}', () => from);
  return html`<fieldset class="panel of-any-allocate"><legend>${say.complete.title[language]}</legend>
<p>${named(say.complete.about[language])}</p>
${fault && html`<span class="utrecht-form-field-error-message" id="complete-fault">${sentence(fault)}</span>\n`}<p class="tick"><label for="complete"><input type="checkbox" id="complete" name="complete" value="yes"${fault && html` aria-describedby="complete-fault"`}> ${named(say.complete.tick[language])}</label></p></fieldset>
`;
}

/** Where the address of the child is to be kept secret: which one is safe. */
function detailsHtml({ facts, tried, wording, parts }: Context): Html | undefined {
  if (!tried.asksDetails) return undefined;
  const { language } = wording;
  const fields = {
    codes: new CodeWords(parts.reference),
    ...{ language, typed: tried.typed, faults: tried.faults },
  };
  return html`<div class="panel" id="details"><h2>${say.details.title[language]}</h2>
<p>${say.details.about[language]}</p><input type="hidden" name="details" value="yes">
${groupsHtml(detailGroups(facts.request), fields)}</div>
`;
}

function currentHtml(
  { facts, wording, from }: Context,
  at: (path: string) => string,
): Html | undefined {
  const { language } = wording;
  const { current, message } = facts;
  const here = current.filter(({ provider }) => provider === message.sender);
  if (here.length === 0) return undefined;
  return table({
    caption: say.current[language].replace('{from}', () => from),
    columns: [
      {
        head: say.number[language],
        cell: ({ id, toewijzingNummer }) =>
          html`<a href="${at(`/console/allocations/${id}`)}">${toewijzingNummer}</a>`,
      },
      { head: say.product[language], cell: (one) => allocationTexts(one, wording).product },
      { head: say.period[language], cell: (one) => allocationTexts(one, wording).period },
      { head: say.volume[language], cell: (one) => allocationTexts(one, wording).volume },
    ],
    rows: here,
  });
}
