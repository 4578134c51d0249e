#!/bin/sh
# Checks against outside programs from a package index; skipped, with a message, where there is none.
set -eu
nabla="$1"
here=$(cd "$(dirname "$0")/.." && pwd)
environment="$here/.build-interop"

if ! command -v python3 >/dev/null 2>&1; then
  echo "interop: skipped, there is no python3 here"
  exit 0
fi
if [ ! -e "$environment/ready" ] ||
  ! cmp -s "$here/Tests/Interop/requirements.txt" "$environment/ready"; then
  rm -rf "$environment"
  if ! python3 -m venv "$environment" ||
    ! "$environment/bin/pip" install -q --disable-pip-version-check \
      -r "$here/Tests/Interop/requirements.txt"; then
    echo "interop: skipped, no package index can be reached from here"
    exit 0
  fi
  cp "$here/Tests/Interop/requirements.txt" "$environment/ready"
fi
python="$environment/bin/python"

"$python" "$here/Tests/Interop/compare_key.py" "$nabla" "$here"
"$python" "$here/Tests/Interop/gallery.py" "$nabla" "$here"
"$python" "$here/Tests/Interop/schema.py" "$nabla" "$here"
"$python" "$here/Tests/Interop/pipelines.py" "$nabla" "$here"

# Students who are right, however they compute and print.
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"$python" "$here/Tests/Simulator/simulate.py" "$nabla" honest --students 1 \
  --out "$fresh/simulator" --dump "$fresh/honest" | tail -14
"$python" "$here/Tests/Interop/library_functions.py" "$nabla" "$here" "$fresh/honest"

# Data made by scripts must be what the scripts make.
mkdir -p "$fresh/Tests/Data/slips" "$fresh/submissions"
cp "$here/Tests/Data/slips/assignment.yaml" "$fresh/Tests/Data/slips"
cp -r "$here/assignments" "$fresh/assignments"
cp "$here/submissions/samples.secret" "$fresh/submissions"
"$python" "$here/Tests/Interop/make_samples.py" "$fresh"
"$python" "$here/Tests/Interop/make_evaluations.py" "$fresh"
"$python" "$here/Tests/Interop/wrong_answers.py" "$fresh"
"$python" "$here/Tests/Interop/class_statistics.py" "$fresh"
"$python" "$here/Tests/Interop/course_totals.py" "$fresh"
"$python" "$here/Tests/Interop/same_numbers.py" "$fresh/submissions" "$here/submissions"
for data in evaluations.json wrong-answers.json statistics.json totals.json; do
  "$python" "$here/Tests/Interop/same_numbers.py" "$fresh/Tests/Data/$data" "$here/Tests/Data/$data"
done

"$nabla" grade "$here/submissions" --assignments "$here/assignments" --reports "$fresh/reports" \
  --secret-file "$here/submissions/samples.secret" --gradebook "$fresh/gradebook.sqlite" \
  >/dev/null 2>&1
"$python" "$here/Tests/Interop/read_reports.py" "$nabla" "$fresh/gradebook.sqlite" "$fresh/reports"
"$python" "$here/Tests/Interop/strange_submissions.py" "$nabla" "$here"
"$python" "$here/Tests/Interop/numpy_files.py" "$nabla" "$here"
"$python" "$here/Tests/Interop/same_inputs.py" "$nabla" "$here"
"$python" "$here/Tests/Interop/gradebook_questions.py" "$nabla" "$here"
"$python" "$here/Tests/Interop/instructor_questions.py" "$nabla" "$here"
"$python" "$here/Tests/Interop/learning_systems.py" "$nabla" "$here"
"$python" "$here/Tests/Interop/course_rules.py" "$nabla" "$here"
"$python" "$here/Tests/Interop/terminal.py" "$nabla" "$here"

# Pages need a browser, the validator of HTML and Spark need Java.
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
  for program in chromium parallel; do
    command -v "$program" >/dev/null 2>&1 ||
      { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "$program" >/dev/null 2>&1; } || true
  done
fi
if command -v java >/dev/null 2>&1; then
  "$python" "$here/Tests/Interop/clusters.py" "$nabla" "$here"
else
  echo "clusters: not tried, there is no java here"
fi
if command -v chromium >/dev/null 2>&1 && command -v java >/dev/null 2>&1; then
  "$python" "$here/Tests/Interop/pages.py" "$nabla" "$here"
else
  echo "pages: not opened, there is no chromium or no java here"
fi

if command -v dpkg-shlibdeps >/dev/null 2>&1; then
  sh "$here/Scripts/dist.sh" "$nabla" "$fresh/dist" >/dev/null
  sh "$here/Scripts/try-package.sh" "$fresh/dist"
else
  echo "packages: not tried, there is no dpkg-dev here"
fi
