import type { FastifyRequest } from 'fastify';
import type { PublicAddress } from '../../http/server/public-address.ts';
import type { PeopleKeys } from '../../store/keys/people-keys.ts';
import { type FormOwner, isOfBrowser, ownerOf } from './form-token.ts';
import { pathOf } from './keeping.ts';
import type { SignInParts } from './parts.ts';
import { tokenOf } from './typed.ts';

/** A form that is not carried out, and why. */
export class FormRefused extends Error {
  override readonly name = 'FormRefused';
  readonly why: 'other-site' | 'no-token' | 'other-sign-in' | 'other-role' | 'not-this-browser';
  /** Whose the form is, where the gateway made it. */
  readonly owner: FormOwner | undefined;

  constructor(why: FormRefused['why'], owner?: FormOwner) {
    super(`A form was not carried out: ${why}.`);
    this.why = why;
    this.owner = owner;
  }
}

/** Methods that change nothing. */
const reads = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Checks that whoever sends a form does so on purpose: from a page of the gateway, which was made for this session and role,
 * or for this browser where nobody has signed in.
 *
 * @param body its fields, as far as they were read
 * @throws {FormRefused}
 */
export function checkForm(
  request: FastifyRequest,
  { people, cookies, publicAddress }: SignInParts,
  body = request.body,
) {
  if (reads.includes(request.method) || request.is404) return;
  if (request.routeOptions.config.byServer) return;
  if (!isFromHere(request, publicAddress)) throw new FormRefused('other-site');
  const token = tokenOf(request, body);
  const { viewer, session } = request;
  if (!viewer || !session) {
    if (isOfBrowser(people, cookies.before(request), token)) return;
    throw new FormRefused('not-this-browser');
  }
  // Whoever signs out wants to be out, also by the form of an earlier sign-in or another role.
  if (pathOf(request) === '/console/sign-out' && ownerOf(people, token)) return;
  const refused = refusalOf(request, people, token);
  if (refused) throw refused;
}

/** Why the form with this token is not carried out in the present session and role; undefined when it is of these. */
export function refusalOf(
  { viewer, session }: FastifyRequest,
  people: PeopleKeys,
  token: string,
): FormRefused | undefined {
  const owner = ownerOf(people, token);
  if (!owner) return new FormRefused('no-token');
  if (owner.signInId !== session.signInId) return new FormRefused('other-sign-in', owner);
  return owner.as === viewer.chosen.id ? undefined : new FormRefused('other-role', owner);
}

/** Whether the browser, where it says so, sends a request from a page of the gateway. */
export function isFromHere({ headers }: FastifyRequest, { url }: PublicAddress): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  // A page of another site cannot choose the Host of what it sends.
  return new URL(origin).host === headers.host || (url ? new URL(url).origin === origin : false);
}
