#!/bin/bash
# Stands in PATH for kubectl, cosign, docker and npm: writes down how it was called, and does what the first response says that
# is for such a call and has not been given as often as it may. fakes.ts writes the responses and reads the calls.
set -euo pipefail
shopt -s nullglob
line="${0##*/} $*"
touch "$FAKE_FOLDER/lines"
number=$(grep -c '' "$FAKE_FOLDER/lines" || true)
call="$FAKE_FOLDER/call-$number"
/bin/cat > "$call.input"
[[ $line != 'kubectl kustomize '* ]] || /bin/cp "$2/kustomization.yaml" "$call.kustomization"
[[ -z ${KUBECONFIG:-} ]] || printf '%s %s' "$(stat -c %a "$KUBECONFIG")" "$(< "$KUBECONFIG")" > "$call.config"

chosen=
for response in "$FAKE_FOLDER"/response-*; do
  [[ $line == *"$(< "$response/to")"* ]] || continue
  if (($(grep -cF -e "$(< "$response/to")" "$FAKE_FOLDER/lines" || true) < $(< "$response/times"))); then
    chosen=$response
    break
  fi
done
printf '%s\n' "$line" >> "$FAKE_FOLDER/lines"
[[ -n $chosen ]] || exit 0
previous=
for argument in "$@"; do
  [[ $previous != --metadata-file ]] || /bin/cp "$chosen/metadata" "$argument"
  previous=$argument
done
/bin/cat "$chosen/stdout"
/bin/cat "$chosen/stderr" >&2
exit "$(< "$chosen/status")"
