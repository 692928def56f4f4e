import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Authority, type Certified, makeAuthority } from './certificates.ts';
import { ensureProgram, serverPath } from './program.ts';

export interface Nginx {
  /** Calls through it; `client` is the certificate that is shown. */
  call(
    path: string,
    options?: {
      readonly method?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Uint8Array;
      readonly client?: Certified;
    },
  ): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>;
  /** Who gives clients their certificates. */
  readonly authority: Authority;
  close(): Promise<void>;
}

/**
 * Starts a real nginx with `examples/nginx.conf`, of which only names, paths and ports are changed.
 *
 * @throws when nginx is not there, or ends
 */
export async function startNginx(gateway: string, port: number): Promise<Nginx> {
  await ensureProgram('nginx', '-v');
  const folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-nginx-'));
  const authority = makeAuthority();
  const server = authority.server();
  await writeFile(join(folder, 'server.pem'), server.certificate);
  await writeFile(join(folder, 'server.key'), server.key);
  await writeFile(join(folder, 'authority.pem'), authority.certificate);
  await mkdir(join(folder, 'logs'));
  const example = (await readFile('examples/nginx.conf', 'utf8'))
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replaceAll('/path/', `${folder}/`)
    .replace('http://10.0.0.7:8080', gateway);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n');
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off;\npid ${folder}/nginx.pid;\nerror_log ${folder}/logs/error.log;\n${
      process.getuid?.() === 0 ? 'user root;\n' : ''
    }events {}\nhttp {\naccess_log off;\n${places}\n${example}\n}\n`,
  );
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    env: { PATH: serverPath },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const said = text(child.stderr);
  child.once('exit', async (code) =>
    failed.reject(new Error(`nginx ended (${code}): ${await said}`)),
  );
  await Promise.race([failed.promise, listens(port)]);
  return {
    authority,
    call: (path, { method = 'GET', headers = {}, body, client } = {}) =>
      new Promise((resolve, reject) => {
        const outgoing = request(
          {
            ...{ host: '127.0.0.1', port, path, method, servername: 'localhost' },
            headers: { ...headers, ...(body && { 'content-length': body.length }) },
            ca: authority.certificate,
            ...(client && { cert: client.certificate, key: client.key }),
            agent: false,
          },
          async (answer) =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              body: await text(answer),
            }),
        );
        outgoing.once('error', reject);
        outgoing.end(body);
      }),
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listens(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const there = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (there) return;
    await sleep(20);
  }
}
