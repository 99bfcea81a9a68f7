#!/usr/bin/env bash
# The nginx configuration: accepted by nginx, and doing what docs/OPERATIONS.md says, in front of stub upstreams.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

missing=()
for pair in nginx:nginx openssl:openssl curl:curl python3:python3; do
    PATH=$PATH:/usr/sbin:/sbin command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
    echo "nginx: missing, install with: apt-get install ${missing[*]}" >&2
    exit 1
fi

for variant in http tls; do
    values=$(NGINX_VARIANT=$variant scripts/fixtures/nginx.sh render)
    scripts/fixtures/nginx.sh stop "$(sed -n 's/^NGINX_DIR=//p' <<<"$values")"
    echo "nginx: nginx -t accepts the $variant configuration"
done

exec timeout --kill-after=10 300 python3 scripts/check.d/nginx_behaviour.py
