import type { ContractQuestion } from '../../ledger/contracts/check.ts';
import type { AnyBericht, BerichtOf } from '../../standard/messages/berichten.ts';
import type { KnownDetails } from './composing.ts';
import type { ClientDetails, Composed, DraftForm } from './forms.ts';

/** A question to the contracts, of one reference of a request, as JSON has it. */
export interface AskedContract {
  readonly referentie: string;
  readonly question: Omit<ContractQuestion, 'omvang' | 'budget'> & {
    readonly omvang?: {
      readonly volume: string;
      readonly eenheid: string;
      readonly frequentie: string;
    };
    readonly budget?: string;
  };
}

/** The request that an answer is about. */
export interface OfRequest {
  readonly type: 'JW315' | 'JW317';
  readonly header: BerichtOf<'JW315'>['header'];
}

/** What is encrypted of a draft. All of it is personal. */
export interface DraftContent {
  readonly form: DraftForm;
  /** Details of the child that a person typed into this draft. */
  readonly typed: ClientDetails | null;
  readonly bericht: Composed['bericht'];
  readonly lacking: Composed['lacking'];
  readonly basis: Composed['basis'];
  readonly details: (Pick<KnownDetails, 'source'> & { readonly recordedAt: string }) | null;
  readonly request: OfRequest | null;
  /** The request has to be approved first. */
  readonly retourFirst: boolean;
  readonly asked: readonly AskedContract[];
  /** What is sent, in base64: from the moment that it was decided the bytes stay the same. */
  readonly post: { readonly retour: string | null; readonly message: string } | null;
}

/** Goes up when {@link DraftContent} changes: drafts are kept over an update of the program. */
const form = 1;

/** The content as it is encrypted, with the number of its form. */
export function encodeContent(content: DraftContent): Buffer {
  return Buffer.from(JSON.stringify({ form, content }));
}

/** @throws for content of another form */
export function decodeContent(bytes: Uint8Array): DraftContent {
  const kept = JSON.parse(Buffer.from(bytes).toString()) as { form: number; content: DraftContent };
  if (kept.form !== form) throw new Error('a draft of another form');
  return kept.content;
}

/** The references that a message of a gemeente answers. */
export function referencesIn(bericht: AnyBericht): readonly string[] {
  if (bericht.type === 'JW319') return [bericht.antwoord.referentieAanbieder];
  if (bericht.type !== 'JW301') return [];
  return bericht.client.toegewezenProducten.toegewezenProduct.flatMap(
    ({ referentieAanbieder }) => referentieAanbieder ?? [],
  );
}

/**
 * The part of a form that one of its drafts is made of, so that this one can be composed again when others of the form
 * were sent already.
 *
 * @param place of the draft among those of the form, from 1
 * @param of how many there are
 */
export function ownPart(
  form: DraftForm,
  bericht: Composed['bericht'],
  place: number,
  of: number,
): DraftForm {
  if (of === 1) return form;
  if (form.kind === 'answer') {
    const references = referencesIn(bericht);
    const decisions = form.decisions.filter(
      ({ referentie, decision }) =>
        references.includes(referentie) && (decision === 'allocate') === (bericht.type === 'JW301'),
    );
    return decisions.length > 0 ? { ...form, decisions } : form;
  }
  if ((form.kind === 'start' || form.kind === 'stop') && of === 2) {
    const { removes, reports, ...rest } = form;
    if (!removes || !reports) return form;
    return (place === 1 ? { ...rest, removes } : { ...rest, reports }) as DraftForm;
  }
  return form;
}
