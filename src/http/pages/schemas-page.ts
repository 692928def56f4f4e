import { schemasPageWords } from '../../texts/pages/api-words.ts';
import { type Described, exampleText } from './described.ts';
import { escapeHtml, type Page, page } from './html.ts';
import type { Reader } from './reader.ts';
import { descriptionHtml, fieldsOf, kindOf } from './schema-html.ts';

const style = `
.names { columns: 15rem; list-style: none; padding: 0; }
.names a { display: inline-block; padding: .1rem 0; }
section { border-top: 1px solid var(--line); }
section h2 { margin-top: 1.25rem; }
section:target h2 { text-decoration: underline; text-decoration-color: var(--focus); text-decoration-thickness: .2em; }
dt { font-weight: 600; margin-top: .6rem; }
dd { margin: 0 0 .25rem 1.25rem; }
dd p { margin: 0; }
`;

/** The page with all schemas that have a name, each with its own anchor. */
export function schemasPage(described: Described, reader: Reader): Page {
  const say = schemasPageWords[reader.language];
  const schemas = Object.entries(described.components.schemas);
  const sections = schemas.map(([name, schema]) => {
    const example = schema.examples?.length
      ? exampleText({ schema, example: schema.examples[0] })
      : undefined;
    const fields = fieldsOf(schema, reader);
    return `<section id="${name}">
<h2>${name}</h2>
${descriptionHtml(schema.description, reader)}
${fields || `<p class="soft">${kindOf(schema, reader)}</p>`}
${example === undefined ? '' : `<h3>${say.example}</h3>\n<pre>${escapeHtml(example)}</pre>`}
</section>`;
  });
  return page({
    reader,
    title: say.title,
    style,
    body: `<h1>${say.title}</h1>
<p>${say.about}</p>
<nav aria-label="${say.names}"><ul class="names">
${schemas.map(([name]) => `<li><a href="#${name}">${name}</a></li>`).join('\n')}
</ul></nav>
${sections.join('\n')}`,
  });
}
