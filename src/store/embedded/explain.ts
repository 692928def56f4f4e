/** What an operator can do about a failure, by what Postgres, Node or the system said about it. */
const ADVICE: readonly [pattern: RegExp, advice: string][] = [
  [
    /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded|\b53100\b/i,
    'The disk that holds DATA_DIR is full: free some space, or point DATA_DIR to a larger disk, and start again.',
  ],
  [
    /EADDRINUSE|EADDRNOTAVAIL|ENETUNREACH|Address already in use|Cannot assign requested address/i,
    'No port on 127.0.0.1 could be taken: close programs that hold many connections, check that the loopback interface is up, or set DATABASE_URL to a Postgres of your own.',
  ],
  [
    /could not look up effective user ID/i,
    'The account that runs the gateway has no entry in /etc/passwd, which initdb needs: run it as an account that has one, or set DATABASE_URL.',
  ],
  [
    /error while loading shared libraries|Library not loaded|image not found|not found.*ld-/i,
    'The Postgres binaries miss a system library (on Linux they need glibc; Alpine has musl): use a glibc system, or set DATABASE_URL to a Postgres of your own.',
  ],
  [
    /Cannot allocate memory|ENOMEM|could not (create|map) (anonymous )?shared memory/i,
    'There is too little memory for Postgres: free some, or set DATABASE_URL to a Postgres elsewhere.',
  ],
  [/EMFILE|ENFILE|Too many open files/i, 'Raise the limit of open files (ulimit -n).'],
  [/EROFS|Read-only file system/i, 'DATA_DIR is on a read-only disk: point DATA_DIR elsewhere.'],
  [
    /EACCES|EPERM|Permission denied|Operation not permitted|has wrong ownership|readonly database/i,
    'The gateway may not use these files: run it as the account that owns DATA_DIR/postgres, or point DATA_DIR to a folder of your own.',
  ],
  [
    /ENOTEMPTY|EEXIST|ENOTDIR/,
    'The folder of the cluster has something else in it: move it away, or choose another DATA_DIR.',
  ],
  [
    /incompatible with server/i,
    'The cluster was made by another major version of Postgres: dump it with that version and load it into a new DATA_DIR.',
  ],
];

/** A failure of the embedded Postgres, in words that say what to do next. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/**
 * Makes the error of a failed step: what failed, what to do next when that is known, and the
 * words of the program that failed. These come from initdb, pg_ctl, the server's start or the
 * operating system; none of them prints a password or the value of a row.
 *
 * @param what the step in one clause, e.g. `Postgres did not start`
 * @param reason output of a program, or the error caught
 */
export function explain(what: string, reason: unknown): EmbeddedPostgresError {
  if (reason instanceof EmbeddedPostgresError) return reason;
  const words = reason instanceof Error ? reason.message : String(reason);
  // The code of Node, or the SQLSTATE of Postgres, whose words vary.
  const code = reason instanceof Error ? (reason as NodeJS.ErrnoException).code : undefined;
  const advice = ADVICE.find(([pattern]) => pattern.test(`${words} ${code ?? ''}`))?.[1];
  const said = words.trim() === '' ? '' : `\n${words.trim()}`;
  return new EmbeddedPostgresError(`${what}.${advice ? ` ${advice}` : ''}${said}`, {
    cause: reason instanceof Error ? reason : undefined,
  });
}
