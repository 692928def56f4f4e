import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The secrets that are given as a file: of `DATABASE_URL` the setting `DATABASE_URL_FILE` is its path.
 *
 * @param faults gets a sentence for each that cannot be used, never with the path or the content
 */
export function secretsFromFiles(
  environment: NodeJS.ProcessEnv,
  names: readonly string[],
  faults: string[],
): NodeJS.ProcessEnv {
  const found: NodeJS.ProcessEnv = {};
  for (const name of names) {
    const path = environment[`${name}_FILE`]?.trim();
    if (!path) continue;
    if (environment[name]?.trim()) faults.push(`Set ${name} or ${name}_FILE, not both.`);
    else found[name] = contentOf(`${name}_FILE`, path, faults);
  }
  return found;
}

/** The certificates (PEM) in the file that a setting names. */
export function certificatesIn(
  setting: string,
  path: string,
  faults: string[],
): string | undefined {
  const content = contentOf(setting, path, faults);
  if (content === undefined) return undefined;
  try {
    new X509Certificate(content);
    return content;
  } catch {
    faults.push(`${setting} names a file that is no certificate in PEM.`);
    return undefined;
  }
}

/**
 * Faults of the TLS settings in the URL of a database. TLS must either check the certificate of the server or be switched
 * off explicitly: encryption without that check only looks safe.
 */
export function tlsFaults(setting: string, url: string | undefined): string[] {
  if (!url) return [];
  const faults: string[] = [];
  const { searchParams } = new URL(url);
  const modes = searchParams.getAll('sslmode');
  if (
    searchParams.has('ssl') ||
    searchParams.has('uselibpqcompat') ||
    !modes.every((mode) => mode === 'verify-full' || mode === 'disable')
  )
    faults.push(
      `${setting} asks for a TLS that does not check who answers. Use sslmode=verify-full, with sslrootcert=/path/ca.pem for a CA of your own; or sslmode=disable on a network that you trust.`,
    );
  for (const file of ['sslrootcert', 'sslcert', 'sslkey'])
    for (const path of searchParams.getAll(file)) contentOf(`${file} in ${setting}`, path, faults);
  return faults;
}

function contentOf(setting: string, path: string, faults: string[]): string | undefined {
  try {
    const content = readFileSync(path, 'utf8').trim();
    if (content) return content;
    faults.push(`${setting} names a file that is empty.`);
  } catch (error) {
    // The path is not repeated, because by mistake it may be the secret itself.
    const { code } = error as NodeJS.ErrnoException;
    faults.push(`${setting} names a file that cannot be read (${code}).`);
  }
  return undefined;
}
