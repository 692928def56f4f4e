/**
 * SQL: the rows of conversions whose message was answered, as a table for statements of other rooms, which give it a name.
 * Has the columns `municipality`, `outcome` (`approved` or `refused`), `difference` (price less what remains, in cents;
 * null where one is not known) and `message_id`. What was taken back is not among them; there is nothing of a child in it.
 */
export const settledRows = `(select row.municipality, post.step as outcome, row.difference_cents as difference,
    post.message_id
  from conversion_row row join conversion_post post on post.id = row.post_id
  where post.kind = 'commit' and post.step in ('approved', 'refused'))`;
