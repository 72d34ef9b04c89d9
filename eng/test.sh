#!/usr/bin/env bash
# Runs every test project as built, two at a time where there are two cores (much of a test is one thread), and sums up: the last line is
# 'N passed, N failed, N skipped'. A project that crashes, hangs or runs no test counts as a failure. Arguments go to 'dotnet test'.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
# Each run in a process group of its own, which ends with this script.
set -m
trap 'for job in $(jobs -p); do kill -- "-$job" 2>/dev/null || true; done' EXIT

# The longest first: of Models.Tests half is one class. TorchSharp.Tests is not in the solution, for it needs TorchSharp: './build.sh torchsharp' runs it.
models=tests/Models.Tests/Models.Tests.csproj
if [ $# -eq 0 ]; then
    runs=("Models.Tests.CompiledPasses $models --filter FullyQualifiedName~CompiledPassTests" "Models.Tests $models --filter FullyQualifiedName!~CompiledPassTests")
    # What runs where a processor has no AVX-512.
    runs+=("Runtime.Tests.Avx2 tests/Runtime.Tests/Runtime.Tests.csproj --filter FullyQualifiedName~Steps.BlockedTests|FullyQualifiedName~Steps.FewChannelsTests|FullyQualifiedName~LinearUpdateTests")
else
    runs=("Models.Tests $models")
fi
for project in tests/*/*.csproj; do
    if grep -q Microsoft.NET.Test.Sdk "$project" && [[ $project != tests/TorchSharp.Tests/* && $project != "$models" ]]; then
        runs+=("$(basename "$project" .csproj) $project")
    fi
done

counter() { sed -n "s/.*<Counters [^>]*\b$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }

# run MUST_FIND NAME PROJECT ARGUMENTS: what the tests print comes when they are through.
run() {
    local must_find=$1 name=$2 status=0 total=0 executed=0 ok=0 bad
    local report=$results/$name.trx
    shift 2
    # Threads that wait for each other wait long beside another project; those of the kernels are tested in Runtime.Tests.
    [[ $name != Models.Tests* ]] || export OMP_NUM_THREADS=$((($(nproc) + 1) / 2))
    [[ $name != *.Avx2 ]] || export ONEDNN_MAX_CPU_ISA=AVX2
    {
        echo "== $name"
        dotnet test --configuration Release --no-build --nologo --results-directory "$results" \
            --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" \
            --blame-hang-timeout 15m --blame-hang-dump-type none "$@" || status=$?
        if [ -e "$report" ]; then
            total=$(counter total "$report") executed=$(counter executed "$report") ok=$(counter passed "$report")
        fi
        bad=$((${executed:-0} - ${ok:-0}))
        if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
            echo "test.sh: $name ended with status $status though no test of it failed: it crashed"
            bad=1
        elif [ "${total:-0}" -eq 0 ] && "$must_find"; then
            echo "test.sh: $name ran no test"
            bad=1
        fi
    } >"$results/$name.log" 2>&1
    cat "$results/$name.log"
    echo "${ok:-0} $bad $((${total:-0} - ${executed:-0}))" >"$results/$name.counts"
}

must_find=true
[ $# -eq 0 ] || must_find=false
for arguments in "${runs[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge 2 ] || { [ "$(nproc)" -lt 2 ] && [ -n "$(jobs -rp)" ]; }; do wait -n || true; done
    echo "-- ${arguments%% *} begins"
    # shellcheck disable=SC2086  # words without blanks
    run "$must_find" $arguments "$@" &
done
wait

passed=0 failed=0 skipped=0
for arguments in "${runs[@]}"; do
    read -r ok bad left <"$results/${arguments%% *}.counts" || { ok=0 bad=1 left=0; }
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
done

echo "$passed passed, $failed failed, $skipped skipped" | tee "$results/summary"
[ "$failed" -eq 0 ]
