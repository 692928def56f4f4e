import type { FastifyRequest } from 'fastify';
import { callOf } from '../../../http/server/caller.ts';
import type { ContractAnswer } from '../../../ledger/contracts/check.ts';
import type { ToegewezenProduct } from '../../../ledger/model/events.ts';
import type { AllocationItem } from '../../../ledger/views/allocations.ts';
import { questionOf } from '../../../messages/drafts/asked.ts';
import { referencesIn } from '../../../messages/drafts/content.ts';
import type { DraftFacts } from '../../../messages/drafts/keep.ts';
import type { SentAnswer } from '../../../messages/drafts/sent-answers.ts';
import type { MessageDetails } from '../../../messages/views/messages.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import type { TermItem } from '../../../region/terms/present.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { parseBericht } from '../../../standard/messages/parse.ts';
import { normalNumber } from '../../../standard/rules/engine/past.ts';
import type { PageParts } from '../parts.ts';
import { type Asked, type Asking, askedIn } from './asked.ts';

/** What was decided about a reference before. */
export interface Decided {
  readonly says: 'allocated' | 'refused' | 'investigated';
  readonly message: MessageDetails;
  /** The credential with which the draft was sent; undefined where it was no draft, or not any more. */
  readonly by: string | undefined;
  /** Its retour is not in yet. */
  readonly waits?: true;
}

/** One reference of a request, with all that a person weighs. */
export interface AskedNow extends Asked {
  readonly checks: readonly ContractAnswer[];
  /** The last decision. */
  readonly decided: Decided | undefined;
  /** By when the gemeente decides. */
  readonly term: TermItem | undefined;
}

/** What somebody who answers a request looks at. All of it is personal, and its reading is in the access log. */
export interface AnswerFacts {
  readonly message: MessageDetails;
  readonly request: Asking;
  readonly asked: readonly AskedNow[];
  /** Allocations of the child by this gemeente that run today, or begin later. */
  readonly current: readonly AllocationItem[];
  /** Allocations that were sent to the aanbieder, and wait for its retour. */
  readonly waiting: readonly ToegewezenProduct[];
  /** Drafts about this request that are not sent, the newest first. */
  readonly drafts: readonly DraftFacts[];
  /** Whether the gemeente declared its ledger complete for the aanbieder. */
  readonly complete: boolean;
  readonly names: ReadonlyMap<string, string>;
}

/** References of one request on one page; the API takes as many decisions at once. */
const mostReferences = 100;
/** Messages that are read to say what was decided: one for each reference at most. */
const mostDecisions = 100;
const mostListed = 100;

/** Reads all that a decision needs. @throws {Problem} `not-found`, `forgotten`; `no-request` for another message */
export async function readAnswerFacts(
  request: FastifyRequest,
  parts: PageParts,
  message: MessageDetails,
): Promise<AnswerFacts> {
  const call = callOf(request);
  const { id, type, sender } = message;
  if (type !== 'JW315' && type !== 'JW317')
    throw new Problem('no-request', { params: { type: type ?? '-' } });
  const asking = parseBericht(type, await parts.messages.content(call, id));
  const { items: drafts } = await parts.drafts.list(call, { request: id, limit: mostListed });
  const { items: allocations } = await parts.allocations.list(call, {
    ...{ bsn: asking.client.bsn, limit: mostListed },
  });
  const { items: terms } = await parts.terms.list(call, {
    counterparty: sender,
    limit: mostListed,
  });
  const sent = await parts.drafts.answersAbout(call, {
    ...{ aanbieder: sender, bsn: asking.client.bsn },
  });
  const { decided, waiting } = await decisionsOn(request, parts, message, sent);
  const asked: AskedNow[] = [];
  for (const one of askedIn(asking).slice(0, mostReferences))
    asked.push({
      ...one,
      checks: await checksOf(request, parts, one),
      decided: decided.get(one.referentie),
      term: terms.find(
        ({ messageId, referentie }) => messageId === id && referentie === one.referentie,
      ),
    });
  const complete = await parts.drafts.completeLedgers(call);
  return {
    ...{ message, request: asking, asked },
    current: allocations.filter(isCurrent),
    waiting: waiting.filter(
      ({ toewijzingNummer }) =>
        !allocations.some(
          (one) =>
            one.provider === sender &&
            normalNumber(one.toewijzingNummer) === normalNumber(toewijzingNummer),
        ),
    ),
    drafts: drafts.filter(({ state }) => state === 'open' || state === 'sending'),
    complete: complete.some(({ aanbieder }) => aanbieder === sender),
    names: await partyNames(parts.store.pool, [
      sender,
      ...allocations.map(({ provider }) => provider),
    ]),
  };
}

function isCurrent({ status, end, reason }: AllocationItem): boolean {
  const isOver = end !== null && end.slice(0, 10) < dutchDate(new Date());
  const isRemoved = reason === '13' || reason === '01';
  return !isOver && !isRemoved && status !== 'forgotten';
}

async function checksOf(
  request: FastifyRequest,
  { contracts }: PageParts,
  { questions }: Asked,
): Promise<ContractAnswer[]> {
  const answers = [];
  for (const one of questions)
    answers.push(await contracts.check(callOf(request), questionOf(one)));
  return answers;
}

/**
 * What was decided about each reference, by the messages that the gemeente sent, those whose retour is not in too. The last
 * one counts.
 */
async function decisionsOn(
  request: FastifyRequest,
  parts: PageParts,
  { decisions }: MessageDetails,
  sent: readonly SentAnswer[],
): Promise<{
  readonly decided: ReadonlyMap<string, Decided>;
  readonly waiting: readonly ToegewezenProduct[];
}> {
  const decided = new Map<string, Decided>();
  const waiting = new Map<string, ToegewezenProduct>();
  const underWay = sent.flatMap(({ sentMessage, said }) =>
    sentMessage !== null && said !== 'approved' ? [sentMessage] : [],
  );
  const ids = new Set([...decisions.slice(-mostDecisions), ...underWay.slice(-mostDecisions)]);
  for (const id of ids) {
    const message = await parts.messages.get(request.principal, id, 0);
    const { type, status } = message;
    if ((type !== 'JW301' && type !== 'JW319') || status === 'rejected') continue;
    const bericht = parseBericht(type, await parts.messages.content(callOf(request), id));
    const by = sent.find(({ sentMessage }) => sentMessage === id)?.changedBy;
    const isRefusal = bericht.type === 'JW319' && bericht.antwoord.verzoekAntwoord === '1';
    const says = bericht.type === 'JW301' ? 'allocated' : isRefusal ? 'refused' : 'investigated';
    const waits = underWay.includes(id);
    for (const reference of referencesIn(bericht))
      decided.set(reference, { ...{ says, message, by }, ...(waits && { waits }) });
    if (bericht.type === 'JW301' && waits)
      for (const one of bericht.client.toegewezenProducten.toegewezenProduct)
        waiting.set(one.toewijzingNummer, one);
  }
  return { decided, waiting: [...waiting.values()] };
}
