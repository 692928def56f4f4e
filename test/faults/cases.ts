import { readdirSync } from 'node:fs';
import type { Random } from '../support/generate/random.ts';
import { testBsn } from '../support/generate/valid.ts';
import { fixture } from '../support/messages.ts';

export const gemeenten = ['0358', '0363', '0439', '0479'] as const;
export const aanbieders = ['12345678', '23456789', '34567890', '45678901'] as const;

/** In the name of these the gateway answers; the others answer themselves. */
export const answeredByGateway: ReadonlySet<string> = new Set(['0479', '45678901']);

/** Here what was said before refuses; the other gemeenten take it as advice. */
export const strict = '0479';

/** A message of a case, as who must post it has it ready. */
export interface CaseMessage {
  /** Names it in this run. */
  readonly name: string;
  readonly sender: string;
  readonly recipient: string;
  /** The message that it answers, which must have arrived before. */
  readonly answers: string | undefined;
  readonly bytes: string;
}

/** A child's case: messages to be posted one after the other. */
export interface Case {
  readonly messages: readonly CaseMessage[];
  /** Each step waits until the one before it has arrived; otherwise only until it was accepted. */
  readonly patient: boolean;
}

/**
 * Cases that share a child and its two parties share a line. Where the past refuses, each has a child
 * of its own: a request that is open would refuse that of the next case.
 */
const casesOfOneChild = 3;

const files = readdirSync(new URL('../../fixtures/conversation/', import.meta.url))
  .filter((file) => file.endsWith('.xml'))
  .sort();

/** Cases of the conversation of `fixtures/conversation`, about so many messages in all. */
export function makeCases(messages: number, random: Random): Case[] {
  const cases: Case[] = [];
  let bsn = '';
  let gemeente = '';
  let aanbieder = '';
  for (let made = 0; made < messages; made += cases.at(-1)?.messages.length ?? 0) {
    if (cases.length % casesOfOneChild === 0 || gemeente === strict) {
      bsn = testBsn(random);
      gemeente = random.pick(gemeenten);
      aanbieder = random.pick(aanbieders);
    }
    const story = storyOf(random).map((file, step) =>
      message({ number: cases.length + 1, step, file, bsn, gemeente, aanbieder }),
    );
    // Where the gateway answers, nobody posts the retour.
    const posted = story.filter(
      ({ answers, sender }) => !answers || !answeredByGateway.has(sender),
    );
    cases.push({ messages: posted, patient: random.chance(0.5) });
  }
  return cases;
}

/** The whole conversation, a request that its retour refuses, or one that breaks a rule. */
function storyOf(random: Random): readonly string[] {
  const [first = ''] = files;
  if (random.chance(0.15)) return [first, 'refused'];
  return random.chance(0.1) ? ['broken'] : files;
}

function message(wanted: {
  number: number;
  step: number;
  file: string;
  bsn: string;
  gemeente: string;
  aanbieder: string;
}): CaseMessage {
  const { number, step, file, bsn, gemeente, aanbieder } = wanted;
  const path =
    file === 'refused'
      ? 'JW316/valid-refused-header.xml'
      : `conversation/${file === 'broken' ? files[0] : file}`;
  const original = fixture(path);
  // A retour copies the Header of its heenbericht and travels the other way.
  const isRetour = original.includes('<IdentificatieRetour>');
  const byAanbieder = /<Afzender>[0-9]{8}</.test(original);
  const afzender = byAanbieder ? aanbieder : gemeente;
  const ontvanger = byAanbieder ? gemeente : aanbieder;
  const name = (at: number) => `C${String(number).padStart(5, '0')}-${at + 1}`;
  const bytes = fixture(path, {
    afzender,
    ontvanger,
    identificatie: name(isRetour ? step - 1 : step),
    ...(file === 'refused' && { dagtekening: '2024-03-04' }),
  })
    .replace('<Bsn>999912008<', `<Bsn>${bsn}<`)
    .replace('>DIJK-2024-0117<', `>DIJK-${number}<`)
    .replace('<ToewijzingNummer>240031207<', `<ToewijzingNummer>${number}<`)
    // Its day is said to be unknown, and must be 01 then (CS139).
    .replace('<ijw:Datum>2012-05-01<', file === 'broken' ? '<ijw:Datum>2012-05-02<' : '$&');
  return {
    name: name(step),
    sender: isRetour ? ontvanger : afzender,
    recipient: isRetour ? afzender : ontvanger,
    answers: isRetour ? name(step - 1) : undefined,
    bytes,
  };
}
