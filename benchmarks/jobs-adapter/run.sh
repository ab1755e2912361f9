#!/usr/bin/env bash
# Bits.Jobs behind the contract of the job-queue harness: told what to do by MODE and other environment variables.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
program=$here/../../artifacts/bin/Bits.JobsAdapter/release/Bits.JobsAdapter.dll
[ -e "$program" ] || dotnet build -c Release -v quiet --nologo "$here/Bits.JobsAdapter.csproj" >&2
exec dotnet "$program"
