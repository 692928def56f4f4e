import type { ProblemCode } from '../problem.ts';

/** Where callers reach the gateway, and where in it they find something. */
export interface PublicAddress {
  /** As in `https://gateway.example/ijw`; absent when nobody said so. */
  readonly url?: string;
  /**
   * An address within the gateway as callers reach it: a proxy may show all of it below a path of its own.
   *
   * @param path as the routes have it, as in `/v1/inbox`
   */
  readonly at: (path: string) => string;
  /**
   * The `type` of a problem: where the documentation tells about it. Without PUBLIC_URL it is relative to
   * the address that was asked (RFC 9457 allows that).
   */
  readonly problem: (code: ProblemCode) => string;
}

/** @param url the setting PUBLIC_URL; absent: callers reach the gateway at the root of its host */
export function publicAddress(url?: string): PublicAddress {
  const prefix = url ? new URL(url).pathname.replace(/\/+$/, '') : '';
  const base = url?.replace(/\/+$/, '');
  return {
    ...(base && { url: base }),
    at: (path) => prefix + path,
    problem: (code) => `${base ?? ''}/docs/problems/${code}`,
  };
}
