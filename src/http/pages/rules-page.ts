import { berichten } from '../../standard/catalogue.ts';
import type { Rule } from '../../standard/rules/engine/rule.ts';
import { rulesPageWords } from '../../texts/pages/page-words.ts';
import { escapeHtml, langOf, type Page, page } from './html.ts';
import type { Reader } from './reader.ts';

const types = berichten.map(({ type }) => type);

/** Without a script: `#JW315` in the address shows the rules of that message, `#CS002` marks one rule. */
const style = `
nav.types ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; }
nav.types a { display: inline-block; padding: .15rem 0; }
td p { margin: 0 0 .5rem; }
td:nth-child(4) { min-width: 6rem; }
td:nth-child(5) { overflow-wrap: anywhere; }
td:nth-child(6) { min-width: 18rem; }
tr:target { outline: .2rem solid var(--focus); }
.only { display: none; font-weight: bold; }
.only:target { display: block; }
${types.map((type) => `#${type}:target ~ .table tbody tr:not(.${type})`).join(',\n')} { display: none; }
`;

/** The list of rules as a page. */
export function rulesPage(rules: readonly Rule[], reader: Reader): Page {
  const { language, at } = reader;
  const say = rulesPageWords[language];
  const dutch = langOf('nl', language);
  const some = berichten
    .map(({ type, naam }) => ({ type, naam, count: countOf(rules, type) }))
    .filter(({ count }) => count > 0);
  const links = some.map(
    ({ type, naam }) => `<li><a href="#${type}"${dutch}>${type} ${naam}</a></li>`,
  );
  const shown = some.map(
    ({ type, naam, count }) =>
      `<p class="only" id="${type}">${say.just} <span${dutch}>${type} ${naam}</span>: ${say.only(count)} <a href="#">${say.showAll}</a></p>`,
  );
  return page({
    reader,
    title: say.title,
    style,
    body: `<h1>${say.title}</h1>
<p>${say.about(rules.length)}</p>
<p>${say.software} <a href="${at('/v1/rules')}"><code>GET /v1/rules</code></a>. ${say.try}</p>
<nav class="types" aria-label="${say.perMessage}">
<ul>
<li><a href="#">${say.all}</a></li>
${links.join('\n')}
</ul>
</nav>
${shown.join('\n')}
<div class="table" role="region" aria-label="${say.title}" tabindex="0">
<table>
<caption>${say.caption}</caption>
<thead>
<tr>${say.columns.map((name) => `<th scope="col">${name}</th>`).join('')}</tr>
</thead>
<tbody>
${rules.map((rule) => rowOf(rule, reader)).join('\n')}
</tbody>
</table>
</div>`,
  });
}

function countOf(rules: readonly Rule[], type: Rule['messages'][number]): number {
  return rules.filter(({ messages }) => messages.includes(type)).length;
}

function rowOf(rule: Rule, { language }: Reader): string {
  const { code, level, retourCode, messages, berichtklasse, sentence, reading } = rule;
  const cells = [
    String(level),
    escapeHtml(retourCode),
    messages.join(', '),
    escapeHtml(berichtklasse),
    `<p>${escapeHtml(sentence[language])}</p>${
      reading
        ? `<p><strong>${rulesPageWords[language].reading}</strong> ${escapeHtml(reading[language])}</p>`
        : ''
    }`,
  ];
  return `<tr id="${code}" class="${messages.join(' ')}"><th scope="row"><a href="#${code}">${code}</a></th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
