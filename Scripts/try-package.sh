#!/bin/sh
# Installs the packages in roots of their own, grades the samples there, and uninstalls: sh Scripts/try-package.sh DIST
set -eu
dist=$(cd "$1" && pwd)
if [ "$(id -u)" -ne 0 ]; then
  echo "packages: not tried, only the superuser can make a root"
  exit 0
fi
root=$(mktemp -d)
mkdir "$root/proc"
# A program finds its arguments there.
if ! mount -t proc proc "$root/proc" 2>/dev/null; then
  rm -rf "$root"
  echo "packages: not tried, nothing can be mounted here"
  exit 0
fi
trap 'umount "$root/proc"; rm -rf --one-file-system "$root"' EXIT

# What the package depends on, and a shell.
libraries() {
  mkdir -p "$root/bin" "$root/tmp" "$root/dev" "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
  : >"$root/var/lib/dpkg/status"
  cp /bin/sh "$root/bin/sh"
  for file in $(ldd "$1" /bin/sh | awk '/=> \// { print $3 } /^\t\// { print $1 }' | sort -u); do
    mkdir -p "$root$(dirname "$file")"
    [ -e "$root$file" ] || cp -L "$file" "$root$file"
  done
}

files() {
  (cd "$root" && find . -xdev -type f -not -path './var/*' | sort)
}

# Runs the command of the root in the root.
inside() {
  chroot "$root" /bin/sh -c 'cd /tmp && exec "$@"' sh "$@"
}

try() {
  command="$1"
  course="$2"
  inside "$command" --version >/dev/null
  inside "$command" check convnet-layers --course "$course" >/dev/null
  inside "$command" grade "$course/submissions/convnet-layers/all-correct" --course "$course" \
    --gradebook g.sqlite --reports r | grep -q '22 of 22 points'
  inside "$command" scores --course "$course" --gradebook g.sqlite --by student | grep -q '22 / 22'
  rm -rf "$root/tmp/g.sqlite" "$root/tmp/r"
}

mkdir -p "$root/opt"
tar -xzf "$dist"/nabla-*.tar.gz -C "$root/opt"
unpacked=$(cd "$root/opt" && ls)
libraries "$root/opt/$unpacked/bin/nabla"
try "/opt/$unpacked/bin/nabla" "/opt/$unpacked/share/doc/nabla"
rm -rf "$root/opt"

before=$(files)
dpkg --root="$root" --force-depends -i "$dist"/nabla_*.deb >/dev/null 2>&1
try /usr/bin/nabla /usr/share/doc/nabla
dpkg --root="$root" --force-depends -r nabla >/dev/null 2>&1
after=$(files)
if [ "$before" != "$after" ]; then
  echo "packages: uninstalling leaves files behind" >&2
  exit 1
fi
echo "packages: the archive and the Debian package install, grade, and leave nothing behind"
