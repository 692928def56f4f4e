import { counting, words } from './words.ts';

/** Words of the page that loads contracts from a file. */
export const contractLoadWords = {
  title: words('Contracten laden', 'Load contracts'),
  toLoad: words('Contracten laden uit een bestand', 'Load contracts from a file'),
  about: words(
    'Kies een bestand met contracten. U ziet eerst wat er verandert; er wordt nog niets vastgelegd.',
    'Choose a file of contracts. First you see what changes; nothing is kept yet.',
  ),
  check: words('Bekijk wat er verandert', 'See what changes'),
  notYours: words(
    'U kunt geen contracten laden. Een gemeente laadt haar eigen contracten. Een contractmanager laadt die van gemeenten die hem hebben aangewezen.',
    'You can load no contracts. A gemeente loads its own contracts. A contract manager loads those of gemeenten that designated it.',
  ),
  again: words('Kies een ander bestand', 'Choose another file'),
  gone: words(
    'Dit bestand is er niet meer. Een bestand blijft een uur bewaard, voor wie het koos. Kies het opnieuw.',
    'This file is gone. A file is kept for an hour, for who chose it. Choose it again.',
  ),
  changed: words(
    'Er is niets vastgelegd: de contracten zijn intussen veranderd. Hieronder staat wat er nu zou gebeuren.',
    'Nothing was kept: the contracts have changed meanwhile. Below is what would happen now.',
  ),
  nothingYet: words('Er is nog niets vastgelegd.', 'Nothing was kept yet.'),
  summary: words(
    'Het bestand “{name}” heeft {contracts}: {made} nieuw, {changed} gewijzigd, {same} ongewijzigd.',
    'The file “{name}” has {contracts}: {made} new, {changed} changed, {same} unchanged.',
  ),
  contracts: counting(words('1 contract', '1 contract'), words('{n} contracten', '{n} contracts')),
  others: words(
    'Contracten die niet in het bestand staan, blijven zoals ze zijn.',
    'Contracts that are not in the file stay as they are.',
  ),
  allSame: words(
    'Alles in dit bestand is al zo vastgelegd. Er valt niets te laden.',
    'All of this file was loaded already. There is nothing to load.',
  ),
  caption: words('Wat er verandert', 'What changes'),
  number: words('Contract', 'Contract'),
  aanbieder: words('Aanbieder', 'Aanbieder'),
  gemeenten: words('Gemeenten', 'Gemeenten'),
  period: words('Periode', 'Period'),
  becomes: words('Wordt', 'Becomes'),
  lines: words('Regels', 'Lines'),
  new: words('nieuw', 'new'),
  version: words('versie {version}', 'version {version}'),
  same: words('ongewijzigd', 'unchanged'),
  revived: words('was ingetrokken, geldt weer', 'was withdrawn, holds again'),
  goneFor: words('geldt niet meer voor {gemeenten}', 'holds no more for {gemeenten}'),
  newFor: words('geldt nu ook voor {gemeenten}', 'holds for {gemeenten} too'),
  otherPeriod: words('was {period}', 'was {period}'),
  all: counting(words('1 regel', '1 line'), words('{n} regels', '{n} lines')),
  moreTariffs: counting(
    words('en nog 1 tarief', 'and 1 more tariff'),
    words('en nog {n} tarieven', 'and {n} more tariffs'),
  ),
  unknown: words(
    'Deze codes kent de gateway nog niet: {codes}. De contracten gelden zodra de partijen er zijn.',
    'The gateway does not know these codes yet: {codes}. The contracts hold as soon as the parties are there.',
  ),
  lists: counting(
    words(
      'Bij 1 gemeente en aanbieder uit dit bestand geldt ook nog een productlijst. De producten daarvan blijven afgesproken, tot een beheerder de lijst weghaalt.',
      'For 1 gemeente and aanbieder of this file a list of products holds too. Its products stay agreed until an administrator removes it.',
    ),
    words(
      'Bij {n} paren van een gemeente en een aanbieder uit dit bestand geldt ook nog een productlijst. De producten daarvan blijven afgesproken, tot een beheerder de lijst weghaalt.',
      'For {n} pairs of a gemeente and an aanbieder of this file a list of products holds too. Its products stay agreed until an administrator removes it.',
    ),
  ),
  follows: words(
    'Vanaf het laden worden aanvragen, toewijzingen en declaraties met deze contracten beoordeeld. Eerdere versies blijven staan.',
    'Once loaded, requests, allocations and declarations are judged by these contracts. Earlier versions stay.',
  ),
  load: counting(
    words('Laad dit contract', 'Load this contract'),
    words('Laad deze {n} contracten', 'Load these {n} contracts'),
  ),
  loaded: counting(
    words('1 contract is geladen.', '1 contract was loaded.'),
    words('{n} contracten zijn geladen.', '{n} contracts were loaded.'),
  ),
  loadedOne: words('Het contract is geladen.', 'The contract was loaded.'),
} as const;
