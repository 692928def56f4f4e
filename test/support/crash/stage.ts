import type { Declaratie, Says } from '../../ledger/declarations/writing.ts';

/** What happens in one life, by whom; each time the process dies, the next one goes on. */
export interface Stage {
  /** From now on the gateway answers in the names of both. */
  letGatewayAnswer(): Promise<void>;
  /** From now on the gateway decides on declarations. */
  letGatewayDecide(): Promise<void>;
  /** From now on a software house posts and acknowledges, for both. */
  letSoftwareHouseAct(): void;
  /** A message about this child, from the aanbieder; sound by default. */
  request(child: string, fault?: RequestFault, like?: Request): Promise<Request>;
  /** The allocation that honours a request, from the gemeente. */
  allocate(child: string, request: Request): Promise<void>;
  /** An allocation of 150 cents on number 101 in March 2024, from the gemeente, without a request. */
  allocateMoney(child: string): Promise<void>;
  /** The start of what was allocated to a child. */
  begin(child: string): Promise<void>;
  /** A declaration of children, from the aanbieder. */
  declare(declaration: Declaratie): Promise<Request>;
  /** Its JW325, from the gemeente. */
  decide(request: Request, declaration: Declaratie, says: Says): Promise<void>;
  /** Its retour, from the gemeente. */
  approve(request: Request): Promise<void>;
  refuse(request: Request): Promise<void>;
  /** Messages of all of these at once. */
  requestAll(
    requests: readonly (readonly [child: string, fault?: RequestFault, like?: Request])[],
  ): Promise<void>;
  /** Steps are done as they are announced. */
  work(): Promise<void>;
  /** All steps that are announced are done at once. */
  workTogether(): Promise<void>;
  /** The relay announces what is due, some time later. */
  relay(): Promise<void>;
  acknowledge(): Promise<void>;
  /** Steps give up until it is repaired. */
  breakDown(): void;
  repair(): void;
  replay(): Promise<void>;
  dismiss(request: Request): Promise<void>;
  redeliver(): Promise<void>;
  /** The replays and redeliveries are carried out. */
  operate(): Promise<void>;
}

export interface Request {
  readonly id: string;
  readonly identificatie: string;
}

export type Life = (stage: Stage) => Promise<void>;

/**
 * A rule that a request breaks: one within the message (CS139), the clock (TR135), or a reference that
 * was used before (TR347).
 */
export type RequestFault = 'within' | 'outside' | 'reference';
