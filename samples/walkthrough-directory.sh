#!/usr/bin/env bash
# Profiles and connections on a running backend, with curl and adminctl alone: who sees which field, checked in the very
# next call. Exit code 0 means all held.
#   BITS_URL   where the backend listens; default http://127.0.0.1:5080
#   ADMINCTL   how to call adminctl; default: built from this checkout
set -euo pipefail
cd "$(dirname "$0")/.."

. samples/walkthrough-common.sh
word="sirocco$run" # stands in no other profile
firm="Simoom$run"

number() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }
finds() { get "$1" directory.v1/ListPeople --data-urlencode "text=$2" | count '"userId"'; }
counts() { get "$1" directory.v1/ListPeople --data-urlencode "text=$word" | count "\"label\":\"$firm\""; }
sees() { get "$1" directory.v1/GetProfile --data-urlencode "userId=$asha_id" | count "\"company\":\"$firm\""; }
shown_to() { get "$asha" directory.v1/PreviewProfile --data-urlencode "as=$1" | count "$firm"; }
exported() { get "$1" directory.v1/ExportPeople --data-urlencode "text=$word" | count "$2"; }
show_firm_to() { post "$asha" directory.v1/UpdateProfile "{\"audiences\":[{\"field\":\"company\",\"audience\":\"$1\"}]}" | number version; }

import_people
asha_id=$(get "$asha" accounts.v1/GetMe | field userId)

echo "A profile with an audience for each field"
version=$(post "$asha" directory.v1/UpdateProfile "{\"headline\":\"Sails in the $word\",\"company\":\"$firm\",\"audiences\":[{\"field\":\"company\",\"audience\":\"connections\"}]}" | number version)
expect "Asha's profile is saved" "$version" 1
expect "Bikram finds her by a word that all may see" "$(finds "$bikram" "$word")" 1
expect "not by her company, which is for connections" "$(finds "$bikram" "$firm")" 0
expect "no count of a facet tells of it" "$(counts "$bikram")" 0
expect "it is not on her page" "$(sees "$bikram")" 0
expect "nor in an export, which has her" "$(exported "$bikram" "$word") $(exported "$bikram" "$firm")" "1 0"
expect "Asha sees what a stranger sees" "$(shown_to stranger)" 0
expect "and what a connection sees" "$(shown_to connection)" 1
expect "names are suggested while typing" "$(get "$bikram" directory.v1/SuggestPeople --data-urlencode "text=asha ra" | count '"name":"Asha Rao"' | sed 's/[1-9][0-9]*/some/')" some

echo "A connection"
expect "Bikram asks" "$(post "$bikram" directory.v1/RequestConnection "{\"userId\":\"$asha_id\",\"note\":\"We sailed in $run.\"}" | field connection)" requested
expect "Asha reads the note" "$(get "$asha" directory.v1/ListConnections --data-urlencode view=received | count "We sailed in $run")" 1
expect "a request shows nothing yet" "$(sees "$bikram")" 0
post "$asha" directory.v1/AcceptConnection "{\"userId\":\"$bikram_id\"}" > /dev/null
expect "accepted, Bikram finds her by the company in the next call" "$(finds "$bikram" "$firm")" 1
expect "and the facet counts her" "$(counts "$bikram")" 1
expect "with words of both audiences" "$(finds "$bikram" "$word $firm")" 1
expect "sees it on her page" "$(sees "$bikram")" 1
expect "Chitra still does not" "$(finds "$chitra" "$firm") $(sees "$chitra")" "0 0"

echo "Another audience"
show_firm_to everyone > /dev/null
expect "shown to all, Chitra finds it in the next call" "$(finds "$chitra" "$firm")" 1
version=$(show_firm_to only_me)
expect "shown to Asha alone, Bikram finds it no more" "$(finds "$bikram" "$firm") $(sees "$bikram")" "0 0"
expect "a change over an older version is refused" "$(post "$asha" directory.v1/UpdateProfile "{\"city\":\"Goa\",\"expectedVersion\":$((version - 1))}" | field reason)" profile_changed
show_firm_to connections > /dev/null

echo "A block, and the end of a connection"
post "$asha" people.v1/BlockMember "{\"userId\":\"$bikram_id\"}" > /dev/null
expect "blocked, Bikram sees what all see" "$(sees "$bikram") $(finds "$bikram" "$firm")" "0 0"
post "$asha" people.v1/UnblockMember "{\"userId\":\"$bikram_id\"}" > /dev/null
expect "unblocked, a connection again" "$(sees "$bikram")" 1
post "$bikram" directory.v1/RemoveConnection "{\"userId\":\"$asha_id\"}" > /dev/null
expect "no longer connected, he sees nothing of it" "$(sees "$bikram") $(finds "$bikram" "$firm")" "0 0"

echo "All of it held."
