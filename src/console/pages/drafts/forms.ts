import type { FastifyRequest } from 'fastify';
import type { ShownDraft } from '../../../messages/drafts/shown.ts';
import { draftWords as say } from '../../../texts/console/draft-words.ts';
import { type Faults, faultSummary, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { sentence } from '../../frame/sentence.ts';
import { CodeWords } from '../../reading/codes.ts';
import type { PageParts } from '../parts.ts';
import type { TypedFields } from './changed.ts';
import { groupsHtml, labelOf } from './field-html.ts';
import { type FieldGroup, fieldGroups } from './fields.ts';
import { typedValue } from './typed.ts';

/** A form of the page that was not carried out. */
export interface Tried {
  readonly faults?: Faults | undefined;
  /** Whether the fields are open. */
  readonly open?: boolean;
  /** What was typed, where the fields show it again. */
  readonly typed?: TypedFields | undefined;
  /** What was typed where a colleague was first: it is named, and is not in the fields. */
  readonly typedThen?: TypedFields | undefined;
}

type At = (path: string) => string;

/** The beginning of a form about a draft, as the person saw it. */
function begin(
  { viewer }: FastifyRequest,
  { id, version }: ShownDraft,
  action: string,
  at: At,
): Html {
  return html`<form class="form" method="post" action="${at(`/console/drafts/${id}/${action}`)}" novalidate>
${tokenField(viewer)}<input type="hidden" name="version" value="${version}">`;
}

/** Sends a draft; where data of the child come from before, somebody says that they are right still. */
export function sendForm(
  request: FastifyRequest,
  draft: ShownDraft,
  at: At,
  { faults }: Tried,
): Html {
  const { language } = request.viewer;
  const fault = faults?.get('confirmed');
  const isAgain = draft.state === 'sending';
  const asks = draft.type === 'JW301' && draft.details !== null && !isAgain;
  const isOutside =
    draft.type === 'JW301' && draft.checks.some(({ answer }) => answer.outcome === 'no');
  const tick = html`${fault && faultSummary(new Map([['confirmed', fault]]), language)}<p class="tick"><label for="confirmed"><input type="checkbox" id="confirmed" name="confirmed" value="yes"${fault && html` aria-invalid="true" aria-describedby="confirmed-fault"`}> ${say.confirm[language]}</label>${fault && html`<span class="utrecht-form-field-error-message" id="confirmed-fault">${sentence(fault)}</span>`}</p>\n`;
  return html`${isAgain && html`<p>${say.beingSent[language]}</p>\n`}${begin(request, draft, 'sending', at)}
${isOutside && html`<p><strong>${say.outsideContract[language]}</strong></p>\n`}${asks && tick}<p class="buttons"><button class="strong">${(isAgain ? say.sendAgain : say.send)[language]}</button></p></form>
`;
}

/** Drafts it again, of what is known now. */
export function renewForm(request: FastifyRequest, draft: ShownDraft, at: At): Html {
  return html`${begin(request, draft, 'renewal', at)}
<p class="buttons"><button>${say.renew[request.viewer.language]}</button></p></form>
`;
}

/** Throws a draft away. */
export function discardForm(request: FastifyRequest, draft: ShownDraft, at: At): Html {
  const { language } = request.viewer;
  return html`<details><summary>${say.discarding[language]}</summary>
${begin(request, draft, 'discarding', at)}
<p>${say.discardAbout[language]}</p>
<p class="buttons"><button>${say.discard[language]}</button></p></form></details>
`;
}

/** The fields of a draft that a person changes. It is open where something is missing, or was not right. */
export function editForm(
  request: FastifyRequest,
  { reference, publicAddress: { at } }: PageParts,
  draft: ShownDraft,
  { faults, typed, typedThen, open = false }: Tried,
): Html | undefined {
  const { language } = request.viewer;
  const { bericht, lacking } = draft;
  const groups = bericht ? fieldGroups(bericht).toSorted(missingFirst(lacking)) : [];
  if (groups.length === 0) return undefined;
  const own = new Map([...(faults ?? [])].filter(([name]) => name !== 'confirmed'));
  const parts = { codes: new CodeWords(reference), language, typed, faults: own };
  const isOpen =
    open ||
    lacking.length > 0 ||
    (draft.refusing ?? 0) > 0 ||
    own.size > 0 ||
    typedThen !== undefined;
  return html`<details${isOpen && html` open`}><summary>${say.edit[language]}</summary>
${faultSummary(own, language)}${begin(request, draft, 'change', at)}
${typedThenHtml(draft, typedThen, request)}${groupsHtml(groups, parts)}<p class="buttons"><button${lacking.length > 0 && !draft.outdated && html` class="strong"`}>${say.save[language]}</button></p></form></details>
`;
}

const groupOf = { address: 'address', gezagsdrager: 'guardian', client: 'client' } as const;

/** Groups in which something is missing come first; the others stay in their order. */
function missingFirst(lacking: ShownDraft['lacking']) {
  const missing = new Set<string>(
    lacking.flatMap(({ code }) => (code === 'address-unsafe' ? [] : groupOf[code])),
  );
  const rank = ({ title }: FieldGroup) => (missing.has(title) ? 0 : 1);
  return (one: FieldGroup, other: FieldGroup) => rank(one) - rank(other);
}

/** What a person typed while a colleague changed the draft: nothing is lost, and nothing of the colleague is overwritten. */
function typedThenHtml(
  { bericht }: ShownDraft,
  typed: TypedFields | undefined,
  { viewer: { language } }: FastifyRequest,
): Html | undefined {
  if (!bericht || !typed) return undefined;
  const rows = fieldGroups(bericht)
    .flatMap(({ fields }) => fields)
    .filter((field) => {
      const then = Object.hasOwn(typed, field.name) ? typed[field.name]?.trim() : undefined;
      return then !== undefined && then !== typedValue(field);
    })
    .map((field) => html`<dt>${labelOf(field, language)}</dt><dd>${typed[field.name]}</dd>\n`);
  if (rows.length === 0) return undefined;
  return html`<div class="panel"><p>${say.typedThen[language]}</p><dl>\n${rows}</dl></div>\n`;
}
