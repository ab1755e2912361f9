#!/usr/bin/env bash
# A mentorship programme on a running backend, from draft to closed, with curl and adminctl alone. Exit code 0 means all held.
#   BITS_URL   where the backend listens; default http://127.0.0.1:5080
#   ADMINCTL   how to call adminctl; default: built from this checkout
set -euo pipefail
cd "$(dirname "$0")/.."

. samples/walkthrough-common.sh

state() { get "$asha" mentorship.v1/GetProgramme --data-urlencode "programmeId=$programme" | sed -n 's/.*"description":"[^"]*","state":"\([a-z_]*\)".*/\1/p'; }
move() { post "$asha" mentorship.v1/ChangeProgrammeState "{\"programmeId\":\"$programme\",\"state\":\"$1\"}" > /dev/null; }
apply() { post "$1" mentorship.v1/SaveApplication "{\"programmeId\":\"$programme\",\"topics\":[\"Careers\",\"Grids\"],\"languages\":[\"English\",\"Tamil\"],\"city\":\"Chennai\",$2}" | sed -n 's/.*"version":\([0-9]*\).*/\1/p'; }
run_state() { get "$asha" mentorship.v1/GetRun --data-urlencode "programmeId=$programme" --data-urlencode "runId=$1" | sed -n 's/.*"kind":"[a-z_]*","state":"\([a-z]*\)".*/\1/p'; }
settle() { adminctl jobs run --queue=default --drain > /dev/null; }
finish() { for _ in $(seq 60); do settle; [ "$(run_state "$1")" = finished ] && return; sleep 0.5; done; fail "the run $1 does not finish"; }
pairs() { get "$1" mentorship.v1/ListMyPairs --data-urlencode "programmeId=$programme"; }
day() { date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ; }

import_people
asha_id=$(get "$asha" accounts.v1/GetMe | field userId)
adminctl accounts set-role --user "$asha_id" --role operator --reason "runs the programme" > /dev/null
say "Asha operates the platform"

echo "A programme opens"
programme=$(post "$asha" mentorship.v1/CreateProgramme "{\"name\":\"Grids $run\",\"topics\":[\"Careers\",\"Grids\"],\"menteeQuestions\":[\"What do you hope for?\"],\"applicationsEndAt\":\"$(day '+10 days')\",\"startsAt\":\"$(day '+20 days')\",\"endsAt\":\"$(day '+200 days')\"}" | field programmeId)
expect "it is a draft" "$(state)" draft
expect "which others do not see" "$(get "$bikram" mentorship.v1/GetProgramme --data-urlencode "programmeId=$programme" | field reason)" mentorship_programme_not_found
move applications_open
expect "applications are open" "$(state)" applications_open
expect "Bikram applies as a mentor" "$(apply "$bikram" '"role":"mentor","capacity":2')" 1
expect "Chitra applies as a mentee" "$(apply "$chitra" '"role":"mentee","answers":["A good start."]')" 1
expect "she finds him among the mentors" "$(get "$chitra" mentorship.v1/ListMentors --data-urlencode "programmeId=$programme" | count "$bikram_id")" 1
expect "and ranks him" "$(apply "$chitra" "\"role\":\"mentee\",\"answers\":[\"A good start.\"],\"preferred\":[\"$bikram_id\"]")" 2
expect "an answer that is missing is named" "$(post "$chitra" mentorship.v1/SaveApplication "{\"programmeId\":\"$programme\",\"role\":\"mentee\",\"topics\":[\"Careers\"],\"languages\":[\"English\"]}" | count '"answers"')" 1

echo "The matching"
move matching
dry=$(post "$asha" mentorship.v1/StartRun "{\"programmeId\":\"$programme\",\"kind\":\"dry_run\",\"cityWeight\":50}" | field runId)
finish "$dry"
expect "a dry run proposes nothing" "$(get "$asha" mentorship.v1/ListPairs --data-urlencode "programmeId=$programme" | count '"pairId"')" 0
matching=$(post "$asha" mentorship.v1/StartRun "{\"programmeId\":\"$programme\"}" | field runId)
finish "$matching"
expect "a run proposes a pair" "$(get "$asha" mentorship.v1/ListPairs --data-urlencode "programmeId=$programme" --data-urlencode state=proposed | count '"pairId"')" 1
expect "and moves the programme to review" "$(state)" review
adminctl mentorship verify --run "$matching" --json | grep -q '"isProved":true' && say "the proof holds again" || fail "the proof"
expect "Chitra sees nothing yet" "$(pairs "$chitra" | count '"pairId"')" 0

echo "The pair"
pair=$(get "$asha" mentorship.v1/ListPairs --data-urlencode "programmeId=$programme" | field pairId)
expect "Asha approves" "$(post "$asha" mentorship.v1/ApprovePairs "{\"programmeId\":\"$programme\",\"pairIds\":[\"$pair\"]}" | count "\"approved\":\[\"$pair\"\]")" 1
expect "Chitra reads why" "$(pairs "$chitra" | count 'Shares 2 topics, same city, speaks English and Tamil, your choice number 1.')" 1
expect "Bikram is not told her ranking" "$(pairs "$bikram" | count 'choice number')" 0
expect "Chitra accepts" "$(post "$chitra" mentorship.v1/AcceptPair "{\"pairId\":\"$pair\"}" | field state)" approved
expect "Bikram accepts, and it begins" "$(post "$bikram" mentorship.v1/AcceptPair "{\"pairId\":\"$pair\"}" | field state)" active
move active

echo "Meeting"
post "$chitra" mentorship.v1/AddGoal "{\"pairId\":\"$pair\",\"body\":\"Publish one article.\"}" > /dev/null
session=$(post "$bikram" mentorship.v1/PlanSession "{\"pairId\":\"$pair\",\"startsAt\":\"$(day '+3 days')\",\"place\":\"Library\"}" | field sessionId)
expect "both read the goal" "$(get "$bikram" mentorship.v1/GetPair --data-urlencode "pairId=$pair" | count 'Publish one article.')" 1
expect "the session is a calendar file" "$(get "$chitra" mentorship.v1/GetSessionCalendar --data-urlencode "pairId=$pair" --data-urlencode "sessionId=$session" | count "UID:mentorship-session-$session")" 1
expect "a move raises its sequence" "$(post "$bikram" mentorship.v1/ChangeSession "{\"pairId\":\"$pair\",\"sessionId\":\"$session\",\"minutes\":45}" | count '"sequence":1')" 1
post "$chitra" mentorship.v1/CheckIn "{\"pairId\":\"$pair\",\"mood\":5}" > /dev/null
expect "Asha, who coordinates, does not read the notes of the two" "$(get "$asha" mentorship.v1/GetPair --data-urlencode "pairId=$pair" | field reason)" pair_not_found

echo "The end"
move closed
expect "it is closed" "$(state)" closed
post "$chitra" mentorship.v1/GiveFeedback "{\"pairId\":\"$pair\",\"rating\":5}" > /dev/null
expect "Chitra has a certificate" "$(get "$chitra" mentorship.v1/GetCertificate --data-urlencode "pairId=$pair" | count '"otherName":"Bikram Sen"')" 1
expect "the report counts the pair" "$(adminctl mentorship report --programme "$programme" --json | count '"ended":1')" 1

echo "All of it held."
