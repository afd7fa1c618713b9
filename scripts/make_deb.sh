#!/usr/bin/env bash
# Builds out/release/twobin_VERSION_ARCH.deb from out/release/twobin: the binary, the units for systemd, and a user `twobin`.
# Needs dpkg-deb (Debian, Ubuntu). Called by `make deb`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

binary=out/release/twobin
[ -x "$binary" ] || { echo "make_deb: $binary is not there: make release" >&2; exit 1; }
command -v dpkg-deb >/dev/null 2>&1 || { echo "make_deb: dpkg-deb is needed (Debian, Ubuntu)" >&2; exit 1; }
version=$("$binary" --version)
architecture=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

install -D -m 755 "$binary" "$root/usr/bin/twobin"
install -D -m 644 deploy/systemd/twobin-night@.service "$root/usr/lib/systemd/system/twobin-night@.service"
install -D -m 644 deploy/systemd/twobin-night@.timer "$root/usr/lib/systemd/system/twobin-night@.timer"
install -D -m 644 LICENSE "$root/usr/share/doc/twobin/copyright"
install -d -m 755 "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: twobin
Version: $version
Architecture: $architecture
Maintainer: Twobin <twobin@example.com>
Section: science
Priority: optional
Depends: libc6 (>= 2.34), libstdc++6, libopenblas0-pthread, libsqlite3-0, zlib1g, libexpat1, libxlsxwriter4, libcurl4 | libcurl4t64
Recommends: libpq5, tzdata
Installed-Size: $(du -k -s "$root/usr" | cut -f1)
Description: Demand forecasts and reorder points from a shop's sales history
 Turns a sales file into reorder recommendations for a whole assortment: for the
 money a shop ties up, as few customers as possible wait on a backorder.
CONTROL
cat >"$root/DEBIAN/postinst" <<'SCRIPT'
#!/bin/sh
set -e
if [ "$1" = configure ] && ! getent passwd twobin >/dev/null; then
    useradd --system --user-group --home-dir /srv/twobin --shell /usr/sbin/nologin twobin
fi
SCRIPT
chmod 755 "$root/DEBIAN/postinst"
package=out/release/twobin_${version}_${architecture}.deb
dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
echo "$package"
