#!/bin/sh
# Packs the command: sh Scripts/dist.sh NABLA FOLDER writes an archive and a Debian package into the folder.
set -eu
nabla="$1"
out="$2"
here=$(cd "$(dirname "$0")/.." && pwd)
version=$("$nabla" --version)
architecture=$(dpkg --print-architecture)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
install -d "$out"

name="nabla-$version-linux-$architecture"
sh "$here/Scripts/stage.sh" "$nabla" "$stage/$name"
# The same input gives the same bytes.
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$stage" -cf - "$name" |
  gzip -9n >"$out/$name.tar.gz"

root="$stage/deb"
sh "$here/Scripts/stage.sh" "$nabla" "$root/usr"
# Debian's shells look elsewhere than those that are built by hand.
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
install -d "$root/DEBIAN"
# The packages that the libraries come from, with the versions that their symbols need.
mkdir -p "$stage/debian"
printf 'Source: nabla\n\nPackage: nabla\nArchitecture: any\n' >"$stage/debian/control"
depends=$(cd "$stage" && dpkg-shlibdeps -O -e"$root/usr/bin/nabla" 2>/dev/null |
  sed -n 's/^shlibs:Depends=//p' |
  # Packed relocations (see the Makefile) are read by this loader and later ones, which no symbol tells.
  sed 's/libc6 (>= [0-9.]*)/libc6 (>= 2.36)/')
[ -n "$depends" ] || { echo "dist: dpkg-shlibdeps finds no libraries" >&2; exit 1; }
cat >"$root/DEBIAN/control" <<END
Package: nabla
Version: $version
Architecture: $architecture
Maintainer: The developers of Nabla <nabla@localhost>
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: $depends
Section: education
Priority: optional
Description: grades derivations of gradients by their numbers
 Nabla holds a forward function and proved reference gradients for each
 assignment, reads the numbers that students hand in, says which are right
 and which term was lost where one is wrong, and keeps a gradebook.
END
SOURCE_DATE_EPOCH=0 dpkg-deb --root-owner-group -Zxz -b "$root" \
  "$out/nabla_${version}_$architecture.deb" >/dev/null
ls -l "$out" | awk 'NR > 1 { print $5, $9 }'
