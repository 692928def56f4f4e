import type { Call, Role } from '../parties/principal.ts';
import type { Language } from '../texts/problem-text.ts';

/** As whom a person works: a role, for one party where the role is of parties. */
export interface WorkingAs {
  /** In forms and addresses: the role, and the code of the party: `operator`, `party:0363`. */
  readonly id: string;
  readonly role: Role;
  readonly party?: {
    readonly code: string;
    readonly name: string;
    readonly kind: 'gemeente' | 'aanbieder' | 'software-house' | 'regional-office';
  };
}

/** The person who looks at a page. */
export interface Viewer {
  /** For every function that reads or changes: its principal is the person in the role that was chosen. */
  readonly call: Call;
  /** What the page calls this person: the label of the API key, or the name that the issuer gave. */
  readonly name: string;
  /** All that this person may work as; the chosen one is among them. */
  readonly choices: readonly WorkingAs[];
  readonly chosen: WorkingAs;
  /** Stands in every form that changes something; it is of this session and the chosen role. */
  readonly formToken: string;
  readonly language: Language;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who looks at the page; on every page of the console but those for anyone. */
    viewer: Viewer;
  }
}
