import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key, both PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate says; what is left out is as it always is. */
export interface Wish {
  /** Its common name. */
  readonly subject?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** An authority of a test's own. */
export interface Authority extends Certified {
  /** A certificate of it, for a client. */
  client(wish?: Wish): Certified;
  /** A certificate of it, for `localhost` and 127.0.0.1. */
  server(): Certified;
}

/** Makes an authority; no other has the same name or key. */
export function makeAuthority(): Authority {
  const authorityKeys = newKeys();
  const name = `ijw-gateway test ${randomBytes(4).toString('hex')}`;
  const certify = (keys: Keys, extension: Buffer, wish: Wish): Certified => {
    const { subject = name, from, to } = wish;
    const body = sequence(
      tagged(0xa0, integer(2)), // Version 3.
      integer(1, randomBytes(8)),
      ecdsaWithSha256,
      nameOf(name),
      sequence(time(from ?? new Date('2000-01-01')), time(to ?? new Date('9999-12-31T23:59:59Z'))),
      nameOf(subject),
      keys.publicKey.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(extension)),
    );
    const signature = sign('sha256', body, authorityKeys.privateKey);
    const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature));
    return {
      certificate: pemOf(der),
      key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    };
  };
  return {
    ...certify(authorityKeys, authorityExtension, {}),
    client: (wish = {}) => certify(newKeys(), clientExtension, { subject: 'client', ...wish }),
    server: () => certify(newKeys(), serverExtension, { subject: 'localhost' }),
  };
}

/** An authority, and a certificate of it for a server. */
export function makeCertificates(): { authority: Certified; server: Certified } {
  const authority = makeAuthority();
  return { authority, server: authority.server() };
}

/** A certificate as a proxy hands it over by RFC 9440. */
export function handedOver({ certificate }: Certified): string {
  return `:${derOf(certificate).toString('base64')}:`;
}

/** SHA-256 of the DER, as tokens (RFC 8705) and lists name it. */
export function thumbprint({ certificate }: Certified, encoding: 'base64url' | 'hex'): string {
  return createHash('sha256').update(derOf(certificate)).digest(encoding);
}

/** The DER of a PEM. */
export function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64');
}

/** A PEM as OpenSSL writes it, in lines of 64 signs. */
function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

type Keys = ReturnType<typeof newKeys>;

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

// What there is of DER (X.690) in such a certificate.
function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function integer(first: number, rest = Buffer.alloc(0)): Buffer {
  return tagged(0x02, Buffer.from([first]), rest);
}

function octets(content: Buffer): Buffer {
  return tagged(0x04, content);
}

function oid(digits: string): Buffer {
  return tagged(0x06, hex(digits));
}

/** GeneralizedTime: seconds, in UTC. */
function time(moment: Date): Buffer {
  return tagged(0x18, Buffer.from(moment.toISOString().replace(/\.\d+|[-:T]/g, '')));
}

function nameOf(commonName: string): Buffer {
  const attribute = sequence(oid('550403'), tagged(0x0c, Buffer.from(commonName)));
  return sequence(tagged(0x31, attribute));
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
// basicConstraints: an authority. subjectAltName: a DNS name and an address. extKeyUsage: a client.
const authorityExtension = sequence(
  oid('551d13'),
  tagged(0x01, hex('ff')),
  octets(sequence(hex('0101ff'))),
);
const serverExtension = sequence(
  oid('551d11'),
  octets(sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, hex('7f000001')))),
);
const clientExtension = sequence(oid('551d25'), octets(sequence(oid('2b06010505070302'))));
