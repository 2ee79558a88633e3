#!/usr/bin/env bash
# Tries Strata on a fresh machine: a bare Debian root with nothing but apt and git, the
# repository copied in, then the first command of the README and the tests. This is how
# cmake/debian-packages.txt is checked.  usage: fresh.sh [COMMAND]
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/.."
[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"
command -v mmdebstrap > /dev/null || apt-get -q install -y --no-install-recommends mmdebstrap

fresh=$(mktemp -d)
clean_up() {
  mountpoint -q "$fresh/proc" && umount "$fresh/proc"
  mountpoint -q "$fresh/dev" && umount -R "$fresh/dev"
  rm -rf --one-file-system "$fresh"
}
trap clean_up EXIT

# How this machine reaches package sources is not what is tested: its apt sources and settings, certificates,
# proxies and npm registry go along.
apt_sources() { find /etc/apt/sources.list /etc/apt/sources.list.d -name 'debian.sources' -o -name 'sources.list' 2>/dev/null; }
apt_settings() { apt-config dump | grep -E '^Acquire::(Check|http::Proxy|https::Proxy)' || true; }
host_certificates=/etc/ssl/certs/ca-certificates.crt
network_variables() {
  env | grep -iE '^(https?_proxy|no_proxy)=' || true
  if [ -f "$fresh/etc/ssl/host.crt" ]; then echo NODE_EXTRA_CA_CERTS=/etc/ssl/host.crt; fi
  if command -v npm > /dev/null; then echo "npm_config_registry=$(cd / && npm config get registry 2> /dev/null)"; fi
}

make_root() {
  local settings=()
  while read -r setting; do settings+=("--aptopt=$setting"); done < <(apt_settings)
  # shellcheck disable=SC2046
  mmdebstrap --quiet --variant=apt --mode=root --include=git "${settings[@]}" \
    "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$fresh" $(apt_sources)
  if [ -f "$host_certificates" ]; then install -D -m 644 "$host_certificates" "$fresh/etc/ssl/host.crt"; fi
  mount -t proc proc "$fresh/proc"
  mount --rbind /dev "$fresh/dev"
  mount --make-rslave "$fresh/dev"
}

copy_repository() {
  mkdir -p "$fresh/root/strata"
  git ls-files -co --exclude-standard -z | tar -c --null --ignore-failed-read -T - | tar -x -C "$fresh/root/strata"
}

in_root() {
  local variables=()
  while read -r variable; do variables+=("$variable"); done < <(network_variables)
  chroot "$fresh" env -i HOME=/root TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin "${variables[@]}" \
    bash -c "cd /root/strata && $*"
}

make_root
copy_repository
if [ $# -gt 0 ]; then
  in_root "$*"
else
  in_root ./dev run examples/wordfreq.lua README.md
  in_root ./dev test
fi
