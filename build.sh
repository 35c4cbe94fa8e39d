#!/usr/bin/env bash
# The one test command: builds with warnings as errors, checks the format, runs every test. ./build.sh fix formats instead.
# Needs the .NET SDK named in global.json; the browser of the console's tests and PostgreSQL are installed where apt and root are there.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

if [[ "${1:-}" == fix ]]; then
  exec dotnet format Connector.sln
fi

# Tests that need a browser fail where there is none, and say so: they are never left out.
if ! command -v chromium >/dev/null; then
  if command -v apt-get >/dev/null && [[ $EUID == 0 ]]; then
    apt-get update -qq || echo "build.sh: the package lists could not be brought up to date" >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null ||
      echo "build.sh: chromium could not be installed; tests of the console will fail" >&2
  else
    echo "build.sh: there is no chromium, and no root with apt to install it; tests of the console will fail" >&2
  fi
fi

# So do tests of the store on PostgreSQL: they start a server of their own.
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null; then
  if command -v apt-get >/dev/null && [[ $EUID == 0 ]]; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null ||
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; } ||
      echo "build.sh: PostgreSQL could not be installed; tests of the store on it will fail" >&2
  else
    echo "build.sh: there is no PostgreSQL, and no root with apt to install it; tests of the store on it will fail" >&2
  fi
fi

# Tests that set the clock wrong do it by libfaketime, for the process that is tested alone.
if ! ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1; then
  if command -v apt-get >/dev/null && [[ $EUID == 0 ]]; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libfaketime >/dev/null ||
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libfaketime >/dev/null; } ||
      echo "build.sh: libfaketime could not be installed; tests of wrong clocks will fail" >&2
  else
    echo "build.sh: there is no libfaketime, and no root with apt to install it; tests of wrong clocks will fail" >&2
  fi
fi

dotnet build Connector.sln --configuration Release
# Style and analyzers are part of the build; what is left is where spaces stand.
dotnet format whitespace Connector.sln --no-restore --verify-no-changes

# Fails on any dependency with a known vulnerability. A registry without such data reports none of anything, so it is asked for one that is known first.
audit() {
  local probe found
  probe=$(mktemp -d)
  cat >"$probe/probe.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="12.0.3" /></ItemGroup>
</Project>
PROJECT
  if ! { dotnet restore "$probe/probe.csproj" --verbosity quiet && dotnet list "$probe/probe.csproj" package --vulnerable; } 2>&1 | grep -q 'has the following vulnerable packages'; then
    echo "build.sh: THE DEPENDENCIES WERE NOT AUDITED: the package registry gives no vulnerability data here" >&2
    rm -rf "$probe"
    return 0
  fi

  rm -rf "$probe"
  found=$(dotnet list Connector.sln package --vulnerable --include-transitive 2>&1) || { echo "$found" >&2; return 1; }
  if grep -q 'has the following vulnerable packages' <<<"$found"; then
    echo "$found" >&2
    echo "build.sh: dependencies have known vulnerabilities" >&2
    return 1
  fi
}

audit

# End-to-end tests start the connector some hundred times. Compiled ahead of time, as users publish it, it starts in half the time.
# The build above has analyzed the same files.
published=$PWD/artifacts/published
dotnet publish src/Connector -p:RunAnalyzers=false --configuration Release --runtime "$(dotnet msbuild src/Connector -getProperty:NETCoreSdkRuntimeIdentifier)" --no-self-contained --output "$published"
export CONNECTOR_EXECUTABLE=$published/connector.dll

results=artifacts/test-results
rm -rf "$results"
# The end-to-end tests use all cores with processes of their own; the other projects run beside each other.
run_tests() {
  dotnet test "$1" --configuration Release --no-build --results-directory "$results" --logger "trx;LogFileName=$(basename "$1" .csproj).trx"
}

broken=0
run_tests tests/Connector.EndToEnd/Connector.EndToEnd.csproj || broken=1
running=()
for project in tests/*/*.csproj; do
  grep -q '<IsTestProject>true' "$project" || continue
  [[ $project == */Connector.EndToEnd.csproj ]] && continue
  run_tests "$project" &
  running+=($!)
done
for test in "${running[@]}"; do
  wait "$test" || broken=1
done

# Adds up one attribute of the <Counters> of every result file.
count() {
  echo $(($(grep -ho '<Counters [^>]*' "$results"/*.trx | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | paste -sd+ -)))
}

total=$(count total) executed=$(count executed) passed=$(count passed)
echo "$passed passed, $((executed - passed)) failed, $((total - executed)) skipped"
[[ $broken == 0 && $executed == "$passed" ]]
