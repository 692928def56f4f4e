import { exactMomentText, momentText } from '../../texts/console/written.ts';
import type { Language } from '../../texts/problem-text.ts';
import { type Html, html } from './html.ts';

/** A moment in words, in Dutch time; programs find it in UTC. */
export function momentHtml(moment: Date, language: Language): Html {
  return html`<time datetime="${moment.toISOString()}">${momentText(moment, language)}</time>`;
}

/** The same to the second. */
export function exactMomentHtml(moment: Date, language: Language): Html {
  return html`<time datetime="${moment.toISOString()}">${exactMomentText(moment, language)}</time>`;
}
