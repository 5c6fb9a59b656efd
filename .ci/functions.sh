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
  local text=$1 started=$SECONDS status=0
  shift
  "$@" > "$work/log" 2>&1 || status=$?
  count_step "$text" "$status" "$started" "$work/log"
}

# count_step TEXT STATUS STARTED LOG: of a step that has ended, which began at that second.
count_step() {
  if [ "$2" = 0 ]; then
    passed=$((passed + 1))
    echo "✓ $1 ($((SECONDS - $3)) s)"
  else
    failed=$((failed + 1))
    failed_tests "$4"
    tail -60 "$4"
    echo "✗ $1 ($((SECONDS - $3)) s)"
    return 1
  fi
}

beside_texts=() beside_pids=() beside_started=

# beside TEXT COMMAND...: begins a step that only reads, or writes what no other step reads; `join_steps` waits for it. Most use
# one processor. Those that run at the same time are begun one after the other.
beside() {
  local text=$1
  shift
  "$@" > "$work/log.${#beside_pids[@]}" 2>&1 &
  beside_pids+=($!) beside_texts+=("$text")
  beside_started=${beside_started:-$SECONDS}
}

# join_steps: counts what was begun by `beside` since the last time.
join_steps() {
  local at status
  for at in "${!beside_pids[@]}"; do
    status=0
    wait "${beside_pids[at]}" || status=$?
    count_step "${beside_texts[at]}" "$status" "$beside_started" "$work/log.$at"
  done
  beside_texts=() beside_pids=() beside_started=
}

# Ends with the tally of the steps.
finish() {
  echo "$passed passed, $failed failed, 0 skipped"
  [ "$failed" = 0 ]
  exit
}
