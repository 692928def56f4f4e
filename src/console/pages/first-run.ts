import { firstRunWords as say } from '../../texts/console/party-words.ts';
import { type Html, html } from '../frame/html.ts';
import type { Viewer } from '../viewer.ts';
import { partyForm } from './party-form.ts';

const post = `IJW_KEY=ijw_... npx ijw post --wait fixtures/conversation/01-JW315.xml`;

/** What an administrator of a gateway without parties does first, with the form for it. */
export function firstRunHtml(viewer: Viewer, at: (path: string) => string): Html {
  const { language } = viewer;
  return html`<h2>${say.title[language]}</h2>
<p>${say.about[language]}</p>
<ol>
<li>${say.gemeente[language]}</li>
<li>${say.aanbieder[language]}</li>
<li>${say.post[language]} <pre><code>${post}</code></pre> <a href="${at('/docs/example')}">${say.example[language]}</a></li>
<li>${say.mailbox[language]}</li>
</ol>
${partyForm(viewer, at('/console/parties'))}`;
}
