import type { FastifyRequest } from 'fastify';
import type { RetourGiven } from '../../../messages/retouren/given.ts';
import type { RetourChoices } from '../../../messages/retouren/retouren.ts';
import type { ChosenFault, RetourWish } from '../../../messages/retouren/verdict.ts';
import type { Heenbericht } from '../../../standard/answers/retour.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { retourWords as say } from '../../../texts/console/retour-words.ts';
import { countSentence, dayText, exactMomentText } from '../../../texts/console/written.ts';
import { findingSentence } from '../../../texts/finding-texts.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField, faultSummary, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { languageOf, type PageContent } from '../../frame/page.ts';
import { sentence } from '../../frame/sentence.ts';
import { childText } from '../../reading/child.ts';
import { CodeWords } from '../../reading/codes.ts';
import { readBericht } from '../../reading/read-bericht.ts';
import type { PageParts } from '../parts.ts';
import { placeText } from './places.ts';
import type { RetourPage } from './read.ts';
import { faultsShown, faultValue, type ReadRetour, type TypedRetour } from './wish.ts';

/** A form that was not carried out, and why. */
export interface TriedRetour {
  readonly typed: TypedRetour;
  readonly read: Omit<ReadRetour, 'wish'>;
}

/** What is shown to write the form with. */
interface Context {
  readonly request: FastifyRequest;
  readonly parts: PageParts;
  readonly page: RetourPage;
  readonly choices: RetourChoices;
  readonly tried: TriedRetour | undefined;
  readonly language: Language;
}

/** The page on which a message is approved or refused. */
export async function retourContent(
  request: FastifyRequest,
  parts: PageParts,
  page: RetourPage,
  choices: RetourChoices,
  tried?: TriedRetour,
): Promise<PageContent> {
  const language = languageOf(request);
  const { bericht } = choices;
  const wording = { codes: new CodeWords(parts.reference), language, spic: () => undefined };
  const child = childText(bericht, wording);
  const marks = choices.proposals.map(({ rule, path }) => ({
    ...{ path, text: findingSentence(rule, language) },
  }));
  const context = { request, parts, page, choices, tried, language };
  return {
    ...titleOf(page, language),
    main: html`${faultSummary(tried?.read.faults ?? new Map(), language)}${child && html`<p class="lead">${say.child[language]}: <strong>${child}</strong></p>\n`}<p>${dueText(page, language)}</p>
${formHtml(context)}<h2>${say.message[language]}</h2>
<p class="soft">${say.logged[language]}</p>
${await readBericht(parts, bericht, language, { marks })}`,
  };
}

/** The title of the page, and what is above it. */
export function titleOf(
  { message, from }: RetourPage,
  language: Language,
): Pick<PageContent, 'title' | 'up'> & { readonly title: string } {
  const title = say.title[language]
    .replace('{type}', message.type ?? '')
    .replace('{from}', () => from);
  return { title, up: { path: `/console/messages/${message.id}`, title: say.up[language] } };
}

/** By when the retour is due. */
export function dueText(
  { due, retour }: Pick<RetourPage, 'due' | 'retour'>,
  language: Language,
): string {
  const words = due === undefined ? say.noDue : due < dutchDate(new Date()) ? say.overdue : say.due;
  const text = words[language].replace('{retour}', retour);
  return due === undefined ? text : text.replace('{day}', dayText(due, language));
}

/** Who answered the message before, and when. @param late what was sent now, and did not go */
export function givenHtml(
  request: FastifyRequest,
  parts: PageParts,
  given: RetourGiven,
  late: RetourWish | undefined,
): Html {
  const language = languageOf(request);
  const isOwn = given.by === request.principal.credential.name;
  const by = given.byGateway ? say.theGateway : isOwn ? say.yourself : undefined;
  const name = by?.[language] ?? given.by;
  const text = (late ? say.givenSent : say.given)[language]
    .replace('{by}', () => (late ? name.replace(/^(U|De|You|The)\b/, lowered) : name))
    .replace('{says}', say.says[given.says][language])
    .replace('{at}', exactMomentText(given.at, language));
  const link = parts.publicAddress.at(`/console/messages/${given.id}`);
  const note = late ? html` class="problem" role="alert" tabindex="-1"` : html``;
  return html`<p${note}>${text}</p>
${late && choseHtml(late, language)}<p><a href="${link}">${say.seeRetour[language]} (${given.type})</a></p>
`;
}

/** What somebody chose who was second. */
function choseHtml(wish: RetourWish, language: Language): Html {
  const chosen = wish.verdict === 'refuse' ? wish.faults : [];
  const reasons = chosen.map((one) => html`<li>${sentence(reasonText(one, language))}</li>\n`);
  return html`<div class="panel"><p>${say.chose[language]} ${say.verdicts[wish.verdict][language]}</p>
${reasons.length > 0 && html`<ul>\n${reasons}</ul>`}</div>
`;
}

/** A reason to refuse: where, what is wrong, and by which rule. */
function reasonText(one: ChosenFault, language: Language): string {
  return say.at[language]
    .replace('{place}', () => placeText(one.path, language))
    .replace('{sentence}', () => findingSentence(one.rule, language))
    .replace('{rule}', one.rule);
}

function lowered(word: string): string {
  return word.toLowerCase();
}

function formHtml(context: Context): Html {
  const { request, parts, page, tried, language } = context;
  const { message } = page;
  const path = parts.publicAddress.at(`/console/messages/${message.id}/retour`);
  return html`<form class="form answer" method="post" action="${path}" novalidate>
${tokenField(request.viewer)}<section class="product">${verdictHtml(tried, language)}<div class="of-refuse reasons">
${reasonsHtml(context)}</div></section>
<h2>${say.happens[language]}</h2>
<p>${happensText(context)}</p>
<p class="buttons"><button class="strong">${say.send[language]}</button></p></form>
`;
}

function verdictHtml(tried: TriedRetour | undefined, language: Language): Html {
  const fault = tried?.read.faults.get('verdict');
  // Who adds a reason rejects the message.
  const chosen = tried?.typed.add ? 'refuse' : (tried?.typed.verdict ?? '');
  const radios = (['approve', 'refuse', 'refuse-within'] as const).map(
    (one, index) =>
      html`<label><input type="radio"${index === 0 && html` id="verdict"`} name="verdict" value="${one}"${one === chosen && html` checked`}${fault && html` aria-describedby="verdict-fault"`}> ${say.verdicts[one][language]}</label>\n`,
  );
  return html`<fieldset><legend>${say.verdict[language]}</legend>
${fault && html`<span class="utrecht-form-field-error-message" id="verdict-fault">${sentence(fault)}</span>\n`}<div class="choices">
${radios}</div></fieldset>
`;
}

/** What the gateway found, with a box each; and a rule that it did not find. */
function reasonsHtml({ choices, tried, language }: Context): Html {
  const ticked = tried?.read.ticked ?? [];
  const shown = faultsShown(choices, ticked);
  const faults = tried?.read.faults ?? new Map<string, string>();
  const fault = faults.get('fault');
  const labels = shown.map((one) => {
    const value = faultValue(one);
    return html`<label><input type="checkbox" name="fault" value="${value}"${ticked.includes(value) && html` checked`}> <span>${sentence(reasonText(one, language))}</span></label>\n`;
  });
  const boxes =
    shown.length > 0 &&
    html`<fieldset class="field" id="fault" tabindex="-1"${fault && html` aria-describedby="fault-fault"`}><legend>${say.faults[language]}</legend>
${faultHtml(fault)}<div class="choices">
${labels}</div></fieldset>
`;
  const intro = choices.proposals.length > 0 ? say.found : say.notFound;
  return html`<p>${intro[language]}</p>
${boxes}${otherHtml(choices, tried, shown.length === 0 ? faults.get('fault') : undefined, language)}`;
}

function faultHtml(fault: string | undefined): Html | undefined {
  return fault === undefined
    ? undefined
    : html`<span class="utrecht-form-field-error-message" id="fault-fault">${sentence(fault)}</span>\n`;
}

function otherHtml(
  { rules, bericht }: RetourChoices,
  tried: TriedRetour | undefined,
  noReason: string | undefined,
  language: Language,
): Html {
  const faults = tried?.read.faults ?? new Map<string, string>();
  // What was added stands among the reasons: the fields are for the next one.
  const isAdded = Boolean(tried?.typed.add) && faults.size === 0;
  const typed = isAdded ? undefined : tried?.typed;
  const choose = { value: '', word: say.choose[language] };
  const paths = [...new Set(rules.flatMap((one) => one.paths))];
  const header = paths.includes('Header') && bericht.type !== 'JW319';
  return html`<fieldset class="panel"${noReason && html` id="fault" tabindex="-1" aria-describedby="fault-fault"`}><legend>${say.other[language]}</legend>
${faultHtml(noReason)}${choiceField({
  ...{ name: 'rule', label: say.rule[language], value: typed?.rule, fault: faults.get('rule') },
  options: [
    choose,
    ...rules.map(({ rule: { code, sentence } }) => ({
      ...{ value: code, word: `${code}: ${sentence[language].replaceAll('`', '')}` },
    })),
  ],
})}${choiceField({
  ...{ name: 'place', label: say.place[language], value: typed?.place, fault: faults.get('place') },
  options: [choose, ...paths.map((path) => ({ value: path, word: placeText(path, language) }))],
})}${header && html`<p class="soft">${say.header[language]}</p>\n`}<p class="buttons"><button name="add" value="yes">${say.add[language]}</button></p></fieldset>
`;
}

/** What cannot be taken back, in numbers. */
function happensText({ page, choices, language }: Context): string {
  const { bericht } = choices;
  const parts = countSentence(partsIn(bericht), say.parts[bericht.type], language);
  return say.happensAbout[language].replaceAll('{from}', () => page.from).replace('{parts}', parts);
}

/** How many allocations, starts, stops, wishes or answers a message has. */
function partsIn(bericht: Heenbericht): number {
  switch (bericht.type) {
    case 'JW301':
      return bericht.client.toegewezenProducten.toegewezenProduct.length;
    case 'JW305':
      return bericht.client.startProducten.startProduct.length;
    case 'JW307':
      return bericht.client.stopProducten.stopProduct.length;
    case 'JW315':
      return bericht.client.aangevraagdeProducten.aangevraagdProduct.length;
    case 'JW317': {
      const { teWijzigenProducten, nieuweProducten } = bericht.client.verzoek;
      const changed = teWijzigenProducten?.teWijzigenProduct.length ?? 0;
      return changed + (nieuweProducten?.nieuwProduct.length ?? 0);
    }
    case 'JW319':
      return 1;
  }
}
