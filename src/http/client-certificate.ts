import type { FastifyRequest } from 'fastify';
import { proxyTrust, readAddress } from './address.ts';
import type { DoorSettings } from './door.ts';

/**
 * Makes what reads the certificate that a TLS-terminating proxy hands over. The header counts only on a
 * connection from a proxy that is trusted: `X-Forwarded-For` says who is behind it, and anybody can write
 * that. From elsewhere the header is as if it were not there.
 *
 * @returns reads the value of the header, as it came; undefined where there is none to be believed
 */
export function certificateReader({
  clientCertHeader,
  trustedProxies,
}: Pick<DoorSettings, 'clientCertHeader' | 'trustedProxies'>): (
  request: FastifyRequest,
) => string | undefined {
  if (!clientCertHeader) return () => undefined;
  const name = clientCertHeader.toLowerCase();
  const trusts = proxyTrust(trustedProxies);
  return ({ headers, raw }) => {
    if (!trusts(readAddress(raw.socket.remoteAddress ?? ''))) return undefined;
    // Some headers come as a list; no certificate does.
    const value = headers[name]?.toString();
    // So writes Caddy that there is none: an empty byte sequence.
    return value === '::' ? undefined : value;
  };
}
