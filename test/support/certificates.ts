import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key, both PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

/** An authority of a test's own, and a certificate of it for `localhost` and 127.0.0.1. */
export function makeCertificates(): { authority: Certified; server: Certified } {
  const authorityKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const serverKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = `ijw-gateway test ${randomBytes(4).toString('hex')}`;
  const certify = (subject: string, keys: typeof serverKeys, extension: Buffer): Certified => {
    const body = sequence(
      tagged(0xa0, integer(2)), // Version 3.
      integer(1, randomBytes(8)),
      ecdsaWithSha256,
      nameOf(name),
      sequence(time('20000101000000Z'), time('99991231235959Z')),
      nameOf(subject),
      keys.publicKey.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(extension)),
    );
    const signature = sign('sha256', body, authorityKeys.privateKey);
    const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature));
    return {
      certificate: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
      key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    };
  };
  // basicConstraints: an authority. subjectAltName: a DNS name and an address.
  const authority = sequence(
    oid('551d13'),
    tagged(0x01, hex('ff')),
    octets(sequence(hex('0101ff'))),
  );
  const names = sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, hex('7f000001')));
  return {
    authority: certify(name, authorityKeys, authority),
    server: certify('localhost', serverKeys, sequence(oid('551d11'), octets(names))),
  };
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

function time(generalized: string): Buffer {
  return tagged(0x18, Buffer.from(generalized));
}

function nameOf(commonName: string): Buffer {
  const attribute = sequence(oid('550403'), tagged(0x0c, Buffer.from(commonName)));
  return sequence(tagged(0x31, attribute));
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
