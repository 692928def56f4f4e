import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BerichtType } from '../catalogue.ts';
import { berichten } from '../catalogue.ts';
import { textOf } from './header.ts';
import type { Pointer } from './libxml2.ts';
import { errorAt, errorCallback, libxml2, NodeType, parse, tree, withErrors } from './libxml2.ts';
import type { Vocabulary } from './vocabulary.ts';
import { readVocabulary } from './vocabulary.ts';

/** The schemas cannot be used. The message names the file and says what to do. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/** Versions of the schemas by which a message was made, as a Header names them: `x.y.z`. */
export interface XsdVersie {
  readonly basisschemaXsdVersie: string;
  readonly berichtXsdVersie: string;
}

/** The compiled schemas of one folder, in WebAssembly memory until `free`. */
export interface SchemaSet {
  /** Compiled schema of each message. */
  readonly schemas: ReadonlyMap<BerichtType, Pointer>;
  /** The versions that the schema of each message gives in its appinfo. */
  readonly versions: ReadonlyMap<BerichtType, XsdVersie>;
  readonly vocabulary: Vocabulary;
  free(): void;
}

const BASE = 'basisschema.xsd';
/** The files of a folder of schemas. */
export const schemaFiles: readonly string[] = [BASE, ...berichten.map(({ type }) => `${type}.xsd`)];
// Schemas refer to each other within a folder that exists for libxml2 only.
const FOLDER = '/schemas/';
const VERSION = /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/;

/**
 * Reads and compiles basisschema.xsd and the 14 message schemas of a folder. Only here can libxml2 open files, and only
 * these: afterwards it cannot open anything.
 *
 * Throws SchemaError when a file is missing or is not the schema that its name promises.
 */
export function loadSchemas(schemaDir: string): SchemaSet {
  const files = new Map<string, Uint8Array>();
  for (const name of schemaFiles) files.set(name, readSchema(schemaDir, name));
  const documents: Pointer[] = [];
  const schemas = new Map<BerichtType, Pointer>();
  const versions = new Map<BerichtType, XsdVersie>();
  const free = (): void => {
    for (const schema of schemas.values()) libxml2._xmlSchemaFree(schema);
    for (const document of documents) libxml2._xmlFreeDoc(document);
    schemas.clear();
    documents.length = 0;
  };
  try {
    for (const [name, bytes] of files) {
      const parsed = parse(bytes, FOLDER + name);
      if (parsed.fault) {
        throw broken(schemaDir, name, `it is not well-formed XML (line ${parsed.fault.line})`);
      }
      documents.push(parsed.document);
    }
    const withdraw = offer(files);
    try {
      berichten.forEach((bericht, i) => {
        const name = `${bericht.type}.xsd`;
        const document = documents[i + 1] as Pointer;
        const root = libxml2._xmlDocGetRootElement(document);
        const target = tree.attribute(root, 'targetNamespace');
        if (target !== bericht.namespace) {
          throw broken(schemaDir, name, `its targetNamespace is not ${bericht.namespace}`);
        }
        const version = (fact: string): string => {
          const value = appinfo(root, fact);
          if (value !== undefined && VERSION.test(value)) return value;
          throw broken(schemaDir, name, `its appinfo has no ${fact} such as 1.0.0`);
        };
        versions.set(bericht.type, {
          basisschemaXsdVersie: version('BasisschemaXsdVersie'),
          berichtXsdVersie: version('BerichtXsdVersie'),
        });
        schemas.set(bericht.type, compile(document, schemaDir, name));
      });
    } finally {
      withdraw();
    }
    return { schemas, versions, vocabulary: readVocabulary(documents), free };
  } catch (error) {
    free();
    throw error;
  }
}

/** A fact of a schema about itself; undefined when it does not give it. */
function appinfo(schema: Pointer, fact: string): string | undefined {
  for (const annotation of elementsIn(schema, 'annotation'))
    for (const info of elementsIn(annotation, 'appinfo'))
      for (const element of elementsIn(info, fact)) return textOf(element)?.trim();
  return undefined;
}

/** The child elements of this local name. */
export function* elementsIn(parent: Pointer, name: string): Generator<Pointer> {
  for (let child = tree.firstChild(parent); child !== 0; child = tree.next(child))
    if (tree.type(child) === NodeType.element && tree.name(child) === name) yield child;
}

/**
 * The bytes of one of {@link schemaFiles}.
 *
 * @throws {SchemaError} when it cannot be read
 */
export function readSchema(schemaDir: string, name: string): Uint8Array {
  try {
    return readFileSync(join(schemaDir, name));
  } catch (cause) {
    throw broken(schemaDir, name, 'it cannot be read', cause);
  }
}

function broken(schemaDir: string, name: string, why: string, cause?: unknown): SchemaError {
  return new SchemaError(
    `Cannot use the schema ${join(schemaDir, name)}: ${why}. Point SCHEMA_DIR to a folder that ` +
      `holds ${BASE} and the schemas JW301.xsd to JW325.xsd of iJw 3.2, or leave it out to use ` +
      'those of the gateway.',
    { cause },
  );
}

function compile(document: Pointer, schemaDir: string, name: string): Pointer {
  const context = libxml2._xmlSchemaNewDocParserCtxt(document);
  if (context === 0) throw broken(schemaDir, name, 'libxml2 has no memory for it');
  let first: string | undefined;
  libxml2._xmlSchemaSetParserStructuredErrors(context, errorCallback, 0);
  const schema = withErrors(
    (error) => {
      // Warnings too: an import that is not found is one, and leaves types undefined.
      first ??= `line ${errorAt.line(error)}: ${errorAt.message(error).trim().replace(/\.$/, '')}`;
    },
    () => libxml2._xmlSchemaParse(context),
  );
  libxml2._xmlSchemaFreeParserCtxt(context);
  if (first === undefined && schema !== 0) return schema;
  if (schema !== 0) libxml2._xmlSchemaFree(schema);
  throw broken(schemaDir, name, first ?? 'libxml2 does not say why');
}

/** Lets libxml2 open these files by name. @returns a function that ends that */
function offer(files: ReadonlyMap<string, Uint8Array>): () => void {
  const open = new Map<number, { readonly bytes: Uint8Array; at: number }>();
  const fileAt = (address: Pointer): Uint8Array | undefined => {
    const path = libxml2.UTF8ToString(address);
    return path.startsWith(FOLDER) ? files.get(basename(path)) : undefined;
  };
  let handle = 0;
  const callbacks = [
    libxml2.addFunction((path: Pointer) => (fileAt(path) ? 1 : 0), 'ii'),
    libxml2.addFunction((path: Pointer) => {
      const bytes = fileAt(path);
      if (!bytes) return 0;
      handle += 1;
      open.set(handle, { bytes, at: 0 });
      return handle;
    }, 'ii'),
    libxml2.addFunction((key: number, buffer: Pointer, size: number) => {
      const file = open.get(key);
      if (!file) return -1;
      const part = file.bytes.subarray(file.at, file.at + size);
      libxml2.HEAPU8.set(part, buffer);
      file.at += part.length;
      return part.length;
    }, 'iiii'),
    libxml2.addFunction((key: number) => (open.delete(key) ? 0 : -1), 'ii'),
  ] as const;
  // Without the defaults of libxml2, which would look into a file system.
  libxml2._xmlCleanupInputCallbacks();
  libxml2._xmlRegisterInputCallbacks(...callbacks);
  return () => {
    libxml2._xmlCleanupInputCallbacks();
    for (const callback of callbacks) libxml2.removeFunction(callback);
  };
}
