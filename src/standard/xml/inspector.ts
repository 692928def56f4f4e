import type { Bericht, BerichtType } from '../catalogue.ts';
import { berichtOfNamespace } from '../catalogue.ts';
import { readHeader, refusesHeenbericht } from './header.ts';
import type { HeaderFacts, Inspection, Violation } from './inspection.ts';
import type { Pointer } from './libxml2.ts';
import {
  errorAt,
  errorCallback,
  InspectorError,
  libxml2,
  parse,
  tree,
  withErrors,
} from './libxml2.ts';
import { readMarkup } from './markup.ts';
import { NodeLocator } from './node-locator.ts';
import { findLocations, type XmlLocation } from './path-finder.ts';
import { prologFault } from './prolog.ts';
import type { SchemaSet, XsdVersie } from './schema-set.ts';
import { loadSchemas } from './schema-set.ts';
import { readSubject } from './subject.ts';
import { ViolationCollector } from './violation-collector.ts';

const ANY_RELEASE = /^http:\/\/www\.istandaarden\.nl\/ijw\/(\d+_\d+)\/jw\d+\/schema$/;
const RELEASE = '3_2';

/** Within these limits a document takes as long as a normal one of 64 KB: some milliseconds. */
const LIGHT = { pieces: 4000, violations: 100 } as const;

/** A document is too heavy for an inspector that was opened for light ones. */
export class TooHeavy extends Error {
  override readonly name = 'TooHeavy';
}

/**
 * Inspects the bytes of a message: whether they are XML that the gateway accepts, which message it is, what its Header
 * says, and whether it satisfies its schema. Synchronous, so that large documents belong in a worker thread
 * (`src/messages/judging/inspection-dispatcher.ts`).
 */
export class Inspector implements Disposable {
  readonly #schemas: SchemaSet;
  readonly #onlyLight: boolean;

  private constructor(schemas: SchemaSet, onlyLight: boolean) {
    this.#schemas = schemas;
    this.#onlyLight = onlyLight;
  }

  /**
   * Compiles the schemas of a folder; throws SchemaError when one is missing or broken.
   *
   * @param onlyLight refuse documents with more markup or violations than a normal small one has
   */
  static load(schemaDir: string, { onlyLight = false } = {}): Inspector {
    return new Inspector(loadSchemas(schemaDir), onlyLight);
  }

  /**
   * Inspects a message by its bytes alone. The first thing that is wrong decides the outcome; violations of the schema
   * come all at once.
   *
   * @throws {InspectorError} when libxml2 itself fails, by lack of memory above all
   * @throws {TooHeavy} where this inspector takes light documents only
   */
  inspect(bytes: Uint8Array): Inspection {
    const prolog = prologFault(bytes);
    if (prolog) return { outcome: 'not-xml', ...prolog };
    const { fault, pieces } = readMarkup(bytes);
    if (fault) return { outcome: 'not-xml', ...fault };
    if (this.#onlyLight && pieces > LIGHT.pieces) throw new TooHeavy();
    const parsed = parse(bytes);
    if (parsed.fault) {
      return { outcome: 'not-xml', reason: 'not-well-formed', line: parsed.fault.line };
    }
    try {
      return this.#inspectDocument(parsed.document);
    } finally {
      libxml2._xmlFreeDoc(parsed.document);
    }
  }

  /**
   * Finds elements in a document that {@link inspect} accepts as XML.
   *
   * @param paths below Bericht, as violations and findings give them; Bericht itself is '' too
   * @returns a location for each; of an element that is missing, that of the nearest one around it
   */
  locate(bytes: Uint8Array, paths: readonly string[]): XmlLocation[] {
    const parsed = parse(bytes);
    if (parsed.fault) throw new InspectorError('A document without XML has no elements');
    const locator = new NodeLocator(this.#schemas.vocabulary);
    try {
      const root = libxml2._xmlDocGetRootElement(parsed.document);
      return findLocations(root, paths, (element) => locator.line(element));
    } finally {
      libxml2._xmlFreeDoc(parsed.document);
    }
  }

  #inspectDocument(document: Pointer): Inspection {
    if (libxml2._xmlGetIntSubset(document) !== 0) return { outcome: 'not-xml', reason: 'doctype' };
    const root = libxml2._xmlDocGetRootElement(document);
    const namespace = tree.namespace(root);
    const bericht = berichtOfNamespace(namespace);
    if (!bericht) {
      const release = ANY_RELEASE.exec(namespace)?.[1];
      const reason = release === undefined || release === RELEASE ? 'namespace' : 'other-release';
      return { outcome: 'unknown-message', reason, header: readHeader(root) };
    }
    const { type } = bericht;
    const header = readHeader(root);
    if (tree.name(root) !== 'Bericht') {
      return { outcome: 'unknown-message', reason: 'namespace', type, header };
    }
    if (hasOtherCode(bericht, header)) {
      return { outcome: 'unknown-message', reason: 'bericht-code', type, header };
    }
    const verdict = this.#validate(document, bericht);
    // The content of an invalid message is not used.
    if (verdict.violationCount > 0) return { outcome: 'known', type, header, ...verdict };
    const subject = readSubject(root, type);
    if (bericht.retourOf === undefined) {
      return { outcome: 'known', type, header, subject, ...verdict };
    }
    const refuses = refusesHeenbericht(root);
    return { outcome: 'known', type, header: { ...header, refuses }, subject, ...verdict };
  }

  #validate(
    document: Pointer,
    bericht: Bericht,
  ): { violations: readonly Violation[]; violationCount: number } {
    const schema = this.#schemas.schemas.get(bericht.type);
    if (schema === undefined) throw new InspectorError('The inspector has been disposed');
    const most = this.#onlyLight ? LIGHT.violations : undefined;
    const collector = new ViolationCollector(this.#schemas.vocabulary, most);
    const context = libxml2._xmlSchemaNewValidCtxt(schema);
    if (context === 0) throw new InspectorError('libxml2 ran out of memory');
    let verdict: number;
    try {
      libxml2._xmlSchemaSetValidStructuredErrors(context, errorCallback, 0);
      verdict = withErrors(
        (error) => {
          if (errorAt.isFailure(error)) throw new InspectorError('libxml2 gave up a validation');
          collector.add(error);
        },
        () => libxml2._xmlSchemaValidateDoc(context, document),
      );
    } finally {
      libxml2._xmlSchemaFreeValidCtxt(context);
      collector.restoreTree();
    }
    if (verdict < 0) throw new InspectorError('libxml2 could not finish the validation');
    if (this.#onlyLight && collector.stopped) throw new TooHeavy();
    if (verdict > 0 && collector.count === 0) throw new InspectorError('libxml2 gave no reason');
    return { violations: collector.violations, violationCount: collector.count };
  }

  /** The versions of the schemas in use for a message: what its Header is to name (XsdVersie). */
  xsdVersie(type: BerichtType): XsdVersie {
    return this.#schemas.versions.get(type) as XsdVersie;
  }

  /** Frees the compiled schemas. */
  [Symbol.dispose](): void {
    this.#schemas.free();
  }
}

/** The schema reports a BerichtCode that is absent, or wrong only in its white space. */
function hasOtherCode(bericht: Bericht, header: HeaderFacts): boolean {
  const code = header.berichtCode?.trim();
  return code !== undefined && code !== '' && code !== bericht.berichtCode;
}
