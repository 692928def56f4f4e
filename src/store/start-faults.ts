import { canHeal, errorCode, isOfDatabase } from './errors.ts';

/** Postgres answers, and cannot be used as it is; the message says what to do. */
export class StartRefused extends Error {}

/** Why Postgres cannot be used, for the person who starts the gateway. */
export interface StartFault {
  /** What is wrong and what to do, with the code and without any value. */
  readonly sentence: string;
  /** Whether it may pass by itself. */
  readonly heals: boolean;
}

/** By the code of Postgres, Node or pg; `{setting}` is the setting with the URL of Postgres. */
const sentences: readonly (readonly [codes: RegExp, sentence: string])[] = [
  [
    /^28/,
    'Postgres does not let the user of {setting} in. Correct the user and the password; if these are right, pg_hba.conf of Postgres must allow this user, this database and this address, and may demand TLS (`?sslmode=verify-full`).',
  ],
  [
    /^3D000$/,
    'Postgres has no database of the name in {setting}. Make it (`createdb -E UTF8 NAME`), or correct the name.',
  ],
  [
    /^42501$/,
    'The role of {setting} may not do what is needed. It must be allowed to connect to the database, and the role that brings the tables up to date must own them, or be allowed to make them (`grant create on schema ... to ...`).',
  ],
  [
    /^42(P07|710|723|P06)$/,
    'The schema has another object with a name that the gateway needs. Give the gateway a database or a schema of its own.',
  ],
  [/^5(3100|8030)$/, 'The disk of Postgres is full or does not work: free some space there.'],
  [/^53300$/, 'Postgres has no connection left: raise max_connections, or end what is not needed.'],
  [/^(25006|25P02)$/, readOnlySentence()],
  [/^57P0[123]$/, 'Postgres starts or stops at this moment.'],
  [
    /^08P01$/,
    'What answers refuses the connection, as a pooler in front of Postgres does: its log says why.',
  ],
  [
    /^(SELF_SIGNED_CERT|DEPTH_ZERO|UNABLE_TO|CERT_|ERR_TLS_CERT)/,
    'Postgres shows a certificate that cannot be trusted, or that is for another name. Name its CA with `sslrootcert=/path/ca.pem` in {setting}, and the host as in the certificate.',
  ],
  [/^NO_TLS$/, '{setting} asks for TLS, and Postgres has none there. Switch it on in Postgres.'],
  [
    /^NO_PASSWORD$/,
    'Postgres asks for a password, and there is none in {setting}. Put it there, percent-encoded.',
  ],
];

/** Errors that pg reports by their text only. */
const words: readonly (readonly [RegExp, string])[] = [
  [/does not support SSL|error establishing an SSL connection/, 'NO_TLS'],
  [/password must be a (non-empty )?string/, 'NO_PASSWORD'],
];

/** The same sentence for a database that only reads. */
export function readOnlySentence(): string {
  return 'Postgres only reads: {setting} leads to a standby, or an administrator (or a disk that is nearly full) has made it so with default_transaction_read_only. Lead {setting} to the primary, or switch that off.';
}

/**
 * What an error at the start means; undefined when its own text says what to do, or it is not of the database.
 *
 * @param setting the name of the setting with the URL of Postgres
 */
export function faultAtStart(error: unknown, setting: string): StartFault | undefined {
  const { message: text = '', cause } = error as Partial<Error>;
  if (canHeal(cause)) return { sentence: text, heals: true };
  const code = words.find(([pattern]) => pattern.test(text))?.[1] ?? errorCode(error);
  const known = sentences.find(([codes]) => codes.test(code))?.[1];
  if (!known && !isOfDatabase(error)) return undefined;
  const advice = (known ?? 'Look whether it runs, and at {setting}.').replaceAll(
    '{setting}',
    setting,
  );
  return {
    sentence: `Postgres cannot be asked (${code}). ${advice}`,
    // ENOENT: a socket in the file system that does not exist yet.
    heals: canHeal(error) || code === 'ENOENT',
  };
}
