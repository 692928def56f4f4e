import { createHash, randomUUIDv7, X509Certificate } from 'node:crypto';
import { Problem } from '../../problem.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { entryOf } from '../access-log/entry.ts';
import { noteAccess } from '../access-log/note.ts';
import { endingOf, refuseEnded } from '../directory/ending.ts';
import { type Call, roleOf } from '../principal.ts';
import { type ApiKey, credentialColumns } from './api-keys.ts';
import { signedKey } from './signed.ts';

/** The facts of a client certificate. Never its subject, which may name a person. */
export interface Certificate {
  /** SHA-256 of its DER, 32 bytes. */
  readonly fingerprint: Buffer;
  /** `cert_` and the first 12 hexadecimal digits of the fingerprint: distinguishes certificates. */
  readonly prefix: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

const pemForm = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g;

/**
 * Reads a certificate as a proxy hands it over: `:base64 of the DER:` (RFC 9440), or a PEM that is
 * URL-encoded.
 *
 * @returns undefined for anything else
 */
export function certificateInHeader(value: string): Certificate | undefined {
  const base64 = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(value)?.[1];
  if (base64) return readDer(base64);
  const [certificate, ...more] = certificatesIn(decoded(value));
  return certificate !== undefined && more.length === 0 ? readDer(certificate) : undefined;
}

/**
 * Reads the one certificate in a PEM. Text around it is ignored.
 *
 * @throws {Problem} `private-key`, `several-certificates`, `no-certificate`
 */
export function certificateOf(pem: string): Certificate {
  if (/PRIVATE KEY-----/.test(pem)) throw new Problem('private-key');
  const [first, ...more] = certificatesIn(pem);
  if (more.length > 0) throw new Problem('several-certificates');
  const certificate = first === undefined ? undefined : readDer(first);
  if (!certificate) throw new Problem('no-certificate');
  return certificate;
}

/** What is wrong with a certificate at this moment; undefined when it is valid. */
export function faultNow({ validFrom, validTo }: Certificate): string | undefined {
  const now = Date.now();
  if (now < validFrom.getTime()) return 'is not valid yet';
  return now > validTo.getTime() ? 'has expired' : undefined;
}

/**
 * Registers a certificate for a party, in its access log too. Only the fingerprint of the certificate is stored, and when
 * it ends. Repeating it changes nothing.
 *
 * @param call who registers it
 * @returns the certificate as it is listed, and whether it is new
 * @throws {Problem} `not-found` when there is no such party, `party-ended`, `certificate-not-valid`,
 *   `certificate-taken`, `certificate-revoked`, and those of {@link certificateOf}
 */
export async function registerCertificate(
  db: Database,
  rows: RowMacs,
  call: Call,
  partyCode: string,
  { certificate: pem, name }: { readonly certificate: string; readonly name?: string },
): Promise<{ certificate: ApiKey; created: boolean }> {
  const party = await endingOf(db, rows, partyCode);
  if (!party) throw new Problem('not-found');
  refuseEnded(party);
  const certificate = certificateOf(pem);
  const { fingerprint, prefix, validFrom, validTo } = certificate;
  if (faultNow(certificate)) {
    const params = { from: validFrom.toISOString(), until: validTo.toISOString() };
    throw new Problem('certificate-not-valid', { params });
  }
  const made = await db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('api_key')
      .values({
        id: randomUUIDv7(),
        role: roleOf(party.kind),
        party_code: partyCode,
        prefix,
        certificate_hash: fingerprint,
        name: name ?? null,
        expires_at: validTo,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning(credentialColumns)
      .executeTakeFirst();
    if (!row) return undefined;
    await rows.sign(tx, signedKey, row.id);
    const detail = { keyId: row.id, prefix, role: row.role };
    await noteAccess(tx, rows, entryOf(call, 'make-key', { party: partyCode, detail }));
    return row;
  });
  if (made) return { certificate: made, created: true };
  const known = await db
    .selectFrom('api_key')
    .select(credentialColumns)
    .where('certificate_hash', '=', fingerprint)
    .where('party_code', '=', partyCode)
    .executeTakeFirst();
  // Or it has the prefix of another certificate, which does not happen by chance and has the same remedy.
  if (!known) throw new Problem('certificate-taken');
  await rows.lock(db, signedKey, known.id);
  if (known.revokedAt) throw new Problem('certificate-revoked');
  return { certificate: known, created: false };
}

/** The base64 of each certificate in a PEM. */
function certificatesIn(pem: string): string[] {
  return [...pem.matchAll(pemForm)].map(([, base64 = '']) => base64);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return ''; // It is not URL-encoded, so there is no certificate in it.
  }
}

/** Undefined when these bytes are not one certificate, and that only. */
function readDer(base64: string): Certificate | undefined {
  const der = Buffer.from(base64, 'base64');
  try {
    const { raw, validFromDate: validFrom, validToDate: validTo } = new X509Certificate(der);
    const valid = !Number.isNaN(validFrom.getTime()) && !Number.isNaN(validTo.getTime());
    if (!valid || !raw.equals(der)) return undefined;
    const fingerprint = createHash('sha256').update(der).digest();
    const prefix = `cert_${fingerprint.toString('hex').slice(0, 12)}`;
    return { fingerprint, prefix, validFrom, validTo };
  } catch {
    return undefined; // OpenSSL does not read it; its texts may quote the bytes.
  }
}
