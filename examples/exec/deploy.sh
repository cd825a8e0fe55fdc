#!/bin/sh
# deploy.sh TO FROM: makes release TO live, if FROM still is.
set -eu
to=$1
from=$2
[ "$(cat live)" = "$from" ] || { echo "expected $from to be live, found $(cat live)" >&2; exit 9; }
grep -qxF -e "$to" releases || { echo "no such release: $to" >&2; exit 8; }
printf '%s\n' "$to" > live.next
mv live.next live
