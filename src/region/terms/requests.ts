import type { AnsweredEvent, RequestedEvent } from '../../ledger/model/events.ts';
import { isCountable } from '../../standard/working-days.ts';
import { type Fact, isAllocation } from './fact.ts';
import type { Draft, Meeting } from './settle.ts';

/** A gemeente does not decide on these: a court does. It finds out who is responsible (Categorie 47 and 48). */
const protection = new Set(['47', '48']);

/** VerzoekAntwoord: under investigation. */
const underInvestigation = '2';
/** RedenAfwijzingVerzoek: the child lives elsewhere (woonplaatsbeginsel). */
const onResidence = '8';

/** What a gemeente said about a request. */
interface Reply {
  readonly says: 'honoured' | 'refused' | 'residence' | 'investigation';
  readonly fact: Fact;
}

/** A request as terms see it. */
interface Asked {
  readonly fact: Fact;
  readonly event: RequestedEvent;
}

/**
 * The terms of the requests of one child by one aanbieder to one gemeente (and those that it succeeded): a decision on
 * each requested product of a JW315, and on each JW317 as a whole.
 *
 * - The decision: a JW301 with its reference, or a JW319. A JW319 that says that it is under investigation meets it, and
 *   begins the term of the investigation, which counts from Dagtekening.
 * - A refusal on residence takes the place of both, and is judged by its own term from the receipt of the request.
 * - For child protection and probation only that term counts, whatever the answer.
 *
 * Of what was imported nobody knows when it was received. A request that is still open counts from its import; one that
 * was answered before the import has no term, and one that is under investigation has that term alone.
 *
 * @param facts in the order in which they came
 * @param hashOf the keyed hash of a reference of the aanbieder
 */
export function termsOfRequests(
  facts: readonly Fact[],
  clientId: string | null,
  hashOf: (reference: string) => Buffer,
): Draft[] {
  const replies = repliesIn(facts);
  const seen = new Set<string>();
  return facts.flatMap((fact) => {
    const { event } = fact;
    if (event.kind !== 'requested') return [];
    const reference = event.content.referentieAanbieder;
    if (seen.has(reference)) return [];
    seen.add(reference);
    return termsOf({ fact, event }, replies.get(reference) ?? [], clientId, hashOf(reference));
  });
}

function repliesIn(facts: readonly Fact[]): ReadonlyMap<string, readonly Reply[]> {
  const replies = new Map<string, Reply[]>();
  const add = (reference: string | undefined, reply: Reply) => {
    if (reference === undefined) return;
    const before = replies.get(reference);
    if (before) before.push(reply);
    else replies.set(reference, [reply]);
  };
  for (const fact of facts) {
    const { event } = fact;
    if (event.kind === 'answered')
      add(event.content.referentieAanbieder, { says: saidBy(event), fact });
    else if (isAllocation(event))
      add(event.content.referentieAanbieder, { says: 'honoured', fact });
  }
  return replies;
}

function saidBy({ content }: AnsweredEvent): Reply['says'] {
  if (content.verzoekAntwoord === underInvestigation) return 'investigation';
  return content.redenAfwijzingVerzoek === onResidence ? 'residence' : 'refused';
}

function termsOf(
  { fact, event }: Asked,
  replies: readonly Reply[],
  clientId: string | null,
  referenceHash: Buffer,
): Draft[] {
  const { municipality, provider, messageId, receivedOn } = fact;
  const final = replies.find(({ says }) => says !== 'investigation');
  const first = replies[0];
  if (fact.isImported && final?.fact.isImported) return [];
  const base = {
    ...{ municipality, provider, messageId, clientId, since: receivedOn },
    // Without the child nothing would delete it.
    ...(clientId !== null && { referenceHash }),
    owedBy: 'gemeente',
    of: [municipality, referenceHash.toString('hex')],
  } as const;
  const isOfResidence = event.type === 'JW315' && protection.has(categorieOf(event));
  if (isOfResidence) return [{ ...base, kind: 'residence', ...metBy(final) }];
  const elsewhere = event.type === 'JW315' && final?.says === 'residence';
  const drafts: Draft[] = [];
  // Of an answer that was imported nobody knows whether it was in time.
  if (!(fact.isImported && first?.fact.isImported))
    drafts.push({ ...base, kind: 'decision', ...(isReplaced() ? replaced : metBy(first)) });
  if (first?.says === 'investigation')
    drafts.push({
      ...base,
      kind: 'investigation',
      since: datedOn(fact, first.fact),
      ...(elsewhere ? replaced : metBy(final)),
    });
  if (elsewhere) drafts.push({ ...base, kind: 'residence', ...metBy(final) });
  return drafts;

  function isReplaced(): boolean {
    return elsewhere && first === final;
  }
}

/** Dagtekening of a request; of an imported one what comes nearest, never earlier. */
function datedOn({ dagtekening, event, isImported, receivedOn }: Fact, investigates: Fact): string {
  if (dagtekening !== null) return dagtekening;
  // The event of a JW317 takes effect on its Dagtekening, and that of a JW319 too.
  if (event.kind === 'requested' && event.type === 'JW317')
    return isCountable(event.effective) ? event.effective : receivedOn;
  const { effective } = investigates.event;
  // Who imported it may have written any day.
  const isKnown = isImported && investigates.isImported && isCountable(effective);
  return isKnown && effective < receivedOn ? effective : receivedOn;
}

const replaced = { voidReason: 'residence' } as const;

function categorieOf({ content }: RequestedEvent): string {
  return ('product' in content && content.product?.categorie) || '';
}

function metBy(reply: Reply | undefined): { met?: Meeting } {
  if (!reply) return {};
  const { sentAt, messageId, isPending } = reply.fact;
  return { met: { at: sentAt, by: messageId, pending: isPending } };
}
