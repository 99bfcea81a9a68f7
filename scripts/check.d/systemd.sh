#!/usr/bin/env bash
# The units: understood by systemd to the last key, sandboxed, and asking only for settings that exist.
#   systemd.sh          as scripts/check runs it
#   systemd.sh --boot   also boots a systemd in namespaces and runs the units, first with stand-ins for the services,
#                       then, when they are built, with the services themselves (root)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Exposure as `systemd-analyze security` counts it, times ten. What is left is the network and the host's own files.
threshold=15
units=(auth_backend dashboard_backend websocket_service)
# It is root, and becomes people: that is what is left of it.
helper=slurm_helper
helper_threshold=25
started=$(date +%s)
failures=0

problem() {
    echo "systemd: FAILED $*"
    failures=$((failures + 1))
}

for program in systemd-analyze systemd-sysusers systemd-tmpfiles; do
    command -v "$program" >/dev/null || {
        echo "systemd: $program is missing, install with: apt-get install systemd" >&2
        exit 1
    }
done

work=$(mktemp -d "${TMPDIR:-/tmp}/hpc-portal-systemd.XXXXXX")
trap 'rm -rf "$work"' EXIT

# verify wants the programs of ExecStart to exist. The copies start stand-ins; nothing else of them differs.
mkdir "$work/bin" "$work/units"
for unit in "${units[@]}" $helper; do
    printf '#!/bin/sh\n' >"$work/bin/$unit"
    chmod 755 "$work/bin/$unit"
    sed "s|^ExecStart=/usr/libexec/hpc-portal/$unit\$|ExecStart=$work/bin/$unit|" "systemd/$unit.service" >"$work/units/$unit.service"
    grep -q "^ExecStart=$work/bin/$unit\$" "$work/units/$unit.service" || problem "$unit does not start /usr/libexec/hpc-portal/$unit"
    mkdir "$work/units/$unit.service.d"
    cp systemd/drop-ins/log-files.conf "$work/units/$unit.service.d/"
done
cp systemd/drop-ins/slurm-by-sudo.conf "$work/units/dashboard_backend.service.d/"
[ "$(find systemd/drop-ins -type f | wc -l)" = 2 ] || problem "there are drop-ins that are not looked at"
cp systemd/hpc-portal.target "$work/units/"

# It exits 0 on keys that it does not know, so every line about our units counts; other units of this machine do not.
said=$(systemd-analyze verify --man=no "$work"/units/*.service "$work"/units/*.target 2>&1) || problem "verify: exit $?"
about_ours=$(grep -E 'auth_backend|dashboard_backend|websocket_service|slurm_helper|hpc-portal' <<<"$said" || true)
if [ -n "$about_ours" ]; then
    problem "verify: $about_ours"
else
    echo "systemd: verify has nothing to say about ${units[*]} $helper hpc-portal.target and their drop-ins"
fi

for unit in "${units[@]}"; do
    if said=$(systemd-analyze security --no-pager --offline=true --threshold=$threshold "systemd/$unit.service" 2>&1); then
        echo "systemd: ${said##*$'\n'}" | tr -d '→' | tr -s ' '
    else
        problem "$unit is too exposed: ${said##*$'\n'}"
    fi
    for line in Type=notify NotifyAccess=main WatchdogSec=30 User=hpc-portal "EnvironmentFile=-/etc/hpc-portal/$unit.env" \
        EnvironmentFile=-/etc/hpc-portal/hpc-portal.env "EnvironmentFile=-/var/lib/hpc-portal/$unit/.env" WantedBy=multi-user.target; do
        grep -qxF -- "$line" "systemd/$unit.service" || problem "$unit.service lacks $line"
    done
    grep -q '^MemoryMax=' "systemd/$unit.service" || problem "$unit.service has no MemoryMax="
done

if said=$(systemd-analyze security --no-pager --offline=true --threshold=$helper_threshold "systemd/$helper.service" 2>&1); then
    echo "systemd: ${said##*$'\n'}" | tr -d '→' | tr -s ' '
else
    problem "$helper is too exposed: ${said##*$'\n'}"
fi
# Who wants it enables it. Its group reaches the socket; nothing else of the portal is in its hands.
for line in Type=notify NotifyAccess=main User=root Group=hpc-portal NoNewPrivileges=yes "CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_KILL" \
    RuntimeDirectory=hpc-portal-slurm RuntimeDirectoryMode=0750 UMask=0022 "EnvironmentFile=-/etc/hpc-portal/$helper.env" \
    EnvironmentFile=-/etc/hpc-portal/hpc-portal.env WantedBy=hpc-portal.target; do
    grep -qxF -- "$line" "systemd/$helper.service" || problem "$helper.service lacks $line"
done
! grep -q "^Wants=.*$helper" systemd/hpc-portal.target || problem "hpc-portal.target wants $helper from those who do not"
secrets=$(sed -nE 's/^ *#\[secret\] [A-Z_]+ = "([A-Z_]+)".*/\1/p' crates/portal-config/src/names.rs)
[ "$(wc -w <<<"$secrets")" -ge 8 ] || problem "the secret settings are not found"
for name in $secrets; do
    grep -qE "^UnsetEnvironment=.*\b$name\b" "systemd/$helper.service" || problem "$helper.service is given $name"
done
socket=$(sed -n 's/^Environment=SLURM_HELPER_SOCKET=//p' "systemd/$helper.service")
grep -qx "#SLURM_HELPER_SOCKET=$socket" systemd/hpc-portal.env.example || problem "hpc-portal.env.example has another SLURM_HELPER_SOCKET than $helper.service"

# It answers openat2 with ENOSYS, and no upload would be possible; seen with --boot.
if grep -qE '^RestrictSUIDSGID=(yes|true|1)' systemd/dashboard_backend.service; then
    problem "dashboard_backend.service takes openat2 away from the service with RestrictSUIDSGID="
fi

# Accounts and directories, made in an empty root.
mkdir -p "$work/root/etc" "$work/root/usr/lib/sysusers.d" "$work/root/usr/lib/tmpfiles.d"
printf 'root:x:0:0::/root:/bin/sh\n' >"$work/root/etc/passwd"
printf 'root:x:0:\nadm:x:4:\n' >"$work/root/etc/group"
cp systemd/hpc-portal.sysusers "$work/root/usr/lib/sysusers.d/hpc-portal.conf"
cp systemd/hpc-portal.tmpfiles "$work/root/usr/lib/tmpfiles.d/hpc-portal.conf"
if said=$(systemd-sysusers --root="$work/root" hpc-portal.conf 2>&1) && grep -q '^hpc-portal:' "$work/root/etc/passwd"; then
    echo "systemd: sysusers makes the account hpc-portal"
else
    problem "sysusers: $said"
fi
if [ "$(id -u)" = 0 ]; then
    said=$(systemd-tmpfiles --create --root="$work/root" hpc-portal.conf 2>&1) || problem "tmpfiles: $said"
    for directory in etc/hpc-portal var/log/web_services; do
        [ -d "$work/root/$directory" ] || problem "tmpfiles does not make /$directory"
    done
    [ "$(stat -c %a "$work/root/var/log/web_services" 2>/dev/null)" = 750 ] || problem "tmpfiles: /var/log/web_services is not 0750"
    echo "systemd: tmpfiles makes the directories"
else
    echo "systemd: tmpfiles not tried, it needs root to give directories their owners"
fi

# The example names only settings that the services know, and no secret.
settings=docs/CONFIGURATION.md
examples=$(sed -nE 's/^#?([A-Z][A-Z0-9_]+)=.*/\1/p' systemd/hpc-portal.env.example)
for name in $examples; do
    grep -q "^| \`$name\` |" "$settings" || problem "hpc-portal.env.example: $settings does not know $name"
done
grep -qx 'JWT_SECRET_KEY=' systemd/hpc-portal.env.example || problem "hpc-portal.env.example: JWT_SECRET_KEY is not left empty"
echo "systemd: hpc-portal.env.example names $(wc -w <<<"$examples") settings that exist"

if [ "${1:-}" = --boot ]; then
    scripts/check.d/systemd_boot || problem "the units do not behave as they should once booted"
    programs=${CARGO_TARGET_DIR:-target}/debug
    if [ -x "$programs/portal" ] && [ -x "$programs/dashboard_backend" ] && [ -x "$programs/slurm_helper" ]; then
        scripts/check.d/systemd_boot_services "$programs" || problem "the services do not do their work within the units"
        scripts/check.d/systemd_boot_acting "$programs" || problem "nobody acts on Slurm as they should within the units"
    else
        echo "systemd: the services themselves not tried, they are not built: cargo build --workspace --bins"
    fi
fi

if [ "$failures" -gt 0 ]; then
    echo "systemd: $failures checks failed"
    exit 1
fi
echo "systemd: all checks passed in $(($(date +%s) - started)) s"
