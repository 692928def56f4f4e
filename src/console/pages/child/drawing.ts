import { afterDays } from '../../../standard/working-days.ts';
import type { Lane, Span, Timeline } from './lanes.ts';

/** A piece of a lane, from left to right in units of the drawing. */
export interface Piece {
  readonly kind: 'requested' | 'allocated' | 'delivered' | 'interrupted';
  readonly x: number;
  readonly width: number;
}

/** One row of the drawing. */
export interface DrawnLane {
  readonly y: number;
  readonly label: string;
  readonly pieces: readonly Piece[];
  /** Where a JW317 asks for a change. */
  readonly marks: readonly number[];
  /** It goes on beyond the left or the right edge. */
  readonly cut: { readonly left: boolean; readonly right: boolean };
}

/** The drawing of a timeline, in units that fit the screen. */
export interface Drawing {
  readonly height: number;
  /** First days of months or years, with where they are. */
  readonly months: readonly { readonly day: string; readonly x: number }[];
  readonly years: boolean;
  readonly groups: readonly { readonly provider: string; readonly y: number }[];
  readonly lanes: readonly DrawnLane[];
  /** From the end of one lane to the begin of the next. */
  readonly links: readonly {
    readonly from: { readonly x: number; readonly y: number };
    readonly to: { readonly x: number; readonly y: number };
  }[];
  readonly gaps: readonly { readonly x: number; readonly width: number }[];
  readonly overlaps: readonly { readonly x: number; readonly width: number }[];
  readonly today: number | null;
}

export const sizes = { width: 960, left: 150, top: 34, lane: 22, group: 26, bar: 12 } as const;

/** Years that are drawn at most, and how far ahead: an end in 2099 would leave no room for this year. */
const mostDays = 3653;
const aheadDays = 550;

/** Draws a timeline: what is where. Pure. */
export function drawingOf(timeline: Timeline): Drawing {
  const { lanes, gaps, overlaps, today } = timeline;
  const axis = axisOf(timeline);
  const groups: { provider: string; y: number }[] = [];
  const drawn: DrawnLane[] = [];
  let y: number = sizes.top;
  for (const lane of lanes) {
    if (groups.at(-1)?.provider !== lane.provider) {
      y += sizes.group;
      groups.push({ provider: lane.provider, y });
    }
    y += sizes.lane;
    drawn.push(drawnLane(lane, y, axis, today));
  }
  const place = (span: Span) => {
    const piece = axis.piece(span);
    return piece ? [piece] : [];
  };
  const links = lanes.flatMap((lane, index) =>
    lane.follows.flatMap((before) => {
      const [from, to] = [lanes[before]?.allocated, lane.allocated];
      const [above, below] = [drawn[before], drawn[index]];
      if (!from || !to || !above || !below) return [];
      return [
        {
          from: { x: axis.x(from.to === null ? axis.last : afterDays(from.to, 1)), y: above.y },
          to: { x: axis.x(to.from), y: below.y },
        },
      ];
    }),
  );
  return {
    height: y + sizes.lane,
    ...monthsOf(axis),
    ...{
      groups,
      lanes: drawn,
      links,
      gaps: gaps.flatMap(place),
      overlaps: overlaps.flatMap(place),
    },
    today: today >= axis.first && today <= axis.last ? axis.x(today) : null,
  };
}

interface Axis {
  readonly first: string;
  readonly last: string;
  /** Where a day begins; one beyond the edge is at the edge. */
  x(day: string): number;
  /** Where a span is; undefined when all of it is beyond an edge. */
  piece(span: Span): { readonly x: number; readonly width: number } | undefined;
}

function axisOf({ lanes, today }: Timeline): Axis {
  const spans = lanes.flatMap(({ requested, allocated, delivered }) => [
    ...requested,
    ...(allocated ? [allocated] : []),
    ...delivered,
  ]);
  const begins = spans.map(({ from }) => from);
  const ends = spans.flatMap(({ from, to }) => to ?? from);
  const days = [...begins, ...ends, today].toSorted();
  const ahead = afterDays(today, aheadDays);
  const lastKnown = days.at(-1) ?? today;
  const last = monthEnd([lastKnown, ahead].toSorted()[0] ?? today);
  const earliest = afterDays(last, -mostDays);
  const firstKnown = days[0] ?? today;
  const first = `${([firstKnown, earliest].toSorted()[1] ?? today).slice(0, 7)}-01`;
  const scale = (sizes.width - sizes.left) / Math.max(1, daysFrom(first, last) + 1);
  const x = (day: string) =>
    round(Math.min(sizes.width, Math.max(sizes.left, sizes.left + daysFrom(first, day) * scale)));
  const piece = ({ from, to }: Span) => {
    if (from > last || (to !== null && to < first)) return undefined;
    const at = x(from);
    const until = to === null ? sizes.width : x(afterDays(to, 1));
    return { x: at, width: round(Math.max(2, until - at)) };
  };
  return { first, last, x, piece };
}

function drawnLane(lane: Lane, y: number, axis: Axis, today: string): DrawnLane {
  const { allocation, product, requested, allocated, delivered, interrupted } = lane;
  const pieces = (kind: Piece['kind'], spans: readonly Span[]) =>
    spans.flatMap((span) => {
      const piece = axis.piece(span);
      return piece ? [{ kind, ...piece }] : [];
    });
  const all = [...requested, ...(allocated ? [allocated] : [])];
  return {
    y,
    label: [allocation?.toewijzingNummer, product].filter(Boolean).join(' '),
    pieces: [
      ...pieces('requested', requested),
      ...pieces('allocated', allocated ? [allocated] : []),
      // Nobody knows yet what is delivered after today.
      ...pieces(
        'delivered',
        delivered.map(({ from, to }) => ({ from, to: to ?? [from, today].toSorted()[1] ?? today })),
      ),
      ...pieces('interrupted', interrupted),
    ],
    marks: lane.changesAsked
      .filter((day) => day >= axis.first && day <= axis.last)
      .map((day) => axis.x(day)),
    cut: {
      left: all.some(({ from }) => from < axis.first),
      right: all.some(({ to }) => to === null || to > axis.last),
    },
  };
}

/** The lines of the axis: of months, or of years where months would not fit. */
function monthsOf({ first, last, x }: Axis): Pick<Drawing, 'months' | 'years'> {
  const [year = 0, month = 1] = first.split('-').map(Number);
  const [lastYear = 0, lastMonth = 1] = last.split('-').map(Number);
  const count = (lastYear - year) * 12 + lastMonth - month + 1;
  const years = count > 36;
  const step = years ? 12 : count > 18 ? 3 : 1;
  const months = Array.from({ length: count }, (_, index) => {
    const at = month - 1 + index;
    const day = `${year + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`;
    return { day, x: x(day), shown: (at % 12) % step === 0 };
  });
  return { months: months.filter(({ shown }) => shown).map(({ day, x }) => ({ day, x })), years };
}

function monthEnd(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const next =
    month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
  return afterDays(next, -1);
}

function daysFrom(first: string, day: string): number {
  return Math.round(
    (Date.parse(`${day}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000,
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
