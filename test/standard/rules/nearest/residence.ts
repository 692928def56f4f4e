import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { PastRequest } from '../../../../src/standard/rules/engine/past.ts';
import type { Draft } from '../case.ts';
import { beemster, codes, old, young } from './gemeente.ts';
import { about, type Nearest } from './nearest.ts';

/** The municipalities in an answer to a request: that of the Header, and that of residence (TR378). */

/** A request that began on a day. */
function asked(referentieAanbieder: string, begin?: string): PastRequest {
  return {
    type: 'JW315',
    referentieAanbieder,
    ofClient: true,
    answers: [],
    honoured: false,
    ...(begin !== undefined && { begin }),
  };
}

type AntwoordDraft = Draft<BerichtOf<'JW319'>>;
const about319 = about('TR378', 'JW319/valid-complete.xml');
const ofBeemster = ({ header, antwoord }: AntwoordDraft) => {
  header.afzender = beemster;
  antwoord.referentieAanbieder = 'DIJK-2024-0140';
};
const requests = (...all: readonly PastRequest[]) => ({ past: { requests: all } });
const byRequest = [
  about319.passes('a request of the last day', ofBeemster, requests(asked('DIJK-2024-0140', old))),
  about319.passes(
    'a request of the last day after others',
    ofBeemster,
    requests(asked('A', young), asked('DIJK-2024-0140', old)),
  ),
  about319.refuses(
    'a request of the day after',
    'Header/Afzender',
    ofBeemster,
    requests(asked('DIJK-2024-0140', young)),
  ),
  about319.refuses(
    'another request of the last day',
    'Header/Afzender',
    ofBeemster,
    requests(asked('DIJK-2024-0141', old)),
  ),
  about319.refuses(
    'a request of an unknown day',
    'Header/Afzender',
    ofBeemster,
    requests(asked('DIJK-2024-0140')),
  ),
  about319.refuses('no request', 'Header/Afzender', ofBeemster, requests()),
];

/** Where the client lives, on the day on which the message comes. */
const residence = codes.map(([code, today, refused]) => {
  const shows = `a Woonplaatsbeginsel of ${code} on ${today}`;
  const change = ({ header, antwoord }: AntwoordDraft) => {
    header.berichtIdentificatie.dagtekening = '2020-12-01';
    antwoord.woonplaatsbeginsel = { gemeente: code };
  };
  return refused
    ? about319.refuses(shows, 'Antwoord/Woonplaatsbeginsel/Gemeente', change, { today })
    : about319.passes(shows, change, { today });
});
/** Or on the day on which begins what was asked. */
const residenceAsked = [
  ...codes.map(([code, begin, refused]) => {
    const shows = `a Woonplaatsbeginsel of ${code} for a request of ${begin}`;
    const change = ({ header, antwoord }: AntwoordDraft) => {
      header.berichtIdentificatie.dagtekening = '2020-12-01';
      antwoord.referentieAanbieder = 'DIJK-2024-0140';
      antwoord.woonplaatsbeginsel = { gemeente: code };
    };
    const around = requests(asked('A', '2020-12-31'), asked('DIJK-2024-0140', begin));
    return refused
      ? about319.refuses(shows, 'Antwoord/Woonplaatsbeginsel/Gemeente', change, around)
      : about319.passes(shows, change, around);
  }),
  about319.passes(
    'a Woonplaatsbeginsel of today for a request of later',
    ({ antwoord }) => {
      antwoord.woonplaatsbeginsel = { gemeente: beemster };
    },
    { today: old, ...requests(asked('DIJK-2024-0140', young)) },
  ),
  about319.refuses(
    'a Woonplaatsbeginsel of Dagtekening for a request of an unknown day',
    'Antwoord/Woonplaatsbeginsel/Gemeente',
    ({ header, antwoord }) => {
      header.berichtIdentificatie.dagtekening = old;
      antwoord.woonplaatsbeginsel = { gemeente: beemster };
    },
    requests(asked('DIJK-2024-0140')),
  ),
];
const both = [
  about319.passes('no Woonplaatsbeginsel', ({ antwoord }) => {
    delete antwoord.woonplaatsbeginsel;
  }),
  about319.refuses(
    'Afzender and Woonplaatsbeginsel both',
    ['Header/Afzender', 'Antwoord/Woonplaatsbeginsel/Gemeente'],
    ({ header, antwoord }) => {
      header.afzender = beemster;
      antwoord.woonplaatsbeginsel = { gemeente: '9999' };
    },
  ),
];

export const residenceNearest: readonly Nearest[] = [
  ...byRequest,
  ...residence,
  ...residenceAsked,
  ...both,
];
