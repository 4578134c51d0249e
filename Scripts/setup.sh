#!/bin/sh
# Installs the system packages the build needs, where they are missing.
set -eu

missing=""
[ -e /usr/include/sqlite3.h ] || missing="$missing libsqlite3-dev"
[ -e /usr/include/libxml2/libxml/tree.h ] || missing="$missing libxml2-dev"
[ -e /usr/include/zlib.h ] || missing="$missing zlib1g-dev"
# Swift's package manager asks pkg-config where libxml2's headers are.
command -v pkg-config >/dev/null 2>&1 || missing="$missing pkg-config"
if [ -n "$missing" ]; then
  echo "installing$missing"
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "there is no apt-get here: install$missing (or your system's names for them) by hand" >&2
    exit 1
  fi
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  $as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing \
    >/dev/null
fi
if ! command -v swift >/dev/null 2>&1; then
  echo "Swift 6.2 or later is needed: https://www.swift.org/install" >&2
  exit 1
fi
