import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { anyParty, declarationsValues } from '../../../parties/directory/codes.ts';
import {
  level3Values,
  type Party,
  type PartyPart,
  patchParty,
  retourByValues,
} from '../../../parties/directory/parties.ts';
import {
  partyPageWords as page,
  partySettingsWords as say,
} from '../../../texts/console/party-page-words.ts';
import { newPartyWords } from '../../../texts/console/party-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { typedDay } from '../../frame/day.ts';
import { choiceField, type Faults, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { languageOf } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { type PageParts, pageConfig } from '../parts.ts';
import { carryOut, ownTyped, type ShowAgain, type TypedForm } from './typed.ts';

const Typed = Type.String({ default: '', maxLength: 1000 });
const body = Type.Object({
  token: Typed,
  ...{ 'settings-name': Typed, 'settings-retour': Typed, 'settings-level3': Typed },
  'settings-declarations': Typed,
  ...{ 'settings-region': Typed, 'settings-until': Typed, 'settings-successor': Typed },
});
const params = Type.Object({ code: Type.String({ maxLength: 20 }) });

/** Changes the settings of a party. */
export const settingsForm =
  (again: ShowAgain): FastifyPluginAsyncTypebox<PageParts> =>
  async (app, parts) => {
    const config = pageConfig(parts, ['administrator']);
    app.post(
      '/console/parties/:code/settings',
      { config, schema: { hide: true, params, body } },
      async (request, reply) => {
        const { code } = request.params;
        const { token: _, ...values } = request.body;
        const { part, faults } = partOf(values, languageOf(request));
        const { store, macs } = parts;
        return carryOut(request, reply, parts, {
          ...{ code, typed: { form: 'settings', values, faults }, again },
          fields: {
            'unknown-successor': 'settings-successor',
            'successor-without-until': 'settings-until',
            'successor-circle': 'settings-successor',
            'no-succession': 'settings-until',
          },
          act: async () => {
            await patchParty(store.db, macs, request.viewer.call, code, part);
            return 'settings';
          },
        });
      },
    );
  };

/** What was typed as a change of a party, and what is wrong with it. */
function partOf(
  typed: Readonly<Record<string, string>>,
  language: Language,
): { readonly part: PartyPart; readonly faults: Faults } {
  const value = (name: string) => (typed[`settings-${name}`] ?? '').trim();
  const [name, region, successor, day] = ['name', 'region', 'successor', 'until'].map(value);
  const faults = new Map<string, string>();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name of a party has none
  if (!name || !/^[^\u0000-\u001f]{1,200}$/.test(name))
    faults.set('settings-name', newPartyWords.nameMissing[language]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: nor has one of a region
  if (region && !/^[^\u0000-\u001f]{1,100}$/.test(region))
    faults.set('settings-region', say.regionLong[language]);
  const until = day ? typedDay(day) : null;
  if (until === undefined) faults.set('settings-until', say.dayMissing[language]);
  if (successor && !anyParty.test(successor))
    faults.set('settings-successor', newPartyWords.codeMissing[language]);
  const retourBy = retourByValues.find((one) => one === value('retour'));
  const level3 = level3Values.find((one) => one === value('level3'));
  const declarations = declarationsValues.find((one) => one === value('declarations'));
  const part = {
    ...(name && { name }),
    ...(retourBy && { retourBy }),
    ...(level3 && { level3 }),
    ...(declarations && { declarations }),
    ...('settings-region' in typed && { region: region || null }),
    ...{ until: until ?? null, successor: successor || null },
  };
  return { part, faults };
}

/** The form with the settings of a party; what is not of its kind is not in it. */
export function settingsHtml(
  party: Party,
  viewer: Viewer,
  action: string,
  typed?: TypedForm,
): Html {
  const { language } = viewer;
  const { open, value, faults } = ownTyped('settings', typed);
  const { kind } = party;
  const exchanging = kind === 'gemeente' || kind === 'aanbieder';
  const text = (
    name: 'name' | 'region' | 'until' | 'successor',
    now: string | null,
    rest: object,
  ) =>
    textField({
      ...{ name: `settings-${name}`, label: say[name][language], maxLength: 200 },
      ...{ value: value(`settings-${name}`, now ?? ''), fault: faults.get(`settings-${name}`) },
      ...rest,
    });
  const { retour, level3, declarations } = choicesOf(party, language, value);
  return html`<details${open && html` open`}><summary>${say.title[language]}</summary>
${faultSummary(faults, language)}<form class="form" method="post" action="${action}" novalidate>
${tokenField(viewer)}${text('name', party.name, { required: true })}${exchanging && retour}${
  kind === 'gemeente' && [
    level3,
    declarations,
    text('region', party.region, { hint: say.regionHint[language], maxLength: 100 }),
  ]
}${
  exchanging && [
    text('until', party.until, { hint: say.untilHint[language], maxLength: 10 }),
    text('successor', party.successor, {
      hint: say.successorHint[language],
      maxLength: 20,
      digits: true,
    }),
  ]
}<p class="buttons"><button>${say.submit[language]}</button></p>
</form></details>
`;
}

/** The fields of what a party chooses one of, each with what it is now or what was typed. */
function choicesOf(
  party: Party,
  language: Language,
  value: (name: string, now: string) => string,
): Readonly<Record<'retour' | 'level3' | 'declarations', Html>> {
  const choice = <V extends string>(
    name: string,
    label: Words,
    now: V,
    options: Readonly<Record<V, Words>>,
    values: readonly V[],
  ) => ({
    ...{ name: `settings-${name}`, label: label[language], value: value(`settings-${name}`, now) },
    options: values.map((one) => ({ value: one, word: options[one][language] })),
  });
  const { retourBy, level3, declarations } = party;
  return {
    retour: choiceField(
      choice('retour', page.retourBy, retourBy, page.retourByWords, retourByValues),
    ),
    level3: choiceField(choice('level3', page.level3, level3, page.level3Words, level3Values)),
    declarations: choiceField({
      ...choice(
        'declarations',
        page.declarations,
        declarations,
        page.declarationsWords,
        declarationsValues,
      ),
      hint: say.declarationsHint[language],
    }),
  };
}
