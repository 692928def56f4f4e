/** The first number of every advisory lock of the gateway, as SQL: other programs have others. */
const space = '0x696a77::int';

/** What is done by one process at a time, and by which advisory lock; each number is of one thing. */
const numbers = {
  /** Shared by everybody who uses an embedded Postgres; in its database `postgres`. */
  presence: 1,
  grants: 2,
  /** Rows of children are made anew. */
  children: 3,
  /** Chains of before their hashes had a key are closed. */
  closing: 4,
  rotation: 10,
  forgetting: 11,
  /** Rows that were there before they had MACs get them. */
  signing: 12,
  // 20 is taken in functions of migrations 0008 and later: months of the access log are made or dropped;
  // 21 in those of 0030: months of events.
} as const;

export type AdvisoryLock = keyof typeof numbers;

/** A lock as Postgres's functions for advisory locks take it, as SQL. */
export function advisoryLock(name: AdvisoryLock): string {
  return `${space}, ${numbers[name]}`;
}
