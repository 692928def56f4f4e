import { columnsOfMessage } from './message-table.ts';

/** Characters of an Identificatie by which it is found: more than any of iJw has. */
export const foundByCharacters = 40;

/**
 * SQL: messages as {@link messageTable} has them, by their Identificatie, as a table for a statement, which gives it a
 * name. Its column `name` is that to compare with and to order by, as `name, id`: never to be shown, for it is free text.
 */
export const messagesByName = `(select ${columnsOfMessage},
    left(upper(identificatie collate "C"), ${foundByCharacters}) as name
  from message where identificatie is not null)`;
