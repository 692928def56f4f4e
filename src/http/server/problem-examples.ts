import type { ProblemCode, ProblemDetails } from '../../problem.ts';

/** Limits of problems, but for the largest message. */
const limits: Readonly<Partial<Record<ProblemCode, number>>> = {
  'too-many-requests': 6000,
  'too-many-months': 24,
  'too-many-drafts': 1000,
  'too-many-signals': 200,
  'too-many-answers': 100,
  'too-many-links': 20,
  'too-many-goals': 50,
};

/** Invented details of a problem, for the examples in the documentation. */
export function exampleDetails(code: ProblemCode): ProblemDetails {
  const element = 'Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang/Volume';
  return {
    params: {
      line: 17,
      limit: limits[code] ?? 26_214_400,
      seconds: 17,
      minutes: 15,
      megabytes: 512,
      processor: 20,
      id: '01a20563-607e-7aa1-b735-07c007c906ff',
      type: 'JW315',
      berichtCode: 446,
      afzender: 'aanbieder',
      ontvanger: 'gemeente',
      element: 'Header/Afzender',
      party: '12345678',
      role: 'administrator',
      needed: 'party',
      namespace: 'http://www.istandaarden.nl/ijw/3_2/jw315/schema',
      recipient: '0370',
      from: '2020-01-01',
      until: '2021-12-31',
      successor: '0439',
      day: '2027-03-01',
      settings: 'until, successor',
      list: '/v1/code-lists',
      kind: 'gemeente',
      digits: 4,
      status: 'delivered',
      count: 2,
      contract: 'B-2027-014',
      gemeenten: '0384',
      filter: 'side',
      by: 'k7Qm2xTz',
      at: '2026-11-02T09:30:00.000Z',
      version: 3,
      state: 'making',
      years: 3,
      message: '01a20563-607e-7aa1-b735-07c007c906ff',
      draft: '01a20563-607e-7aa1-b735-07c007c906ff',
      ids: '01a20563-607e-7aa1-b735-07c007c906ff',
    },
    ...answerDetails(code),
    ...(code === 'invalid-request' && {
      faults: [
        { element: 'querystring/limit', rule: 'maximum', params: { limit: '1000' } },
        { element: 'querystring/colour', rule: 'additionalProperties' },
      ],
    }),
    ...draftDetails(code),
    ...fileDetails(code),
    ...(code === 'xsd' && {
      violations: [{ line: 51, element, rule: 'min-value', expected: ['0'] }],
    }),
  };
}

/** What a JW325 may break. */
function answerDetails(code: ProblemCode): ProblemDetails {
  const [rule, path] =
    code === 'rules-past'
      ? ['TR376', 'DeclaratieAntwoord/DeclaratieNummer']
      : ['CS325', 'DeclaratieAntwoord/TotaalToegekendBedrag/DebetCredit'];
  return code === 'rules' || code === 'rules-past' ? { findings: [{ rule, path }] } : {};
}

/** What the statuses of problems mean. */
export const statusMeanings: Readonly<Record<number, string>> = {
  400: 'Something in the request or its XML is not right',
  401: 'No valid key',
  403: 'Not allowed with this key',
  404: 'Not there, or not yours',
  409: 'Nothing is wrong with it, but it cannot be done now',
  410: 'It was there, and was forgotten',
  413: 'Too large',
  415: 'Wrong media type',
  429: 'Too many requests; try again after Retry-After seconds',
  500: 'A fault of the gateway',
  503: 'Not now; try again after Retry-After seconds',
};

/** The same, of files and of rows. */
function fileDetails(code: ProblemCode): ProblemDetails {
  return {
    ...(code === 'file-faults' && {
      fileFaults: [{ sheet: '2027', row: 7, column: 'tariff', code: 'tariff-first-day' }],
    }),
    ...(code === 'mark-faults' && {
      rowFaults: [{ row: 17, element: 'version', code: 'row-changed' }],
    }),
  };
}

/** The same, of drafts. */
function draftDetails(code: ProblemCode): ProblemDetails {
  return {
    ...(code === 'draft-form' && {
      draftFaults: [{ code: 'reference-decided', element: 'decisions/0/referentie' }],
    }),
    ...(code === 'draft-incomplete' && {
      draftFaults: [{ code: 'address', element: 'Client/Contactgegevens' }],
    }),
    ...(code === 'draft-refused' && {
      judged: [
        {
          ...{ kind: 'rule', level: 2, line: 51, retourCode: '0001', rule: 'CS003' },
          element: 'Client/ToegewezenProducten/ToegewezenProduct[1]/Einddatum',
        } as const,
      ],
    }),
    ...(code === 'draft-outdated' && {
      differences: [
        { toewijzingNummer: '7000001', field: 'Einddatum', was: null, is: '2026-12-31' },
      ],
    }),
  };
}
