import { berichten } from '../../standard/catalogue.ts';
import type { Rule } from '../../standard/rules/rule.ts';
import { escapeHtml, langOf, type Page, page } from './html.ts';
import type { Reader } from './reader.ts';

const types = berichten.map(({ type }) => type);

/** No script: `#JW315` in the address shows the rules of that message, `#CS002` marks one rule. */
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

const words = {
  nl: {
    title: 'Regels van iJw 3.2',
    about: (count: number) =>
      `De gateway legt elk bericht dat aan de XSD voldoet naast deze ${count} regels. Niveau 2 gaat over het bericht zelf, niveau 3 over wat er eerder is gezegd, niveau 4 over de klok en over lijsten van anderen. Bij elke regel staat wat er in het bericht moet veranderen, en met welke RetourCode het anders wordt afgekeurd.`,
    software: 'Voor software:',
    try: 'Een bericht proberen: <code>POST /v1/validations</code> of <code>npx ijw validate</code>.',
    perMessage: 'Regels per bericht',
    all: 'Alle regels',
    only: (count: number) => `${count} regels.`,
    just: 'Alleen',
    showAll: 'Toon alle regels',
    caption: 'Alle regels, in de volgorde waarin de gateway ze meldt.',
    columns: ['Regel', 'Niveau', 'RetourCode', 'Berichten', 'Berichtklasse', 'Wat u moet doen'],
    reading: 'Zo gelezen:',
  },
  en: {
    title: 'Rules of iJw 3.2',
    about: (count: number) =>
      `The gateway holds every message that satisfies its XSD against these ${count} rules. Level 2 is about the message itself, level 3 about what was said before, level 4 about the clock and lists of others. With each rule stands what to change in the message, and the RetourCode with which it is refused otherwise.`,
    software: 'For software:',
    try: 'To try a message: <code>POST /v1/validations</code> or <code>npx ijw validate</code>.',
    perMessage: 'Rules by message',
    all: 'All rules',
    only: (count: number) => `${count} rules.`,
    just: 'Only',
    showAll: 'Show all rules',
    caption: 'All rules, in the order in which the gateway tells them.',
    columns: ['Rule', 'Level', 'RetourCode', 'Messages', 'Berichtklasse', 'What to do'],
    reading: 'Read so:',
  },
} as const;

/** The list of rules as a page that loads nothing. */
export function rulesPage(rules: readonly Rule[], reader: Reader): Page {
  const { language, at } = reader;
  const say = words[language];
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
        ? `<p><strong>${words[language].reading}</strong> ${escapeHtml(reading[language])}</p>`
        : ''
    }`,
  ];
  return `<tr id="${code}" class="${messages.join(' ')}"><th scope="row"><a href="#${code}">${code}</a></th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
