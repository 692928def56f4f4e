import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../problem.ts';

/** A file that somebody chose. Nothing of it is written to disk. */
export interface ChosenFile {
  /** The name of the field in which it was chosen. */
  readonly field: string;
  /** As the browser gives it: anything may be in it. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** A form with files, as the body of its request. */
export class FilesForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: readonly ChosenFile[];
  /** Why it was not read whole: then it has no files. */
  readonly fault: FormFault | undefined;
  /** For who looks at any form. */
  readonly token: string | undefined;

  constructor(
    fields: ReadonlyMap<string, string>,
    files: readonly ChosenFile[],
    fault?: FormFault,
  ) {
    this.fields = fields;
    this.files = fault ? [] : files;
    this.fault = fault;
    this.token = fields.get('token');
  }
}

/** Why the files of a form are not read. */
export type FormFault = 'too-large' | 'too-many';

/** What a form with files may hold. */
export interface FormBounds {
  readonly files: number;
  /** Bytes of the whole body. */
  readonly bytes: number;
}

/** Bytes of a form besides its files, at most. */
export const formBytes = 64 * 1024;

/** Fields of a form besides its files, and how long one may be. */
const fieldLimits = { fields: 4, fieldSize: 4000, headerPairs: 10, headerSize: 8 * 1024 };

/**
 * Lets the routes of a plugin take forms with files. It reads the body as it is handed on, so that its bytes count among
 * those that are held in memory.
 *
 * @param check whether whoever sends the form may do so: asked with its fields before a file is read, so that the token
 *   stands before the files
 */
export function takeFiles(
  app: Pick<FastifyInstance, 'addContentTypeParser'>,
  bounds: FormBounds,
  check: (request: FastifyRequest, fields: object) => void,
): void {
  app.addContentTypeParser(
    'multipart/form-data',
    async (request: FastifyRequest, body: Readable) => {
      try {
        return await readForm(request, body, bounds, (fields) => check(request, fields));
      } finally {
        // The rest of what is not taken is read and thrown away, so that its sender gets the answer.
        if (body !== request.raw) body.destroy();
        request.raw.resume();
      }
    },
  );
}

/** @throws {Problem} `invalid-request` for what is no such form; what `check` throws; what reading the body throws */
function readForm(
  { headers }: FastifyRequest,
  body: Readable,
  bounds: FormBounds,
  check: (fields: object) => void,
): Promise<FilesForm> {
  const form = new Reading(bounds, Number(headers['content-length'] ?? 0), check);
  return new Promise((resolve, reject) => {
    const end = (work: () => void) => {
      body.unpipe();
      work();
    };
    const refuse = (error: unknown) => end(() => reject(error));
    let parser: BusboyInstance;
    try {
      parser = new Busboy({
        headers: { 'content-type': headers['content-type'] ?? '' },
        limits: { ...fieldLimits, files: bounds.files, parts: bounds.files + 10 },
      });
    } catch {
      reject(new Problem('invalid-request'));
      return;
    }
    form.on(parser, { done: (given) => end(() => resolve(given)), refuse });
    body.on('data', (piece: Buffer) => form.came(piece.length));
    body.on('error', refuse);
    body.on('close', () => {
      // The sender is gone.
      if (!body.readableEnded) refuse(new Problem('invalid-request'));
    });
    body.pipe(parser);
  });
}

interface Outcome {
  done(form: FilesForm): void;
  refuse(error: unknown): void;
}

/** A form that comes in. */
class Reading {
  readonly #bounds: FormBounds;
  readonly #check: (fields: object) => void;
  readonly #fields = new Map<string, string>();
  readonly #files: ChosenFile[] = [];
  readonly #declared: number;
  #bytes = 0;
  #checked = false;
  #outcome: Outcome | undefined;

  constructor(bounds: FormBounds, declared: number, check: (fields: object) => void) {
    this.#bounds = bounds;
    this.#check = check;
    this.#declared = declared;
  }

  on(parser: BusboyInstance, outcome: Outcome): void {
    this.#outcome = outcome;
    const invalid = () => outcome.refuse(new Problem('invalid-request'));
    parser.on('field', (name, value) => {
      if (name !== undefined && !this.#fields.has(name)) this.#fields.set(name, value);
    });
    parser.on('file', (field, stream, name) => this.#file(field ?? '', stream, name ?? ''));
    parser.on('filesLimit', () => this.#end('too-many'));
    parser.on('partsLimit', () => this.#end('too-many'));
    parser.on('fieldsLimit', invalid);
    parser.on('error', invalid);
    parser.on('finish', () => {
      if (this.#mayGoOn()) this.#end();
    });
  }

  /** Counts what came in. */
  came(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#bounds.bytes && this.#mayGoOn()) this.#end('too-large');
  }

  #file(field: string, stream: BusboyFileStream, name: string): void {
    // A form that ends in the middle of a file says so here, and as a whole.
    stream.on('error', () => undefined);
    if (!this.#mayGoOn()) return void stream.resume();
    if (Math.max(this.#declared, this.#bytes) > this.#bounds.bytes) this.#end('too-large');
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    stream.on('end', () => {
      const bytes = Buffer.concat(pieces);
      // A field in which nothing was chosen comes as a file without a name.
      if (name !== '' || bytes.length > 0) this.#files.push({ field, name, bytes });
    });
  }

  /** Asks once, before the first file, whether the form may be read. */
  #mayGoOn(): boolean {
    if (this.#checked) return true;
    try {
      this.#check(Object.fromEntries(this.#fields));
      this.#checked = true;
    } catch (error) {
      this.#outcome?.refuse(error);
    }
    return this.#checked;
  }

  #end(fault?: FormFault): void {
    this.#outcome?.done(new FilesForm(this.#fields, this.#files, fault));
  }
}
