import { happened } from '../../../ledger/model/events.ts';
import { applyEvents, type ClientState, emptyState } from '../../../ledger/model/state.ts';
import { eventsOf } from '../../../ledger/past/events.ts';
import type { HistoryEntry } from '../../../ledger/views/history.ts';
import type { Call } from '../../../parties/principal.ts';
import { Problem } from '../../../problem.ts';
import { decisionsOf } from '../../../standard/answers/decisions.ts';
import type { ComposeDrafts, ComposeParts, DraftsComposed, KnownDetails } from '../composing.ts';
import {
  type AnswerForm,
  type ChangeForm,
  type ClientDetails,
  type ElsewhereForm,
  FormRefused,
  type RequestForm,
  type ResubmissionForm,
  type StartForm,
  type StopForm,
} from '../forms.ts';
import { composeAnswer, numbersIn, numbersNeeded, onResidence } from './answer.ts';
import { composeChange } from './change.ts';
import { clientOfDelivery, factsFrom } from './client.ts';
import { composeStart, composeStop, type DeliveryFacts } from './deliveries.ts';
import { Gather } from './gather.ts';
import {
  askedElsewhere,
  composeElsewhere,
  composeRequest,
  type RefusedOnResidence,
} from './request.ts';
import { composeResubmission } from './resubmission.ts';

/**
 * Composes the messages of a form: gathers what it needs, in reading only, and gives it to the composer of its kind. Who
 * shows what comes of it writes the row of the access log.
 */
export const composeDrafts: ComposeDrafts = async (parts, call, form, typed, now) => {
  switch (form.kind) {
    case 'answer':
      return answerOf(parts, call, form, typed, now);
    case 'request':
      return requestOf(parts, call, form, now);
    case 'elsewhere':
      return elsewhereOf(parts, call, form, now);
    case 'start':
    case 'stop':
      return deliveryOf(parts, call, form, now);
    case 'change':
      return changeOf(parts, call, form, now);
    case 'resubmission':
      return resubmissionOf(parts, call, form, now);
  }
};

/** What most drafts have not. */
const plain = { details: null, retourFirst: null } as const;

async function answerOf(
  parts: ComposeParts,
  call: Call,
  form: AnswerForm,
  typed: ClientDetails | undefined,
  now: Date,
): Promise<DraftsComposed> {
  const gather = new Gather(parts, call, 'gemeente', now);
  const { message, bericht } = await gather.received(form.requestId);
  const { type, client, header } = bericht;
  const gemeente = await gather.gemeente(gather.party);
  const aanbieder = header.afzender;
  const clientId = await gather.childOf(client.bsn);
  // Asked first: what is approved by then is in the ledger.
  const underWay = await parts.answersUnderWay({
    ...{ gemeente: gather.party, aanbieder, bsn: client.bsn },
  });
  const known = await gather.caseOf(clientId, aanbieder, gemeente.family);
  const allocates = form.decisions.some(({ decision }) => decision === 'allocate');
  const { details, secret } = await detailsFor(allocates, typed, now, () =>
    gather.details(gemeente, clientId),
  );
  const given = numbersIn(form.decisions);
  const drafts = composeAnswer(form, {
    setting: { afzender: gather.party, ontvanger: aanbieder, now },
    request: bericht,
    state: withUnderWay(known?.state ?? emptyState, underWay),
    usedNumbers: await gather.usedNumbers(gemeente.family, given),
    freshNumbers: await gather.freshNumbers(
      gemeente.family,
      allocates ? numbersNeeded(bericht, form.decisions) : 0,
      given,
    ),
    complete: allocates && (await parts.isComplete(gather.party, aanbieder)),
    known: { details: details?.details, secret, typed: typed !== undefined },
  });
  const waits = gemeente.retourBy === 'party' && !message.answered;
  return {
    drafts,
    recipient: aanbieder,
    clientId,
    bsn: client.bsn,
    details,
    retourFirst: waits ? { id: message.id, type } : null,
  };
}

/** The state as it is once the answers that were sent are approved: who decides next, decides after those. */
function withUnderWay(
  state: ClientState,
  underWay: Awaited<ReturnType<ComposeParts['answersUnderWay']>>,
): ClientState {
  return underWay.reduce((before, one) => applyEvents(before, eventsOf(one, before)), state);
}

/** What the Client of a JW301 is made of; nothing for other messages. */
async function detailsFor(
  allocates: boolean,
  typed: ClientDetails | undefined,
  now: Date,
  ask: () => ReturnType<Gather['details']>,
): Promise<{ details: KnownDetails | null; secret: boolean }> {
  if (!allocates) return { details: null, secret: false };
  const { known, secret } = await ask();
  return typed
    ? { details: { details: typed, source: 'typed', recordedAt: now }, secret }
    : { details: known, secret };
}

async function requestOf(
  parts: ComposeParts,
  call: Call,
  form: RequestForm,
  now: Date,
): Promise<DraftsComposed> {
  const gather = new Gather(parts, call, 'aanbieder', now);
  const { gemeente: recipient, client } = form;
  const setting = { afzender: gather.party, ontvanger: recipient, now };
  return {
    ...plain,
    drafts: [composeRequest(form, setting)],
    recipient,
    clientId: await gather.childOf(client.bsn),
    bsn: client.bsn,
  };
}

async function elsewhereOf(
  parts: ComposeParts,
  call: Call,
  { requestId, referenties }: ElsewhereForm,
  now: Date,
): Promise<DraftsComposed> {
  const gather = new Gather(parts, call, 'aanbieder', now);
  const request = await gather.sent(requestId);
  const { bsn, aangevraagdeProducten } = request.client;
  const refuser = await gather.gemeente(request.header.ontvanger);
  const clientId = await gather.childOf(bsn);
  const found = await gather.caseOf(clientId, request.header.afzender, refuser.family);
  const asked = aangevraagdeProducten.aangevraagdProduct.map((one) => one.referentieAanbieder);
  const refused = refusedOnResidence(asked, found?.entries ?? []);
  const chosen = askedElsewhere(refused, referenties);
  const { code: recipient } = await gather.gemeente(chosen.gemeente);
  const setting = { afzender: gather.party, ontvanger: recipient, now };
  const draft = composeElsewhere(request, chosen.referenties, setting);
  return { ...plain, drafts: [draft], recipient, clientId, bsn };
}

/** The refusals with reason 8 of these references, in their order. */
function refusedOnResidence(
  referenties: readonly string[],
  entries: readonly HistoryEntry[],
): RefusedOnResidence[] {
  const answers = entries.flatMap(({ event }) => {
    const reported = happened(event);
    return reported.kind === 'answered' ? [reported.content] : [];
  });
  return referenties.flatMap((referentie) => {
    const answer = answers.findLast((one) => one.referentieAanbieder === referentie);
    const gemeente = answer?.woonplaatsbeginsel?.gemeente;
    const isRefused = answer?.redenAfwijzingVerzoek === onResidence;
    return isRefused && gemeente !== undefined ? [{ referentie, gemeente }] : [];
  });
}

async function deliveryOf(
  parts: ComposeParts,
  call: Call,
  form: StartForm | StopForm,
  now: Date,
): Promise<DraftsComposed> {
  const gather = new Gather(parts, call, 'aanbieder', now);
  const place = await gather.allocation(form.allocationId);
  const { clientId, provider, toewijzingNummer: number } = place;
  const gemeente = await gather.gemeente(place.municipality);
  const found = await gather.caseOf(clientId, provider, gemeente.family);
  const allocation = found?.state.allocations.get(number)?.content;
  // A child that was forgotten has no allocations any more.
  if (!found || !allocation) throw new Problem('not-found');
  const newest = await gather.newestAllocation(clientId, gemeente.family, provider);
  const { bsn, state } = found;
  const facts: DeliveryFacts = {
    setting: { afzender: gather.party, ontvanger: gemeente.code, now },
    ...{ allocation, number, state },
    ...clientOfDelivery(bsn, newest && factsFrom(newest.client), form.client),
  };
  const drafts = form.kind === 'start' ? composeStart(form, facts) : composeStop(form, facts);
  return { ...plain, drafts, recipient: gemeente.code, clientId, bsn };
}

async function changeOf(
  parts: ComposeParts,
  call: Call,
  form: ChangeForm,
  now: Date,
): Promise<DraftsComposed> {
  const gather = new Gather(parts, call, 'aanbieder', now);
  const gemeente = await gather.gemeente(form.gemeente);
  const found = await gather.caseOf(form.client, gather.party, gemeente.family);
  if (!found) throw new FormRefused('no-current-allocation', 'client');
  const { bsn, state } = found;
  const setting = { afzender: gather.party, ontvanger: gemeente.code, now };
  const draft = composeChange(form, { setting, bsn, state });
  return { ...plain, drafts: [draft], recipient: gemeente.code, clientId: form.client, bsn };
}

async function resubmissionOf(
  parts: ComposeParts,
  call: Call,
  { declarationId }: ResubmissionForm,
  now: Date,
): Promise<DraftsComposed> {
  const gather = new Gather(parts, call, 'aanbieder', now);
  const { declaration, answer } = await gather.declared(declarationId);
  if (!answer) throw new FormRefused('declaration-unanswered', 'declarationId');
  const decisions = decisionsOf(declaration, answer).filter(({ granted }) => !granted);
  if (decisions.length === 0) throw new FormRefused('nothing-refused', 'declarationId');
  const gemeente = await gather.gemeente(declaration.header.ontvanger);
  const { refused, lastMonth } = await gather.anew(gemeente.code, decisions);
  if (refused.length === 0) throw new FormRefused('declared-anew', 'declarationId');
  const setting = { afzender: gather.party, ontvanger: gemeente.code, now };
  const draft = composeResubmission({ setting, declaration, refused, lastMonth });
  const children = [];
  for (const bsn of new Set(refused.map((one) => one.bsn)))
    children.push({ bsn, clientId: await gather.childOf(bsn) });
  const [first, ...others] = children as [(typeof children)[0], ...typeof children];
  return { ...plain, drafts: [draft], recipient: gemeente.code, ...first, others };
}
