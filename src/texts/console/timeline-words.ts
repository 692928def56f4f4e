import { counting, words } from './words.ts';

/** Words of "Tijdlijn van een kind". */
export const timelineWords = {
  title: words('Tijdlijn van een kind', 'Timeline of a child'),
  about: words(
    'Wat u van dit kind mag zien: uw toewijzingen en de verzoeken daarom. Dat u dit leest, staat in het logboek.',
    'What you may see of this child: your allocations and the requests for them. That you read this stands in the access log.',
  ),
  incomplete: words(
    'Niet alles staat hier: er is te veel, of een deel is niet te lezen. U ziet wat het laatst begon.',
    'Not everything is here: there is too much, or a part cannot be read. You see what began last.',
  ),
  chart: words(
    'Toewijzingen op een as van maanden, per aanbieder. De tabel eronder zegt hetzelfde.',
    'Allocations on an axis of months, by aanbieder. The table below says the same.',
  ),
  legend: {
    requested: words('gevraagd', 'requested'),
    allocated: words('toegewezen', 'allocated'),
    delivered: words('geleverd, van start tot stop', 'delivered, from start to stop'),
    interrupted: words('onderbroken', 'interrupted'),
    change: words('wijziging gevraagd', 'change asked'),
    gap: words('niets toegewezen', 'nothing allocated'),
    overlap: words('hetzelfde product dubbel', 'the same product twice'),
    today: words('vandaag', 'today'),
  },
  calm: words('Geen gaten en geen overlap.', 'No gaps and no overlaps.'),
  gap: words(
    'Van {begin} tot en met {end} is niets toegewezen.',
    'From {begin} to {end} nothing is allocated.',
  ),
  overlap: words(
    'Product {product} is dubbel toegewezen van {begin} tot en met {end}: {numbers}.',
    'Product {product} is allocated twice from {begin} to {end}: {numbers}.',
  ),
  overlapOn: words(
    'Product {product} is dubbel toegewezen vanaf {begin}: {numbers}.',
    'Product {product} is allocated twice from {begin}: {numbers}.',
  ),
  moreRemarks: counting(words('En nog 1.', 'And 1 more.'), words('En nog {n}.', 'And {n} more.')),
  caption: words('Toewijzingen en verzoeken', 'Allocations and requests'),
  aanbieder: words('Aanbieder', 'Aanbieder'),
  gemeente: words('Gemeente', 'Gemeente'),
  what: words('Toewijzing', 'Allocation'),
  onlyAsked: words('verzoek', 'request'),
  product: words('Product', 'Product'),
  requested: words('Gevraagd', 'Requested'),
  allocated: words('Toegewezen', 'Allocated'),
  delivered: words('Geleverd', 'Delivered'),
  interrupted: words('Onderbroken', 'Interrupted'),
  changes: words('Wijziging gevraagd', 'Change asked'),
  state: words('Stand', 'State'),
  requests: {
    open: words('Wacht op een besluit', 'Waits for a decision'),
    investigated: words('In onderzoek', 'Under investigation'),
    refused: words('Afgewezen', 'Refused'),
    honoured: words('Toegewezen', 'Allocated'),
  },
  goesOn: words('vanaf {begin}', 'from {begin}'),
} as const;
