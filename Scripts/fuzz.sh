#!/bin/sh
# Runs libFuzzer on each kind of input for some minutes; findings are left in Fuzz/findings.
set -eu
minutes="$1"
case "$minutes" in
  [1-9]*) ;;
  *) echo "fuzz: MINUTES must be 1 or more" >&2; exit 64 ;;
esac
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"

# Of two sanitizers on a line swiftc takes the last alone, which would leave the coverage out.
swift build --package-path Fuzz --scratch-path Fuzz/.build-fuzz -c release \
  --sanitize=fuzzer --sanitize=address -Xswiftc -sanitize=fuzzer,address --product nabla-fuzz --quiet
mkdir -p Fuzz/findings Fuzz/.build-corpus
status=0
for target in $(ls Fuzz/Corpus); do
  mkdir -p "Fuzz/.build-corpus/$target"
  echo "$target"
  FUZZ_TARGET="$target" ASAN_OPTIONS=detect_leaks=0 \
    Fuzz/.build-fuzz/release/nabla-fuzz -max_total_time=$((minutes * 60)) -timeout=5 \
    -rss_limit_mb=2048 -max_len=32768 -use_value_profile=1 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="Fuzz/findings/$target-" \
    "Fuzz/.build-corpus/$target" "Fuzz/Corpus/$target" 2>&1 |
    grep -E "number_of_executed_units|slowest_unit|ERROR|SUMMARY|Test unit written" || true
  if ls "Fuzz/findings/$target-"* >/dev/null 2>&1; then status=1; fi
done
exit $status
