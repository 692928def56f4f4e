#!/usr/bin/env bash
# An aanbieder posts a JW315; the gemeente polls, answers with a JW316 and acknowledges; the aanbieder polls.
# bash examples/conversation.sh ADDRESS KEY-OF-THE-AANBIEDER KEY-OF-THE-GEMEENTE JW315.xml
set -euo pipefail
api=$1 aanbieder=$2 gemeente=$3 jw315=$4 now=$(date +%s) xml='Content-Type: application/xml'
call() { curl -sS --fail-with-body -w '\n' -H "Authorization: Bearer $1" "${@:3}" "$api$2"; }
field() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/" <<< "$item"; }
sed -E "s/(:Identificatie>)[^<]*/\1V$now/" "$jw315" | call "$aanbieder" /v1/messages -H "$xml" --data-binary @-
item=$(call "$gemeente" '/v1/inbox?limit=1&waitSeconds=20')
call "$gemeente" "/v1/templates/JW316?recipient=$(field sender)" |
  sed -E "s/(:Identificatie>)[^<]*/\1$(field identificatie)/; s/(:Dagtekening>)[^<]*/\1$(field dagtekening)/
  s/(IdentificatieRetour>)[^<]*/\1R$now/; s/(DagtekeningRetour>)[^<]*/\1$(date +%F)/" | call "$gemeente" /v1/messages -H "$xml" --data-binary @-
call "$gemeente" /v1/inbox/acknowledgements -H 'Content-Type: application/json' -d "{\"ids\": [\"$(field id)\"]}"
call "$aanbieder" '/v1/inbox?waitSeconds=20'
