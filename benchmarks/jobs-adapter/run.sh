#!/usr/bin/env bash
# Bits.Jobs behind the contract of the job-queue harness: told what to do by MODE and other environment variables.
# Compiled ahead of time where that is possible, as a service is published: else the first seconds measure the compiler.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
program=$here/../../artifacts/jobs-adapter
if [ ! -e "$program/Bits.JobsAdapter.dll" ]; then
    publish=(dotnet publish -c Release -v quiet --nologo -o "$program" "$here/Bits.JobsAdapter.csproj")
    "${publish[@]}" --use-current-runtime --no-self-contained -p:PublishReadyToRun=true >&2 || "${publish[@]}" >&2
fi
exec dotnet "$program/Bits.JobsAdapter.dll"
