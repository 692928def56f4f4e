import { expect, test } from 'vitest';
import { expectNothingPersonal } from '../support/leaks.ts';

test.each([
  ['a BSN of the test range', '{"path":"/v1/messages/999900018"}'],
  ['a BSN in quotes', 'value "999912008" is wrong'],
  ['a family name', 'no Amrani here'],
  ['a remark', 'xx Graag beginnen in maart. xx'],
  ['a birth date', 'born 2012-05-01, or so'],
  ['a street', 'at voorbeeldkade 1'],
])('%s in what a gateway wrote is found', (_what, text) => {
  expect(() => expectNothingPersonal('The log', text)).toThrow('The log holds what is personal');
});

test('ids, codes, moments and numbers of other kinds are not taken for it', () => {
  expectNothingPersonal(
    'The log',
    'ijw_999900018abc 01a20563-9999-7aa1-b735-999900018aff 12345678 0363 1732000000000 999900019 Europe/Amsterdam',
  );
});
