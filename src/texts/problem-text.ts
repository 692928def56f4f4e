export type Language = 'nl' | 'en';

/** The status and texts of a problem. */
export interface ProblemText {
  readonly status: number;
  readonly title: Readonly<Record<Language, string>>;
  /** What to do next. `{name}` is filled from the parameters of the problem. */
  readonly detail: Readonly<Record<Language, string>>;
}

/** Makes the texts of a problem: its status, then title and detail in both languages. */
export function text(
  status: number,
  nl: readonly [title: string, detail: string],
  en: readonly [title: string, detail: string],
): ProblemText {
  return { status, title: { nl: nl[0], en: en[0] }, detail: { nl: nl[1], en: en[1] } };
}
