import { certificatesIn } from './config-files.ts';
import type { Settings } from './settings.ts';

/** How Redis is reached. */
export interface RedisConfig {
  readonly url: string;
  /** Certificates (PEM) that are trusted instead of those that Node trusts. */
  readonly ca?: string;
  readonly cluster?: boolean;
  readonly sentinel?: {
    readonly hosts: readonly { readonly host: string; readonly port: number }[];
    readonly name: string;
    readonly password?: string;
  };
}

/**
 * The settings of Redis; undefined where none is set.
 *
 * @param given the settings as text, also those that are wrong
 * @param faults gets a sentence for each that is wrong
 */
export function redisOf(
  set: Settings,
  given: NodeJS.ProcessEnv,
  faults: string[],
): RedisConfig | undefined {
  const redisUrl = set.REDIS_URL;
  const caFile = set.REDIS_CA_FILE;
  const name = set.REDIS_SENTINEL_NAME;
  const password = set.REDIS_SENTINEL_PASSWORD;
  const hosts = set.REDIS_SENTINELS?.split(',').map(hostAndPort);
  const cluster = set.REDIS_CLUSTER === 'true';
  const ca = caFile && certificatesIn('REDIS_CA_FILE', caFile, faults);
  if (caFile && redisUrl && new URL(redisUrl).protocol !== 'rediss:')
    faults.push('REDIS_CA_FILE is for Redis over TLS: begin REDIS_URL with rediss://.');
  if (cluster && hosts) faults.push('REDIS_CLUSTER and REDIS_SENTINELS exclude each other.');
  if (redisUrl && !readableParts(redisUrl))
    faults.push(
      'REDIS_URL is not of the form redis://user:password@host:6379/0: user and password are percent-encoded, the database is a number.',
    );
  if (hosts?.includes(undefined))
    faults.push('REDIS_SENTINELS is not of the form host:port,host:port.');
  if (Boolean(hosts) !== Boolean(name))
    faults.push('REDIS_SENTINELS and REDIS_SENTINEL_NAME are set together or not at all.');
  if ((hosts || name || password) && !given.REDIS_URL?.trim())
    faults.push(
      'The Sentinels say where Redis is; REDIS_URL says how to enter it, as in redis://:password@sentinels/0. Set it too.',
    );
  if (!redisUrl) return undefined;
  if (!hosts || !name) return { url: redisUrl, ...(ca && { ca }), ...(cluster && { cluster }) };
  return {
    url: redisUrl,
    ...(ca && { ca }),
    sentinel: {
      hosts: hosts.filter((host) => host !== undefined),
      name,
      ...(password && { password }),
    },
  };
}

/** `host:port`; also `[::1]:port`. */
function hostAndPort(text: string): { host: string; port: number } | undefined {
  const [, host, port] = /^\s*\[?([^\s,/@[\]]+)\]?:(\d{1,5})\s*$/.exec(text) ?? [];
  return host && Number(port) <= 65535 ? { host, port: Number(port) } : undefined;
}

function readableParts(text: string): boolean {
  const { username, password, pathname } = new URL(text);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false; // A % that is not the start of an escape.
  }
  return /^(\/\d{0,5})?$/.test(pathname);
}
