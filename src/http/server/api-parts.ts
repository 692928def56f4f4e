/** A part of the API: the calls that have its name as their tag are shown together. */
export interface ApiPart {
  readonly name: string;
  /** What its calls are about, and which keys they accept; without a full stop. */
  readonly about: string;
  readonly dutch: { readonly name: string; readonly about: string };
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The parts of the API, in the order in which they are shown; a feature adds its own. */
    apiParts: ApiPart[];
  }
}
