import { type Kysely, sql } from 'kysely';

/** Rules within the message, and the answers that the gateway gives in a recipient's name. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Who answers the heenberichten of a party: the gateway in its name, or the party itself. Parties
  // that were there before go on as they are; new ones get the gateway's answers unless told.
  `alter table party add column retour_by text not null default 'party'
    constraint party_retour_by check (retour_by in ('gateway', 'party'))`,
  `alter table party alter column retour_by set default 'gateway'`,

  // An answer that the gateway wrote. It goes into the mailbox in the commit that makes it.
  `alter table message add column by_gateway boolean not null default false`,
  `alter table message add constraint message_of_gateway_answers
    check (not by_gateway or (heenbericht_id is not null and accepted_at is not null))`,

  // A rule of the standard that the message breaks, or what else there is to say of it. The rows of
  // a message end at a bound; this is how many there were.
  `alter table message_finding add column retour_code text`,
  `alter table message add column finding_count integer not null default 0`,
  `update message set finding_count = found.count
    from (select message_id, count(*) from message_finding group by message_id) found
    where found.message_id = message.id`,
];
