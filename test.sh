#!/usr/bin/env bash
# Installs what the tests need and runs them all. The last line says: N passed, N failed, N skipped.
#   ./test.sh               fault, attack and random tests as fixed-seed samples
#   ./test.sh --full        those at their stated volumes; takes hours
#   ./test.sh --only NAME   only tests whose full name contains this, to run the volumes in pieces
set -uo pipefail
cd "$(dirname "$0")"

only=()
while [ $# -gt 0 ]; do
  case "$1" in
    --full) export TREPORTAL_FULL=1 ;;
    --only)
      [ $# -ge 2 ] || { echo "--only needs a name" >&2; exit 2; }
      only=(--filter "FullyQualifiedName~$2"); shift ;;
    -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "unknown option: $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done

say() { printf '\n== %s\n' "$1"; }

# The browser journeys need Chromium; without it they skip and say so.
if ! command -v chromium >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
  say "Installing chromium"
  root=""; [ "$(id -u)" = 0 ] || root="sudo -n"
  $root apt-get update -qq && $root apt-get install -y -qq --no-install-recommends chromium || echo "chromium could not be installed; browser journeys will be skipped"
fi

# The tests of mail need a mail server to send to; without it they skip and say so.
if ! /usr/bin/python3 -c "import aiosmtpd" 2>/dev/null && ! python3 -c "import aiosmtpd" 2>/dev/null && command -v apt-get >/dev/null 2>&1; then
  say "Installing python3-aiosmtpd"
  root=""; [ "$(id -u)" = 0 ] || root="sudo -n"
  $root apt-get update -qq && $root apt-get install -y -qq --no-install-recommends python3-aiosmtpd || echo "python3-aiosmtpd could not be installed; the tests against a mail server will be skipped"
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

fail() { echo "$1" >&2; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

say "Restoring"
dotnet restore TrePortal.sln || fail "The restore failed."
say "Building"
dotnet build TrePortal.sln --no-restore -v quiet || fail "The build failed."
say "Testing"
dotnet test TrePortal.Tests --no-build --nologo ${only[@]+"${only[@]}"} --logger "trx;LogFileName=tests.trx" --logger "console;verbosity=normal" --results-directory "$results"
outcome=$?

counters=$(grep -o '<Counters [^>]*>' "$results/tests.trx" 2>/dev/null | head -1)
[ -n "$counters" ] || fail "The test run ended without a result."
count() { echo "$counters" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9'; }
total=$(count total); passed=$(count passed); executed=$(count executed); failed=$((executed - passed))
[ "$outcome" = 0 ] || [ "$failed" -gt 0 ] || failed=1 # the run itself broke
# What failed stands once more at the end: a log that is cut in the middle still says it.
if [ "$failed" -gt 0 ]; then
  say "What failed"
  awk '/<UnitTestResult / { wanted = /outcome="Failed"/; if (wanted) { match($0, /testName="[^"]*"/); print substr($0, RSTART + 10, RLENGTH - 11) } }
       wanted && /<Message>/ { told = 1 }
       wanted && told { print "    " $0 }
       /<\/StackTrace>|<\/ErrorInfo>/ { told = 0 }' "$results/tests.trx" | sed 's/<[A-Za-z/]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' | tail -n 200
fi
echo
echo "$passed passed, $failed failed, $((total - executed)) skipped"
[ "$failed" = 0 ]
