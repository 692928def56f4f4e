import { familyOf } from '../../parties/directory/family.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import { signedParty } from '../../parties/directory/signed.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import { proofOf } from '../../store/keys/row-mac.ts';
import { type ColumnTypes, type ListStatement, listStatement } from '../../store/rows.ts';
import { type Statement, statement } from '../../store/statement.ts';
import { foundList, spicLists } from '../catalogue/sealed-lists.ts';
import { contractsFound, haveContract } from '../contracts/between.ts';
import { completeFound } from '../declarations/complete.ts';
import { prestatieKindsSql } from '../model/prestaties.ts';

/** The values of the question of `readPast`. */
export interface Asked {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly today: string;
  readonly bsnHash: Buffer | null;
  readonly hashes: readonly Buffer[];
  readonly numbers: readonly string[];
  readonly afzender: string;
  readonly type: string;
  readonly identificatie: string | null;
  /** Of each product; `codes` has their codes in the same order. */
  readonly categories: readonly string[];
  readonly codes: readonly (string | null)[];
}

/** The question of `readPast`: all that it needs, in one statement, so that all answers are of one moment. */
export interface Question {
  readonly one: Statement<Asked>;
  /** The questions of several messages in one statement. Each row has the place of its question in \`nr\`. */
  readonly many: ListStatement<Asked & { readonly nr: number }>;
}

/**
 * The question, completed with what only messages know.
 *
 * @param identificatieUsed SQL: whether a message of `$afzender`, of the type `$type`, has used the Identificatie
 *   `$identificatie`
 */
export function questionWith(name: string, identificatieUsed: string): Question {
  const text = textWith(identificatieUsed);
  return {
    one: statement(name, text),
    many: listStatement(
      name,
      'given',
      { nr: 'integer', ...types },
      (given) => `
      with ${given}
      select given.nr, past.* from given cross join lateral (
        ${text.replace(/\$([a-z]\w*)/gi, 'given.$1')}
      ) past`,
    ),
  };
}

const types: ColumnTypes<Asked> = {
  gemeente: 'text',
  aanbieder: 'text',
  today: 'text',
  bsnHash: 'bytea',
  hashes: 'bytea[]',
  numbers: 'text[]',
  afzender: 'text',
  type: 'text',
  identificatie: 'text',
  categories: 'text[]',
  codes: 'text[]',
};

// Planning this takes longer than running it. Postgres keeps a plan unless one for the values at hand promises much
// more: so lists, and the aanbieder of a list of products, come from a `select`, which it estimates alike with and
// without values.
function textWith(identificatieUsed: string): string {
  return `
  with recursive ${families}, ${requestsNamed},
  ${child}, ${entriesReported}, ${allocationsNumbered}
  select (select level3 from ${partyTable} party where code = $gemeente) as level3,
    coalesce((
      select json_agg(${proofOf(signedParty, 'party')}) from ${partyTable} party
      where code = any(array(select code from family))
    ), '[]') as family,
    (select json_build_object('id', id, 'revision', revision::text,
      'wrapped', encode(wrapped, 'base64')) from child) as child,
    array(select code from knower) as knowers,
    ${identificatieUsed} as "identificatieUsed",
    coalesce((
      select json_agg(json_build_array(municipality, provider, chain_number,
        version, kind, encode(sealed, 'base64'))
        order by age desc, municipality, chain_number)
      from reported
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
    ${contractsFound} as contracts,
    ${declared} as declared,
    ${grantedOn} as "grantedOn",
    ${spics} as spics`;
}

// A gemeente counts with those that it succeeded, whose entries go before its own.
const families = `${familyOf}, knower (code) as (
    select code from family where $afzender::text = $gemeente
    union all
    select $aanbieder where $afzender <> $gemeente
  )`;

// In this and the next parts either a gemeente or an aanbieder is the sender, and each reads by an index that begins
// with its own code: one of the two parts of a union never runs.
const requestsNamed = `asked as materialized (
    select request.*, true as here
    from request where $afzender = $gemeente and provider = $aanbieder
      and reference_hash = any($hashes::bytea[])
      and municipality = any(array(select code from family))
    union all
    select request.*, municipality in (select code from family) as here
    from request where $afzender <> $gemeente and provider = $aanbieder
      and reference_hash = any($hashes::bytea[])
  )`;

// A JW319 names no child: it is about the child whose request it answers.
const child = `child as materialized (
    (select client.id, client.revision, wrapped
    from known_child join client on client.id = known_child.client_id
      ${joinKey('client.id')}
    where known_child.bsn_hash = $bsnHash
      and known_child.party_code = any(array(select code from knower))
    limit 1)
    union all
    select client.id, client.revision, wrapped
    from client ${joinKey('client.id')}
    where $bsnHash::bytea is null and client.id = (
      select client_id from asked where here and type is not null
      order by owns_reference desc limit 1
    )
  )`;

const entriesReported = `reported as (
    select municipality, provider, version, kind, sealed, age, chain_number
    from ledger_entry join family on code = municipality
    where $afzender = $gemeente and client_id = (select id from child)
      and kind not in ${prestatieKindsSql}
    union all
    select municipality, provider, version, kind, sealed, age, chain_number
    from ledger_entry join family on code = municipality
    where $afzender <> $gemeente and client_id = (select id from child) and provider = $aanbieder
      and kind not in ${prestatieKindsSql}
  )`;

// The `||` keeps Postgres from the index by gemeente.
const allocationsNumbered = `numbered as (
    select toewijzing_nummer, municipality, client_id, provider, owns_number from allocation
    where $afzender = $gemeente and municipality = any(array(select code from family))
      and toewijzing_nummer = any($numbers::text[]) and (owns_number or not owns_number)
    union all
    select toewijzing_nummer, municipality, client_id, provider, owns_number from allocation
    where $afzender <> $gemeente and provider = $aanbieder
      and toewijzing_nummer = any($numbers::text[])
      and municipality || '' = any(array(select code from family))
  )`;

/** The allocations that a declaration names, only where the parties have a contract. */
const declared = `case when $type = 'JW323'
      and ${haveContract}
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
      where municipality = any(array(select code from family)) and provider = $aanbieder
        and toewijzing_nummer = any($numbers::text[]) and (owns_number or not owns_number)
    ) end`;

/** On which allocations of a JW301 something was granted, and not credited since. */
const grantedOn = `case when $type = 'JW301' then json_build_object('complete', ${completeFound},
      'numbers', array(
        select distinct toewijzing_nummer from prestatie
        where client_id = (select id from child) and municipality = any(array(select code from family))
          and provider = (select $aanbieder::text) and toewijzing_nummer = any($numbers::text[])
          and state = 'granted' and debet_credit = 'D' and not taken_back
      ))
    end`;

/** What the region says of the products of the message, and of those that the child has at the aanbieder. */
const spics = `coalesce((
      select json_agg(${foundList(spicLists, ['area.region', 'product.category', 'product.code'])})
      from (
        select * from unnest((select $categories::text[])::text[], (select $codes::text[])::text[])
        union
        select product_category, product_code from allocation
        where client_id = (select id from child) and provider = $aanbieder and product_code is not null
      ) product (category, code), (
        select region from ${partyTable} party
        where code = $gemeente and region is not null and cardinality((select $categories::text[])::text[]) > 0
      ) area
    ), '[]')`;

/** The question where there is no message, and so no Identificatie: an import. */
export const questionOfLedger = questionWith('read-past-in-ledger', '$identificatie::text is null');
