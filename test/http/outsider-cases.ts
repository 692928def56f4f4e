import { jw301, jw305, jw315, jw319 } from '../ledger/past/write.ts';
import { allocation, asked, start } from '../ledger/stories/conversation.ts';
import { fixture, newIdentificatie } from '../support/messages.ts';
import { amsterdam, dijk, outsiders, type Subject } from '../support/outsiders.ts';

/** A call that names the subject. */
export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly json?: object;
  readonly xml?: string | Uint8Array;
  readonly csv?: string;
}

type Case = (code: string, subject: Subject) => readonly Ask[];

/** Ids and codes in the path, nothing else in the answer: for who may not come in at all. */
function refused(method: string, path: (subject: Subject) => string, json?: Case1): Case {
  return (_code, subject) => [
    { method, path: path(subject), ...(json && { json: json(subject) }) },
  ];
}
type Case1 = (subject: Subject) => object;

const get =
  (...paths: ((subject: Subject, code: string) => string)[]): Case =>
  (code, subject) =>
    paths.map((path) => ({ method: 'GET', path: path(subject, code) }));

/** Whatever it says, nobody's child is in it. */
const page = (path: string) => get(() => path);

/** Messages about the subject, in the caller's own name and in the names of those whose it is. */
function messagesOf(code: string, subject: Subject): (string | Uint8Array)[] {
  const { bsn, number, reference, identificatie } = subject;
  const own =
    code.length === 4
      ? { gemeente: code, aanbieder: outsiders['another aanbieder'] }
      : { gemeente: amsterdam, aanbieder: code };
  const parties = { ...own, bsn };
  const theirs = { gemeente: amsterdam, aanbieder: dijk, bsn };
  const header = { afzender: dijk, ontvanger: code, identificatie, dagtekening: '2024-02-05' };
  const byGemeente = () => [
    jw301(parties, '2024-03-01', allocation(number, { referentieAanbieder: reference })),
    jw301(parties, '2024-03-01', allocation('9')),
    jw319(parties, '2024-03-01', reference),
    // The answer to a message that came to another.
    fixture('JW316/valid-approved.xml', header),
  ];
  const byAanbieder = () => [
    jw315(parties, '2024-03-01', asked(reference)),
    jw305(parties, '2024-03-01', start(number, '2024-03-01')),
    changeOf(parties, number, reference),
  ];
  const mine = code.length > 8 ? [] : code.length === 4 ? byGemeente() : byAanbieder();
  return [
    ...mine,
    jw315(theirs, { day: '2024-02-05', identificatie }, asked(reference)),
    jw305(theirs, '2024-03-01', start(number, '2024-03-01')),
    fixture('JW316/valid-approved.xml', { ...header, ontvanger: amsterdam }),
  ];
}

/** A JW317 that changes one allocation. */
function changeOf(
  { gemeente, aanbieder, bsn }: { gemeente: string; aanbieder: string; bsn: string },
  number: string,
  reference: string,
): string {
  const header = { afzender: aanbieder, ontvanger: gemeente, identificatie: newIdentificatie() };
  return fixture('JW317/valid-complete.xml', { ...header, dagtekening: '2024-03-01' })
    .replace(/(Bsn>)\d+/, `$1${bsn}`)
    .replace(/(ToewijzingNummer>)\d+/g, `$1${number}`)
    .replace(/(ReferentieAanbieder>)[^<]+/g, `$1${reference}`);
}

const posts =
  (path: string): Case =>
  (code, subject) =>
    messagesOf(code, subject).map((xml) => ({ method: 'POST', path, xml }));

/** Forms that name the child, an allocation or a request of others. */
const draftsOf: Case = (_code, { allocation: allocationId, bsn, client, message }) => {
  const child = {
    ...{ bsn, geboortedatum: { datum: '2012-05-14' }, geslacht: '2' },
    naam: { geslachtsnaam: { achternaam: 'El Amrani' } },
  };
  const asking = asked('R7');
  return [
    { kind: 'start', allocationId, reports: { begindatum: '2024-03-01' } },
    { kind: 'stop', allocationId, reports: { einddatum: '2024-04-01', redenBeeindiging: '31' } },
    { kind: 'elsewhere', requestId: message },
    {
      kind: 'request',
      gemeente: outsiders['the successor of another'],
      client: child,
      products: [asking],
    },
    {
      ...{ kind: 'change', gemeente: amsterdam, client, redenVerzoek: '1', changes: [] },
      products: [{ product: { categorie: '45', code: 'B09P' } }],
    },
  ].map((json) => ({ method: 'POST', path: '/v1/drafts', json }));
};

/** A file with a contract of a gemeente that is not the caller's. */
const contractFile =
  (path: string): Case =>
  (_code, { party }) => {
    const columns = 'contract;aanbieder;gemeenten;begin;categorie;code';
    const csv = `${columns}\nC-1;${dijk};${party};2020-01-01;45;B09P`;
    return [{ method: 'POST', path, csv }];
  };

const operation = (kind: string): Record<string, Case> => ({
  [`POST /v1/operations/${kind}`]: refused(
    'POST',
    () => `/v1/operations/${kind}`,
    ({ message, party }) => ({
      ...{ reason: 'look', ids: [message] },
      ...(kind === 'redeliveries' && { party }),
    }),
  ),
  [`GET /v1/operations/${kind}`]: page(`/v1/operations/${kind}`),
  [`GET /v1/operations/${kind}/:id`]: get(({ message }) => `/v1/operations/${kind}/${message}`),
  [`GET /v1/operations/${kind}/:id/messages`]: get(
    ({ message }) => `/v1/operations/${kind}/${message}/messages`,
  ),
  [`DELETE /v1/operations/${kind}/:id`]: refused(
    'DELETE',
    ({ message }) => `/v1/operations/${kind}/${message}`,
  ),
});

/** What an outsider asks of each route, about what belongs to a party or to nobody. */
export const cases: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    [
      ...['/health/live', '/health/ready', '/v1/rules', '/v1/openapi.json', '/docs', '/docs/'],
      ...['/v1/version', '/v1/code-lists', '/v1/schemas', '/v1/templates', '/v1/me'],
      ...['/docs/rules', '/docs/schemas', '/docs/example', '/docs/changelog', '/docs/try.js'],
      ...['/', '/docs/versions', '/docs/problems'],
    ].map((path) => [`GET ${path}`, page(path)]),
  ),
  'GET /v1/code-lists/:list': page('/v1/code-lists/gemeentecode'),
  'GET /v1/schemas/:file': page('/v1/schemas/JW315.xsd'),
  'GET /v1/templates/:type': get(({ party }) => `/v1/templates/JW305?recipient=${party}`),
  'GET /docs/problems/:problem': get(({ message }) => `/docs/problems/${message}`),

  'POST /v1/messages': posts('/v1/messages'),
  'POST /v1/validations': posts('/v1/validations'),
  'GET /v1/messages': get(
    () => '/v1/messages',
    ({ party }) => `/v1/messages?party=${party}`,
    ({ party }) => `/v1/messages?counterparty=${party}`,
    ({ party }) => `/v1/messages?counterparty=${party}&direction=received`,
    ({ identificatie }) => `/v1/messages?identificatie=${identificatie}`,
    ({ identificatie }) => `/v1/messages?identificatie=${identificatie}&direction=sent`,
    ({ party, identificatie }) =>
      `/v1/messages?counterparty=${party}&identificatie=${identificatie}&status=refused`,
  ),
  'GET /v1/messages/:id': get(({ message }) => `/v1/messages/${message}`),
  'GET /v1/messages/:id/content': get(({ message }) => `/v1/messages/${message}/content`),
  'GET /v1/inbox': get(
    () => '/v1/inbox',
    ({ party }) => `/v1/inbox?party=${party}`,
  ),
  'POST /v1/inbox/acknowledgements': refused(
    'POST',
    () => '/v1/inbox/acknowledgements',
    ({ message }) => ({
      ids: [message],
    }),
  ),
  'POST /v1/messages/:id/answers': (_code, { message, reference }) =>
    [
      { decision: 'refuse', referentie: reference, reden: '2' },
      { decision: 'allocate', referentie: reference },
    ].map((decision) => ({
      ...{ method: 'POST', path: `/v1/messages/${message}/answers` },
      json: { decisions: [decision] },
    })),
  'GET /v1/messages/:id/retour-choices': get(
    ({ message }) => `/v1/messages/${message}/retour-choices`,
  ),
  'POST /v1/messages/:id/retouren': (_code, { message }) =>
    [
      { verdict: 'approve' },
      { verdict: 'refuse-within' },
      { verdict: 'refuse', faults: [{ rule: 'TR056', path: 'Header' }] },
    ].map((json) => ({ method: 'POST', path: `/v1/messages/${message}/retouren`, json })),
  'POST /v1/messages/:id/resubmissions': refused(
    'POST',
    ({ message }) => `/v1/messages/${message}/resubmissions`,
  ),
  'GET /v1/declarations': get(
    () => '/v1/declarations',
    ({ party }) => `/v1/declarations?counterparty=${party}`,
  ),
  'GET /v1/declarations/:id': get(({ message }) => `/v1/declarations/${message}`),
  'GET /v1/parties/:code/complete-declarations': get(
    ({ party }) => `/v1/parties/${party}/complete-declarations`,
  ),
  'PUT /v1/parties/:code/complete-declarations/:aanbieder': refused(
    'PUT',
    ({ party }) => `/v1/parties/${party}/complete-declarations/${dijk}`,
  ),
  'DELETE /v1/parties/:code/complete-declarations/:aanbieder': refused(
    'DELETE',
    ({ party }) => `/v1/parties/${party}/complete-declarations/${dijk}`,
  ),
  'POST /v1/drafts': draftsOf,
  'GET /v1/drafts': get(
    () => '/v1/drafts',
    ({ message }) => `/v1/drafts?request=${message}`,
  ),
  'GET /v1/drafts/:id': get(({ draft }) => `/v1/drafts/${draft}`),
  'GET /v1/drafts/:id/content': get(({ draft }) => `/v1/drafts/${draft}/content`),
  'PUT /v1/drafts/:id': refused(
    'PUT',
    ({ draft }) => `/v1/drafts/${draft}`,
    () => ({ version: 1, bericht: {} }),
  ),
  'POST /v1/drafts/:id/renewals': refused(
    'POST',
    ({ draft }) => `/v1/drafts/${draft}/renewals`,
    () => ({ version: 1 }),
  ),
  'POST /v1/drafts/:id/sending': refused(
    'POST',
    ({ draft }) => `/v1/drafts/${draft}/sending`,
    () => ({ version: 1 }),
  ),
  'DELETE /v1/drafts/:id': refused('DELETE', ({ draft }) => `/v1/drafts/${draft}`),
  // Whether a party is there is no secret.
  'GET /v1/complete-ledgers': page('/v1/complete-ledgers'),
  'PUT /v1/complete-ledgers/:aanbieder': refused(
    'PUT',
    () => `/v1/complete-ledgers/${dijk}`,
    () => ({}),
  ),
  'DELETE /v1/complete-ledgers/:aanbieder': refused('DELETE', () => `/v1/complete-ledgers/${dijk}`),
  'GET /v1/allocations': get(
    () => '/v1/allocations',
    ({ party }) => `/v1/allocations?municipality=${party}`,
  ),
  'GET /v1/open-requests': get(
    () => '/v1/open-requests',
    ({ party }) => `/v1/open-requests?counterparty=${party}`,
    () => '/v1/open-requests?type=JW315',
  ),
  'POST /v1/allocations/searches': refused(
    'POST',
    () => '/v1/allocations/searches',
    ({ bsn }) => ({ bsn }),
  ),
  'GET /v1/allocations/:id': get(({ allocation }) => `/v1/allocations/${allocation}`),
  'GET /v1/allocations/:id/entries': get(
    ({ allocation }) => `/v1/allocations/${allocation}/entries`,
  ),
  'GET /v1/allocations/:id/goals': get(({ allocation }) => `/v1/allocations/${allocation}/goals`),
  'POST /v1/allocations/:id/goals': refused(
    'POST',
    ({ allocation }) => `/v1/allocations/${allocation}/goals`,
    () => ({ domain: 'home', setOn: '2024-03-01' }),
  ),
  'GET /v1/goals/:id': get(({ goal }) => `/v1/goals/${goal}`),
  'PATCH /v1/goals/:id': refused(
    'PATCH',
    ({ goal }) => `/v1/goals/${goal}`,
    () => ({ revision: 1, outcome: 'open' }),
  ),
  'DELETE /v1/goals/:id/text': refused('DELETE', ({ goal }) => `/v1/goals/${goal}/text`),
  'DELETE /v1/goals/:id': refused('DELETE', ({ goal }) => `/v1/goals/${goal}`),

  'GET /v1/access-log': get(
    () => '/v1/access-log',
    ({ client }) => `/v1/access-log?clientId=${client}`,
    ({ message }) => `/v1/access-log?messageId=${message}`,
    ({ party }) => `/v1/access-log?party=${party}`,
  ),
  'POST /v1/access-log/searches': (_code, { bsn, message }) =>
    [{ bsn }, { bsn, limit: 1 }, { bsn, messageId: message }].map((json) => ({
      ...{ method: 'POST', path: '/v1/access-log/searches' },
      json,
    })),
  'GET /v1/access-log/export': get(
    ({ client }) => `/v1/access-log/export?format=json&clientId=${client}`,
    ({ client }) => `/v1/access-log/export?format=csv&clientId=${client}`,
    ({ message }) => `/v1/access-log/export?format=json&messageId=${message}`,
    () => '/v1/access-log/export?format=csv',
  ),

  'GET /v1/contracts': get(
    () => '/v1/contracts',
    () => `/v1/contracts?aanbieder=${dijk}`,
    ({ party }) => `/v1/contracts?gemeente=${party}`,
  ),
  'GET /v1/contracts/:id': get(
    ({ contract }) => `/v1/contracts/${contract}`,
    ({ contract }) => `/v1/contracts/${contract}?version=1`,
  ),
  'GET /v1/contracts/:id/lines': get(({ contract }) => `/v1/contracts/${contract}/lines`),
  'GET /v1/contracts/:id/versions': get(({ contract }) => `/v1/contracts/${contract}/versions`),
  'DELETE /v1/contracts/:id': refused('DELETE', ({ contract }) => `/v1/contracts/${contract}`),
  'POST /v1/contracts/imports': contractFile('/v1/contracts/imports'),
  'POST /v1/contracts/validations': contractFile('/v1/contracts/validations'),
  'POST /v1/contract-checks': refused(
    'POST',
    () => '/v1/contract-checks',
    ({ party }) => ({
      ...{ gemeente: party, aanbieder: dijk, product: { categorie: '45', code: 'B09P' } },
      ingangsdatum: '2024-01-01',
    }),
  ),

  'GET /v1/terms': get(
    () => '/v1/terms',
    () => '/v1/terms?side=awaits&status=all',
    ({ party }) => `/v1/terms?counterparty=${party}`,
    ({ party }) => `/v1/terms?municipality=${party}&status=all`,
    () => `/v1/terms?party=${dijk}`,
    () => `/v1/terms?provider=${dijk}`,
  ),
  'GET /v1/terms/:id': get(({ term }) => `/v1/terms/${term}`),
  // That a party is not there may be known: so it is the same in both.
  'GET /v1/terms/ageing': get(
    () => '/v1/terms/ageing',
    () => `/v1/terms/ageing?party=${dijk}`,
  ),
  'GET /v1/terms/counts': get(
    () => '/v1/terms/counts?from=2024-01&until=2024-12',
    () => `/v1/terms/counts?from=2024-01&until=2024-12&party=${dijk}`,
  ),

  'GET /v1/reports/counterparties': get(
    () => '/v1/reports/counterparties?from=2024-01&until=2024-12',
    () => `/v1/reports/counterparties?from=2024-01&until=2024-12&counterparty=${dijk}`,
  ),
  'GET /v1/reports/region': get(() => '/v1/reports/region?from=2024-01-01&to=2024-12-31'),
  'POST /v1/signals': (_code, { allocation: id, party }) =>
    [
      { kind: 'budget', text: 'Het past niet', allocation: id },
      { kind: 'other', text: 'Het past niet', allocation: id, gemeenten: [party] },
    ].map((json) => ({ method: 'POST', path: '/v1/signals', json })),
  'GET /v1/signals': get(
    () => '/v1/signals',
    ({ party }) => `/v1/signals?municipality=${party}`,
    () => `/v1/signals?provider=${dijk}`,
  ),
  'GET /v1/signals/:id': get(({ signal }) => `/v1/signals/${signal}`),
  'POST /v1/signals/:id/answers': refused(
    'POST',
    ({ signal }) => `/v1/signals/${signal}/answers`,
    () => ({ version: 1, text: 'Van ons' }),
  ),
  'POST /v1/signals/:id/closure': refused(
    'POST',
    ({ signal }) => `/v1/signals/${signal}/closure`,
    () => ({ version: 1, reason: 'withdrawn' }),
  ),
  'PUT /v1/signals/:id/links/:other': refused(
    'PUT',
    ({ signal, message }) => `/v1/signals/${signal}/links/${message}`,
  ),
  'DELETE /v1/signals/:id/links/:other': refused(
    'DELETE',
    ({ signal, message }) => `/v1/signals/${signal}/links/${message}`,
  ),
  'GET /v1/signals/counts': get(() => '/v1/signals/counts?from=2024-01-01&until=2024-12-31'),

  'POST /v1/conversions': (_code, { party }) => {
    const mapping = [{ categorie: '45', code: '45A04', toCategorie: '45', toCode: 'B01P' }];
    const json = { day: '2027-01-01', gemeenten: [party], mapping };
    return [{ method: 'POST', path: '/v1/conversions', json }];
  },
  'POST /v1/conversions/files': () => [
    {
      ...{ method: 'POST', path: '/v1/conversions/files?kind=mapping' },
      csv: 'categorie;toCategorie;toCode\n45;45;B01P\n',
    },
  ],
  'GET /v1/conversions': page('/v1/conversions'),
  ...Object.fromEntries(
    ['', '/workbook', '/csv', '/chart', '/reproduction', '/commits'].map((of) => [
      `GET /v1/conversions/:number${of}`,
      get(({ conversion }) => `/v1/conversions/${conversion}${of}`),
    ]),
  ),
  'GET /v1/conversions/:number/rows': get(
    ({ conversion }) => `/v1/conversions/${conversion}/rows`,
    ({ conversion, party }) => `/v1/conversions/${conversion}/rows?gemeente=${party}`,
    ({ conversion }) => `/v1/conversions/${conversion}/rows?aanbieder=${dijk}`,
  ),
  'GET /v1/conversions/:number/rows/:row': get(
    ({ conversion }) => `/v1/conversions/${conversion}/rows/1`,
  ),
  'POST /v1/conversions/:number/share': refused(
    'POST',
    ({ conversion }) => `/v1/conversions/${conversion}/share`,
  ),
  'POST /v1/conversions/:number/marks': refused(
    'POST',
    ({ conversion }) => `/v1/conversions/${conversion}/marks`,
    () => ({ marks: [{ row: 1, version: 1, mark: 'agreed' }] }),
  ),
  'POST /v1/conversions/:number/marks/imports': (_code, { conversion, number }) => [
    {
      ...{ method: 'POST', path: `/v1/conversions/${conversion}/marks/imports` },
      csv: `row;version;toewijzingNummer;mark\n1;1;${number};akkoord\n`,
    },
  ],
  'POST /v1/conversions/:number/commits': refused(
    'POST',
    ({ conversion }) => `/v1/conversions/${conversion}/commits`,
    () => ({}),
  ),
  'GET /v1/conversions/:number/commits/:id': get(
    ({ conversion, message }) => `/v1/conversions/${conversion}/commits/${message}`,
  ),
  'DELETE /v1/conversions/:number/commits/:id': refused(
    'DELETE',
    ({ conversion, message }) => `/v1/conversions/${conversion}/commits/${message}`,
  ),
  'POST /v1/conversions/:number/reverts': refused(
    'POST',
    ({ conversion }) => `/v1/conversions/${conversion}/reverts`,
    () => ({ row: 1, reason: 'look', nothingDeclared: true }),
  ),

  // Whether a party is there is no secret.
  'GET /v1/parties': get(
    () => '/v1/parties',
    () => `/v1/parties?codePrefix=${dijk}`,
  ),
  'GET /v1/parties/:code': page(`/v1/parties/${dijk}`),
  'PUT /v1/parties/:code': refused(
    'PUT',
    ({ party }) => `/v1/parties/${party}`,
    () => ({
      ...{ kind: 'gemeente', name: 'Mine' },
    }),
  ),
  'PATCH /v1/parties/:code': refused(
    'PATCH',
    ({ party }) => `/v1/parties/${party}`,
    () => ({ name: 'Mine' }),
  ),
  'POST /v1/parties/:code/api-keys': refused(
    'POST',
    ({ party }) => `/v1/parties/${party}/api-keys`,
  ),
  'POST /v1/parties/:code/certificates': refused(
    'POST',
    ({ party }) => `/v1/parties/${party}/certificates`,
    () => ({
      certificate: 'none',
    }),
  ),
  'GET /v1/parties/:code/api-keys': get(({ party }) => `/v1/parties/${party}/api-keys`),
  'DELETE /v1/parties/:code/api-keys/:id': (code, { party, key }) =>
    [party, code].map((one) => ({ method: 'DELETE', path: `/v1/parties/${one}/api-keys/${key}` })),
  // Whether a party is there is no secret: a mandate for one that is not is `unknown-party`. So who is
  // to get it is the same in both.
  'POST /v1/parties/:code/mandates': refused(
    'POST',
    ({ party }) => `/v1/parties/${party}/mandates`,
    () => ({
      ...{ mandatary: dijk, messageTypes: ['JW315'] },
    }),
  ),
  'GET /v1/parties/:code/mandates': get(({ party }) => `/v1/parties/${party}/mandates`),
  'DELETE /v1/parties/:code/mandates/:id': (code, { party, mandate }) =>
    [party, code].map((one) => ({
      method: 'DELETE',
      path: `/v1/parties/${one}/mandates/${mandate}`,
    })),
  // As for a mandate: who is to get it is the same in both.
  'POST /v1/parties/:code/designations': refused(
    'POST',
    ({ party }) => `/v1/parties/${party}/designations`,
    () => ({ office: '00000001234567890000' }),
  ),
  'GET /v1/parties/:code/designations': get(({ party }) => `/v1/parties/${party}/designations`),
  'DELETE /v1/parties/:code/designations/:id': (code, { party, designation }) =>
    [party, code].map((one) => ({
      method: 'DELETE',
      path: `/v1/parties/${one}/designations/${designation}`,
    })),

  'GET /v1/operations/messages': page('/v1/operations/messages'),
  'GET /v1/operations/messages/:id': get(({ message }) => `/v1/operations/messages/${message}`),
  'POST /v1/operations/messages/:id/dismissal': refused(
    'POST',
    ({ message }) => `/v1/operations/messages/${message}/dismissal`,
    () => ({ reason: 'look' }),
  ),
  'POST /v1/operations/searches': refused(
    'POST',
    () => '/v1/operations/searches',
    ({ identificatie }) => ({ by: 'identificatie', text: identificatie }),
  ),
  'GET /v1/operations/counts': page('/v1/operations/counts'),
  'GET /v1/operations/state': page('/v1/operations/state'),
  'GET /v1/operations/queue': page('/v1/operations/queue'),
  ...operation('replays'),
  ...operation('redeliveries'),
  'POST /v1/operations/messages/:id/disclosures': refused(
    'POST',
    ({ message }) => `/v1/operations/messages/${message}/disclosures`,
    () => ({ reason: 'look' }),
  ),
  'GET /v1/operations/messages/:id/content': get(
    ({ message }) => `/v1/operations/messages/${message}/content`,
  ),
  'POST /v1/ledger/verifications': refused(
    'POST',
    () => '/v1/ledger/verifications',
    () => ({}),
  ),
  'POST /v1/access-log/verifications': refused(
    'POST',
    () => '/v1/access-log/verifications',
    () => ({}),
  ),
  'GET /v1/verifications': refused('GET', () => '/v1/verifications'),
  'GET /v1/verifications/:id': refused('GET', ({ message }) => `/v1/verifications/${message}`),
  'GET /v1/sessions': refused('GET', () => '/v1/sessions'),
  'DELETE /v1/sessions/:id': refused('DELETE', ({ message }) => `/v1/sessions/${message}`),
  'POST /v1/legal-holds': refused(
    'POST',
    () => '/v1/legal-holds',
    ({ client }) => ({
      ...{ client, reason: 'look' },
    }),
  ),
  'GET /v1/legal-holds': page('/v1/legal-holds'),
  'DELETE /v1/legal-holds/:id': refused('DELETE', ({ message }) => `/v1/legal-holds/${message}`),
  'GET /v1/forgettings': page('/v1/forgettings'),
  'GET /v1/forgettings/:day/items': page('/v1/forgettings/2026-01-01/items'),
};

const calls = 'calls routes of the gateway, which have their cases above';
const sight = 'at the terminal of the machine, with its settings and keys: no party comes there';

/** Commands are for who keeps the gateway: there is no outsider at its terminal. */
export const commands: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...[
      'access-log',
      'client-details',
      'contracts',
      ...['conversion', 'conversion-commits', 'conversion-files', 'conversion-rows'],
      'declarations',
      'drafts',
      'forgetting',
      'import',
      'keys',
      'ledger',
      'messages',
      'operators',
      'products',
      'report',
      'terms',
    ],
    ...['queue', 'rebuild', 'replay', 'rotate', 'spic', 'verifications', 'verify'],
  ]
    .map((name) => [name, sight])
    .concat(
      ['designations', 'holds', 'mandates', 'parties', 'post', 'sessions'].map((name) => [
        name,
        calls,
      ]),
    ),
);
