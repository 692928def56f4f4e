import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublicAddress } from '../../http/server/public-address.ts';
import type { SessionSecret } from '../../parties/sessions/session.ts';
import type { PeopleKeys } from '../../store/keys/people-keys.ts';
import { cookieOf } from '../language.ts';

/** What the cookie of a session holds. Nothing in it is believed without the row of the session. */
export interface CarriedSession extends SessionSecret {
  /** What pages call the person: it is kept nowhere else. */
  readonly name: string;
}

/** A sign-in at the issuer that is under way. */
export interface UnderWay {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where the person wanted to go. */
  readonly to: string;
  /** The id of a form that was kept. */
  readonly kept?: string;
  /** When it began, in milliseconds. */
  readonly at: number;
}

/** How long somebody may take to sign in at the issuer, in seconds. */
export const underWaySeconds = 600;

const forDays = 30 * 24 * 3600;

/**
 * The cookies of the console. By https their names say that they are of this host alone (`__Host-`), so that no
 * neighbouring host can set them. Such cookies are of the whole host: where the gateway is below a path, others may be
 * beside it, so that its cookies are of that path, and only by https (`__Secure-`).
 */
export class Cookies {
  readonly #keys: PeopleKeys;
  /** Whether people come by https. */
  readonly secure: boolean;
  readonly #path: string;
  readonly #prefix: string;

  constructor(keys: PeopleKeys, { url, at }: PublicAddress) {
    this.#keys = keys;
    this.secure = url?.startsWith('https:') ?? false;
    this.#path = at('') || '/';
    const own = this.#path === '/' ? '__Host-' : '__Secure-';
    this.#prefix = this.secure ? own : '';
  }

  /** The session that a request carries; undefined when it has none that was sealed here. */
  session(request: FastifyRequest): CarriedSession | undefined {
    return this.#open<CarriedSession>('session', this.#read(request, 'ijw'));
  }

  setSession(reply: FastifyReply, session: CarriedSession): void {
    const { id, secret, name } = session;
    this.#set(reply, 'ijw', this.#keys.seal('session', JSON.stringify({ id, secret, name })));
  }

  clearSession(reply: FastifyReply): void {
    this.#set(reply, 'ijw', '', 0);
  }

  /** What the browser shows that asks for the page to sign in; made at the first time. */
  beforeOf(request: FastifyRequest, reply: FastifyReply): string {
    const known = this.before(request);
    if (known !== undefined) return known;
    const made = randomBytes(18).toString('base64url');
    this.#set(reply, 'ijw-before', made, forDays);
    return made;
  }

  before(request: FastifyRequest): string | undefined {
    const value = this.#read(request, 'ijw-before');
    return value !== undefined && /^[\w-]{24}$/.test(value) ? value : undefined;
  }

  underWay(request: FastifyRequest): UnderWay | undefined {
    return this.#open<UnderWay>('sign-in', this.#read(request, 'ijw-sign-in'));
  }

  setUnderWay(reply: FastifyReply, underWay: UnderWay): void {
    const sealed = this.#keys.seal('sign-in', JSON.stringify(underWay));
    this.#set(reply, 'ijw-sign-in', sealed, underWaySeconds);
  }

  clearUnderWay(reply: FastifyReply): void {
    this.#set(reply, 'ijw-sign-in', '', 0);
  }

  /**
   * Which messages were opened in a session, by their ids, and until when that counts, in milliseconds. What another session
   * opened is not among them.
   */
  opened(request: FastifyRequest, sessionId: string): ReadonlyMap<string, number> {
    const sealed = this.#read(request, 'ijw-opened');
    const text = sealed && this.#keys.unseal('session', sealed, 'opened', sessionId);
    return new Map(text ? (JSON.parse(text) as [string, number][]) : []);
  }

  setOpened(reply: FastifyReply, sessionId: string, opened: ReadonlyMap<string, number>): void {
    const text = JSON.stringify([...opened]);
    this.#set(reply, 'ijw-opened', this.#keys.seal('session', text, 'opened', sessionId));
  }

  #open<T>(use: 'session' | 'sign-in', sealed: string | undefined): T | undefined {
    const text = sealed && this.#keys.unseal(use, sealed);
    return text ? (JSON.parse(text) as T) : undefined;
  }

  #read(request: FastifyRequest, name: string): string | undefined {
    return cookieOf(request, this.#name(name));
  }

  /** Lax, not strict: the issuer sends people back from another site, and so does a link in a mail. */
  #set(reply: FastifyReply, name: string, value: string, maxAge?: number): void {
    const only = { httpOnly: true, sameSite: 'lax', secure: this.secure } as const;
    const how = { path: this.#path, ...only };
    const until = maxAge === undefined ? {} : { maxAge };
    reply.setCookie(this.#name(name), value, { ...how, ...until });
  }

  #name(name: string): string {
    return this.#prefix + name;
  }
}
