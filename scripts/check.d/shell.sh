#!/usr/bin/env bash
# All shell scripts of the project, through shellcheck.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
command -v shellcheck >/dev/null || {
    echo "shell: shellcheck is missing, install with: apt-get install shellcheck" >&2
    exit 1
}
mapfile -t scripts < <(find .ci scripts docs/examples -type f -not -path '*/node_modules/*' -exec grep -lE '^#!.*[ /](ba)?sh$|^# shellcheck shell=' {} + | sort)
shellcheck --external-sources "${scripts[@]}"
echo "shell: shellcheck has nothing to say about ${#scripts[@]} scripts"
