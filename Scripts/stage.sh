#!/bin/sh
# Lays the command out as it is installed: sh Scripts/stage.sh NABLA FOLDER
set -eu
nabla="$1"
root="$2"
here=$(cd "$(dirname "$0")/.." && pwd)

install -d "$root/bin" "$root/share/bash-completion/completions" \
  "$root/share/zsh/site-functions" "$root/share/fish/vendor_completions.d" "$root/share/doc/nabla"
install -m 755 "$nabla" "$root/bin/nabla"
"$nabla" --generate-completion-script bash >"$root/share/bash-completion/completions/nabla"
"$nabla" --generate-completion-script zsh >"$root/share/zsh/site-functions/_nabla"
"$nabla" --generate-completion-script fish >"$root/share/fish/vendor_completions.d/nabla.fish"
cp "$here/README.md" "$root/share/doc/nabla/"
cp -r "$here/docs" "$here/assignments" "$here/submissions" "$root/share/doc/nabla/"
chmod -R u=rwX,go=rX "$root"
