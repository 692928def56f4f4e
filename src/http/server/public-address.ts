import type { ProblemCode } from '../../problem.ts';

/** The address of the gateway for callers, and links within it. */
export interface PublicAddress {
  /** As in `https://gateway.example/ijw`; absent when it is not set. */
  readonly url?: string;
  /**
   * A path within the gateway as callers reach it: a proxy may serve the gateway below a path of its own.
   *
   * @param path of a route, as in `/v1/inbox`
   */
  readonly at: (path: string) => string;
  /**
   * The `type` of a problem: the link to its documentation. Without PUBLIC_URL it is relative to
   * the address of the request (RFC 9457 allows that).
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
