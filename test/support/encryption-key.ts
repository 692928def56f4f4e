/** The master key of tests, unless they are about keys. */
export const testEncryptionKey = '00'.repeat(31).concat('01');
