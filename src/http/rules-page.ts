import { berichten } from '../standard/catalogue.ts';
import type { Rule } from '../standard/rules/rule.ts';
import { escapeHtml, type Page, page } from './html.ts';

const types = berichten.map(({ type }) => type);

/** No script: `#JW315` in the address shows the rules of that message, `#CS002` marks one rule. */
const style = `
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; }
td p { margin: 0 0 .5rem; }
td:nth-child(4) { min-width: 6rem; }
td:nth-child(5) { overflow-wrap: anywhere; }
td:nth-child(6) { min-width: 18rem; }
tr:target { outline: .2rem solid Highlight; }
.only { display: none; font-weight: bold; }
.only:target { display: block; }
${types.map((type) => `#${type}:target ~ .table tbody tr:not(.${type})`).join(',\n')} { display: none; }
`;

/** The list of rules as a page that loads nothing: in Dutch, with the English below it. */
export function rulesPage(rules: readonly Rule[]): Page {
  const some = berichten
    .map(({ type, naam }) => ({ type, naam, count: countOf(rules, type) }))
    .filter(({ count }) => count > 0);
  const links = some.map(({ type, naam }) => `<li><a href="#${type}">${type} ${naam}</a></li>`);
  const shown = some.map(
    ({ type, naam, count }) =>
      `<p class="only" id="${type}">Alleen ${type} ${naam}: ${count} regels. <a href="#">Toon alle regels</a></p>`,
  );
  return page({
    language: 'nl',
    title: 'Regels van iJw 3.2',
    style,
    body: `<h1>Regels van iJw 3.2</h1>
<p>De gateway legt elk bericht dat aan de XSD voldoet naast deze ${rules.length} regels. Niveau 2 gaat over het bericht zelf, niveau 3 over wat er eerder is gezegd, niveau 4 over de klok en over lijsten van anderen. Bij elke regel staat wat er in het bericht moet veranderen, en met welke RetourCode het anders wordt afgekeurd.</p>
<p lang="en">The gateway holds every message that satisfies its XSD against these ${rules.length} rules. Level 2 is about the message itself, level 3 about what was said before, level 4 about the clock and lists of others. With each rule stands what to change in the message, and the RetourCode with which it is refused otherwise.</p>
<p>Voor software: <a href="../v1/rules"><code>GET /v1/rules</code></a>. Een bericht proberen: <code>POST /v1/validations</code> of <code>npx ijw validate</code>. Meer: <a href="../docs">de API</a>.</p>
<nav aria-label="Regels per bericht">
<ul>
<li><a href="#">Alle regels</a></li>
${links.join('\n')}
</ul>
</nav>
${shown.join('\n')}
<div class="table" role="region" aria-label="Regels" tabindex="0">
<table>
<caption>Alle regels, in de volgorde waarin de gateway ze meldt. <span lang="en">All rules, in the order in which the gateway tells them.</span></caption>
<thead>
<tr><th scope="col">Regel</th><th scope="col">Niveau</th><th scope="col">RetourCode</th><th scope="col">Berichten</th><th scope="col">Berichtklasse</th><th scope="col">Wat te doen</th></tr>
</thead>
<tbody>
${rules.map(rowOf).join('\n')}
</tbody>
</table>
</div>`,
  });
}

function countOf(rules: readonly Rule[], type: Rule['messages'][number]): number {
  return rules.filter(({ messages }) => messages.includes(type)).length;
}

function rowOf(rule: Rule): string {
  const { code, level, retourCode, messages, berichtklasse, sentence, reading } = rule;
  const cells = [
    String(level),
    escapeHtml(retourCode),
    messages.join(', '),
    escapeHtml(berichtklasse),
    `<p>${escapeHtml(sentence.nl)}</p><p lang="en">${escapeHtml(sentence.en)}</p>${
      reading
        ? `<p><strong>Zo gelezen:</strong> ${escapeHtml(reading.nl)}</p><p lang="en"><strong>Read so:</strong> ${escapeHtml(reading.en)}</p>`
        : ''
    }`,
  ];
  return `<tr id="${code}" class="${messages.join(' ')}"><th scope="row"><a href="#${code}">${code}</a></th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
