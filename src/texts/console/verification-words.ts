import type { Fault } from '../../ledger/chain/link.ts';
import type { RowFault } from '../../operations/integrity/beside-macs.ts';
import type { VerificationState } from '../../operations/verifications/model.ts';
import type { LogFault } from '../../parties/access-log/verify.ts';
import type { VerifiedKind } from '../../store/verification-tables.ts';
import { type CountWords, counting, type Words, words } from './words.ts';

/** Words of "Verificatie". */
export const verificationWords = {
  title: words('Verificatie', 'Verification'),
  about: words(
    'De gateway controleert of iemand de bewaarde gegevens buiten de gateway om heeft veranderd. Hier ziet u wanneer dat is gedaan en wat er is gevonden.',
    'The gateway verifies whether anyone changed what is kept, past the gateway. Here you see when that was done, and what was found.',
  ),
  now: words('Controleer nu', 'Verify now'),
  begun: words(
    'De controle is begonnen. U kunt deze pagina verlaten: de controle gaat door.',
    'The verification has begun. You may leave this page: it goes on.',
  ),
  runs: words(
    'Deze controle loopt al, sinds {at}. Begonnen door: {by}.',
    'This verification runs already, since {at}. Begun by: {by}.',
  ),
  ranAlready: words(
    'Deze controle liep al, en is nu klaar.',
    'This verification ran already, and is done now.',
  ),
  at: words('Gecontroleerd', 'Verified'),
  by: words('Begonnen door', 'Begun by'),
  far: words('Hoever', 'How far'),
  lastSound: words('Laatst in orde', 'Last in order'),
  neverSound: words('niet in de bewaarde controles', 'not in the verifications that are kept'),
  firstFault: words('Eerste fout', 'First fault'),
  mayMean: words('Wat het kan betekenen', 'What it may mean'),
  whatToDo: words('Wat u kunt doen', 'What you can do'),
  running: words('De controle loopt', 'The verification runs'),
  runningFor: words('Sinds {at}. Begonnen door: {by}.', 'Since {at}. Begun by: {by}.'),
  part: words('{done} van {total} {unit} gecontroleerd.', '{done} of {total} {unit} verified.'),
  starting: words('De eerste {unit} worden gelezen.', 'The first {unit} are being read.'),
  reload: words('Ververs de pagina', 'Reload the page'),
  gateway: words('de gateway, volgens de klok', 'the gateway, by the clock'),
  terminal: words('op een opdrachtregel', 'on a command line'),
  earlier: words('Eerdere controles', 'Earlier verifications'),
  newestFirst: words('Controles, de nieuwste eerst', 'Verifications, newest first'),
  none: words(
    'Er is nog niets gecontroleerd. De gateway begint daar enkele minuten na de start mee, en doet het daarna elke dag.',
    'Nothing was verified yet. The gateway begins a few minutes after it starts, and then does so every day.',
  ),
  noneOfKind: words(
    'Hiervan is nog geen controle bewaard. Kies een andere, of wis de filters.',
    'No verification of this is kept yet. Choose another, or clear the filters.',
  ),
  kept: words('Controles blijven een jaar bewaard.', 'Verifications are kept for a year.'),
  begunAt: words('Begonnen', 'Begun'),
  what: words('Wat', 'What'),
  result: words('Uitslag', 'Result'),
  took: words('Duur', 'Took'),
  chainOf: words('alleen de keten van', 'only the chain of'),
  ofChain: words('Keten van {of}: {fault}.', 'Chain of {of}: {fault}.'),
  ofClosing: words(
    'Het bewijs dat oude ketens zijn afgesloten: {fault}.',
    'The record that old chains are closed: {fault}.',
  ),
  ofRow: words('Tabel `{table}`: een rij {fault}.', 'Table `{table}`: a row {fault}.'),
  ofRowWithId: words(
    'Tabel `{table}`, rij `{id}`: {fault}.',
    'Table `{table}`, row `{id}`: {fault}.',
  ),
  code: words('code', 'code'),
} as const;

interface KindWords {
  readonly name: Words;
  readonly about: Words;
  readonly unit: Words;
  readonly sound: Words;
  readonly faulty: Words;
  readonly notBelieved: Words;
  readonly never: Words;
  readonly right: CountWords;
  readonly faults: CountWords;
}

/** Words of each kind. */
export const verifiedWords: Readonly<Record<VerifiedKind, KindWords>> = {
  ledger: {
    name: words('Grootboek', 'Ledger'),
    about: words(
      'Wat partijen elkaar over toewijzingen hebben gezegd: per gemeente een keten van regels.',
      'What parties said to each other about allocations: a chain of entries for each gemeente.',
    ),
    unit: words('regels', 'entries'),
    sound: words('Het grootboek klopt.', 'The ledger is sound.'),
    faulty: words('Het grootboek klopt niet.', 'The ledger is not sound.'),
    notBelieved: words(
      'Of het grootboek klopt, is niet bekend.',
      'Whether the ledger is sound is not known.',
    ),
    never: words('Het grootboek is nog nooit gecontroleerd.', 'The ledger was never verified.'),
    right: counting(
      words('1 goede regel', '1 right entry'),
      words('{n} goede regels', '{n} right entries'),
    ),
    faults: counting(
      words('1 keten klopt niet', '1 chain is not sound'),
      words('{n} ketens kloppen niet', '{n} chains are not sound'),
    ),
  },
  'access-log': {
    name: words('Logboek', 'Access log'),
    about: words(
      'Wie wat heeft ingezien of gewijzigd: een keten van verzegelde blokken.',
      'Who read or changed what: a chain of sealed batches.',
    ),
    unit: words('blokken', 'batches'),
    sound: words('Het logboek klopt.', 'The access log is sound.'),
    faulty: words('Het logboek klopt niet.', 'The access log is not sound.'),
    notBelieved: words(
      'Of het logboek klopt, is niet bekend.',
      'Whether the access log is sound is not known.',
    ),
    never: words('Het logboek is nog nooit gecontroleerd.', 'The access log was never verified.'),
    right: counting(
      words('1 goed blok', '1 right batch'),
      words('{n} goede blokken', '{n} right batches'),
    ),
    faults: counting(words('1 fout', '1 fault'), words('{n} fouten', '{n} faults')),
  },
  rows: {
    name: words('Rechten, berichten en sleutels', 'Rights, messages and keys'),
    about: words(
      'De rijen die bepalen wie wat mag, de berichten, de lijsten waaraan berichten worden getoetst, en de sleutels.',
      'The rows that decide who may do what, messages, the lists by which messages are judged, and keys.',
    ),
    unit: words('rijen', 'rows'),
    sound: words('Alle rijen kloppen.', 'All rows are sound.'),
    faulty: words('Niet alle rijen kloppen.', 'Not all rows are sound.'),
    notBelieved: words(
      'Of alle rijen kloppen, is niet bekend.',
      'Whether all rows are sound is not known.',
    ),
    never: words('De rijen zijn nog nooit gecontroleerd.', 'The rows were never verified.'),
    right: counting(
      words('1 rij bekeken', '1 row looked at'),
      words('{n} rijen bekeken', '{n} rows looked at'),
    ),
    faults: counting(
      words('1 rij klopt niet', '1 row is not sound'),
      words('{n} rijen kloppen niet', '{n} rows are not sound'),
    ),
  },
};

/** How a verification ended, in a list. */
export const verificationStateWords: Readonly<Record<VerificationState, Words>> = {
  running: words('Loopt', 'Runs'),
  sound: words('Klopt', 'Sound'),
  faulty: words('Klopt niet', 'Not sound'),
  stopped: words('Gestopt', 'Stopped'),
  failed: words('Niet gelukt', 'Failed'),
  'not-believed': words('Niet te geloven', 'Not believed'),
};

const writer = words(
  'Iemand die in de database kan schrijven, heeft dit buiten de gateway om gedaan; of de opslag is beschadigd.',
  'Somebody who can write in the database did this, past the gateway; or the storage is damaged.',
);
const restored = words(
  'Iemand heeft het weggehaald, of er is een oudere back-up teruggezet.',
  'Somebody removed it, or an older backup was restored.',
);
const forged = words(
  'Iemand heeft het zelf geschreven, buiten de gateway om. Wat er nu staat, is geen bewijs meer.',
  'Somebody wrote it, past the gateway. What stands there now proves nothing any more.',
);
const old = words(
  'Iemand doet alsof dit van een eerdere versie van de gateway is, omdat die minder vastlegde.',
  'Somebody pretends that this is of an earlier version of the gateway, which bound less.',
);

/** What a fault of the ledger may mean. */
export const chainMeanings: Readonly<Record<Fault['kind'], Words>> = {
  changed: writer,
  missing: restored,
  reordered: writer,
  rewritten: forged,
  'cut-off': restored,
  'beyond-head': writer,
  downgraded: old,
  checkpoint: forged,
};

/** What a fault of the access log may mean. */
export const logMeanings: Readonly<Record<LogFault['kind'], Words>> = {
  changed: writer,
  missing: restored,
  rewritten: forged,
  'cut-off': restored,
  outside: forged,
  'no-head': restored,
  unsealed: words(
    'Meestal draait er geen proces dat verzegelt. Blijft het zo, dan houdt iemand het tegen.',
    'Mostly no process runs that seals. If it stays so, somebody prevents it.',
  ),
  downgraded: old,
};

/** What a fault of a row may mean. */
export const rowMeanings: Readonly<Record<RowFault['kind'], Words>> = {
  'not-believed': words(
    'Iemand heeft deze rij buiten de gateway om geschreven. De gateway gebruikt haar niet, zodat niemand er rechten door krijgt.',
    'Somebody wrote this row past the gateway. It is not used, so that nobody has rights by it.',
  ),
  revived: words(
    'Iemand heeft teruggezet wat was ingetrokken, of er is een oudere back-up teruggezet. Trek het opnieuw in.',
    'Somebody put back what was withdrawn, or an older backup was restored. Withdraw it again.',
  ),
  misplaced: words(
    'Iemand heeft dit verplaatst, buiten de gateway om. Een bericht kan bij de verkeerde partij liggen.',
    'Somebody moved this, past the gateway. A message may be with the wrong party.',
  ),
  'no-key': words(
    'De sleutel is veranderd, of hoort bij een andere hoofdsleutel. Wat ermee is versleuteld, gaat niet open.',
    'The key was changed, or is of another master key. What is encrypted by it does not open.',
  ),
  gone: restored,
  miscounted: words(
    'Er is iets weggehaald of toegevoegd, buiten de gateway om.',
    'Something was removed or added, past the gateway.',
  ),
};

/** What to do, of the ledger, the access log and rows: the steps in order. */
export const verificationSteps: Readonly<Record<VerifiedKind, readonly Words[]>> = (() => {
  const first = [
    words(
      'Verander niets in de database, en bewaar er nu een kopie van.',
      'Change nothing in the database, and keep a copy of it now.',
    ),
    words(
      'Zoek uit wie in de database kan schrijven, en vergelijk met een back-up van voor "Laatst in orde".',
      'Find out who can write in the database, and compare with a backup from before "Last in order".',
    ),
  ];
  return {
    ledger: [
      ...first,
      words(
        'Hebt u controlepunten buiten de database bewaard? Vergelijk ermee: `npx ijw ledger verify --against`.',
        'Do you keep checkpoints outside the database? Compare with them: `npx ijw ledger verify --against`.',
      ),
    ],
    'access-log': first,
    rows: [
      ...first,
      words(
        'De eerste honderd rijen die niet kloppen, noemt `npx ijw verify`.',
        'The first hundred rows that are not sound are named by `npx ijw verify`.',
      ),
    ],
  };
})();

/** Of a result that somebody changed. */
export const notBelievedWords = {
  fault: words(
    'Iemand heeft de bewaarde uitslag in de database veranderd. De gateway gelooft haar niet.',
    'Somebody changed the kept result in the database. It is not believed.',
  ),
  meaning: words(
    'Misschien wil iemand verbergen dat er een fout is gevonden.',
    'Somebody may want to hide that a fault was found.',
  ),
  steps: [
    words(
      'Controleer nu opnieuw. Kijk ook in het log van de gateway: daar staat elke gevonden fout.',
      'Verify again now. Look in the log of the gateway too: each fault that was found stands there.',
    ),
    words('Zoek uit wie in de database kan schrijven.', 'Find out who can write in the database.'),
  ],
} as const;

/** Words of the verification on "Stand van zaken". */
export const verificationStateLine = {
  more: words('Naar Verificatie', 'To Verification'),
  faulty: words(
    '{sentence} Kijk bij Verificatie wat er mis is.',
    '{sentence} See under Verification what is wrong.',
  ),
  overdue: words(
    '{name}: de laatste twee dagen niet helemaal gecontroleerd. Kijk bij Verificatie waarom.',
    '{name}: not verified to its end in the last two days. See under Verification why.',
  ),
} as const;
