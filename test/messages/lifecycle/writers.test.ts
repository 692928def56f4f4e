import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/*
 * The status of a message is written in src/messages/lifecycle and nowhere else, so that what always follows
 * on it is done in one place.
 */

const src = new URL('../../../src/', import.meta.url).pathname;

/** Columns that hold the status of a message, or that it is not there any more. */
const columns = [
  'status',
  'accepted_at',
  'delivered_at',
  'changed_at',
  'error_code',
  'forgotten_at',
];

/** Statements of a source that write those columns of `message`, make a message or delete one. */
function writesOf(source: string): string[] {
  const updates = [
    ...source.matchAll(/update\s+message\b(?!_)([\s\S]*?)(?:\bwhere\b|\breturning\b|`)/g),
  ]
    .map(([whole]) => whole)
    .filter((statement) =>
      columns.some((column) => new RegExp(`[\\s,]${column}\\s*=`).test(statement)),
    );
  const others = source.match(/(?:insert\s+into|delete\s+from)\s+message\s/g) ?? [];
  const built = source.match(/(?:updateTable|insertInto|deleteFrom)\('message'\)/g) ?? [];
  return [...updates, ...others, ...built];
}

test('a statement that writes the status of a message is seen in each form', () => {
  for (const source of [
    "`update message set status = 'failed' where id = $1`",
    '`with x as (update message set first_use = true, changed_at = now() from y where a = b) select`',
    '`insert into message (id) values ($1)`',
    '`delete from message where id = $1`',
    "db.updateTable('message').set({ status: 'failed' })",
  ])
    expect(writesOf(source), source).toHaveLength(1);
  for (const source of [
    '`update message set mac = $1 where id = $2`',
    '`update message_content set sealed = $1`',
    "`select id from message where status = 'failed'`",
  ])
    expect(writesOf(source), source).toEqual([]);
});

test('nothing but the lifecycle writes the status of a message', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const writers = files.filter(
    (file) => writesOf(readFileSync(join(src, file), 'utf8')).length > 0,
  );
  expect(writers.length).toBeGreaterThan(5);
  expect(writers.filter((file) => !file.startsWith('messages/lifecycle/'))).toEqual([]);
});
