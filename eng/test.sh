#!/usr/bin/env bash
# Runs every test project as built, one after the other (some measure memory), and sums up: the last line is 'N passed, N failed, N skipped'.
# A project that crashes, hangs or runs no test counts as a failure. Arguments go to 'dotnet test'.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

counter() { sed -n "s/.*<Counters [^>]*\b$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }

passed=0 failed=0 skipped=0
for project in tests/*/*.csproj; do
    grep -q Microsoft.NET.Test.Sdk "$project" || continue
    # It is not in the solution, for it needs TorchSharp: './build.sh torchsharp' runs it.
    [[ $project != tests/TorchSharp.Tests/* ]] || continue
    name=$(basename "$project" .csproj)
    report=$results/$name.trx
    echo "== $name"
    status=0
    dotnet test "$project" --no-build --nologo --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" \
        --blame-hang-timeout 15m --blame-hang-dump-type none "$@" || status=$?

    total=0 executed=0 ok=0
    if [ -e "$report" ]; then
        total=$(counter total "$report") executed=$(counter executed "$report") ok=$(counter passed "$report")
    fi
    bad=$((${executed:-0} - ${ok:-0}))
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        echo "test.sh: $name ended with status $status though no test of it failed: it crashed"
        bad=1
    elif [ "${total:-0}" -eq 0 ] && [ $# -eq 0 ]; then
        echo "test.sh: $name ran no test"
        bad=1
    fi
    passed=$((passed + ${ok:-0})) failed=$((failed + bad)) skipped=$((skipped + ${total:-0} - ${executed:-0}))
done

echo "$passed passed, $failed failed, $skipped skipped" | tee "$results/summary"
[ "$failed" -eq 0 ]
