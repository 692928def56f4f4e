import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, type ProblemCode } from '../../../problem.ts';
import { partyFaults } from '../../../texts/console/party-page-words.ts';
import { problemDetail } from '../../../texts/problem-texts.ts';
import type { Faults } from '../../frame/form.ts';
import { languageOf } from '../../frame/page.ts';
import type { PageParts } from '../parts.ts';

/** The forms on the page of a party. */
export type FormName = 'settings' | 'key' | 'certificate' | 'mandate' | 'designation';

/** What was typed in one of the forms, and what is wrong with it. */
export interface TypedForm {
  readonly form: FormName;
  /** By the names of the fields. */
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly faults: Faults;
}

/** What was typed in a form: nothing of another form. */
export function ownTyped(form: FormName, typed: TypedForm | undefined) {
  const own = typed?.form === form ? typed : undefined;
  const value = (name: string, otherwise = ''): string => {
    const found = own?.values[name];
    return own ? (typeof found === 'string' ? found : '') : otherwise;
  };
  const values = (name: string): readonly string[] => {
    const found = own?.values[name];
    return typeof found === 'string' ? [found] : (found ?? []);
  };
  const faults: Faults = own?.faults ?? new Map<string, string>();
  return { open: own !== undefined, value, values, faults };
}

/** Shows the page again, with a form that was not carried out. */
export type ShowAgain = (
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  typed: TypedForm,
) => Promise<FastifyReply>;

/**
 * Carries out what a form asks for, and leads to the page of the party; what the form runs into is said at its field.
 *
 * @param wish.act what is done; it says what the page says of it
 * @param wish.fields the field of each problem that the form can cause; others are thrown on
 */
export async function carryOut(
  request: FastifyRequest,
  reply: FastifyReply,
  { publicAddress }: PageParts,
  wish: {
    readonly code: string;
    readonly typed: TypedForm;
    readonly fields: Partial<Readonly<Record<ProblemCode, string>>>;
    readonly act: () => Promise<string>;
    readonly again: ShowAgain;
  },
): Promise<FastifyReply> {
  const { code, typed, fields, act, again } = wish;
  if (typed.faults.size > 0) return again(request, reply, code, typed);
  try {
    const done = await act();
    return reply.redirect(publicAddress.at(`/console/parties/${code}?done=${done}`), 303);
  } catch (error) {
    const field = error instanceof Problem ? fields[error.code] : undefined;
    if (!(error instanceof Problem) || field === undefined) throw error;
    const language = languageOf(request);
    const own = partyFaults[error.code]?.[language];
    const text = own ?? problemDetail(error.code, error.details, language);
    return again(request, reply, code, { ...typed, faults: new Map([[field, text]]) });
  }
}
