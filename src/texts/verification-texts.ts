import type { Fault } from '../ledger/chain/link.ts';
import type { RowFault } from '../operations/integrity/beside-macs.ts';
import type { LogFault } from '../parties/access-log/verify.ts';
import type { Language } from './problem-text.ts';

type Both = Readonly<Record<Language, string>>;
const both = (nl: string, en: string): Both => ({ nl, en });

/** What is wrong with a chain of the ledger, without a capital and a full stop. */
export function chainFaultText({ kind, number, to }: Fault, language: Language): string {
  const text = to !== undefined && kind === 'rewritten' ? someRewritten : chainFaults[kind];
  return text[language].replaceAll('{n}', String(number)).replaceAll('{to}', String(to));
}

const someRewritten = both(
  'een of meer van de regels {n} tot en met {to} zijn door andere vervangen',
  'one or more of the entries {n} to {to} were replaced by others',
);

const chainFaults: Readonly<Record<Fault['kind'], Both>> = {
  changed: both('regel {n} is veranderd', 'entry {n} was changed'),
  missing: both('regel {n} ontbreekt', 'entry {n} is missing'),
  reordered: both(
    'regel {n} stond op een andere plaats in de keten',
    'entry {n} was elsewhere in the chain',
  ),
  rewritten: both('regel {n} is door een andere vervangen', 'entry {n} was replaced by another'),
  'cut-off': both(
    'de keten is afgekapt: regel {n} en alles daarna is weg',
    'it was cut off: entry {n} and what came after it are gone',
  ),
  'beyond-head': both(
    'regel {n} staat voorbij het einde van de keten: dat einde is teruggezet of weg',
    'entry {n} is beyond the head of the chain, which was set back or is gone',
  ),
  downgraded: both(
    'regel {n} is geschreven zoals een eerdere versie deed, en was er niet toen die ketens werden afgesloten',
    'entry {n} is written as versions before did, and was not there when the chains of those were closed',
  ),
  checkpoint: both(
    'het controlepunt bij regel {n} is niet van deze gateway, is veranderd, of is weg',
    'the checkpoint at entry {n} was not made by this gateway, was changed, or is gone',
  ),
};

/** What is wrong with the access log, as a sentence. */
export function logFaultText({ kind, batch }: LogFault, language: Language): string {
  return logFaults[kind][language].replaceAll('{n}', String(batch));
}

const logFaults: Readonly<Record<LogFault['kind'], Both>> = {
  changed: both(
    'Een regel van blok {n} is veranderd, toegevoegd of weggehaald.',
    'A row of batch {n} was changed, added or removed.',
  ),
  missing: both('Blok {n} ontbreekt.', 'Batch {n} is missing.'),
  rewritten: both(
    'Blok {n} is niet door deze gateway verzegeld.',
    'Batch {n} was not sealed by this gateway.',
  ),
  'cut-off': both(
    'Het logboek is afgekapt: blok {n} en alles daarna is weg.',
    'The log was cut off: batch {n} and what came after it are gone.',
  ),
  outside: both(
    'Er zijn regels of een zegel van blok {n} die niet bij het logboek horen: iemand heeft die toegevoegd.',
    'There are rows or a seal of batch {n} that do not belong to the log: someone added them.',
  ),
  downgraded: both(
    'Blok {n} is verzegeld door een eerdere versie van de gateway dan het blok ervoor, en die legt minder vast.',
    'Batch {n} was sealed by an earlier version of the gateway than the batch before it, which binds less.',
  ),
  'no-head': both(
    'Het einde van het logboek is niet bekend: iemand heeft het weggehaald (access_log_head). Wat na blok {n} kwam, kan weg zijn.',
    'The end of the log is not known: someone removed its head (access_log_head). What came after batch {n} may be gone.',
  ),
  unsealed: both(
    'Regels wachten al langer dan tien minuten op hun zegel. Start de gateway als die niet draait, en controleer over een minuut opnieuw: wachten ze dan nog, dan houdt iemand het verzegelen tegen.',
    'Rows wait for longer than ten minutes to be sealed. Start the gateway if it does not run, and verify again in a minute: if they still wait, someone keeps the log from being sealed.',
  ),
};

/** What is wrong with a row, after its table and id. */
export const rowFaultTexts: Readonly<Record<RowFault['kind'], Both>> = {
  'not-believed': both(
    'is gewijzigd of door iemand anders toegevoegd; de gateway gelooft deze rij niet',
    'was changed or added by someone else; it is not believed',
  ),
  revived: both('was ingetrokken en is terug', 'was revoked or withdrawn, and is back'),
  misplaced: both(
    'staat in de postbus van een andere partij dan de ontvanger',
    'is in the mailbox of another party than it was sent to',
  ),
  'no-key': both(
    'past niet bij de hoofdsleutel, of is gewijzigd',
    'is not under the master key, or was changed',
  ),
  gone: both(
    'de rij, de sleutel of de inhoud is weg, zonder dat dit volgens de regels is vergeten of opgeruimd',
    'it, its key or its content is gone, and there is no record that it was forgotten or deleted',
  ),
  miscounted: both('noemt een ander aantal dan er zijn', 'has another number than there are'),
};
