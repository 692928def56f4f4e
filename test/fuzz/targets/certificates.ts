import { createHash, X509Certificate } from 'node:crypto';
import {
  certificateInHeader,
  certificateOf,
} from '../../../src/parties/credentials/certificates.ts';
import { Problem } from '../../../src/problem.ts';
import { derOf, handedOver, makeAuthority } from '../../support/certificates.ts';
import { must, type OpenTarget, type Target } from '../engine/target.ts';

const { certificate: pem } = makeAuthority().client();
const { certificate: another } = makeAuthority().client();
const base64 = derOf(pem).toString('base64');

/** What a proxy hands over as the certificate of a client, and what is registered as one. */
export const target: Target = {
  name: 'certificates',
  share: 0.2,
  watches: ['src/parties/credentials/certificates.ts'],
  seeds: [
    handedOver({ certificate: pem, key: '' }),
    encodeURIComponent(pem),
    pem,
    pem + another,
    encodeURIComponent(pem + another),
    `:${base64}:`,
    `:${base64}AAAA:`,
    `:${base64.slice(0, -8)}:`,
    ...['::', ':', ':=:', ':AAAA:', '%', '%2', '%FF%FE', '(null)', '-'],
    '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----',
    '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
  ],
  grammar: {
    dictionary: [
      ...['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----', 'PRIVATE KEY-----'],
      ...[':', '%0A', '%20', '%2B', '=', '\n', '\r\n', '\0', base64.slice(0, 40), 'MII'],
    ],
    units: /-----[A-Z ]+-----|%[0-9A-F]{2}|[A-Za-z0-9+/]{8}/g,
    longest: 8192,
  },
  open: async () => new Certificates(),
};

class Certificates implements OpenTarget {
  run(input: Buffer): string {
    const text = input.toString('latin1');
    const read = certificateInHeader(text);
    if (read) checkFingerprint(text, read.fingerprint, decodeURIComponent);
    return `${read ? 'a certificate' : 'none'}, ${this.#register(text)}`;
  }

  #register(text: string): string {
    try {
      const { fingerprint, validFrom, validTo } = certificateOf(text);
      checkFingerprint(text, fingerprint, (plain) => plain);
      must(!Number.isNaN(validFrom.getTime() + validTo.getTime()), 'it is valid at no known time');
      must(!text.includes('PRIVATE KEY-----'), 'a private key is taken');
      return 'registered';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return error.code;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing was opened.
  }
}

/** Whether this is the fingerprint of a certificate that is in the text as a whole. */
function checkFingerprint(text: string, found: Buffer, decode: (text: string) => string): void {
  const inside = /^:[A-Za-z0-9+/=]+:$/.test(text)
    ? [text.slice(1, -1)]
    : decode(text).split('-----');
  const ders = inside.map((base64) => Buffer.from(base64, 'base64'));
  const der = ders.find((one) => createHash('sha256').update(one).digest().equals(found));
  must(der !== undefined, 'it is no certificate');
  must(new X509Certificate(der).raw.equals(der), 'there is more than one certificate in it');
}
