const absent = Buffer.from([0xff, 0xff, 0xff, 0xff]);

/** A field as its length in bytes (4 bytes, big-endian) and its bytes, text in UTF-8. */
export function lengthPrefixed(field: string | Uint8Array): Buffer {
  const bytes = typeof field === 'string' ? Buffer.from(field) : field;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Fields one after the other, so that no two lists give the same bytes. Null is `ffffffff`. */
export function lengthPrefixedAll(fields: readonly (string | Uint8Array | null)[]): Buffer {
  return Buffer.concat(fields.map((field) => (field === null ? absent : lengthPrefixed(field))));
}
