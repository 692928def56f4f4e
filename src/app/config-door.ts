import { isIP } from 'node:net';
import type { Settings } from './settings.ts';

/** What every caller must satisfy; see `src/http/server/door.ts`. */
export interface DoorConfig {
  readonly requestsPerMinute: number;
  readonly spendingPerMinute: { readonly bytes: number; readonly processorSeconds: number };
  readonly requestSeconds: number;
  /** Absent: as many as there are descriptors for. */
  readonly maxConnections?: number;
  readonly trustedProxies: readonly string[];
  /** Absent: certificates of clients are ignored. */
  readonly clientCertHeader?: string;
}

/**
 * The settings for callers.
 *
 * @param faults gets a sentence for each that is wrong
 */
export function doorOf(set: Settings, faults: string[]): DoorConfig {
  const trustedProxies = set.TRUSTED_PROXIES?.split(',').map((proxy) => proxy.trim()) ?? [];
  if (!trustedProxies.every(isAddressOrRange))
    faults.push('TRUSTED_PROXIES is not of the form 10.0.0.5,10.1.0.0/16,fd00::/8.');

  const maxConnections = set.MAX_CONNECTIONS;
  const clientCertHeader = set.CLIENT_CERT_HEADER;
  if (clientCertHeader && trustedProxies.length === 0)
    faults.push(
      'CLIENT_CERT_HEADER is set and TRUSTED_PROXIES is not: anybody can write a header, so it is believed only from the addresses of your proxies. Set both.',
    );
  return {
    requestsPerMinute: set.RATE_LIMIT_PER_MINUTE,
    spendingPerMinute: {
      bytes: set.RATE_LIMIT_BYTES_PER_MINUTE,
      processorSeconds: set.RATE_LIMIT_PROCESSOR_SECONDS,
    },
    requestSeconds: set.REQUEST_TIMEOUT_SECONDS,
    trustedProxies,
    ...(maxConnections && { maxConnections }),
    ...(clientCertHeader && { clientCertHeader }),
  };
}

/** `10.0.0.5`, `10.1.0.0/16`, `fd00::/8`. */
function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}
