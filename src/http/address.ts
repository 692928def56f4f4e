import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4, SocketAddress } from 'node:net';

/** Reads from where a request came; null where that is not known. */
export type AddressReader = (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string | null;

/**
 * Makes what says from which address a request came. Behind trusted proxies it is the nearest address in
 * `X-Forwarded-For` that is not one of theirs. What stands there is text that anybody may have written: it
 * counts as an address when it can be read as one, and else the address is not known.
 *
 * @param trustedProxies addresses and ranges of the proxies whose `X-Forwarded-For` is believed
 */
export function addressReader(trustedProxies: readonly string[]): AddressReader {
  const trusts = proxyTrust(trustedProxies);
  return ({ socket, headers }) => {
    // Who has hung up has no address any more.
    let address = readAddress(socket.remoteAddress ?? '');
    const named = forwardedIn(headers['x-forwarded-for']);
    while (trusts(address) && named.length > 0) address = readAddress(named.pop() ?? '');
    return address;
  };
}

/** Makes what says whether an address is that of a trusted proxy. */
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
 * @returns the address in its one form, IPv4 within IPv6 as IPv4; null for all that is no address, such as
 *   `unknown` and `_hidden`
 */
export function readAddress(text: string): string | null {
  const trimmed = text.trim();
  const [, inBrackets] = /^\[([0-9a-f:.%]+)\](?::\d{1,5})?$/i.exec(trimmed) ?? [];
  const [, beforePort] = /^([\d.]+):\d{1,5}$/.exec(trimmed) ?? [];
  // A zone (`fe80::1%eth0`) is a name that means something on one machine only.
  const [bare = ''] = (inBrackets ?? beforePort ?? trimmed).split('%');
  const version = isIP(bare);
  if (version === 0 || (inBrackets !== undefined && version !== 6)) return null;
  if (version === 4) return bare;
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' });
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  return mapped ?? address;
}

/**
 * The network that an address is counted under: an IPv4 address by itself, of IPv6 the first 48 bits. That
 * is what one place gets (RFC 6177), down to a free tunnel at home: by any longer prefix one caller would
 * have a counter for each of its networks.
 */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  const all = tail === undefined ? groups(head) : [...groups(head), ...zeros, ...groups(tail)];
  return `${all.slice(0, 3).join(':')}::/48`;
}

/** The last was written by the nearest proxy. An empty one is none (RFC 9110, 5.6.1). */
function forwardedIn(header: string | string[] | undefined): string[] {
  return (header ?? '')
    .toString()
    .split(',')
    .filter((one) => one.trim() !== '');
}
