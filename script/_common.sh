# Shared by the scripts of this folder; sourced, never run. Bash 3.2 (macOS) must be able to read it.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

say() { printf '%s\n' "$*" >&2; }

die() { # STATUS SENTENCE…
  local status=$1
  shift
  say "$@"
  exit "$status"
}

may_apt() { [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null; }

apt_has() { # PACKAGE: is it installed?
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

apt_try() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$apt_log" 2>&1
}

# Installs those of the packages that are missing. Package lists may be absent or old, so a first failure fetches
# them and tries once more; fetching them each time would cost seconds.
apt_install() {
  local package wanted=""
  for package in "$@"; do apt_has "$package" || wanted="$wanted $package"; done
  [ -n "$wanted" ] || return 0
  say "Installing system packages:$wanted"
  apt_log=$(mktemp)
  # shellcheck disable=SC2086  # the list is meant to fall into words
  if apt_try install --no-install-recommends $wanted ||
    { apt_try update && apt_try install --no-install-recommends $wanted; }; then
    rm -f "$apt_log"
  else
    tail -n 5 "$apt_log" >&2
    rm -f "$apt_log"
    return 1
  fi
}
