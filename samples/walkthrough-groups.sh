#!/usr/bin/env bash
# Groups and posts on a running backend, with curl and adminctl alone: who sees what, checked in the very next call.
# Exit code 0 means all held.
#   BITS_URL   where the backend listens; default http://127.0.0.1:5080
#   ADMINCTL   how to call adminctl; default: built from this checkout
set -euo pipefail
cd "$(dirname "$0")/.."

. samples/walkthrough-common.sh
word="mistral$run" # stands in no other text

number() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }
found_by() { get "$1" search.v1/Search --data-urlencode "text=$word" | count '"entityId"'; }
sees_group() { get "$1" groups.v1/GetGroup --data-urlencode "groupId=$2" | count '"memberCount"'; }
sees_post() { get "$1" posts.v1/GetPost --data-urlencode "postId=$2" | count '"rendered"'; }
feed() { get "$1" feed.v1/ListFeed | count "$2"; }
notified() { get "$1" notifications.v1/ListInbox | count "\"kind\":\"$2\",\"subjectId\":\"$3\""; }
settle() { adminctl jobs run --queue=default --drain > /dev/null; }

import_people
asha_name=$(get "$asha" accounts.v1/GetMe | field username)

echo "A public group is open to all"
open=$(post "$asha" groups.v1/CreateGroup "{\"slug\":\"rowing-$run\",\"name\":\"Rowing $word\",\"visibility\":\"public\"}" | field groupId)
expect "Chitra reads it by its slug" "$(sees_group "$chitra" "rowing-$run")" 1
expect "and joins" "$(post "$chitra" groups.v1/JoinGroup "{\"groupId\":\"rowing-$run\"}" | field outcome)" joined

echo "A private group admits by request"
private=$(post "$asha" groups.v1/CreateGroup "{\"slug\":\"crew-$run\",\"name\":\"Crew\",\"visibility\":\"private\"}" | field groupId)
expect "Bikram requests to join" "$(post "$bikram" groups.v1/JoinGroup "{\"groupId\":\"$private\",\"note\":\"I row.\"}" | field outcome)" requested
request=$(get "$asha" groups.v1/ListRequests --data-urlencode "groupId=$private" | field requestId)
post "$asha" groups.v1/ApproveRequest "{\"groupId\":\"$private\",\"requestId\":\"$request\"}" > /dev/null
expect "and is a member after the approval" "$(get "$bikram" groups.v1/ListGroups --data-urlencode view=mine | count "$private")" 1

echo "A secret group does not exist for outsiders"
secret=$(post "$asha" groups.v1/CreateGroup '{"slug":null,"name":"Council","visibility":"secret"}' | field groupId)
nowhere=00000000-0000-7000-8000-000000000000
hidden=$(get "$chitra" groups.v1/GetGroup --data-urlencode "groupId=$secret" | sed "s/$secret/#/g; s/\"traceId\":\"[^\"]*\"//")
missing=$(get "$chitra" groups.v1/GetGroup --data-urlencode "groupId=$nowhere" | sed "s/$nowhere/#/g; s/\"traceId\":\"[^\"]*\"//")
expect "Chitra gets the answer of a missing one" "$hidden" "$missing"
invitation=$(post "$asha" groups.v1/InviteMember "{\"groupId\":\"$secret\",\"userId\":\"$bikram_id\"}" | field invitationId)
expect "Bikram, invited, sees it" "$(sees_group "$bikram" "$secret")" 1
expect "and accepts" "$(post "$bikram" memberships.v1/AcceptInvitation "{\"invitationId\":\"$invitation\"}" | field outcome)" joined

echo "A rule keeps members"
post "$asha" groups.v1/SetRule "{\"groupId\":\"$private\",\"fromBatch\":1998,\"toBatch\":1998}" > /dev/null
settle
expect "Chitra, batch of 1998, is a member" "$(get "$chitra" groups.v1/ListGroups --data-urlencode view=mine | count "$private")" 1
post "$chitra" groups.v1/LeaveGroup "{\"groupId\":\"$private\"}" > /dev/null
post "$asha" groups.v1/ClearRule "{\"groupId\":\"$private\"}" > /dev/null
post "$asha" groups.v1/SetRule "{\"groupId\":\"$private\",\"fromBatch\":1998,\"toBatch\":1998}" > /dev/null
settle
expect "and is not added again after leaving" "$(get "$chitra" groups.v1/ListGroups --data-urlencode view=mine | count "$private")" 0

echo "A post and its edit"
posted=$(post "$bikram" posts.v1/CreatePost "{\"scope\":\"group:$private\",\"body\":\"Who rows? $word @$asha_name\"}" | field postId)
expect "a member finds the post in the next call" "$(get "$asha" search.v1/Search --data-urlencode "text=$word" | count "post:$posted")" 1
expect "an outsider does not" "$(get "$chitra" search.v1/Search --data-urlencode "text=$word" | count "post:$posted")" 0
expect "it is in the member's feed" "$(feed "$asha" "$posted")" 1
expect "not in the outsider's" "$(feed "$chitra" "$posted")" 0
post "$bikram" posts.v1/EditPost "{\"postId\":\"$posted\",\"body\":\"Who rows on **Sunday**? @$asha_name\"}" > /dev/null
expect "the edit takes the word out of the index" "$(get "$asha" search.v1/Search --data-urlencode "text=$word" | count "post:$posted")" 0
expect "and keeps the earlier text" "$(get "$asha" posts.v1/ListPostEdits --data-urlencode "postId=$posted" | count "$word")" 2

echo "Comment, mention, reaction"
comment=$(post "$asha" posts.v1/AddComment "{\"postId\":\"$posted\",\"body\":\"I do.\"}" | field commentId)
post "$asha" posts.v1/React "{\"postId\":\"$posted\",\"kind\":\"like\"}" > /dev/null
post "$asha" posts.v1/React "{\"postId\":\"$posted\",\"kind\":\"love\"}" > /dev/null
expect "one comment" "$(get "$bikram" posts.v1/GetPost --data-urlencode "postId=$posted" | number commentCount)" 1
expect "one reaction of Asha, the last" "$(get "$bikram" posts.v1/GetPost --data-urlencode "postId=$posted" | count '"reactions":\[{"kind":"love","count":1}\]')" 1
settle
expect "Asha hears of the mention once" "$(notified "$asha" posts.mention "$posted")" 1
expect "Bikram hears of the comment once" "$(notified "$bikram" posts.comment "$comment")" 1
expect "Chitra hears of nothing" "$(notified "$chitra" posts.mention "$posted")" 0

echo "Report, decision, undo"
case=$(post "$asha" moderation.v1/Report "{\"postId\":\"$posted\",\"reason\":\"off topic\"}" | field caseId)
expect "the author cannot decide" "$(post "$bikram" moderation.v1/Decide "{\"caseId\":\"$case\",\"decision\":\"keep\",\"reason\":\"mine\"}" | count '"removed"')" 0
expect "the owner removes it" "$(post "$asha" moderation.v1/Decide "{\"caseId\":\"$case\",\"decision\":\"remove\",\"reason\":\"off topic\"}" | number removed)" 1
expect "its text is gone for its author in the next call, its place stays for the comment" "$(get "$bikram" posts.v1/GetPost --data-urlencode "postId=$posted" | count '"rendered":"","links":\[\].*"isRemoved":true')" 1
expect "and from the feed" "$(feed "$asha" "$posted")" 0
expect "the decision is undone" "$(post "$asha" moderation.v1/Undo "{\"caseId\":\"$case\",\"reason\":\"it was on topic\"}" | number restored)" 1
expect "and the post is back" "$(get "$bikram" posts.v1/GetPost --data-urlencode "postId=$posted" | count '"isRemoved":false')" 1

echo "A decision and an appeal to the next rank"
post "$asha" groups.v1/AddMember "{\"groupId\":\"$private\",\"userId\":\"$chitra_id\",\"role\":\"moderator\"}" > /dev/null
case=$(post "$asha" moderation.v1/Report "{\"postId\":\"$posted\",\"reason\":\"off topic\"}" | field caseId)
expect "a moderator hides the post" "$(post "$chitra" moderation.v1/Decide "{\"caseId\":\"$case\",\"decision\":\"hide\",\"reason\":\"off topic\"}" | number removed)" 1
expect "its author appeals" "$(post "$bikram" moderation.v1/Appeal "{\"caseId\":\"$case\",\"reason\":\"it is about rowing\"}" | count '"changed":true')" 1
expect "the moderator cannot answer" "$(post "$chitra" moderation.v1/AnswerAppeal "{\"caseId\":\"$case\",\"outcome\":\"upheld\",\"answer\":\"no\"}" | field reason)" not_the_next_rank
expect "the owner has it in the queue" "$(get "$asha" moderation.v1/ListAppeals | count "\"caseId\":\"$case\"")" 1
expect "and grants it" "$(post "$asha" moderation.v1/AnswerAppeal "{\"caseId\":\"$case\",\"outcome\":\"granted\",\"answer\":\"it is\"}" | number restored)" 1
expect "the author hears of it" "$(notified "$bikram" moderation.appeal_answered "$case")" 1

echo "An archive is read-only"
post "$asha" groups.v1/ArchiveGroup "{\"groupId\":\"$private\"}" > /dev/null
expect "no post" "$(post "$bikram" posts.v1/CreatePost "{\"scope\":\"group:$private\",\"body\":\"x\"}" | field reason)" group_archived
expect "no comment" "$(post "$bikram" posts.v1/AddComment "{\"postId\":\"$posted\",\"body\":\"x\"}" | field reason)" group_archived
expect "members still read" "$(sees_post "$bikram" "$posted")" 1
post "$asha" groups.v1/ReopenGroup "{\"groupId\":\"$private\"}" > /dev/null
expect "reopened, it takes posts again" "$(post "$bikram" posts.v1/CreatePost "{\"scope\":\"group:$private\",\"body\":\"Back on the water.\"}" | count '"postId"')" 1

echo "All of it held."
