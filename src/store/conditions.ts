/** Adds a value to a statement, and gives its parameter: `$3`. */
export type Value = (one: unknown) => string;

/** The values of a statement that is made for the filters that are set, in the order in which they were added. */
export interface Asked {
  readonly values: unknown[];
  readonly value: Value;
  /**
   * A condition for a filter; none where the filter is undefined, so that Postgres plans without it.
   *
   * @param condition gets the parameter of the value
   * @returns one condition, or none: to be spread into a list of them
   */
  given<T>(wanted: T | undefined, condition: (parameter: string, wanted: T) => string): string[];
}

/** @param first values that have parameters already, from `$1` on */
export function asked(...first: readonly unknown[]): Asked {
  const values = [...first];
  const value: Value = (one) => `$${values.push(one)}`;
  return {
    values,
    value,
    given: (wanted, condition) => (wanted === undefined ? [] : [condition(value(wanted), wanted)]),
  };
}

/** Conditions as one; of none, `true`. */
export function allOf(conditions: readonly string[]): string {
  return conditions.join(' and ') || 'true';
}
