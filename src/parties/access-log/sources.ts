import type { Pool } from 'pg';

/** What the access log reads from rooms above it, given when the parts are wired. */
export interface LogSources {
  /**
   * SQL: messages, as a table of a statement, which gives it a name. A message serves as the row of its POST until it is
   * processed. Has the columns `id`, `status`, `received_at`, `actor`, `actor_party`, `sender`, `mandate_id`,
   * `address` and `request_id`.
   */
  readonly posts: string;
  /**
   * SQL: a select of `reported_by`, each once: the ids of messages that reported something of a child.
   *
   * @param client random id of the child, in SQL
   * @param codes in SQL, an array: only entries of one of these parties; null for an auditor, who sees all
   */
  messagesAbout(client: string, codes: string | null): string;
  /**
   * The children among these that a party knows.
   *
   * @param codes of the party, and of those that it succeeded
   * @param ids random ids of children, or anything else that has their form
   */
  knownAmong(
    pool: Pool,
    codes: readonly string[],
    ids: readonly string[],
  ): Promise<ReadonlySet<string>>;
  /**
   * The child with a BSN, as far as a party knows it.
   *
   * @param bsnHash keyed (`KeyRing.clientHash`)
   * @param codes as of {@link knownAmong}; null for an auditor, who may find any child
   */
  knownByBsn(
    pool: Pool,
    bsnHash: Buffer,
    codes: readonly string[] | null,
  ): Promise<string | undefined>;
}
