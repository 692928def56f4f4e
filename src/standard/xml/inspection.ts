import type { BerichtType } from '../catalogue.ts';

/**
 * Why bytes are not an XML document that the gateway accepts (before any schema is used). A `schema-location` is an
 * attribute with the address of a schema to fetch.
 */
export type NotXmlReason =
  | 'empty'
  | 'byte-order-mark'
  | 'not-utf8'
  | 'encoding-declaration'
  | 'doctype'
  | 'processing-instruction'
  | 'schema-location'
  | 'too-much-markup'
  | 'not-well-formed';

/** What is wrong with an element, as the XSD sees it; each has a sentence in Dutch and English. */
export type ViolationRule =
  | 'unexpected-element'
  | 'missing-element'
  | 'unexpected-text'
  | 'unexpected-attribute'
  | 'empty'
  | 'pattern'
  | 'enumeration'
  | 'min-length'
  | 'max-length'
  | 'min-value'
  | 'max-value'
  | 'type'
  | 'other';

/** In a path this replaces the name of an element that the schemas do not know. */
export const UNKNOWN = '*';

/**
 * One fault against the XSD. Never holds a value of the message, nor a name of an element that the
 * schema does not know (a sender may write anything there).
 */
export interface Violation {
  /** 1-based line in the message, 0 when unknown. */
  readonly line: number;
  /**
   * Path below Bericht, as in `Client/AangevraagdeProducten/AangevraagdProduct[2]/Omvang`;
   * `Bericht` for the root itself, `*` for an element that the schemas do not know.
   */
  readonly element: string;
  readonly rule: ViolationRule;
  /** What the schema asks for here: element names, codes, a limit, a pattern, a built-in type. */
  readonly expected?: readonly string[];
}

/** The fields by which the gateway routes. A field is absent when it does not occur exactly once in the message. */
export interface HeaderFacts {
  readonly berichtCode?: string;
  readonly berichtVersie?: string;
  readonly berichtSubversie?: string;
  readonly afzender?: string;
  readonly ontvanger?: string;
  readonly identificatie?: string;
  /** A plain date, `yyyy-mm-dd`. */
  readonly dagtekening?: string;
  /** JW325 only: BerichtIdentificatie of the JW323 that it answers. */
  readonly declaratieIdentificatie?: string;
  readonly declaratieDagtekening?: string;
  /** A retour only: it holds a RetourCode other than 0200, so it refuses its heenbericht. */
  readonly refuses?: boolean;
}

/** The child and the requests that a message is about. Personal: never logged, and never stored unencrypted. */
export interface Subject {
  /** The child, where the message speaks of one. */
  readonly bsn?: string;
  /** ReferentieAanbieder of each request that it makes (JW315, JW317) or answers (JW319). */
  readonly referenties: readonly string[];
}

/** Everything that is known of a message from its bytes alone. */
export type Inspection =
  | { readonly outcome: 'not-xml'; readonly reason: NotXmlReason; readonly line?: number }
  | {
      readonly outcome: 'unknown-message';
      /**
       * `namespace`: the root is not a Bericht of iJw 3.2; `other-release`: it is one of another
       * release of iJw; `bericht-code`: the BerichtCode is not that of the root's namespace.
       */
      readonly reason: 'namespace' | 'other-release' | 'bericht-code';
      /** The type that the root namespace names, when it is one of ours. */
      readonly type?: BerichtType;
      readonly header: HeaderFacts;
    }
  | {
      readonly outcome: 'known';
      readonly type: BerichtType;
      readonly header: HeaderFacts;
      /** Of a valid message; an invalid one has none. */
      readonly subject?: Subject;
      /** The first faults, at most 100, in the order of the document. Empty: valid. */
      readonly violations: readonly Violation[];
      /** Faults in all, those beyond the first 100 included; counting stops at 10,000. */
      readonly violationCount: number;
    };
