import { proofOf } from '../store/row-mac.ts';
import { signedParty } from '../store/signed-party.ts';
import { foundList, productLists, spicLists } from './sealed-lists.ts';

// A gemeente counts with those that it succeeded, whose entries go before its own. A JW319 names no
// child: it is about the one whose request it answers. Answers of one question are from one moment.
//
// Of a gemeente and an aanbieder that send, each reads by an index that begins with what is its own: one
// of the two parts of a union never runs. (The `||` keeps Postgres from the index by gemeente.)
//
// Planning this takes longer than doing it. Postgres keeps a plan unless one for the values at hand
// promises much more: so lists, and the aanbieder of a list of products, come from a `select`, which it reckons
// alike with and without values.
/** SQL: what `remember` asks, all at once. */
export const question = `
  with recursive family (code, age, until) as (
    select $1::text, 0, null::date
    union all
    select party.code, family.age + 1, party.until
    from party join family on party.successor = family.code
    where party.until < $3::date
  ), knower (code) as (
    select code from family where $7::text = $1
    union all
    select $2 where $7 <> $1
  ), asked as materialized (
    select request.*, true as here
    from request where $7 = $1 and provider = $2
      and reference_hash = any((select $5::bytea[])::bytea[])
      and municipality = any(array(select code from family))
    union all
    select request.*, municipality in (select code from family) as here
    from request where $7 <> $1 and provider = $2
      and reference_hash = any((select $5::bytea[])::bytea[])
  ), child as materialized (
    (select client.id, client.revision, data_key.wrapped
    from known_child join client on client.id = known_child.client_id
      join data_key on data_key.id = client.id
    where known_child.bsn_hash = $4 and known_child.party_code = any(array(select code from knower))
    limit 1)
    union all
    select client.id, client.revision, data_key.wrapped
    from client join data_key on data_key.id = client.id
    where $4::bytea is null and client.id = (
      select client_id from asked where here and type is not null
      order by owns_reference desc limit 1
    )
  ), told as (
    select municipality, provider, version, kind, sealed, age, chain_number
    from ledger_entry join family on code = municipality
    where $7 = $1 and client_id = (select id from child)
    union all
    select municipality, provider, version, kind, sealed, age, chain_number
    from ledger_entry join family on code = municipality
    where $7 <> $1 and client_id = (select id from child) and provider = $2
  ), numbered as (
    select toewijzing_nummer, municipality, client_id, provider, owns_number from allocation
    where $7 = $1 and municipality = any(array(select code from family))
      and toewijzing_nummer = any((select $6::text[])::text[]) and (owns_number or not owns_number)
    union all
    select toewijzing_nummer, municipality, client_id, provider, owns_number from allocation
    where $7 <> $1 and provider = $2 and toewijzing_nummer = any((select $6::text[])::text[])
      and municipality || '' = any(array(select code from family))
  )
  select (select level3 from party where code = $1) as level3,
    coalesce((
      select json_agg(${proofOf(signedParty, 'party')}) from party
      where code = any(array(select code from family))
    ), '[]') as family,
    (select json_build_object('id', id, 'revision', revision::text,
      'wrapped', encode(wrapped, 'base64')) from child) as child,
    array(select code from knower) as knowers,
    exists (select from message
      where afzender = $7 and type = $8 and identificatie = $9 and first_use)
      as "identificatieUsed",
    coalesce((
      select json_agg(json_build_array(municipality, provider, chain_number,
        version, kind, encode(sealed, 'base64'))
        order by age desc, municipality, chain_number)
      from told
    ), '[]') as entries,
    coalesce((
      select json_agg(json_build_object('number', toewijzing_nummer, 'municipality', municipality,
        'clientId', client_id, 'provider', provider, 'owns', owns_number))
      from numbered
    ), '[]') as numbers,
    coalesce((
      select json_agg(json_build_object('reference', encode(reference_hash, 'hex'),
        'clientId', client_id, 'type', type, 'owns', owns_reference, 'answers', answers,
        'honoured', honoured, 'here', here))
      from asked
    ), '[]') as requests,
    (
      select json_agg(json_build_object('until', until,
        'list', ${foundList(productLists, ['family.code', '(select $2::text)'])}))
      from family
    ) as agreed,
    case when $8 = 'JW323'
      and exists (select from agreed_product where municipality = $1 and provider = $2)
    then (
      select json_agg(json_strip_nulls(json_build_object('toewijzingNummer', toewijzing_nummer,
        'product', case when product_category is not null
          then json_build_object('categorie', product_category, 'code', product_code) end,
        'firstBegin', (
          select effective_date from ledger_entry entry
          where entry.client_id = allocation.client_id
            and entry.municipality = allocation.municipality
            and entry.provider = allocation.provider
            and entry.toewijzing_nummer = allocation.toewijzing_nummer
            and entry.kind in ('allocated', 'changed', 'withdrawn', 'deleted', 'imported')
          order by chain_number limit 1
        ))))
      from allocation
      where municipality = any(array(select code from family)) and provider = $2
        and toewijzing_nummer = any((select $6::text[])::text[]) and (owns_number or not owns_number)
    ) end as declared,
    coalesce((
      select json_agg(${foundList(spicLists, ['area.region', 'product.category', 'product.code'])})
      from (
        select * from unnest((select $10::text[])::text[], (select $11::text[])::text[])
        union
        select product_category, product_code from allocation
        where client_id = (select id from child) and provider = $2 and product_code is not null
      ) product (category, code), (
        select region from party
        where code = $1 and region is not null and cardinality((select $10::text[])::text[]) > 0
      ) area
    ), '[]') as spics`;
