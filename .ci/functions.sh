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
