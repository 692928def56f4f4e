import type { ToegewezenProduct } from '../../ledger/model/events.ts';
import type { AnyBericht, BerichtOf } from '../../standard/messages/berichten.ts';

/*
 * What a person fills in, and what comes of it. A form is kept in the draft, so that the draft can be composed again when
 * the past moved. All of it is personal.
 */

/** Types of messages that are drafted. */
export const draftTypes = ['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319', 'JW323'] as const;
export type DraftType = (typeof draftTypes)[number];

export interface Product {
  readonly categorie: string;
  readonly code?: string;
}

export interface Omvang {
  readonly volume: string;
  readonly eenheid: string;
  readonly frequentie: string;
}

/** What a gemeente decides about one reference of a request. */
export type Decision =
  | ({ readonly decision: 'allocate'; readonly referentie: string } & Deviation)
  | {
      readonly decision: 'refuse';
      readonly referentie: string;
      /** RedenAfwijzingVerzoek. */
      readonly reden: string;
      /** With reason 8: the gemeente where the child lives. */
      readonly gemeente?: string;
    }
  | { readonly decision: 'investigate'; readonly referentie: string };

/** Where an allocation differs from what a JW315 asks. A JW317 is honoured whole and to the letter (OP348, IV093). */
export interface Deviation {
  /** By default one that the gemeente has not used. */
  readonly toewijzingNummer?: string;
  readonly product?: Product;
  readonly ingangsdatum?: string;
  /** Null: no end, though one was asked. */
  readonly einddatum?: string | null;
  readonly omvang?: Omvang;
  /** In euro cents, as the message writes it. */
  readonly budget?: string;
  readonly commentaar?: string;
}

/** A gemeente answers a request; one message may not be enough. */
export interface AnswerForm {
  readonly kind: 'answer';
  /** The JW315 or JW317. */
  readonly requestId: string;
  /** One for each reference that is decided now. Of a JW317 there is one. */
  readonly decisions: readonly Decision[];
}

/** Who the client is, for a message of an aanbieder. */
export type ClientFacts = Pick<
  BerichtOf<'JW305'>['client'],
  'bsn' | 'geboortedatum' | 'geslacht' | 'naam'
>;

/** An aanbieder asks for an allocation. */
export interface RequestForm {
  readonly kind: 'request';
  readonly gemeente: string;
  readonly client: ClientFacts & { readonly gezagsdragerBekend?: string };
  readonly commentaar?: string;
  readonly products: readonly RequestedProduct[];
}

/** As in the message; a reference is made where none is given. */
export type RequestedProduct = Omit<
  BerichtOf<'JW315'>['client']['aangevraagdeProducten']['aangevraagdProduct'][number],
  'referentieAanbieder'
> & { readonly referentieAanbieder?: string };

/** A request that was refused on residence, drafted anew to the gemeente that was named. */
export interface ElsewhereForm {
  readonly kind: 'elsewhere';
  /** The JW315 of the aanbieder itself. */
  readonly requestId: string;
  /** Which of its products; by default those that were refused on residence. */
  readonly referenties?: readonly string[];
}

/** Which allocation, by its id in `/v1/allocations`. */
interface OfAllocation {
  readonly allocationId: string;
  /** Where the gateway does not know them (any more). */
  readonly client?: Partial<ClientFacts>;
}

/** A start, its removal, or its correction: what was reported, and what is right. */
export interface StartForm extends OfAllocation {
  readonly kind: 'start';
  /** The start that was reported wrongly, by its Begindatum; it is removed. */
  readonly removes?: { readonly begindatum: string };
  /** The start that is reported. Absent in a removal alone. */
  readonly reports?: { readonly begindatum: string };
}

/** A stop, its removal, or its correction. */
export interface StopForm extends OfAllocation {
  readonly kind: 'stop';
  readonly removes?: ReportedStop;
  /** Begindatum is that of the current start, where it is absent. */
  readonly reports?: Omit<ReportedStop, 'begindatum'> & { readonly begindatum?: string };
}

export interface ReportedStop {
  readonly begindatum: string;
  readonly einddatum: string;
  readonly redenBeeindiging: string;
}

/** An aanbieder asks to change allocations of one child at one gemeente. All others of them stay as they are. */
export interface ChangeForm {
  readonly kind: 'change';
  readonly gemeente: string;
  /** Random id of the child in the ledger. */
  readonly client: string;
  readonly redenVerzoek: string;
  readonly referentieAanbieder?: string;
  readonly changes: readonly WantedChange[];
  readonly products: readonly WantedProduct[];
}

export interface WantedChange {
  readonly toewijzingNummer: string;
  /** Where it is absent: the day that the rules allow (TR357, TR373). */
  readonly gewensteIngangsdatum?: string;
  /** As it is, where it is absent; null: none. */
  readonly einddatum?: string | null;
  readonly omvang?: Omvang;
  readonly budget?: string;
}

export interface WantedProduct {
  readonly product?: Product;
  /** The day after Dagtekening where it is absent (TR380). */
  readonly gewensteIngangsdatum?: string;
  readonly einddatum?: string;
  readonly omvang?: Omvang;
  readonly budget?: string;
}

/** What a JW325 refused of a declaration, declared anew. */
export interface ResubmissionForm {
  readonly kind: 'resubmission';
  /** The JW323 of the aanbieder itself. */
  readonly declarationId: string;
}

export type DraftForm =
  | AnswerForm
  | RequestForm
  | ElsewhereForm
  | StartForm
  | StopForm
  | ChangeForm
  | ResubmissionForm;

/** What a gemeente knows of a child besides requests, for a JW301. */
export type ClientDetails = Omit<BerichtOf<'JW301'>['client'], 'bsn' | 'toegewezenProducten'>;

/** Why a draft cannot be sent as it is: a code, and the element that is meant, below Bericht. */
export interface Lacking {
  readonly code:
    | 'address'
    | 'gezagsdrager'
    | 'client'
    /** Somebody has to look first: the address is to be kept secret (OP003). It blocks the draft itself. */
    | 'address-unsafe';
  readonly element: string;
}

/** A draft as it is composed; one of several that go out in this order. */
export interface Composed {
  readonly bericht: Extract<AnyBericht, { type: DraftType }>;
  readonly lacking: readonly Lacking[];
  /**
   * What it was composed of and may move, by number: the allocations of the child; of a declaration what is declared anew on
   * each allocation.
   */
  readonly basis: Readonly<Record<string, ToegewezenProduct | DeclaredAnew>>;
  /** It may be sent only when the one before it was approved. */
  readonly afterPrevious: boolean;
}

/** Prestaties that are declared anew, by the ReferentieNummer that was refused: their ProductPeriode. */
export type DeclaredAnew = Readonly<Record<string, string>>;

/** Why a form cannot become a draft. The texts of these are in `src/texts/`. */
export type FormFault =
  | 'reference-unknown'
  | 'reference-decided'
  | 'number-taken'
  | 'whole-request'
  | 'nothing-to-change'
  | 'no-current-allocation'
  | 'no-such-delivery'
  | 'stop-stands'
  | 'already-started'
  | 'not-started'
  | 'not-refused-on-residence'
  | 'address-unsafe'
  /** The gemeente did not declare its ledger complete for this aanbieder, so a JW301 may lack allocations (OP087). */
  | 'ledger-incomplete'
  | 'wanted-date'
  | 'declaration-unanswered'
  | 'nothing-refused'
  | 'declared-anew';

export class FormRefused extends Error {
  override readonly name = 'FormRefused';
  readonly fault: FormFault;
  /** The field of the form, as in `decisions/0/referentie`. */
  readonly field: string;

  constructor(fault: FormFault, field: string) {
    super(`The form is refused: ${fault}.`);
    this.fault = fault;
    this.field = field;
  }
}
