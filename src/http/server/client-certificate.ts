import type { FastifyRequest } from 'fastify';
import { proxyTrust, readAddress } from './address.ts';
import type { DoorSettings } from './door.ts';

/**
 * Makes a function that reads the certificate that a TLS-terminating proxy passes on. The header counts only on a
 * connection that comes directly from a trusted proxy; `X-Forwarded-For` is not looked at, because anyone can write
 * it. From another address the header is ignored.
 *
 * @returns a function that gives the value of the header, unchanged; undefined when there is none that counts
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
    // Node gives some headers as a list; the header of a certificate has one value.
    const value = headers[name]?.toString();
    // Caddy sends an empty byte sequence when there is no certificate.
    return value === '::' ? undefined : value;
  };
}
