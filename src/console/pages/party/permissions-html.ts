import type { Party } from '../../../parties/directory/parties.ts';
import type { Listed, Permission } from '../../../parties/permissions/permission.ts';
import { berichten } from '../../../standard/catalogue.ts';
import { berichtWords } from '../../../texts/console/page-words.ts';
import { permissionWords as say } from '../../../texts/console/party-page-words.ts';
import { momentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { checkField, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { momentHtml } from '../../frame/moment.ts';
import { partyHtml } from '../../frame/party.ts';
import { type Column, table } from '../../frame/table.ts';
import type { Viewer } from '../../viewer.ts';
import type { ShownParty } from './read.ts';
import { ownTyped, type TypedForm } from './typed.ts';

type Kind = 'mandate' | 'designation';

/** A permission as a row: the other party of it, and for which messages. */
interface Row extends Permission, Listed {
  readonly other: string;
  readonly types: readonly string[];
}

/** The mandates and designations of a party, and the forms that give one. */
export function permissionsHtml(
  { party, own, names }: ShownParty,
  viewer: Viewer,
  at: (path: string) => string,
  typed?: TypedForm,
): Html | undefined {
  if (!own) return undefined;
  const around = { party, viewer, at, names };
  const { kind } = party;
  const mandates = own.mandates.items.map((one) => ({
    ...one,
    ...{ other: one.role === 'given' ? one.mandatary : one.party, types: one.messageTypes },
  }));
  const designations = own.designations.items.map((one) => ({
    ...one,
    ...{ other: one.role === 'given' ? one.office : one.gemeente, types: [] },
  }));
  const hasMandates = kind !== 'regional-office';
  const hasDesignations = kind === 'gemeente' || kind === 'regional-office';
  const more = (next: unknown) => next !== undefined && html`<p>${say.more[viewer.language]}</p>\n`;
  return html`${
    hasMandates && [
      listHtml('mandate', mandates, around),
      more(own.mandates.next),
      (kind === 'gemeente' || kind === 'aanbieder') && giveHtml('mandate', around, typed),
    ]
  }${
    hasDesignations && [
      listHtml('designation', designations, around),
      more(own.designations.next),
      kind === 'gemeente' && giveHtml('designation', around, typed),
    ]
  }`;
}

interface Around {
  readonly party: Party;
  readonly viewer: Viewer;
  readonly at: (path: string) => string;
  readonly names: ReadonlyMap<string, string>;
}

function listHtml(kind: Kind, rows: readonly Row[], around: Around): Html {
  const { viewer, names } = around;
  const { language } = viewer;
  const isMandate = kind === 'mandate';
  const caption = (isMandate ? say.mandates : say.designations)[language];
  if (rows.length === 0)
    return html`<h2>${caption}</h2>\n<p class="empty">${(isMandate ? say.noMandates : say.noDesignations)[language]}</p>\n`;
  const types: Column<Row>[] = isMandate
    ? [{ head: say.types[language], cell: (row) => row.types.join(', ') }]
    : [];
  return html`${table<Row>({
    caption,
    columns: [
      {
        head: say.who[language],
        cell: ({ role, other }) => [
          html`${say[role][language].replace('{party}', '')}`,
          partyHtml(other, names),
        ],
      },
      ...types,
      { head: say.from[language], cell: ({ from }) => momentHtml(from, language) },
      { head: say.until[language], cell: ({ until }) => until && momentHtml(until, language) },
      { head: say.state[language], cell: (row) => stateText(row, language) },
      {
        head: say.withdraw[language],
        cell: (row) => row.withdrawnAt === null && !isOver(row) && withdrawHtml(kind, row, around),
      },
    ],
    rows,
  })}<p>${(isMandate ? say.mandatesAbout : say.designationsAbout)[language]}</p>
`;
}

function isOver({ until }: Permission): boolean {
  return until !== null && until.getTime() <= Date.now();
}

function stateText({ active, withdrawnAt }: Permission, language: Language): string {
  if (withdrawnAt)
    return say.withdrawn[language].replace('{at}', momentText(withdrawnAt, language));
  return (active ? say.active : say.inactive)[language];
}

function withdrawHtml(kind: Kind, { id, other }: Row, { party, viewer, at }: Around): Html {
  const { language } = viewer;
  return html`<details><summary>${say.withdraw[language]} <span class="unseen">${other}</span></summary>
<form class="form" method="post" action="${at(`/console/parties/${party.code}/${kind}s/${id}/withdrawal`)}">
${tokenField(viewer)}<p>${say.withdrawAbout[language]}</p>
<p class="buttons"><button>${say.withdraw[language]}</button></p></form></details>
`;
}

function giveHtml(kind: Kind, { party, viewer, at }: Around, typed?: TypedForm): Html {
  const { language } = viewer;
  const { open, value, values, faults } = ownTyped(kind, typed);
  const isMandate = kind === 'mandate';
  const title = (isMandate ? say.giveMandate : say.giveDesignation)[language];
  const text = (field: 'to' | 'from' | 'until', label: string, rest: object) =>
    textField({
      ...{ name: `${kind}-${field}`, label, value: value(`${kind}-${field}`) },
      ...{ fault: faults.get(`${kind}-${field}`), maxLength: 20 },
      ...rest,
    });
  const options = berichten.map(({ type }) => ({
    value: type,
    word: `${type} ${berichtWords[type][language]}`,
  }));
  return html`<details${open && html` open`}><summary>${title}</summary>
${faultSummary(faults, language)}<form class="form" method="post" action="${at(`/console/parties/${party.code}/${kind}s`)}" novalidate>
${tokenField(viewer)}${text('to', (isMandate ? say.mandatary : say.office)[language], { digits: true, required: true })}${
  isMandate &&
  checkField({
    ...{ name: 'mandate-types', label: say.typesLabel[language], options },
    ...{ chosen: values('mandate-types'), fault: faults.get('mandate-types') },
  })
}${text('from', say.fromLabel[language], { hint: say.fromHint[language] })}${text('until', say.untilLabel[language], { hint: say.untilHint[language] })}<p class="buttons"><button>${title}</button></p>
</form></details>
`;
}
