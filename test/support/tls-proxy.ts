import { once } from 'node:events';
import { request as forward } from 'node:http';
import { createServer, type RequestOptions, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import type { Authority, Certified } from './certificates.ts';

/** A reverse proxy at which TLS ends, on 127.0.0.1. */
export interface TlsProxy {
  /** Calls through it; `client` is the certificate that is shown to the proxy. */
  call(path: string, client?: Certified, options?: RequestOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

/**
 * Starts a proxy that asks its clients for a certificate of an authority, lets those in that have none,
 * and hands it over in a header of its own. What a client writes in that header it throws away.
 *
 * @param form writes a certificate (DER) as the value of the header
 */
export async function startTlsProxy(
  gateway: string,
  authority: Authority,
  header: string,
  form: (der: Buffer) => string,
): Promise<TlsProxy> {
  const own = authority.server();
  const server = createServer(
    {
      cert: own.certificate,
      key: own.key,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (incoming, outgoing) => {
      const socket = incoming.socket as TLSSocket;
      const { [header.toLowerCase()]: _, ...headers } = incoming.headers;
      const { raw } = socket.getPeerCertificate();
      // It has checked that the certificate is of its authority.
      if (raw && !socket.authorized) return outgoing.writeHead(495).end();
      if (raw) headers[header] = form(raw);
      const { method } = incoming;
      const onward = forward(`${gateway}${incoming.url}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    call: async (path, client, options = {}) => {
      const call = request({
        host: '127.0.0.1',
        port,
        path,
        ca: authority.certificate,
        agent: false,
        ...(client && { cert: client.certificate, key: client.key }),
        ...options,
      });
      call.end();
      const [answer] = await once(call, 'response');
      return { status: answer.statusCode, body: await text(answer) };
    },
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
