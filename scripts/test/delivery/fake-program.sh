#!/bin/bash
# Stands in PATH for kubectl, cosign, docker and npm: writes down how it was called, and does what the first response says that
# is for such a call and has not been given as often as it may. fakes.ts writes the responses and reads the calls. It is called
# a thousand times by the tests of a delivery: what bash can do by itself starts no process.
set -euo pipefail
shopt -s nullglob
line="${0##*/} $*"
lines=()
if [[ -e $FAKE_FOLDER/lines ]]; then while IFS= read -r before; do lines+=("$before"); done < "$FAKE_FOLDER/lines"; fi
call="$FAKE_FOLDER/call-${#lines[@]}"
/bin/cat > "$call.input"
[[ $line != 'kubectl kustomize '* ]] || /bin/cp "$2/kustomization.yaml" "$call.kustomization"
[[ -z ${KUBECONFIG:-} ]] || printf '%s %s' "$(stat -c %a "$KUBECONFIG")" "$(< "$KUBECONFIG")" > "$call.config"

# read_file PATH: all of it, into `content`.
read_file() { IFS= read -r -d '' content < "$1" || true; }

# is_given_as_often_as_it_may RESPONSE TEXT: the calls before this one that hold the text are as many as the response is for.
is_given_as_often_as_it_may() {
  local before count=0
  for before in ${lines[@]+"${lines[@]}"}; do [[ $before != *"$2"* ]] || count=$((count + 1)); done
  read_file "$1/times"
  ((count >= content))
}

chosen=
for response in "$FAKE_FOLDER"/response-*; do
  read_file "$response/to"
  [[ $line == *"$content"* ]] || continue
  is_given_as_often_as_it_may "$response" "$content" || {
    chosen=$response
    break
  }
done
printf '%s\n' "$line" >> "$FAKE_FOLDER/lines"
[[ -n $chosen ]] || exit 0
previous=
for argument in "$@"; do
  [[ $previous != --metadata-file ]] || /bin/cp "$chosen/metadata" "$argument"
  previous=$argument
done
read_file "$chosen/stdout"
printf '%s' "$content"
read_file "$chosen/stderr"
printf '%s' "$content" >&2
read_file "$chosen/status"
exit "$content"
