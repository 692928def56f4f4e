import type { ArchiveCode } from '../../messages/archive/zip-archive.ts';

type Words = Readonly<Record<'nl' | 'en', string>>;

const words: Readonly<Record<ArchiveCode | 'no-messages' | 'not-xml', Words>> &
  Readonly<Record<string, Words>> = {
  ENOENT: { nl: 'Dit bestand bestaat niet. Controleer de naam.', en: 'This file does not exist.' },
  EACCES: {
    nl: 'U mag dit bestand niet lezen. Controleer de rechten.',
    en: 'You are not allowed to read this file.',
  },
  'no-messages': {
    nl: 'Hierin staat geen bestand waarvan de naam op .xml eindigt. Controleer de map of het ZIP-bestand.',
    en: 'There is no file in it that ends in .xml.',
  },
  'not-xml': {
    nl: 'Dit is geen XML en geen ZIP-bestand. Kies een XML-bestand met een bericht, of een ZIP-bestand met XML-bestanden.',
    en: 'This is neither XML nor a ZIP file. Choose an XML file with a message, or a ZIP file with such files.',
  },
  'zip-broken': {
    nl: 'Dit ZIP-bestand is beschadigd of niet volledig. Maak het opnieuw.',
    en: 'This is no whole ZIP file. Make it again.',
  },
  'zip-encrypted': {
    nl: 'Dit bestand is in het ZIP-bestand beveiligd met een wachtwoord. Pak het eerst zelf uit.',
    en: 'This file in the ZIP is protected with a password. Unpack it yourself first.',
  },
  'zip-name': {
    nl: 'In dit ZIP-bestand staan namen die naar andere mappen leiden. Vertrouw dit bestand niet en vraag om een nieuw ZIP-bestand.',
    en: 'There are names in this ZIP that lead to other folders. Do not trust it; ask for another.',
  },
  'zip-method': {
    nl: 'Dit is gecomprimeerd op een manier die hier niet te lezen is. Maak een gewoon ZIP-bestand.',
    en: 'It is compressed in a way that cannot be read here. Make a plain ZIP file.',
  },
  'zip-entries': {
    nl: 'In dit ZIP-bestand staan meer dan 100.000 bestanden. Verdeel ze over meer ZIP-bestanden.',
    en: 'There are more than 100,000 files in this ZIP. Divide it.',
  },
  'zip-size': {
    nl: 'Dit bestand is uitgepakt groter dan 100 MB. Zo groot mag een bericht niet zijn.',
    en: 'Unpacked this file is larger than 100 MB. No message may be that large.',
  },
  'zip-total': {
    nl: 'Dit ZIP-bestand is uitgepakt groter dan 4 GB. Verdeel de inhoud over meer ZIP-bestanden.',
    en: 'Unpacked this ZIP is larger than 4 GB. Divide it.',
  },
};

/** Why a file cannot be read. @param code of Node, as ENOENT, or of a ZIP */
export function unreadableWords(code: string, language: 'nl' | 'en'): string {
  const known = words[code]?.[language];
  if (known) return known;
  return language === 'nl'
    ? `Dit bestand is niet te lezen (${code}).`
    : `This file cannot be read (${code}).`;
}
