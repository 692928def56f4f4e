import type { FastifyRequest } from 'fastify';
import { type FormOwner, ownerOf } from './form-token.ts';
import type { SignInPage } from './pages.ts';
import type { SignInParts } from './parts.ts';
import { type Typed, typedIn } from './typed.ts';

const lostWords = { files: 'filesLost', 'too-large': 'tooLarge', unreadable: 'notKept' } as const;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What belongs to the console itself, and is not worth keeping. */
const notKept = ['/console/sign-out', '/console/role'];

/**
 * Seals what was typed in a form whose session is over, for the person to whom the gateway gave that form.
 *
 * @returns for the page to sign in: what was kept, or why it was not
 */
export async function keepTyped(
  request: FastifyRequest,
  { people, sessions, keptForms }: SignInParts,
): Promise<Pick<SignInPage, 'kept' | 'lost'>> {
  if (notKept.includes(pathOf(request))) return {};
  const typed = await typedIn(request);
  if (typeof typed === 'string') return { lost: lostWords[typed] };
  const owner = ownerOf(people, typed.token);
  const person = owner && (await sessions.personOfSignIn(owner.signInId));
  if (!person) return { lost: 'notKept' };
  const form = { path: pathOf(request), fields: typed.fields, as: owner.as };
  return { kept: keptForms.seal(person, form) };
}

/**
 * Seals a form that was not carried out, for who is signed in; undefined when it cannot be kept.
 *
 * @param read what it said, where that was read before
 */
export async function keepOwn(
  request: FastifyRequest,
  { keptForms }: SignInParts,
  { as }: FormOwner,
  read?: Typed,
): Promise<string | undefined> {
  const typed = read ?? (await typedIn(request));
  if (typeof typed === 'string' || notKept.includes(pathOf(request))) return undefined;
  const { person } = request.session;
  return keptForms.seal(person, { path: pathOf(request), fields: typed.fields, as });
}

/**
 * The id of a row with what was kept.
 *
 * @param kept sealed in a page, or the id itself
 * @param person who signed in; absent: nobody yet. For another person it is not there
 */
export async function keptId(
  { keptForms }: SignInParts,
  kept: string | undefined,
  person?: Buffer,
): Promise<string | undefined> {
  if (kept === undefined || kept === '') return undefined;
  if (uuid.test(kept))
    return !person || (await keptForms.find(kept, person)) !== undefined ? kept : undefined;
  const found = keptForms.open(kept);
  if (!found || (person && !found.person.equals(person))) return undefined;
  return keptForms.keep(found);
}

/** Whether a text is the id of a row. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** The path of a request, without its query. */
export function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
}
