# shellcheck shell=bash
# What the parts of CI share: sourced by them.

# A TCP port that was free a moment ago.
free_port() {
  node -e "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})"
}

# until_answers SECONDS COMMAND...: asks until the command succeeds; fails when it did not in that time.
until_answers() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" > /dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.2
  done
}

passed=0 failed=0

# failed_tests LOG: all that failed, by name: the end of the output may show the last of them alone.
failed_tests() { grep -aE '^ *FAIL |^ +✘ ' "$1" | sort -u | head -60; }

# step TEXT COMMAND...: counts whether it succeeds, and shows the end of what it printed, in `$work/log`, when it does not.
# shellcheck disable=SC2154 # the sourcing script makes the folder
step() {
  local text=$1 started=$SECONDS
  shift
  if "$@" > "$work/log" 2>&1; then
    passed=$((passed + 1))
    echo "✓ $text ($((SECONDS - started)) s)"
  else
    failed=$((failed + 1))
    failed_tests "$work/log"
    tail -60 "$work/log"
    echo "✗ $text ($((SECONDS - started)) s)"
    return 1
  fi
}

# Ends with the tally of the steps.
finish() {
  echo "$passed passed, $failed failed, 0 skipped"
  [ "$failed" = 0 ]
  exit
}
