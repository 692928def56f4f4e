import { counting, words } from './words.ts';

/** Words of "Controleren". */
export const checkWords = {
  title: words('Controleren', 'Check'),
  about: words(
    'Controleer berichten voordat u ze verstuurt. Sleep bestanden naar deze pagina, of kies ze: XML-bestanden, of een ZIP-bestand met XML-bestanden erin.',
    'Check messages before you send them. Drag files onto this page, or choose them: XML files, or a ZIP with XML files in it.',
  ),
  nothingKept: words(
    'De gateway bewaart niets van wat u controleert. Pas als u verstuurt, gaat een bericht weg.',
    'The gateway keeps nothing of what you check. A message leaves only when you send it.',
  ),
  most: words(
    'Hoogstens 1.000 bestanden tegelijk, samen {size} MB.',
    '1,000 files at once at most, {size} MB together.',
  ),
  files: words('Bestanden', 'Files'),
  check: words('Controleer', 'Check'),
  sendGood: words('Verstuur wat goed is', 'Send what is good'),
  pickAgain: words(
    'Versturen? Kies de bestanden dan opnieuw: de gateway heeft ze niet bewaard.',
    'To send them, choose the files again: the gateway did not keep them.',
  ),
  codesMean: words('Wat deze codes betekenen: {list}.', 'What these codes mean: {list}.'),
  again: words('Nog meer bestanden', 'More files'),
  outcome: words('Uitkomst', 'Outcome'),
  drop: words('Laat de bestanden los om ze te controleren', 'Drop the files to check them'),
  faults: {
    none: words('Kies eerst een of meer bestanden.', 'Choose one or more files first.'),
    'too-large': words(
      'De bestanden zijn samen te groot. Er is niets gecontroleerd en niets verstuurd. Kies er minder tegelijk.',
      'The files are too large together. Nothing was checked and nothing was sent. Choose fewer at once.',
    ),
    'too-many': words(
      'Dit zijn meer dan 1.000 bestanden. Er is niets gecontroleerd en niets verstuurd. Kies er minder tegelijk.',
      'These are more than 1,000 files. Nothing was checked and nothing was sent. Choose fewer at once.',
    ),
  },
  fileFaults: {
    'file-too-large': words(
      'Dit bestand is groter dan een bericht mag zijn.',
      'This file is larger than a message may be.',
    ),
    'no-messages': words(
      'In dit ZIP-bestand staat geen bestand waarvan de naam op .xml eindigt.',
      'There is no file in this ZIP whose name ends in .xml.',
    ),
    'zip-broken': words(
      'Dit ZIP-bestand is beschadigd of niet volledig. Maak het opnieuw.',
      'This is no whole ZIP file. Make it again.',
    ),
    'zip-encrypted': words(
      'Dit bestand is beveiligd met een wachtwoord. Pak het ZIP-bestand eerst zelf uit.',
      'This file is protected with a password. Unpack the ZIP yourself first.',
    ),
    'zip-name': words(
      'In dit ZIP-bestand staan namen die naar andere mappen leiden. Vertrouw het niet, en vraag om een nieuw ZIP-bestand.',
      'There are names in this ZIP that lead to other folders. Do not trust it, and ask for another.',
    ),
    'zip-method': words(
      'Dit bestand is ingepakt op een manier die de gateway niet kan lezen. Maak een gewoon ZIP-bestand.',
      'This file is packed in a way that the gateway cannot read. Make a plain ZIP file.',
    ),
    'zip-entries': words(
      'In dit ZIP-bestand staan te veel bestanden. Verdeel ze over meer ZIP-bestanden.',
      'There are too many files in this ZIP. Divide them.',
    ),
    'zip-size': words(
      'Dit bestand is uitgepakt groter dan een bericht mag zijn.',
      'Unpacked this file is larger than a message may be.',
    ),
    'zip-total': words(
      'Dit ZIP-bestand is uitgepakt te groot. Verdeel de inhoud over meer ZIP-bestanden.',
      'Unpacked this ZIP is too large. Divide it.',
    ),
  },
  kinds: {
    good: words('goed', 'good'),
    advised: words('goed, met opmerking', 'good, with a remark'),
    'no-xml': words('geen XML', 'no XML'),
    'no-message': words('geen iJw-bericht', 'no iJw message'),
    refused: words('geweigerd', 'refused'),
    sent: words('verstuurd', 'sent'),
    'sent-before': words('was al verstuurd', 'was sent before'),
    unreadable: words('niet te lezen', 'cannot be read'),
    left: words('nog niet gecontroleerd', 'not checked yet'),
    unsure: words('niet zeker', 'not sure'),
  },
  findings: counting(words('1 bevinding', '1 finding'), words('{n} bevindingen', '{n} findings')),
  rejectable: words(
    'Dit bericht kan wel worden verstuurd, maar wordt dan afgekeurd. De gateway verstuurt het hier daarom niet.',
    'This message can be sent, but would then be rejected. That is why the gateway does not send it from here.',
  ),
  refusable: words('Zo wordt dit bericht geweigerd.', 'As it is this message would be refused.'),
  advised: words(
    'Dit bericht kan worden verstuurd. De gateway merkt nog wel iets op.',
    'This message can be sent. The gateway has a remark.',
  ),
  left: words(
    'De gateway kwam hier niet aan toe: het was te veel of te druk. Controleer dit bestand apart.',
    'The gateway did not get to this one: it was too much or too busy. Check this file by itself.',
  ),
  leftUnsent: words(
    'Niet verstuurd: het was te veel of te druk. Verstuur dit bestand opnieuw.',
    'Not sent: it was too much or too busy. Send this file again.',
  ),
  unsure: words(
    'Bij dit bestand ging iets mis, en het is niet zeker of het is verstuurd. Verstuur het opnieuw: nooit komt een bericht dubbel aan.',
    'Something went wrong with this file, and it is not sure whether it was sent. Send it again: a message never arrives twice.',
  ),
  apart: words(
    'Hier is geen ruimte meer voor de bevindingen. Controleer dit bestand apart.',
    'There is no room left here for the findings. Check this file by itself.',
  ),
  leftOut: counting(
    words(
      'Van 1 bestand staan de bevindingen hier niet. Controleer dat apart.',
      'The findings of 1 file are not shown here. Check it by itself.',
    ),
    words(
      'Van {n} bestanden staan de bevindingen hier niet. Controleer die apart.',
      'The findings of {n} files are not shown here. Check them by themselves.',
    ),
  ),
  noExcerpt: words(
    'Dit bestand is te groot om hier te tonen.',
    'This file is too large to be shown here.',
  ),
  moreFindings: counting(
    words('En nog 1 bevinding.', 'And 1 finding more.'),
    words('En nog {n} bevindingen.', 'And {n} findings more.'),
  ),
  line: words('regel {n}', 'line {n}'),
  xmlOf: words('XML van {name}', 'XML of {name}'),
  findingsOf: words('Bevindingen in {name}', 'Findings in {name}'),
  toMessage: words('naar het bericht', 'to the message'),
  to: words('aan', 'to'),
  total: counting(words('1 bestand:', '1 file:'), words('{n} bestanden:', '{n} files:')),
  totals: {
    good: words('{n} goed', '{n} good'),
    sent: words('{n} verstuurd', '{n} sent'),
    before: words('{n} al eerder verstuurd', '{n} sent before'),
    wrong: words('{n} niet goed', '{n} not good'),
    left: words('{n} niet gedaan', '{n} not done'),
  },
} as const;

/** What the script of "Controleren" says; `{n}` is a number, `{of}` of how many. */
export const checkScriptWords = {
  checking: words('wordt gecontroleerd', 'being checked'),
  sending: words('wordt verstuurd', 'being sent'),
  failed: words('niet gelukt', 'failed'),
  again: words('Opnieuw proberen', 'Try again'),
  stale: words(
    'Deze pagina is verouderd. Laad de pagina opnieuw, en kies de bestanden opnieuw.',
    'This page is out of date. Load it again, and choose the files again.',
  ),
  tooLarge: words(
    'Dit bestand is te groot om te controleren.',
    'This file is too large to be checked.',
  ),
  checked: words('{n} van {of} gecontroleerd.', '{n} of {of} checked.'),
  sent: words('{n} van {of} behandeld.', '{n} of {of} handled.'),
  allChecked: words('Klaar.', 'Done.'),
  allSent: words(
    'Klaar. Hieronder staat wat ervan is geworden.',
    'Done. What became of each stands below.',
  ),
  sendOne: words('Verstuur het goede bericht', 'Send the good message'),
  sendMore: words('Verstuur de {n} goede', 'Send the {n} good ones'),
  tooMany: words(
    'Dit zijn meer dan 1.000 bestanden. Kies er minder tegelijk.',
    'These are more than 1,000 files. Choose fewer at once.',
  ),
  clear: words('Lijst leegmaken', 'Clear the list'),
} as const;
