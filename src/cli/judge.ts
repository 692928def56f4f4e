import type { PresentedValidation } from '../texts/validation-texts.ts';

/** Finds what is wrong with messages. */
export interface Judge {
  /** Rules that need the past and so cannot be checked on a file alone: one line below all files names them. */
  readonly needPast: ReadonlySet<string>;
  judge(bytes: Buffer): Promise<Judged>;
}

export type Judged =
  | (PresentedValidation & {
      readonly error?: undefined;
      /** The gateway took it before. */
      readonly taken?: { readonly message: string } | null;
    })
  | { readonly error: string };
