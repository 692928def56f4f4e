import type { OperatorMessageDetails } from '../../../operations/overview.ts';
import { messageWords as say } from '../../../texts/console/message-words.ts';
import { type Faults, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import type { Viewer } from '../../viewer.ts';

/** What can be done with a message. */
export const actions = ['replay', 'redelivery', 'dismissal'] as const;

/** What was typed in one of the forms, and what is wrong with it. */
export interface Typed {
  readonly action: (typeof actions)[number] | 'disclosure';
  readonly reason: string;
  readonly faults: Faults;
}

type Action = (typeof actions)[number];

/** What an operator can do with a message as it is now. */
export function actionsOf({
  status,
  forgottenAt,
  deliveredAt,
  inMailbox,
}: OperatorMessageDetails): readonly Action[] {
  if (status === 'failed') return forgottenAt ? ['dismissal'] : ['replay', 'dismissal'];
  // What lies in the mailbox is fetched anyway.
  return deliveredAt && !inMailbox && !forgottenAt ? ['redelivery'] : [];
}

const texts = {
  replay: { title: say.replay, about: say.replayAbout },
  redelivery: { title: say.redelivery, about: say.redeliveryAbout },
  dismissal: { title: say.dismiss, about: say.dismissAbout },
} as const;

/**
 * A form for each thing that can be done: what will happen, a reason, and a button. A form that comes twice is carried out
 * once: it has a key of its own.
 */
export function actionForms(
  message: OperatorMessageDetails,
  viewer: Viewer,
  at: (path: string) => string,
  {
    recipient,
    typed,
    back,
  }: {
    /** Its name. */
    readonly recipient: string;
    readonly typed?: Typed | undefined;
    readonly back?: string | undefined;
  },
): Html {
  const { language } = viewer;
  const forms = actionsOf(message).map((action) => {
    const { title, about } = texts[action];
    const own = typed?.action === action ? typed : undefined;
    const faults = own?.faults ?? new Map<string, string>();
    const name = `reason-${action}`;
    return html`<details${own && html` open`}><summary>${title[language]}</summary>
${faultSummary(faults, language)}<form class="form" method="post" action="${at(`/console/messages/${message.id}/${action}`)}" novalidate>
${tokenField(viewer)}${backField(back)}<input type="hidden" name="once" value="${crypto.randomUUID()}">
<p>${about[language].replace('{to}', () => recipient)}</p>
${textField({
  ...{ name, label: say.reason[language], hint: say.reasonHint[language] },
  ...{ value: own?.reason, maxLength: 500, required: true, fault: faults.get(name) },
})}<p class="buttons"><button${action === 'replay' && html` class="strong"`}>${title[language]}</button></p>
</form></details>
`;
  });
  return html`${forms}`;
}

/** Where somebody came from goes along with a form. */
export function backField(back: string | undefined): Html | undefined {
  return back === undefined ? undefined : html`<input type="hidden" name="back" value="${back}">`;
}
