import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be lost, on 127.0.0.1: as a proxy, a firewall or a network loses it. */
export interface Wire {
  readonly port: number;
  /** The same URL, by this way. */
  by(url: string): string;
  /** Nothing passes any more on the connections that there are, and none of them is closed. */
  silence(): void;
  /** Whether new connections are accepted, and then nothing passes either. */
  mute: boolean;
  /** Connections that there were. */
  readonly opened: number;
  /** Breaks every connection off. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Puts a way before a server.
 *
 * @param change what becomes of what the server says; absent: it passes as it is
 * @param at the port on which it is; 0 is any
 */
export async function startWire(
  server: { readonly host: string; readonly port: number },
  change: (bytes: Buffer) => Buffer = (bytes) => bytes,
  at = 0,
): Promise<Wire> {
  const sockets = new Set<Socket>();
  const pairs = new Set<{ silent: boolean }>();
  let opened = 0;
  const wire = createServer((near) => {
    opened++;
    const pair = { silent: result.mute };
    pairs.add(pair);
    const far = connect(server.port, server.host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('data', (bytes) => {
        if (!pair.silent) to.write(from === far ? change(bytes) : bytes);
      });
      // A silent server does not announce its end either.
      from.on('end', () => {
        if (!pair.silent) to.end();
      });
      from.on('close', () => {
        sockets.delete(from);
        if (!pair.silent) to.destroy();
      });
    }
  });
  wire.listen(at, '127.0.0.1');
  await once(wire, 'listening');
  const { port } = wire.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const result = {
    port,
    mute: false,
    get opened() {
      return opened;
    },
    by: (url: string) => {
      const other = new URL(url);
      other.hostname = '127.0.0.1';
      other.port = String(port);
      return other.href;
    },
    silence: () => {
      for (const pair of pairs) pair.silent = true;
    },
    cut,
    close: async () => {
      wire.close();
      cut();
      await once(wire, 'close');
    },
  };
  return result;
}

/** Where a URL leads. */
export function placeOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
