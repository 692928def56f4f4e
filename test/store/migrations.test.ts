import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { migrate, openStore } from '../../src/store/database.ts';
import { makeEmptyDatabase } from '../support/database.ts';

const folder = new URL('../../migrations/', import.meta.url);

/**
 * SHA-256 of each migration, in the order in which they run. What has run somewhere stays as it is, for it
 * does not run there again; and a new one comes after all others, or the gateway would not start there.
 */
const known: Readonly<Record<string, string>> = {
  '0001-first': '4bc1ff6735db6f0f22ee246ea397e591875976070d333059dc455e851cc35c42',
  '0002-lines': '644dad454d3a57934d8673eee7f1b4163a92f530fe8fedcd2daf0f797be8450b',
  '0003-operations': 'cef385f5da7b0eaa6dd321abb3754c45aa041d0659a7f5bfeab3a27f7f9d1c8e',
  '0004-answers': '150132df9d10e07c476763e54b240a3542e22067fee84a3d618086c944f37de9',
  '0005-ledger': 'c49d65f3400ed6908bee23aae92ca48949b0e257d8b5da9741d217c9853e5c1a',
  '0006-past': '5fbe4494f7182c58b5c05fbc379f79bdb4b79b21d43b32722cdef9f53198886d',
  '0007-keys': '73a06ad9478313e65dcaa5398716849b921a8ee9ce6ceddda00fa30996630f36',
  '0008-access-log': 'a9e06f1b626dadad3dd05843864d505653bb0b079de7f9ece847ad63730b7e27',
  '0010-certificates': 'b6e327f8838776968bd7ec6db2d35420e092d3268688b91532e0b01c13389e2b',
  '0011-mandates': '2dd238a289310d07770c44a065e7f34196dd8babe3fcc2fed8d844178b0bd45b',
  '0012-keeping': 'fb125c84f3c0f89e7a4a02c8cdaa832f4fde7fdd38b66ddc3eb60961ecff233e',
  '0013-known-children': '36b59826176243406d4e9e6e72589c8184d1ef07f63f0f5b8cd9ee210fc040aa',
  '0014-repeats': '5462db26d3e1fcc08eb0ee225b3ae454e825be40434525c324578aa7bb93e0c9',
  '0016-lists': '19fe4fb598b3e68125a01aa6ec8aea2a60f71e46475964e7730b1880b909f51a',
  '0018-product-lists': 'f1f52c6a18c608740fe0824e08d89f30e243d92ffd0e2b8acc441541c58c7703',
  '0019-sealing': '01fffe1867893ff6e4827f2d5f6b552a0b80f531e26375d4112538425850d22b',
  '0022-requests': '9f5361824194bfc1cc52e39499319b31d09c703389075c7613ff7af9a4bce3ea',
  '0023-last-error': 'da61f97bc55f2c4ad843b6373c1aec71c68519c11294e9bb49480520f8836f25',
  '0025-entry-versions': '645d626e957cd7d69a3c48cd1fb844b464a8515c28da227399a3836663c25679',
  '0026-signed-rows': '889ff8c0db1f396b626a86208a65049c1ecc939ea9e411bdb6c47361c8dca3ec',
  '0027-bound-contents': '08a997468c12df32ac2d4fcdda034bb8abcf82a759054ef84f613b62ac3f2d2f',
  '0028-log-rows': '6b811c86ec76f6208ae98c1dd6ced742ee1383bba7b21a25d6e92333e362c56a',
  '0029-outbox-kinds': 'f6c2cfc55e828bb90edb8685afd1219648ea09246cc1b7e16c9de38dacb1cf2a',
  '0030-events': 'ec108fc15ea8e8e0a9040d3966c3d2abaa5f4f4cfff39d30e42fb2c1f36b09b8',
  '0031-sealed-lists': '72bad0a3782f33a5a503d5c21219b325b4dfd074c48cae4205482d022ac259de',
  '0032-records': 'ead797a95abd0b6eaf1af35c6f12cf526d19430f89635c7256f4adfc1ede8a00',
  '0033-findings': '67f8339b40d448078df277326abb9daf3edd7f639795c624ed934742bfe95d01',
  '0034-traces': '2b90c478f87c76991b3d44b3a7144ee53f945ac296b8e021211862c5b5533883',
  '0035-growing-tables': '834ef9dc3bc5b09f7313957f07ebf90e6ae248a769e199f58f8917b30d9c8841',
  '0036-designations': '92d3f599009211c60f0f5437e16a869d695281604ebf7938f70ad68cdcc6cbd9',
  '0037-contracts': 'fe803f07f82ee0fa1f258cfcb46cff468301874c3848988e0fe4b7a41d2025b7',
  '0038-terms': '5dd30d7e69bb6b9f876aec1406aae277ce80e2d627f10b3fb0655d3492cc5b81',
  '0039-drafts': '85c36b000a84c8a77a510c80dde087b772fa77f3b899d68dd5909fe4153dfdfa',
  '0040-conversions': 'd4a1b95b011eda31bc00c0e1f60b1f67f2f70cd3274cebb6462593dbee532a98',
  '0041-goals': '33570cba9cab2968ab62c6285f35009c4f245793f8d8dbe70e4aabbe09b5684f',
  '0042-signals': '0f79afe2fc63af31269e2f2f75cc4063f9d50af472399a0e6fceab267d579b19',
  '0043-figures': '4c93ddfd2b6bd52f4f2084f1e269717b62ec6d17969caa8da177db78515388e9',
  '0044-sessions': 'de1ca4b55040c33182e7d071c2d86c1bf368ca328b9d8fb2b8971af39ab79af5',
  '0045-hours': '5445aa8eba955c1fa99f4b3b2ac2564d8155e788c5bfa418d30173b172afb044',
  '0046-verifications': 'e1ba01bd45c0f93fb4070abea2b2381526565d5a8133f305225e91655e789fed',
  '0047-searches': 'a04a5e6dc9417c5913af4ff8e24764559910f61248c74302df6e89ea2dc4ba22',
  '0048-ending-allocations': '30ef465aadf51665df14a1474e93816853a5696c30e4c224ac73e97ad086d1da',
  '0050-files-and-logouts': '9b66cc613f833be143a17f791e2f7c5536a0bd490f640f425ef51ae06371cd53',
  '0051-declarations': '33a53f325176e99c299ae498ac6df32c7da0095d330c43e7226325ea0cad3bd2',
  '0052-drafts-of-declarations': 'fc389a7c80a903b8a76c387119e1c07afcc332867d2f8984b8b6f8d068fe6f20',
  '0053-answering-declarations': 'f7abe9af8c6c396a47632d38cc3c9b3f36083b05207920d8eff2f1852c1fa972',
};

test('migrations are added at the end, and those before stay as they are', () => {
  const now = readdirSync(folder)
    .sort()
    .map((file) => {
      const digest = createHash('sha256').update(readFileSync(new URL(file, folder)));
      return [file.replace('.ts', ''), digest.digest('hex')];
    });
  expect(now).toEqual(Object.entries(known));
});

test('tables of a newer version are left as they are, and the error says which version will do', async () => {
  const { url, drop } = await makeEmptyDatabase();
  const store = openStore({ url, size: 1 });
  try {
    await migrate(store.db);
    await store.pool.query("insert into kysely_migration values ('9999-of-next-year', now())");
    await expect(migrate(store.db)).rejects.toThrow(
      /not of this version .* 9999-of-next-year is missing. Start the version/,
    );
  } finally {
    await store.close();
    await drop();
  }
});
