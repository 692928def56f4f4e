/**
 * The code of an error of the database. Its text and detail are never used, because they quote values.
 */
export function errorCode(error: unknown): string {
  if (error && typeof error === 'object' && 'code' in error && typeof error.code === 'string')
    return error.code;
  if (!(error instanceof Error)) return 'UNKNOWN';
  return codeOfDriver(error) ?? error.name;
}

/** The unique index or constraint that a statement ran into, if that is why it failed. */
export function violatedUnique(error: unknown): string | undefined {
  const unique = errorCode(error) === '23505';
  return unique ? (error as { constraint?: string }).constraint : undefined;
}

/** Postgres did not answer in the time that it has. The connection is not used again. */
export class PostgresSilent extends Error {
  override readonly name = 'PostgresSilent';
  readonly code = 'POSTGRES_SILENT';

  constructor() {
    super('Postgres did not answer in time.');
  }
}

/** Errors that pg reports by their text only. */
const wordsOfDriver: readonly (readonly [words: RegExp, code: string])[] = [
  [/timeout exceeded when trying to connect/, 'NO_CONNECTION_FREE'],
  [/due to connection timeout|timeout expired/, 'CONNECT_TIMEOUT'],
  [/Query read timeout/, 'POSTGRES_SILENT'],
  [/Connection terminated|connection error|not queryable/, 'CONNECTION_LOST'],
  [/Cannot use a pool after calling end|driver has already been destroyed/, 'CLOSED'],
];

function codeOfDriver({ message }: Error): string | undefined {
  return wordsOfDriver.find(([words]) => words.test(message))?.[1];
}

/** Codes of the network, Node and pg: there was no connection to Postgres, or it broke. */
const ofConnection = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'],
  ...['EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL'],
  ...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'],
  ...wordsOfDriver.map(([, code]) => code),
]);

/**
 * Of Postgres, by the first two characters of SQLSTATE: its connections (08), the state of a transaction
 * (25), statements and cursors of a session that are gone (26, 34), savepoints (3B), transactions that were
 * in each other's way (40), resources (53), objects that are locked (55), its operator (57), the system (58).
 */
const classesOfServer = new Set(['08', '25', '26', '34', '3B', '40', '53', '55', '57', '58']);

/** The named statement is of another session, or of tables that have changed since: another has it anew. */
const staleStatement = new Set(['42P05', '0A000']);

/**
 * Whether a failure can heal by itself, on another connection or later: Postgres is away, silent,
 * restarting, read-only, out of disk or connections, the session is not what it was, or two transactions
 * were in each other's way.
 */
export function canHeal(error: unknown): boolean {
  const code = errorCode(error);
  return (
    ofConnection.has(code) ||
    (isSqlState(code) && (classesOfServer.has(code.slice(0, 2)) || staleStatement.has(code)))
  );
}

/** Of the data: no single value, a value out of range, a constraint, a view, one of our triggers. */
const classesOfData = new Set(['21', '22', '23', '27', '44', 'P0']);

/**
 * Whether a failure says something of that which was to be written. Everything else that the database says
 * is about a connection, a right, a statement or the server, and no message is to suffer from it.
 */
export function isOfData(error: unknown): boolean {
  const code = errorCode(error);
  return isSqlState(code) && classesOfData.has(code.slice(0, 2));
}

/** Whether Postgres rolled back this transaction because of a deadlock or a conflict with another. */
export function inEachOthersWay(error: unknown): boolean {
  const code = errorCode(error);
  return isSqlState(code) && code.startsWith('40');
}

/** Whether an error comes from the database, or from the connection to it. */
export function isOfDatabase(error: unknown): boolean {
  const code = errorCode(error);
  return ofConnection.has(code) || (isSqlState(code) && 'severity' in (error as object));
}

/** Whether a code comes from the database, or from the connection to it. */
export function isDatabaseCode(code: string): boolean {
  return ofConnection.has(code) || isSqlState(code);
}

/** Five characters; those of Node, as `EPIPE`, have no digit. */
function isSqlState(code: string): boolean {
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
}
