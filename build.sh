#!/usr/bin/env bash
# The one test command: builds with warnings as errors, checks the format, runs every test. ./build.sh fix formats instead.
# Needs the .NET SDK named in global.json, and Chromium, which it installs where it may.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

if [[ "${1:-}" == fix ]]; then
  exec dotnet format Connector.sln
fi

# The console's tests look at it in a real browser; without one they fail and say so.
if [[ ! -x ${CHROMIUM:-/usr/bin/chromium} && $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium >/dev/null
fi

dotnet build Connector.sln --configuration Release
dotnet format Connector.sln --no-restore --verify-no-changes

results=artifacts/test-results
rm -rf "$results"
broken=0
for project in tests/*/*.csproj; do
  grep -q '<IsTestProject>true' "$project" || continue
  name=$(basename "$project" .csproj)
  dotnet test "$project" --configuration Release --no-build --results-directory "$results" --logger "trx;LogFileName=$name.trx" || broken=1
done

# Adds up one attribute of the <Counters> of every result file.
count() {
  echo $(($(grep -ho '<Counters [^>]*' "$results"/*.trx | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | paste -sd+ -)))
}

total=$(count total) executed=$(count executed) passed=$(count passed)
echo "$passed passed, $((executed - passed)) failed, $((total - executed)) skipped"
[[ $broken == 0 && $executed == "$passed" ]]
