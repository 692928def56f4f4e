import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { RouteApp } from '../../../http/server/parts.ts';
import {
  type ApiKey,
  createPartyKeyOnce,
  revokeKey,
} from '../../../parties/credentials/api-keys.ts';
import { registerCertificate } from '../../../parties/credentials/certificates.ts';
import { endOfDutchDay } from '../../../region/terms/due-moment.ts';
import { roleWords } from '../../../texts/console/frame-words.ts';
import { keyWords as say } from '../../../texts/console/party-page-words.ts';
import { newPartyWords } from '../../../texts/console/party-words.ts';
import { peopleWords } from '../../../texts/console/people-words.ts';
import { momentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { typedDay } from '../../frame/day.ts';
import { areaField, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { sentence } from '../../frame/sentence.ts';
import { type Column, table } from '../../frame/table.ts';
import type { Viewer } from '../../viewer.ts';
import { type PageParts, pageConfig } from '../parts.ts';
import { readParty } from './read.ts';
import { carryOut, ownTyped, type ShowAgain, type TypedForm } from './typed.ts';

const Typed = Type.String({ default: '', maxLength: 1000 });
const params = Type.Object({ code: Type.String({ maxLength: 20 }) });
const keyParams = Type.Object({
  code: Type.String({ maxLength: 20 }),
  id: Type.String({ format: 'uuid' }),
});
const keyBody = Type.Object({
  token: Typed,
  once: Type.String({ format: 'uuid' }),
  'key-name': Typed,
  'key-expires': Typed,
});
const certificateBody = Type.Object({
  token: Typed,
  'certificate-pem': Type.String({ default: '', maxLength: 16_384 }),
  'certificate-name': Typed,
});

/** Makes and revokes keys of a party, and registers its certificates. */
export const keyForms =
  (again: ShowAgain): FastifyPluginAsyncTypebox<PageParts> =>
  async (app, parts) => {
    makeKey(app, parts, again);
    addCertificate(app, parts, again);
    revoke(app, parts);
  };

function makeKey(app: RouteApp, parts: PageParts, again: ShowAgain): void {
  const { store, macs } = parts;
  const config = pageConfig(parts, ['administrator']);
  app.post(
    '/console/parties/:code/keys',
    { config, schema: { hide: true, params, body: keyBody } },
    async (request, reply) => {
      const { code } = request.params;
      const { once, ...typed } = request.body;
      const language = languageOf(request);
      const [name, expires] = [typed['key-name'].trim(), typed['key-expires'].trim()];
      const day = expires ? typedDay(expires) : undefined;
      const faults = new Map([
        ...(isName(name) ? [] : [['key-name', say.nameLong[language]] as const]),
        ...(expires && !day ? [['key-expires', newDay(language)] as const] : []),
      ]);
      const values = { 'key-name': name, 'key-expires': expires };
      const showFaults = (found: typeof faults) =>
        again(request, reply, code, { form: 'key', values, faults: found });
      const until = day ? endOfDutchDay(day) : undefined;
      if (until && until.getTime() <= Date.now()) faults.set('key-expires', newDay(language));
      if (faults.size > 0) return showFaults(faults);
      const { party } = await readParty(request, parts, code);
      const made = await createPartyKeyOnce(store.db, macs, request.viewer.call, code, {
        id: once,
        ...(name && { name }),
        ...(until && { expiresAt: until }),
      });
      if (!made) return showFaults(new Map([['key-name', say.madeBefore[language]]]));
      const up = { path: `/console/parties/${code}`, title: party.name };
      return sendPage(request, reply.header('Cache-Control', 'no-store'), {
        title: newPartyWords.keyIs[language].replace('{name}', () => party.name),
        up,
        main: newKeyHtml(made.key, language),
      });
    },
  );
}

function addCertificate(app: RouteApp, parts: PageParts, again: ShowAgain): void {
  const { store, macs } = parts;
  const config = pageConfig(parts, ['administrator']);
  app.post(
    '/console/parties/:code/certificates',
    { config, schema: { hide: true, params, body: certificateBody } },
    async (request, reply) => {
      const { code } = request.params;
      const language = languageOf(request);
      const pem = request.body['certificate-pem'].trim();
      const name = request.body['certificate-name'].trim();
      const faults = new Map([
        ...(pem ? [] : [['certificate-pem', say.pemMissing[language]] as const]),
        ...(isName(name) ? [] : [['certificate-name', say.nameLong[language]] as const]),
      ]);
      // A private key is not shown again: it should be nowhere.
      const shown = /PRIVATE KEY/.test(pem) ? '' : pem;
      const values = { 'certificate-pem': shown, 'certificate-name': name };
      return carryOut(request, reply, parts, {
        ...{ code, typed: { form: 'certificate', values, faults }, again },
        fields: Object.fromEntries(
          certificateProblems.map((problem) => [problem, 'certificate-pem']),
        ),
        act: async () => {
          const wish = { certificate: pem, ...(name && { name }) };
          await registerCertificate(store.db, macs, request.viewer.call, code, wish);
          return 'certificate';
        },
      });
    },
  );
}

function revoke(app: RouteApp, parts: PageParts): void {
  const { store, macs, publicAddress } = parts;
  app.post(
    '/console/parties/:code/keys/:id/revocation',
    {
      config: pageConfig(parts, ['itself', 'administrator']),
      schema: { hide: true, params: keyParams },
    },
    async (request, reply) => {
      const { code, id } = request.params;
      await revokeKey(store.db, macs, request.viewer.call, code, id.toLowerCase());
      return reply.redirect(publicAddress.at(`/console/parties/${code}?done=revoked`), 303);
    },
  );
}

const certificateProblems = [
  ...(['no-certificate', 'several-certificates', 'private-key', 'party-ended'] as const),
  ...(['certificate-not-valid', 'certificate-taken', 'certificate-revoked'] as const),
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: a name has none
const isName = (text: string): boolean => /^[^\u0000-\u001f]{0,200}$/.test(text);

const newDay = (language: Language): string => say.expiresFault[language];

function newKeyHtml(key: string, language: Language): Html {
  return html`<p><code class="key">${key}</code></p>
<p><strong>${newPartyWords.keyOnce[language]}</strong></p>
<p>${sentence(newPartyWords.keyUse[language])}</p>
`;
}

/** The keys and certificates of a party; each that works can be revoked. */
export function keysHtml(
  code: string,
  keys: readonly ApiKey[],
  viewer: Viewer,
  at: (path: string) => string,
): Html {
  const { language } = viewer;
  if (keys.length === 0)
    return html`<h2>${say.caption[language]}</h2>\n<p class="empty">${say.empty[language]}</p>\n`;
  const what = {
    head: say.what[language],
    cell: ({ kind }: ApiKey) => say.kinds[kind][language],
  };
  return keyTable(keys, viewer, {
    caption: say.caption[language],
    what,
    path: (id) => at(`/console/parties/${code}/keys/${id}/revocation`),
  });
}

/** The keys of the staff; an administrator can revoke each that works. */
export function staffKeysHtml(
  keys: readonly ApiKey[],
  viewer: Viewer,
  at: (path: string) => string,
): Html {
  const { language, chosen } = viewer;
  const path = (id: string) => at(`/console/people/keys/${id}/revocation`);
  return keyTable(keys, viewer, {
    caption: peopleWords.keys[language],
    what: {
      head: peopleWords.role[language],
      cell: ({ role }) => roleWords[role][language],
    },
    ...(chosen.role === 'administrator' && { path }),
  });
}

/** @param about.path where a key is revoked; absent: this viewer may not */
function keyTable(
  keys: readonly ApiKey[],
  viewer: Viewer,
  about: {
    readonly caption: string;
    readonly what: Column<ApiKey>;
    readonly path?: (id: string) => string;
  },
): Html {
  const { language, call } = viewer;
  const { caption, what, path } = about;
  const own = call.principal.credential.name;
  const revoke = (key: ApiKey) =>
    path !== undefined && isWorking(key) && revokeHtml(key, path(key.id), viewer);
  return table<ApiKey>({
    caption,
    columns: [
      {
        head: say.prefix[language],
        cell: ({ prefix }) => [
          html`<code>${prefix}</code>`,
          prefix === own && ` (${peopleWords.ownKey[language]})`,
        ],
      },
      what,
      { head: say.name[language], cell: ({ name }) => name },
      { head: say.made[language], cell: ({ createdAt }) => momentHtml(createdAt, language) },
      {
        head: say.used[language],
        cell: ({ lastUsedAt }) =>
          lastUsedAt ? momentHtml(lastUsedAt, language) : say.never[language],
      },
      { head: say.state[language], cell: (key) => stateText(key, language) },
      ...(path ? [{ head: say.revoke[language], cell: revoke }] : []),
    ],
    rows: keys,
  });
}

function isWorking({ revokedAt, expiresAt }: ApiKey): boolean {
  return !revokedAt && !(expiresAt && expiresAt.getTime() <= Date.now());
}

function stateText(key: ApiKey, language: Language): string {
  const { revokedAt, expiresAt } = key;
  const [words, moment] = revokedAt
    ? [say.revoked, revokedAt]
    : [isWorking(key) ? (expiresAt ? say.worksUntil : say.works) : say.expired, expiresAt];
  return moment ? words[language].replace('{at}', momentText(moment, language)) : words[language];
}

function revokeHtml({ prefix }: ApiKey, action: string, viewer: Viewer): Html {
  const { language } = viewer;
  return html`<details><summary>${say.revoke[language]} <span class="unseen">${prefix}</span></summary>
<form class="form" method="post" action="${action}">
${tokenField(viewer)}<p>${say.revokeAbout[language]}</p>
<p class="buttons"><button>${say.revoke[language]}</button></p></form></details>
`;
}

/** The forms that make a key and register a certificate, for an administrator. */
export function makeKeyHtml(
  code: string,
  viewer: Viewer,
  at: (path: string) => string,
  typed?: TypedForm,
): Html {
  const { language } = viewer;
  const key = ownTyped('key', typed);
  const certificate = ownTyped('certificate', typed);
  const name = (form: 'key' | 'certificate', { value, faults }: typeof key) =>
    textField({
      ...{ name: `${form}-name`, label: say.nameLabel[language], hint: say.nameHint[language] },
      ...{ value: value(`${form}-name`), maxLength: 200, fault: faults.get(`${form}-name`) },
    });
  return html`<details${key.open && html` open`}><summary>${say.make[language]}</summary>
${faultSummary(key.faults, language)}<form class="form" method="post" action="${at(`/console/parties/${code}/keys`)}" novalidate>
${tokenField(viewer)}<input type="hidden" name="once" value="${crypto.randomUUID()}">
<p>${say.makeAbout[language]}</p>
${name('key', key)}${textField({
  ...{ name: 'key-expires', label: say.expires[language], hint: say.expiresHint[language] },
  ...{ value: key.value('key-expires'), maxLength: 10, fault: key.faults.get('key-expires') },
})}<p class="buttons"><button>${say.make[language]}</button></p>
</form></details>
<details${certificate.open && html` open`}><summary>${say.register[language]}</summary>
${faultSummary(certificate.faults, language)}<form class="form" method="post" action="${at(`/console/parties/${code}/certificates`)}" novalidate>
${tokenField(viewer)}<p>${say.registerAbout[language]}</p>
${areaField({
  ...{ name: 'certificate-pem', label: say.pem[language], rows: 8, maxLength: 16_384 },
  ...{ value: certificate.value('certificate-pem'), required: true },
  fault: certificate.faults.get('certificate-pem'),
})}${name('certificate', certificate)}<p class="buttons"><button>${say.register[language]}</button></p>
</form></details>
`;
}
