import { expect, test } from 'vitest';
import { pageWithin } from '../../src/console/sign-in/where.ts';

test.each([
  '/console',
  '/console/messages',
  '/console/messages/0197f3a0-0000-8000-8000-000000000001',
  '/console/terms?status=missed&party=12345678',
  '/console/terms?from=2026-01-01&name=De%20Dijk',
  '/console/rules/TR302',
])('a page of the console is where somebody wanted to go: %s', (path) => {
  expect(pageWithin(path)).toBe(path);
});

test.each([
  ...['//evil.example', '/\\evil.example', '\\\\evil.example', 'https://evil.example/console'],
  ...['/console/../..', '/console/..', '/console/./x', '/console/%2e%2e/x', '/console/x/../../y'],
  ...['/console//evil.example', '/console/%2F%2Fevil', '/console/\\evil', '/consolex', '/v1/me'],
  ...['/console/x%0d%0aSet-Cookie:a=b', '/console/x\r\nLocation: y', 'javascript:alert(1)'],
  ...['/console@evil.example', '/console/@evil.example', '/console/x#//evil', '/console?a?b'],
  ...['/console/sign-in', '/console/sign-out', '/console/role', '/console/kept/x', ''],
  ...[undefined, null, 7, ['/console/x'], { to: '/console/x' }, `/console/${'x'.repeat(700)}`],
])('anything else is the first page: %j', (asked) => {
  expect(pageWithin(asked)).toBe('/console');
});

test('filters stay, but for what nobody should have typed there', () => {
  expect(pageWithin('/console/terms?q=999900006')).toBe('/console/terms');
  expect(pageWithin('/console/terms?q=9999%2E00006')).toBe('/console/terms');
  expect(pageWithin('/console/terms?q=%zz')).toBe('/console/terms?q=%zz');
  expect(pageWithin('/console/terms?q=<script>')).toBe('/console/terms');
  // No text at all, and no error either.
  expect(pageWithin('/console/terms?q=%ff')).toBe('/console/terms?q=%ff');
});
