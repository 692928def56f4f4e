import type { FastifyRequest } from 'fastify';
import { callOf } from '../../../http/server/caller.ts';
import type { OperatorMessageDetails } from '../../../operations/overview.ts';
import { Problem } from '../../../problem.ts';
import type { AnyBericht } from '../../../standard/messages/berichten.ts';
import { parseBericht } from '../../../standard/messages/parse.ts';
import { messageWords } from '../../../texts/console/message-words.ts';
import { pairWords as say } from '../../../texts/console/pair-words.ts';
import { exactMomentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { sentence } from '../../frame/sentence.ts';
import { readBericht } from '../../reading/read-bericht.ts';
import { lineHref, type Mark, xmlHtml } from '../../reading/xml-html.ts';
import type { PageParts } from '../parts.ts';
import { backField, type Typed } from './forms.ts';
import { marksOf } from './refused.ts';

/** Lines that are listed above the XML. */
const mostLines = 20;
/** Bytes of a message that are read for a page; of a larger one there is no page. */
const mostBytes = 2_000_000;

/**
 * What a message says: for an operator who gave a reason, for a quarter of an hour; for others that it is shielded. Each
 * time that it is shown is in the access log.
 */
export async function contentHtml(
  request: FastifyRequest,
  parts: PageParts,
  message: OperatorMessageDetails,
  { typed, back }: { readonly typed?: Typed | undefined; readonly back?: string | undefined } = {},
): Promise<Html> {
  const { viewer, principal } = request;
  const { language } = viewer;
  const inside = async () => {
    if (message.forgottenAt) return html`<p>${say.gone[language]}</p>\n`;
    if (principal.role !== 'operator')
      return html`<p>${say.shielded[language]} ${say.notForRole[language]}</p>\n`;
    const until = await parts.disclosures.openUntil(principal, message.id);
    const shown = until && (await openedHtml(request, parts, message, until));
    return shown ?? askHtml(request, parts, message.id, typed, back);
  };
  return html`<h2>${say.content[language]}</h2>
${await inside()}`;
}

/** @returns undefined when the quarter of an hour ended just now */
async function openedHtml(
  request: FastifyRequest,
  parts: PageParts,
  message: OperatorMessageDetails,
  until: Date,
): Promise<Html | undefined> {
  const { language } = request.viewer;
  if (message.size > mostBytes)
    return html`<p>${say.tooLarge[language].replace('{id}', message.id)}</p>\n`;
  let bytes: Buffer;
  try {
    bytes = await parts.disclosures.content(callOf(request), message.id);
  } catch (error) {
    if (error instanceof Problem && error.code === 'reason-needed') return undefined;
    throw error;
  }
  const marks = marksOf(message, language);
  const bericht = berichtOf(message, bytes);
  const reading = bericht
    ? await readBericht(parts, bericht, language, { marks, level: 3 })
    : html`<p>${say.onlyXml[language]}</p>\n`;
  const { html: xml, places } = xmlHtml(bytes, marks, language);
  const at = exactMomentText(until, language);
  return html`<p>${say.openUntil[language].replace('{at}', at)}</p>
${reading}<details${!bericht && html` open`}><summary>${say.xml[language]}</summary>
<p>${say.xmlAbout[language]}</p>
${toLines(marks, places, language)}${xml}</details>
`;
}

/** The lines that something is said of, to go to. */
function toLines(
  marks: readonly Mark[],
  places: readonly number[],
  language: Language,
): Html | undefined {
  if (marks.length === 0) return undefined;
  const items = marks.slice(0, mostLines).map(({ text }, index) => {
    const line = places[index] ?? 1;
    return html`<li><a href="${lineHref(line)}">${say.line[language]} ${line}</a>: ${sentence(text)}</li>
`;
  });
  return html`<ul>
${items}</ul>
`;
}

/** Undefined for what was refused: it may be anything. */
function berichtOf(
  { type, status }: OperatorMessageDetails,
  bytes: Buffer,
): AnyBericht | undefined {
  if (type === null || status === 'refused') return undefined;
  return parseBericht(type, bytes);
}

function askHtml(
  { viewer }: FastifyRequest,
  { publicAddress: { at } }: PageParts,
  id: string,
  typed: Typed | undefined,
  back: string | undefined,
): Html {
  const { language } = viewer;
  const own = typed?.action === 'disclosure' ? typed : undefined;
  const faults = own?.faults ?? new Map<string, string>();
  const name = 'reason-disclosure';
  return html`<p>${say.shielded[language]}</p>
<details${own && html` open`}><summary>${say.show[language]}</summary>
${faultSummary(faults, language)}<form class="form" method="post" action="${at(`/console/messages/${id}/disclosure`)}" novalidate>
${tokenField(viewer)}${backField(back)}
<p>${say.showAbout[language]}</p>
${textField({
  ...{ name, label: say.why[language], hint: messageWords.reasonHint[language] },
  ...{ value: own?.reason, maxLength: 500, required: true, fault: faults.get(name) },
})}<p class="buttons"><button>${say.show[language]}</button></p>
</form></details>
`;
}
