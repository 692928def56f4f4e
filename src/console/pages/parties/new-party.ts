import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { createPartyKey } from '../../../parties/credentials/api-keys.ts';
import { anyParty, fits } from '../../../parties/directory/codes.ts';
import { addParty, type Party } from '../../../parties/directory/parties.ts';
import { partyKinds } from '../../../store/tables.ts';
import {
  firstRunWords,
  partyWords,
  newPartyWords as say,
} from '../../../texts/console/party-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import type { Faults } from '../../frame/form.ts';
import { html } from '../../frame/html.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { sentence } from '../../frame/sentence.ts';
import { type PageParts, pageConfig, plainPage } from '../parts.ts';
import { firstRunOf, stepsHtml } from './first-run.ts';
import { type PartyTyped, partyForm } from './party-form.ts';

const Typed = Type.String({ default: '', maxLength: 1000 });
const body = Type.Object({ token: Typed, kind: Typed, code: Typed, name: Typed });

/** The form that makes a party, and what it makes: the party, and a key that is shown this once. */
export const newPartyPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const { db } = parts.store;
  const { at } = parts.publicAddress;
  const config = pageConfig(parts, ['administrator']);
  const up = (language: Language) => ({
    up: { path: '/console/parties', title: partyWords.title[language] },
  });

  app.get('/console/parties/new', { config, schema: plainPage }, (request, reply) => {
    const language = languageOf(request);
    return sendPage(request, reply, {
      ...up(language),
      title: say.title[language],
      main: partyForm(request.viewer, at('/console/parties')),
    });
  });

  // Making it twice does nothing twice: the second time the party is there, and no second key is made. When the
  // process dies between the two, the sentence about a party that is there says how to make its key.
  app.post('/console/parties', { config, schema: { hide: true, body } }, async (request, reply) => {
    const { viewer } = request;
    const language = languageOf(request);
    const typed = trimmed(request.body);
    const { wish: asked, faults } = check(typed, language);
    const party = asked && (await addParty(db, parts.macs, viewer.call, asked));
    if (!party) {
      const wrong = faults ?? new Map([['code', say.codeTaken[language]]]);
      const main = partyForm(viewer, at('/console/parties'), typed, wrong);
      return sendPage(request, reply, { ...up(language), title: say.title[language], main }, 400);
    }
    const wish = { name: say.firstKey };
    const { key } = await createPartyKey(db, parts.macs, viewer.call, party.code, wish);
    const run = await firstRunOf(parts);
    const next =
      run &&
      html`<h2>${firstRunWords.next[language]}</h2>
${stepsHtml(run, request, language)}`;
    return sendPage(request, reply, {
      ...up(language),
      title: say.made[language].replace('{name}', () => party.name),
      main: html`<h2 id="key-of">${say.keyIs[language].replace('{name}', () => party.name)}</h2>
<p><code class="key" aria-labelledby="key-of">${key}</code></p>
<p><strong>${say.keyOnce[language]}</strong></p>
<p>${sentence(say.keyUse[language])}</p>
${next}<p><a href="${at(`/console/parties/${party.code}`)}">${say.toParty[language].replace('{name}', () => party.name)}</a></p>
<p><a href="${at('/console/parties/new')}">${say.another[language]}</a></p>
<p><a href="${at('/console/parties')}">${say.all[language]}</a></p>`,
    });
  });
};

function trimmed({ kind, code, name }: PartyTyped): PartyTyped {
  return { kind, code: code.trim(), name: name.trim() };
}

/** What was typed as a party, or what is wrong with it. */
function check(
  typed: PartyTyped,
  language: Language,
):
  | { readonly wish: Pick<Party, 'code' | 'kind' | 'name'>; readonly faults?: never }
  | { readonly wish?: never; readonly faults: Faults } {
  const { code, name } = typed;
  const kind = partyKinds.find((one) => one === typed.kind);
  const faults = new Map<string, string>();
  if (!kind) faults.set('kind', say.kindMissing[language]);
  if (kind && !fits(kind, code)) faults.set('code', say.codeOf[kind][language]);
  else if (!anyParty.test(code)) faults.set('code', say.codeMissing[language]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name of a party has none
  if (!/^[^\u0000-\u001f]{1,200}$/.test(name)) faults.set('name', say.nameMissing[language]);
  return kind && faults.size === 0 ? { wish: { kind, code, name } } : { faults };
}
