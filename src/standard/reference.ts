import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type BerichtType, berichten } from './catalogue.ts';
import { type CodeList, readCodeLists } from './code-lists.ts';
import { readGemeenten } from './rules/gemeenten.ts';
import { readSchema, schemaFiles } from './xml/schema-set.ts';

/** A schema as others may fetch it. */
export interface SchemaFile {
  /** Its name, as in `JW315.xsd`. */
  readonly file: string;
  /** The message that it describes; null for what all messages share. */
  readonly message: BerichtType | null;
  readonly bytes: Buffer;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly sha256: string;
}

/** The schemas and code lists by which the gateway checks messages, for builders of software. */
export interface Reference {
  /** By the name of the file. */
  readonly schemas: ReadonlyMap<string, SchemaFile>;
  /** By the name of the list. */
  readonly codeLists: ReadonlyMap<string, CodeList>;
}

/** The schemas that come with the program, which name the code lists, whatever SCHEMA_DIR is. */
const ownSchemas = fileURLToPath(new URL('../../schemas/ijw/3.2', import.meta.url));

/**
 * Reads the schemas and lists that others may fetch, once, so that no request opens a file.
 *
 * @throws {SchemaError} and {GemeentenError} when a file cannot be used
 */
export function readReference(files: {
  readonly schemaDir: string;
  readonly gemeentenFile: string;
}): Reference {
  const schemas = new Map(
    schemaFiles.map((file) => [file, schemaFile(file, readSchema(files.schemaDir, file))]),
  );
  const own = schemaFiles.map((file) => readSchema(ownSchemas, file));
  const gemeenten = [...readGemeenten(files.gemeentenFile).values()];
  return { schemas, codeLists: readCodeLists(own, gemeenten) };
}

function schemaFile(file: string, content: Uint8Array): SchemaFile {
  const message = berichten.find(({ type }) => file === `${type}.xsd`)?.type ?? null;
  const bytes = Buffer.from(content);
  return { file, message, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
