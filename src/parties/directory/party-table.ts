/**
 * SQL: the parties, as a table for statements of other rooms, which give it a name: `from ${partyTable} party`.
 * Has the columns of {@link signedParty} and the MAC, so that a row can be checked.
 */
export const partyTable = `(select code, revision, kind, name, until, successor, retour_by, level3, region,
  declarations, mac from party)`;
