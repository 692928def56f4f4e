import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callOf } from '../../../http/server/caller.ts';
import { IdParams } from '../../../http/server/schemas.ts';
import { groupNamed } from '../../../messages/drafts/keep.ts';
import type { MessageDetails } from '../../../messages/views/messages.ts';
import { kindOf } from '../../../parties/directory/codes.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import { answerWords as say } from '../../../texts/console/answer-words.ts';
import { draftWords } from '../../../texts/console/draft-words.ts';
import { exactMomentText } from '../../../texts/console/written.ts';
import { draftFaultSentence } from '../../../texts/draft-texts.ts';
import { problemDetail, problemTexts } from '../../../texts/problem-texts.ts';
import { tokenField } from '../../frame/form.ts';
import { html } from '../../frame/html.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { isOpened, rememberOpened } from '../../opened.ts';
import { byText } from '../drafts/made-by.ts';
import { isRequest } from '../message/party/matter.ts';
import { Lang, type PageParts, pageConfig } from '../parts.ts';
import { typedDetails } from './details.ts';
import { type AnswerFacts, readAnswerFacts } from './read.ts';
import { answerContent, isOpen, type TriedAnswer } from './shown.ts';
import { type TypedAnswer, type Wish, wishOf } from './wish.ts';

const querystring = Type.Object({ lang: Lang }, { additionalProperties: false });
/** Fields of each reference, by their numbers. */
const Body = Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 2000 }));

/** A gemeente answers a request: what is asked and known stands beside what it decides. It becomes drafts. */
export const answerPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const path = '/console/messages/:id/answer';
  const config = pageConfig(parts, ['party'], 'heavy');
  app.get(
    path,
    { config, schema: { hide: true, params: IdParams, querystring } },
    async (request, reply) => {
      const message = await requestAt(request, parts, request.params.id);
      if (message.status === 'rejected') return sendClosed(request, reply, parts, message);
      if (!isOpened(request, parts, message.id)) return sendShield(request, reply, parts, message);
      const facts = await readAnswerFacts(request, parts, message);
      return sendPage(request, reply, await answerContent(request, parts, facts));
    },
  );

  app.post(
    path,
    { config, schema: { hide: true, params: IdParams, body: Body } },
    async (request, reply) => {
      const message = await requestAt(request, parts, request.params.id);
      // Who sends the form has seen the request.
      rememberOpened(request, reply, parts, message.id);
      const facts = await readAnswerFacts(request, parts, message);
      const done = await answer(request, parts, facts, { ...request.body });
      if (typeof done === 'string') return reply.redirect(parts.publicAddress.at(done), 303);
      const status = done.notice === undefined ? 400 : 409;
      return sendPage(request, reply, await answerContent(request, parts, facts, done), status);
    },
  );
};

/** A request that the gemeente got. @throws {Problem} `not-found` for all else */
async function requestAt(
  { principal }: FastifyRequest,
  { messages }: PageParts,
  id: string,
): Promise<MessageDetails> {
  const message = await messages.get(principal, id.toLowerCase(), 0);
  const isOwn = message.recipient !== null && principal.actsFor.includes(message.recipient);
  const isGemeente = kindOf(principal.party ?? '') === 'gemeente';
  if (!isGemeente || !isOwn || !isRequest(message)) throw new Problem('not-found');
  return message;
}

async function titled(
  request: FastifyRequest,
  { store }: PageParts,
  { type, sender, id }: MessageDetails,
) {
  const language = languageOf(request);
  const from = (await partyNames(store.pool, [sender])).get(sender) ?? sender;
  const title = say.title[language].replace('{type}', type ?? '').replace('{from}', () => from);
  return { title, up: { path: `/console/messages/${id}`, title: say.up[language] } };
}

async function sendClosed(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  message: MessageDetails,
): Promise<FastifyReply> {
  const main = html`<p>${say.notOpen[languageOf(request)]}</p>`;
  return sendPage(request, reply, { ...(await titled(request, parts, message)), main });
}

/** The request is shielded until it is opened. */
async function sendShield(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  message: MessageDetails,
): Promise<FastifyReply> {
  const { at } = parts.publicAddress;
  const language = languageOf(request);
  const main = html`<div class="shield"><p>${say.shielded[language]}</p>
<form method="post" action="${at(`/console/messages/${message.id}/open`)}">${tokenField(request.viewer)}<input type="hidden" name="to" value="answer"><button class="strong" data-answer>${say.show[language]}</button></form></div>
`;
  return sendPage(request, reply, { ...(await titled(request, parts, message)), main });
}

/** Makes the drafts of what was decided. @returns where to go, or why nothing was made */
async function answer(
  request: FastifyRequest,
  parts: PageParts,
  facts: AnswerFacts,
  typed: TypedAnswer,
): Promise<string | TriedAnswer> {
  const language = languageOf(request);
  const { asked, drafts, complete, request: asking } = facts;
  const { once = '', seen = '' } = typed;
  const before = drafts.filter(
    ({ groupId }) => groupId === groupNamed(request.principal.party ?? '', once),
  );
  // The form came twice.
  const first = before.toSorted((a, b) => a.place - b.place)[0];
  if (first) return `/console/drafts/${first.id}?done=made-${before.length}`;
  const isWhole = asking.type === 'JW317';
  const open = asked.flatMap((one, place) => (isOpen(one) ? [[place, one] as const] : []));
  const wish = wishOf(typed, open, isWhole);
  const faults = new Map([...wish.faults].map(([name, words]) => [name, words[language]]));
  const allocates = wish.decisions.some(({ decision }) => decision === 'allocate');
  if (allocates && !complete && typed.complete !== 'yes')
    faults.set('complete', say.complete.fault[language]);
  const asksDetails = typed.details === 'yes';
  const given = asksDetails ? typedDetails(asking, typed) : undefined;
  for (const [name, fault] of given?.faults ?? [])
    faults.set(name, draftWords.faults[fault][language]);
  if (given && given.faults.size === 0 && !given.details)
    faults.set('details', say.details.fault[language]);
  if (faults.size > 0) return { typed, faults, asksDetails };
  const newest = drafts[0];
  if (newest && newest.id !== seen) {
    const notice = say.colleagueFirst[language]
      .replace('{by}', () => byText(request, newest.changedBy))
      .replace('{at}', exactMomentText(newest.createdAt, language));
    return { typed, notice, asksDetails };
  }
  return make(request, parts, facts, { wish, typed, details: given?.details });
}

async function make(
  request: FastifyRequest,
  parts: PageParts,
  { message, complete }: AnswerFacts,
  {
    wish,
    typed,
    details,
  }: { wish: Wish; typed: TypedAnswer; details: ReturnType<typeof typedDetails>['details'] },
): Promise<string | TriedAnswer> {
  const call = callOf(request);
  const once = typed.once || crypto.randomUUID();
  const { decisions } = wish;
  try {
    const allocates = decisions.some(({ decision }) => decision === 'allocate');
    if (allocates && !complete) await parts.drafts.declareComplete(call, message.sender);
    const wished = { decisions, ...(details && { clientDetails: details }) };
    const made = await parts.drafts.answer(call, message.id, wished, once);
    return `/console/drafts/${made[0]?.id}?done=made-${made.length}`;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return refused(request, error, wish, typed);
  }
}

/** Why the decisions cannot become drafts: each fault at its field. @throws what is not of this form */
function refused(
  request: FastifyRequest,
  problem: Problem,
  wish: Wish,
  typed: TypedAnswer,
): TriedAnswer {
  const { code, details } = problem;
  const language = languageOf(request);
  if (code === 'too-many-drafts') {
    const title = problemTexts[code].title[language];
    return { typed, notice: `${title}. ${problemDetail(code, details, language)}` };
  }
  if (code !== 'draft-form') throw problem;
  const faults = new Map<string, string>();
  let asksDetails = typed.details === 'yes';
  for (const fault of details.draftFaults ?? []) {
    if (fault.code === 'address-unsafe') {
      asksDetails = true;
      faults.set('details', say.details.fault[language]);
      continue;
    }
    const index = Number(/^decisions\/(\d+)/.exec(fault.element)?.[1] ?? 0);
    const own = Object.entries(say.faults).find(([name]) => name === fault.code)?.[1];
    const text = own?.[language] ?? draftFaultSentence(fault, language);
    faults.set(`decision-${wish.places[index] ?? 0}`, text);
  }
  return { typed, faults, asksDetails };
}
