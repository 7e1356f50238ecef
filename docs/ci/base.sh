#!/bin/sh
# Print base=REV, the revision that a run of the action compares the pages with; nothing after "=" if there is none.
#
# BASE is that of the user, PULL_REQUEST the base of a pull request, BEFORE the commit before a push (all zeros for a new branch),
# REF_TYPE tells a tag from a branch.  A tag is compared with the tag before it, since a push of a tag has no commit before.
set -eu
if [ -z "$BASE" ]; then
  if [ -n "$PULL_REQUEST" ]; then
    BASE=$PULL_REQUEST
  elif [ "$REF_TYPE" = tag ]; then
    BASE=$(git describe --tags --abbrev=0 HEAD^ 2> /dev/null || true)
    [ -z "$BASE" ] || BASE="refs/tags/$BASE"
  elif [ -n "$(printf %s "$BEFORE" | tr -d 0)" ]; then
    BASE=$BEFORE
    # After a forced push that commit is gone. A shallow clone may lack it, too: then docs2sdk says so.
    if [ "$(git rev-parse --is-shallow-repository)" = false ] && ! git cat-file -e "$BASE^{commit}" 2> /dev/null; then
      BASE=$(git rev-parse --quiet --verify HEAD^ || true)
    fi
  fi
fi
printf 'base=%s\n' "$BASE"
