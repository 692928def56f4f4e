/**
 * What the gateway says of a refusal by a party, as a finding on the message that refuses: a retour, a JW325 or a JW319.
 * - `rule-not-broken`: the RetourCode is of a rule that the gateway checked, and that the heenbericht does not break
 * - `rule-not-checked`: the RetourCode is of a rule about all that was declared and granted before, which the gateway does not know
 * - `code-of-no-rule`: no rule about such a message has this RetourCode
 * - `care-not-reported`: added where the start or the stop of the care was not reported: payment may not hang on that
 *   (OP364)
 * - `contract-refuses`, `contract-allows`: a JW319 refuses a request for the contract, and the contracts that the gateway
 *   knows say so too, or do not
 */
export const withoutRule = {
  notBroken: 'rule-not-broken',
  notChecked: 'rule-not-checked',
  ofNoRule: 'code-of-no-rule',
  careNotReported: 'care-not-reported',
  contractRefuses: 'contract-refuses',
  contractAllows: 'contract-allows',
} as const;
