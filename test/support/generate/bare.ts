import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { XmlDocument, XmlValidateError, XsdValidator, xmlCleanupInputProvider } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { type BerichtType, berichten } from '../../../src/standard/catalogue.ts';

/**
 * The schemas of a folder with nothing around them. The gateway's inspector asks no schema about
 * a message whose root or BerichtCode it does not know; this asks the schema all the same.
 */
export class BareSchemas implements Disposable {
  readonly #validators = new Map<BerichtType, XsdValidator>();
  readonly #documents: XmlDocument[] = [];

  constructor(schemaDir: string) {
    xmlRegisterFsInputProviders();
    try {
      for (const { type } of berichten) {
        const url = resolve(join(schemaDir, `${type}.xsd`));
        const document = XmlDocument.fromBuffer(readFileSync(url), { url });
        this.#documents.push(document);
        this.#validators.set(type, XsdValidator.fromDoc(document));
      }
    } finally {
      xmlCleanupInputProvider();
    }
  }

  /** Whether the schema of a type accepts a well-formed document. */
  accepts(type: BerichtType, xml: string): boolean {
    const document = XmlDocument.fromString(xml);
    try {
      this.#validators.get(type)?.validate(document);
      return true;
    } catch (error) {
      if (error instanceof XmlValidateError) return false;
      throw error;
    } finally {
      document.dispose();
    }
  }

  [Symbol.dispose](): void {
    for (const validator of this.#validators.values()) validator.dispose();
    for (const document of this.#documents) document.dispose();
  }
}
