#!/bin/bash
# What operators do today: chunk files, each sent by a socat process of its own, every answer looked at.
# usage: shell-recipe.sh SOCAT SOCKET MAP FILE
set -euo pipefail
export LC_ALL=C
socat=$1 socket=$2 map=$3 file=$4
ask() { "$socat" -t30 stdio "unix-connect:$socket"; }

chunks=$(mktemp -d)
trap 'rm -rf "$chunks"' EXIT
split --line-bytes=15500 --suffix-length=5 "$file" "$chunks/"

version=$(echo "prepare map $map" | ask)
version=${version##*: }
for chunk in "$chunks"/*; do
  answer=$({ echo "add map @$version $map <<"; cat "$chunk"; echo; } | ask)
  [ -z "$answer" ] || { echo "HAProxy answered $answer" >&2; exit 1; }
done
answer=$(echo "commit map @$version $map" | ask)
[ -z "$answer" ] || { echo "HAProxy answered $answer" >&2; exit 1; }
