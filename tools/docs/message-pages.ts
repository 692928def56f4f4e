import { exampleDetails } from '../../src/http/server/problem-examples.ts';
import type { ProblemCode } from '../../src/problem.ts';
import { ruleSetVersion, rules } from '../../src/standard/rules/rules.ts';
import { problemDetail, problemTexts } from '../../src/texts/problem-texts.ts';
import { statusTexts } from '../../src/texts/status-texts.ts';
import { code, documentOf, plain, table } from './markdown.ts';

export function statusesPage(): string {
  return documentOf('Statuses of a message', [
    table(
      ['status', 'means'],
      Object.entries(statusTexts).map(([status, means]) => [code(status), means]),
    ),
    'The way from one to the next is in [what happens to a message](../concepts/messages.md).',
  ]);
}

export function problemsPage(): string {
  const codes = Object.keys(problemTexts) as ProblemCode[];
  return documentOf('Problems', [
    'Every error is `application/problem+json` (RFC 9457): `title` and `detail` say what to do next; `type` is the link to its documentation, and its last part is the code for programs; `violations` (100 at most) name line, element and rule. With a refused message comes its `messageId`; with a fault of the gateway a `requestId`, by which the operator finds it in the log. `503` and `429` come with `Retry-After`; sending again is always harmless. What is not right is 400; what is right and cannot be done now is 409.',
    table(
      ['code', 'status', 'what it is'],
      codes.map((one) => [
        `[${code(one)}](#${one})`,
        String(problemTexts[one].status),
        problemTexts[one].title.en,
      ]),
    ),
    'Numbers, codes and dates below are invented.',
    ...codes.flatMap((one) => [
      `## ${one}`,
      `${problemTexts[one].status}. ${plain(problemDetail(one, exampleDetails(one), 'en'))}`,
    ]),
  ]);
}

export function rulesPage(): string {
  return documentOf('Rules', [
    `Version ${ruleSetVersion} of the rules has ${rules.length}. Level 2 is about the message itself, level 3 about the past, level 4 about the clock and external lists. Each rule says what to change in the message, and the RetourCode with which it is refused otherwise. \`GET /v1/rules\` has the same for programs, and \`/docs/rules\` in Dutch. [Rules and retouren](../concepts/rules-and-retouren.md) tells when they are asked.`,
    table(
      ['rule', 'level', 'RetourCode', 'messages', 'berichtklasse', 'what to do'],
      rules.map((rule) => [
        rule.code,
        String(rule.level),
        rule.retourCode,
        rule.messages.join(' '),
        rule.berichtklasse,
        plain(`${rule.sentence.en}${rule.reading ? ` Read so: ${rule.reading.en}` : ''}`),
      ]),
    ),
  ]);
}
