import { randomUUIDv7 } from 'node:crypto';
import { Problem } from '../../problem.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { askedBy } from './asked.ts';
import type { DraftsComposed } from './composing.ts';
import { type DraftContent, ownPart, referencesIn } from './content.ts';
import type { ClientDetails, Composed, DraftForm } from './forms.ts';
import type { DraftFacts, NewDraft } from './keep.ts';

/**
 * What is kept of one of the drafts that a form became.
 *
 * @param request that is answered, where it was read now
 */
export function contentOf(
  { drafts, details, retourFirst }: DraftsComposed,
  index: number,
  form: DraftForm,
  typed: ClientDetails | null,
  request: BerichtOf<'JW315' | 'JW317'> | undefined,
): DraftContent {
  const { bericht, lacking, basis } = drafts[index] as Composed;
  return {
    form: ownPart(form, bericht, index + 1, drafts.length),
    ...{ typed, bericht, lacking, basis },
    details:
      details && bericht.type === 'JW301'
        ? { source: details.source, recordedAt: details.recordedAt.toISOString() }
        : null,
    request: request ? { type: request.type, header: request.header } : null,
    retourFirst: retourFirst !== null,
    asked: request ? askedBy(request) : [],
    post: null,
  };
}

/** Whose a new draft is, and what it is made of. */
interface Making extends Pick<NewDraft, 'party' | 'groupId' | 'proposed' | 'changedBy'> {
  readonly form: DraftForm;
  readonly typed: ClientDetails | null;
  readonly request: BerichtOf<'JW315' | 'JW317'> | undefined;
}

/** One of the drafts that a form became, to be kept. */
export function newDraft(
  made: DraftsComposed,
  index: number,
  { form, typed, request, ...facts }: Making,
): NewDraft {
  const { bericht, afterPrevious } = made.drafts[index] as Composed;
  return {
    ...{ id: randomUUIDv7(), ...facts, recipient: made.recipient, type: bericht.type },
    ...{ place: index + 1, afterPrevious, clientId: made.clientId, bsn: made.bsn },
    requestId: 'requestId' in form ? form.requestId : null,
    others: made.others ?? [],
    content: contentOf(made, index, form, typed, request),
  };
}

/** Which of the messages that a form became now is the one of a draft; -1: none. */
export function indexOf({ drafts }: DraftsComposed, { type, place }: DraftFacts): number {
  const own = drafts.flatMap(({ bericht }, index) => (bericht.type === type ? [index] : []));
  // A draft has the part of the form that it was made of, unless that could not be divided.
  return own.length > 1 && own.includes(place - 1) ? place - 1 : (own[0] ?? -1);
}

/** @throws {Problem} `draft-fixed` for a message of another type */
export function refuseOtherType(json: unknown, type: string): void {
  const given = (json as { readonly type?: unknown } | null)?.type;
  if (given !== undefined && given !== type) throw fixed('type');
}

/**
 * What says which message it is, about whom, and what it answers stays: a person who wants another one drafts that.
 *
 * @param asked references of the request that it answers
 * @throws {Problem} `draft-fixed`
 */
export function refuseOther(
  before: Composed['bericht'],
  now: Composed['bericht'],
  asked: readonly string[],
): void {
  const [was, is] = [before.header, now.header];
  if (was.afzender !== is.afzender) throw fixed('Header/Afzender');
  if (was.ontvanger !== is.ontvanger) throw fixed('Header/Ontvanger');
  if (was.berichtIdentificatie.identificatie !== is.berichtIdentificatie.identificatie)
    throw fixed('Header/BerichtIdentificatie/Identificatie');
  if (was.berichtCode !== is.berichtCode) throw fixed('Header/BerichtCode');
  if (bsnOf(before) !== bsnOf(now)) throw fixed('Client/Bsn');
  const declared = new Set(bsnsIn(before));
  if (bsnsIn(now).some((bsn) => !declared.has(bsn))) throw fixed('Client/Bsn');
  const answered = new Set([...asked, ...referencesIn(before)]);
  if (referencesIn(now).some((one) => !answered.has(one))) throw fixed('ReferentieAanbieder');
}

function bsnOf(bericht: Composed['bericht']): string | undefined {
  return 'client' in bericht ? bericht.client.bsn : undefined;
}

/** Children of a declaration. */
function bsnsIn(bericht: Composed['bericht']): string[] {
  if (bericht.type !== 'JW323') return [];
  return bericht.declaratie.clienten.client.map(({ bsn }) => bsn);
}

function fixed(element: string): Problem {
  return new Problem('draft-fixed', { params: { element } });
}
