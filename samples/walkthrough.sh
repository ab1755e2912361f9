#!/usr/bin/env bash
# The main flow on a running backend, with curl and adminctl alone. Every step is checked; exit code 0 means all held.
#   BITS_URL   where the backend listens; default http://127.0.0.1:5080
#   ADMINCTL   how to call adminctl; default: built from this checkout
set -euo pipefail
cd "$(dirname "$0")/.."

. samples/walkthrough-common.sh
word="zephyr$run" # stands in no other post

found_by() { get "$1" search.v1/Search --data-urlencode "text=$word" | count '"entityId"'; }
notified() { get "$1" notifications.v1/ListInbox | count "\"subjectId\":\"$2\""; }
jobs() { adminctl jobs list --kind groups.notify_post --limit 1000 --json | count '"id"'; }

import_people

echo "A private group of two"
group=$(post "$asha" groups.v1/CreateGroup "{\"slug\":\"rowing-$run\",\"name\":\"Rowing\",\"visibility\":\"private\"}" | field groupId)
[ -n "$group" ] || fail "no group"
added=$(post "$asha" groups.v1/AddMember "{\"groupId\":\"$group\",\"userId\":\"$bikram_id\"}" | field outcome)
expect "Bikram is added" "$added" added

echo "A post"
posted=$(post "$bikram" groups.v1/PostToGroup "{\"groupId\":\"$group\",\"body\":\"Who rows on Sunday? $word\"}" | field postId)
[ -n "$posted" ] || fail "no post"
expect "is found by a member in the very next call" "$(found_by "$asha")" 1
expect "and by its author" "$(found_by "$bikram")" 1
expect "and by nobody else" "$(found_by "$chitra")" 0

echo "The members are notified in the background"
for _ in $(seq 100); do
    [ "$(notified "$asha" "$posted")" = 0 ] || break
    sleep 0.2
done
adminctl jobs run --queue=default --drain > /dev/null
expect "the author not" "$(notified "$bikram" "$posted")" 0
expect "the other member once" "$(notified "$asha" "$posted")" 1
expect "nobody else" "$(notified "$chitra" "$posted")" 0

echo "A post that is rolled back"
before=$(jobs)
undone=$(post "$bikram" groups.v1/PostToGroup "{\"groupId\":\"$group\",\"body\":\"Never mind $word\"}" -H 'Dry-Run: true' | field postId)
[ -n "$undone" ] || fail "no answer to the dry run"
expect "leaves no row" "$(get "$bikram" groups.v1/ListPosts --data-urlencode "groupId=$group" | count "$undone")" 0
expect "leaves no document" "$(found_by "$bikram")" 1
expect "leaves no job" "$(jobs)" "$before"

echo "A ban"
banned=$(post "$asha" groups.v1/BanMember "{\"groupId\":\"$group\",\"userId\":\"$bikram_id\",\"reason\":\"spam\"}" | field outcome)
expect "Bikram is banned" "$banned" banned
expect "finds nothing in the next call" "$(found_by "$bikram")" 0
expect "cannot join again" "$(post "$bikram" groups.v1/JoinGroup "{\"groupId\":\"$group\"}" | field reason)" banned
expect "cannot post" "$(post "$bikram" groups.v1/PostToGroup "{\"groupId\":\"$group\",\"body\":\"x\"}" | field reason)" banned

echo "All of it held."
