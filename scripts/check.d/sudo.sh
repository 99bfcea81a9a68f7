#!/usr/bin/env bash
# The rule for sudo: understood by visudo, and, asked of a real sudo, exactly what the portal does and nothing else.
# As root: sudo, its rule and the accounts stand in a mount namespace of their own, nothing of this machine's is touched.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

rule=systemd/hpc-portal.sudoers
people='kim root slurm hpc-portal'
failures=0

check() {
    local program verb verbs
    PATH=$PATH:/usr/sbin:/sbin
    for program in sudo:sudo visudo:sudo unshare:util-linux setpriv:util-linux sbatch:slurm-client; do
        command -v "${program%:*}" >/dev/null || {
            echo "sudo: ${program%:*} is missing, install with: apt-get install ${program#*:}" >&2
            exit 1
        }
    done
    visudo --check --strict --quiet --file="$rule" || { echo "sudo: FAILED visudo has something to say about $rule"; exit 1; }
    echo "sudo: visudo has nothing to say about $rule"
    # visudo reads files of /etc/sudoers.d with a dot in their name, sudo does not.
    grep -qx '# *install -m440 hpc-portal.sudoers /etc/sudoers.d/[a-z-]* && visudo -c' "$rule" || {
        echo "sudo: FAILED $rule does not say where it goes"
        exit 1
    }
    # A verb that the portal has learnt since would only be missed on a site.
    mapfile -t verbs < <(sed -nE 's/.*control\("([a-z]+)"\).*/\1/p' crates/portal-slurm/src/cli/act/change.rs)
    [ ${#verbs[@]} -ge 6 ] || { echo "sudo: FAILED the verbs that the portal calls are not found"; exit 1; }
    for verb in "${verbs[@]}"; do
        grep -qF "    /usr/bin/scontrol $verb [0-9]*," "$rule" || { echo "sudo: FAILED the portal calls scontrol $verb, which $rule lacks"; exit 1; }
    done
    if [ "$(id -u)" != 0 ]; then
        echo "sudo: not tried what it allows, that needs root"
        return
    fi
    work=$(mktemp -d "${TMPDIR:-/tmp}/hpc-portal-sudo.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    unshare --mount --propagation private "$PWD/scripts/check.d/sudo.sh" --within "$work"
}

# Accounts: the portal, kim of the group that the rule names, lee who is not of it. Slurm's commands tell how they were run.
prepare() {
    local file tool
    mount -t tmpfs -o mode=755 tmpfs /run
    cat >"$work/passwd" <<'PASSWD'
root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
slurm:x:64030:64030::/nonexistent:/usr/sbin/nologin
hpc-portal:x:990:990::/var/lib/hpc-portal:/usr/sbin/nologin
kim:x:5001:5001::/home/kim:/bin/bash
lee:x:5002:5002::/home/lee:/bin/bash
PASSWD
    printf '%s\n' root:x:0: nogroup:x:65534: slurm:x:64030: hpc-portal:x:990: kim:x:5001: lee:x:5002: \
        "hpc-users:x:5100:${people// /,}" >"$work/group"
    cut -d: -f1 "$work/passwd" | sed 's/$/:*:19000::::::/' >"$work/shadow"
    # As Debian and Red Hat have it, with what hinders most.
    {
        printf 'Defaults env_reset, use_pty, requiretty, secure_path="/usr/sbin:/usr/bin:/sbin:/bin"\nroot ALL=(ALL:ALL) ALL\n'
        cat "$rule"
    } >"$work/sudoers"
    chmod 440 "$work/sudoers"
    for file in passwd group shadow sudoers; do mount --bind "$work/$file" "/etc/$file"; done
    # shellcheck disable=SC2016 # expanded by the tool
    printf '#!/bin/sh\necho "$(id -un) in $PWD: CASE=$CASE HOME=$HOME ${SLURM_TIME_FORMAT-} ${SLURM_CONF-}${SBATCH_EXPORT-}${LD_PRELOAD-}: $*"\n' >"$work/tool"
    chmod 755 "$work/tool"
    for tool in sbatch scancel scontrol; do mount --bind "$work/tool" "/usr/bin/$tool"; done
    install -d -o kim -m 700 /run/kim
}

# As the portal runs it: with next to nothing in its environment, and without a terminal.
portal_sudo() {
    setsid setpriv --reuid hpc-portal --regid hpc-portal --clear-groups env -i PATH=/usr/bin:/bin LANG=C.UTF-8 LC_ALL=C.UTF-8 \
        SLURM_TIME_FORMAT=%s SLURM_CONF=/tmp/slurm.conf SBATCH_EXPORT=ALL CASE='a b' sudo -n "$@" </dev/null 2>&1
}
expect() { # WHAT FOUND WANTED
    if [ "$2" != "$3" ]; then
        echo "sudo: FAILED $1: found '$2', wanted '$3'"
        failures=$((failures + 1))
    fi
}
allowed=0 refused=0
allow() {
    local said
    said=$(portal_sudo "$@") || true
    [[ $said == "$2 in "* ]] || { echo "sudo: FAILED refused: $*: $said"; failures=$((failures + 1)); }
    allowed=$((allowed + 1))
}
# Nothing ran, and sudo itself says why.
refuse() {
    local said
    if said=$(portal_sudo "$@") || ! [[ $said =~ ^(sudo: |Sorry, ) ]]; then
        echo "sudo: FAILED not refused: $*: $said"
        failures=$((failures + 1))
    fi
    refused=$((refused + 1))
}

submits() {
    local submit=(/usr/bin/sbatch --parsable --ignore-pbs) test=(/usr/bin/sbatch --test-only --ignore-pbs) user
    # shellcheck disable=SC2016 # the name of a job, as it is
    expect "a job with a folder and a variable" \
        "$(portal_sudo -u kim --preserve-env=CASE --chdir=/run/kim -- "${submit[@]}" --export=CASE '--job-name=한글; $(id) --uid=0' --chdir=/run/kim)" \
        "kim in /run/kim: CASE=a b HOME=/home/kim %s : --parsable --ignore-pbs --export=CASE --job-name=한글; \$(id) --uid=0 --chdir=/run/kim"
    # The portal knows these words, and tries without the folder.
    expect "a folder that is not kim's" \
        "$(portal_sudo -u kim --chdir=/root -- "${submit[@]}" --export=NONE | head -n 1)" "sudo: unable to change directory to /root: Permission denied"
    allow -u kim -- "${test[@]}" --export=NONE
    for user in root slurm munge hpc-portal nobody lee '#0' '#5002' '#-1'; do
        refuse -u "$user" -- "${submit[@]}" --export=NONE
    done
    refuse -- "${submit[@]}" --export=NONE
    refuse -u kim -g root -- "${submit[@]}" --export=NONE
    for user in LD_PRELOAD LD_LIBRARY_PATH SLURM_CONF SBATCH_EXPORT GCONV_PATH BASH_ENV; do
        refuse -u kim "$user=/tmp/x" -- "${submit[@]}" --export=NONE
    done
    refuse -u kim --preserve-env=SLURM_CONF -- "${submit[@]}" --export=NONE
    refuse -u kim -E -- "${submit[@]}" --export=NONE
    refuse -u kim -i -- "${submit[@]}" --export=NONE
    refuse -u kim -s -- "${submit[@]}" --export=NONE
    refuse -u kim -R /run -- "${submit[@]}" --export=NONE
    refuse -u kim -- /run/kim/sbatch --parsable --ignore-pbs --export=NONE
    refuse -u kim -- /usr/bin/sbatch /etc/shadow
    refuse -u kim -- /usr/bin/sbatch --uid=lee --parsable --ignore-pbs --export=NONE
}

changes() {
    local who verb node=NodeName=cn001
    for who in kim root; do
        for verb in release requeue; do
            allow -u "$who" -- /usr/bin/scontrol "$verb" 12_3
            refuse -u "$who" -- /usr/bin/scontrol "$verb" 12 13
        done
        allow -u "$who" -- /usr/bin/scontrol update JobId=12 TimeLimit=60
        allow -u "$who" -- /usr/bin/scancel --verbose 12
        allow -u "$who" -- /usr/bin/scancel --verbose --state=PENDING 12
        refuse -u "$who" -- /usr/bin/scancel --verbose 12 --user=lee
        refuse -u "$who" -- /usr/bin/scancel --verbose --state=PENDING 12 --user=lee
        refuse -u "$who" -- /usr/bin/scancel --verbose --user=lee
        refuse -u "$who" -- /usr/bin/scontrol update JobId=12 Account=other TimeLimit=60
        refuse -u "$who" -- /usr/bin/scontrol update JobId=12 TimeLimit=60 Priority=1
        refuse -u "$who" -- /usr/bin/scontrol update PartitionName=gpu State=DOWN
        refuse -u "$who" -- /usr/bin/scontrol write config /etc/cron.d/x
        refuse -u "$who" -- /usr/bin/scontrol write batch_script 12 /etc/cron.d/x
        refuse -u "$who" -- /usr/bin/scontrol shutdown
        refuse -u "$who" -- /usr/bin/scontrol
        refuse -u "$who" CASE=x -- /usr/bin/scontrol release 12
        refuse -u "$who" --chdir=/run -- /usr/bin/scontrol release 12
        refuse -u "$who" -- /usr/bin/bash
        refuse -u "$who" -- /usr/bin/env /usr/bin/scontrol release 12
        refuse -u "$who" -e /etc/passwd
    done
    allow -u kim -- /usr/bin/scontrol uhold 12_3
    refuse -u kim -- /usr/bin/scontrol uhold 12 13
    refuse -u root -- /usr/bin/scontrol uhold 12
    for verb in hold suspend resume; do
        allow -u root -- /usr/bin/scontrol "$verb" 12_3
        refuse -u root -- /usr/bin/scontrol "$verb" 12 13
        refuse -u kim -- /usr/bin/scontrol "$verb" 12_3
    done
    allow -u root -- /usr/bin/scontrol update "$node" State=DRAIN 'Reason=fan 3 is loud'
    allow -u root -- /usr/bin/scontrol update "$node" State=RESUME
    allow -u root -- /usr/bin/scontrol reboot ASAP nextstate=RESUME 'reason=new kernel' cn001
    for verb in State=DOWN 'Weight=1 State=RESUME' 'Weight=1 State=DRAIN Reason=x'; do
        # shellcheck disable=SC2086 # several arguments
        refuse -u root -- /usr/bin/scontrol update "$node" $verb
    done
    for who in kim lee; do
        refuse -u "$who" -- /usr/bin/scontrol update "$node" State=DRAIN Reason=x
        refuse -u "$who" -- /usr/bin/scontrol update "$node" State=RESUME
        refuse -u "$who" -- /usr/bin/scontrol reboot ASAP nextstate=RESUME reason=x cn001
    done
    refuse -u lee -- /usr/bin/scancel --verbose 12
    refuse -u slurm -- /usr/bin/scancel --verbose 12
}

if [ "${1:-}" = --within ]; then
    work=$2
    prepare
    submits
    changes
    [ "$failures" = 0 ] || { echo "sudo: $failures checks failed"; exit 1; }
    echo "sudo: a real sudo allows the $((allowed + 1)) commands of the portal and refuses $refused others"
else
    check
fi
