import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4, SocketAddress } from 'node:net';

/** Reads the address that a request came from; null when it is not known. */
export type AddressReader = (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string | null;

/**
 * Makes a function that finds the address a request came from. Behind trusted proxies that is the nearest address
 * in `X-Forwarded-For` that is not one of the proxies. Anyone can write that header: when the text is not an
 * address, the address is not known.
 *
 * @param trustedProxies addresses and ranges of the proxies whose `X-Forwarded-For` is believed
 */
export function addressReader(trustedProxies: readonly string[]): AddressReader {
  const trusts = proxyTrust(trustedProxies);
  return ({ socket, headers }) => {
    // A connection that the caller has closed has no address any more.
    let address = readAddress(socket.remoteAddress ?? '');
    const named = forwardedIn(headers['x-forwarded-for']);
    while (trusts(address) && named.length > 0) address = readAddress(named.pop() ?? '');
    return address;
  };
}

/** Makes a function that says whether an address is that of a trusted proxy. */
export function proxyTrust(trustedProxies: readonly string[]): (address: string | null) => boolean {
  const proxies = new BlockList();
  for (const proxy of trustedProxies) {
    const [text = '', bits] = proxy.split('/');
    const address = readAddress(text) ?? text;
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    const whole = family === 'ipv4' ? 32 : 128;
    // `::ffff:10.0.0.0/104` is 10.0.0.0/8.
    const mapped = family === 'ipv4' && isIP(text) === 6 ? 96 : 0;
    proxies.addSubnet(address, Math.max(0, Number(bits ?? whole + mapped) - mapped), family);
  }
  return (address) => address !== null && proxies.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/**
 * Reads an address as proxies write it: with or without a port, IPv6 also in brackets.
 *
 * @returns the address in its canonical form, IPv4 within IPv6 as IPv4; null for text that is no address, such as
 *   `unknown` and `_hidden`
 */
export function readAddress(text: string): string | null {
  const trimmed = text.trim();
  const [, inBrackets] = /^\[([0-9a-f:.%]+)\](?::\d{1,5})?$/i.exec(trimmed) ?? [];
  const [, beforePort] = /^([\d.]+):\d{1,5}$/.exec(trimmed) ?? [];
  // A zone (`fe80::1%eth0`) has a meaning on one machine only.
  const [bare = ''] = (inBrackets ?? beforePort ?? trimmed).split('%');
  const version = isIP(bare);
  if (version === 0 || (inBrackets !== undefined && version !== 6)) return null;
  if (version === 4) return bare;
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' });
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  return mapped ?? address;
}

/**
 * The network by which an address is counted: an IPv4 address itself, and the first 48 bits of IPv6. One site gets up
 * to a /48 (RFC 6177), even from a free tunnel: with a longer prefix one caller could have many counters.
 */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  const all = tail === undefined ? groups(head) : [...groups(head), ...zeros, ...groups(tail)];
  return `${all.slice(0, 3).join(':')}::/48`;
}

/** The addresses in the header; the nearest proxy wrote the last. Empty elements do not count (RFC 9110, 5.6.1). */
function forwardedIn(header: string | string[] | undefined): string[] {
  return (header ?? '')
    .toString()
    .split(',')
    .filter((one) => one.trim() !== '');
}
