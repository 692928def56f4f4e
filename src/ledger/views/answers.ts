// SQL of requests and their answers, for statements that show one of the two.

/**
 * SQL: the rows of a gemeente that succeeded the one that a request was made to, and answered it. They have the same
 * child and reference, and no type, because the request was not made to it.
 */
export function answeredElsewhere(request: string): string {
  return `select * from request
    where provider = ${request}.provider and reference_hash = ${request}.reference_hash
      and client_id = ${request}.client_id and type is null`;
}

/**
 * SQL: a select of `message_id`, of the messages that made the requests that a message answers; null where one was
 * imported. The caller decides who may see which of them.
 *
 * @param message id of the message, in SQL
 */
export function requestsAnsweredBy(message: string): string {
  return `select coalesce(asked.message_id, made.message_id) as message_id
      from request asked
      -- A gemeente answers the requests to the one that it succeeded.
      left join request made on asked.type is null and made.provider = asked.provider
        and made.reference_hash = asked.reference_hash and made.client_id = asked.client_id
        and made.type is not null
      where asked.answered_by @> array[${message}] and cardinality(asked.answered_by) > 0`;
}

/**
 * SQL: a select of `id`, each once, of the messages that answered the requests that a message made.
 *
 * @param message its id, in SQL
 * @param most requests of it that are looked at
 */
export function answersTo(message: string, most: number): string {
  return `select distinct unnest(made.answered_by || coalesce(later.answered_by, '{}')) as id
      from (select * from request where message_id = ${message} limit ${most}) made
      left join lateral (${answeredElsewhere('made')}) later on true`;
}
