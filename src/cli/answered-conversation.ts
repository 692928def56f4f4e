import {
  type Caller,
  enter,
  type Line,
  players,
  poll,
  readLines,
  readStory,
  type Story,
} from './play.ts';

/** A message of the play, and the answer that the gateway gave. */
export interface AnsweredStep {
  readonly number: number;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly id: string;
  readonly status: string;
  /** Why it was refused, in words for its sender. */
  readonly findings: readonly { rule: string; path: string; message: string }[];
  /** Where it came into the mailbox of its recipient; undefined when it did not. */
  readonly position: number | undefined;
  readonly answer: {
    readonly type: string;
    readonly id: string;
    /** Where it came into the mailbox of who sent the message. */
    readonly position: number;
    readonly retourCodes: readonly string[];
  };
}

/**
 * Plays the conversation once more, with a gateway that answers in the name of both: each posts
 * heenberichten only, and finds the retour in its own mailbox. Each makes a mistake, and hears of it
 * before the other sees anything: the gemeente in the first allocation, the aanbieder in the first start.
 *
 * @param address of the gateway
 * @param administratorKey makes the parties
 * @param tell hears of each step when it is done
 * @returns what the ledger remembers of it
 * @throws when the gateway answers anything else than it should
 */
export async function playAnsweredConversation(
  address: string,
  administratorKey: string,
  tell: (step: AnsweredStep) => void,
): Promise<Story> {
  const as = await enter(address, administratorKey, 'gateway');
  const asked = (await readLines()).filter(({ isRetour }) => !isRetour);
  const allocation = asked.findIndex(({ type }) => type === 'JW301');
  const start = asked.findIndex(({ type }) => type === 'JW305');
  const lines = asked
    .toSpliced(start, 0, misnumbered(asked[start] as Line))
    .toSpliced(allocation, 0, mistaken(asked[allocation] as Line));
  for (const [index, line] of lines.entries()) {
    const { from, to, type } = line;
    tell({ number: index + 1, type, from, to, ...(await converse(line, as(from), as(to))) });
  }
  return readStory(as(players[0].code), lines);
}

/** The allocation with an end before its beginning, as a slip of the pen has it (CS003). */
function mistaken(allocation: Line): Line {
  const xml = allocation.xml
    .replace(/(?<open><ijw:Identificatie>[^<-]+)-/, '$<open>F')
    .replace(/(?<open><Einddatum>)[^<]*/, '$<open>2024-03-17');
  return { ...allocation, xml };
}

/** The start of an allocation that nobody sent, as after a slip of the finger (TR019). */
function misnumbered(start: Line): Line {
  const xml = start.xml
    .replace(/(?<open><ijw:Identificatie>[^<-]+)-/, '$<open>S')
    .replace(/[0-9](?=<\/ToewijzingNummer>)/, (digit) => (digit === '7' ? '1' : '7'));
  return { ...start, xml };
}

async function converse(line: Line, sender: Caller, recipient: Caller) {
  const { id } = await sender.post(line.xml);
  const { status, findings, links } = await sender.send('GET', `/v1/messages/${id}?waitSeconds=20`);
  const approved = status === 'accepted';
  const position = approved ? await poll(recipient, id) : undefined;
  if (approved) await recipient.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
  const answerId = links.answer.href.split('/').at(-1);
  const answer = await sender.send('GET', links.answer.href);
  const xml = await sender.read(answer.links.content.href);
  const retourCodes = [...xml.matchAll(/<RetourCode>([^<]+)</g)].map(([, code]) => code ?? '');
  const answerPosition = await poll(sender, answerId);
  await sender.send('POST', '/v1/inbox/acknowledgements', { ids: [answerId] });
  return {
    id,
    status,
    findings,
    position,
    answer: { type: answer.type, id: answerId, position: answerPosition, retourCodes },
  };
}
