import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** When its headers came, as `performance.now()` says. */
  readonly answeredAt: number;
}

/** Calls a gateway over connections that stay open, at little cost: no answer is kept. */
export class Caller {
  readonly #agent: Agent;
  readonly #address: URL;

  /** @param connections at most; as many as it takes when it is left out */
  constructor(address: string, connections?: number) {
    this.#address = new URL(address);
    this.#agent = new Agent({ keepAlive: true, ...(connections && { maxSockets: connections }) });
  }

  /** @returns when the last byte of the answer came */
  call(
    method: string,
    path: string,
    key: string,
    body?: string,
    type = 'application/xml',
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = request({
        agent: this.#agent,
        hostname: this.#address.hostname,
        port: this.#address.port,
        method,
        path,
        headers: {
          Authorization: `Bearer ${key}`,
          ...(body && {
            'Content-Type': type,
            'Content-Length': Buffer.byteLength(body),
          }),
        },
      });
      call.on('error', reject);
      call.on('response', (response) => {
        const answeredAt = performance.now();
        const { statusCode: status = 0, headers } = response;
        response.on('error', reject);
        response.on('end', () => resolve({ status, headers, answeredAt }));
        response.resume();
      });
      call.end(body);
    });
  }

  end(): void {
    this.#agent.destroy();
  }
}
