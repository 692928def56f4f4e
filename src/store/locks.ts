/** The first number of every advisory lock of the gateway, as SQL, to differ from those of other programs. */
const space = '0x696a77::int';

/** Work that one process does at a time, each with the number of its advisory lock. */
const numbers = {
  /** Shared by all processes that use an embedded Postgres; in its database `postgres`. */
  presence: 1,
  grants: 2,
  /** Rows of children are rebuilt. */
  children: 3,
  /** Chains from before hashes were keyed are closed. */
  closing: 4,
  rotation: 10,
  forgetting: 11,
  /** Rows from before there were MACs get them. */
  signing: 12,
  /** Contracts are loaded. */
  contracts: 13,
  /** A preview of a conversion gets its number. */
  conversionNumber: 14,
  /** Previews are made, and messages of conversions go out. */
  conversions: 15,
  /** A verification begins; in a transaction. */
  verifications: 16,
  // 20 is taken in functions of migrations 0008 and later: months of the access log are made or dropped;
  // 21 in those of 0030: months of events.
} as const;

export type AdvisoryLock = keyof typeof numbers;

/** A lock as Postgres's functions for advisory locks take it, as SQL. */
export function advisoryLock(name: AdvisoryLock): string {
  return `${space}, ${numbers[name]}`;
}
