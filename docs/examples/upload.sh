#!/usr/bin/env bash
# Uploads one file to HPC Portal in chunks. Run it again after an interruption, on this or another computer: it goes on.
#
#   upload.sh FILE [JOB_ID]
#
#   PORTAL_URL         http://127.0.0.1:8080 unless set
#   PORTAL_API_KEY     an API key with the scopes files:read and files:write; or
#   PORTAL_TOKEN       an access token; or
#   PORTAL_USER        the name to sign in with; the password is asked for, or taken from PORTAL_PASSWORD
#   PORTAL_CHUNK_SIZE  bytes of a chunk; the portal's default unless set
#
# Needs Linux, bash, curl and jq. Ends with 0 when the file stands under its name, else with 1 and a reason.
set -euo pipefail

portal=${PORTAL_URL:-http://127.0.0.1:8080}
portal=${portal%/}
file=${1:?usage: upload.sh FILE [JOB_ID]}
job=${2:-}
name=$(basename -- "$file")

say() { printf '%s\n' "$*" >&2; }
die() { say "upload.sh: $*"; exit 1; }

for program in curl jq sha256sum; do command -v "$program" >/dev/null || die "needs $program"; done
if [ ! -f "$file" ] || [ ! -r "$file" ]; then die "cannot read $file"; fi
size=$(stat -Lc %s -- "$file")
[ "$size" -gt 0 ] || die "$name is empty; empty files are refused"

# The key or token goes through a file of our own: arguments of programs are visible to everybody on this computer.
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
answer=$work/answer

# ask METHOD PATH [curl arguments]: the answer's body in $answer. What may work later is sent again, no sooner than
# Retry-After says; anything else ends the script, or returns 1 when its code is in $expected.
expected=
ask() {
    local method=$1 path=$2 status wait code tries=0
    shift 2
    while true; do
        : >"$answer"; : >"$work/headers"
        status=$(curl -sS -X "$method" -o "$answer" -D "$work/headers" -w '%{http_code}' -H "@$work/token" \
            --connect-timeout 10 --speed-limit 1 --speed-time 120 "$@" "$portal$path" 2>"$work/error") || status=000
        code=$(jq -r '.code // empty' "$answer" 2>/dev/null || true)
        case $status/$code in
            2??/*) return 0 ;;
            */chunk_checksum_mismatch) ;;
            429/*) [ "$code" != too_much_open ] || die "$(reason "$status")" ;;
            000/* | 408/* | 502/* | 503/* | 504/*) ;;
            *)
                [[ " $expected " == *" ${code:-none} "* ]] && return 1
                die "$(reason "$status")" ;;
        esac
        tries=$((tries + 1))
        [ "$tries" -lt 20 ] || die "gave up after $tries tries: $(reason "$status")"
        wait=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9][0-9]*\).*/\1/p' "$work/headers" | tail -n 1)
        if [ -z "$wait" ]; then wait=$((tries < 5 ? 1 << (tries - 1) : 30)); fi
        say "  ${code:-status $status}; next try in $wait s"
        sleep "$wait"
    done
}

reason() {
    if [ "$1" = 000 ]; then cat "$work/error"; return; fi
    local id
    id=$(sed -n 's/^[Xx]-[Rr]equest-[Ii]d: *\([^ \r]*\).*/\1/p' "$work/headers" | tail -n 1)
    jq -r '[.error, .message, .reason, (.recommendations // [] | join("; "))] | map(select(. != null and . != "") | rtrimstr(".")) | join(". ")' \
        "$answer" 2>/dev/null || echo "status $1"
    echo "(status $1, request $id)"
}

use_token() { jq -r '"Authorization: Bearer " + .token' "$answer" >"$work/token"; renewed=$SECONDS; }

# Tokens live for an hour by default; one that is still good can be exchanged for a fresh one. Keys need no renewing.
stay_signed_in() {
    if [ -z "${PORTAL_API_KEY:-}" ] && [ $((SECONDS - renewed)) -gt 1200 ]; then ask POST /auth/refresh; use_token; fi
}

sign_in() {
    renewed=$SECONDS
    if [ -n "${PORTAL_API_KEY:-}" ]; then
        printf 'X-API-Key: %s\n' "$PORTAL_API_KEY" >"$work/token"
        return
    fi
    if [ -n "${PORTAL_TOKEN:-}" ]; then
        printf 'Authorization: Bearer %s\n' "$PORTAL_TOKEN" >"$work/token"
        return
    fi
    [ -n "${PORTAL_USER:-}" ] || die "set PORTAL_API_KEY, PORTAL_TOKEN or PORTAL_USER"
    if [ -z "${PORTAL_PASSWORD:-}" ]; then read -rsp "Password of $PORTAL_USER: " PORTAL_PASSWORD; say; fi
    : >"$work/token"
    export PORTAL_USER PORTAL_PASSWORD
    jq -n '{username: env.PORTAL_USER, password: env.PORTAL_PASSWORD}' >"$work/body"
    ask POST /auth/login -H 'Content-Type: application/json' --data-binary "@$work/body"
    rm "$work/body"
    use_token
}

# An unfinished upload of this name, size and job, begun here or elsewhere.
find_unfinished() {
    ask GET /api/v2/files/uploads -G --data-urlencode "q=$name" -d status=initialized,uploading -d limit=200
    jq -r --arg name "$name" --argjson size "$size" --arg job "$job" \
        '[.uploads[] | select(.filename == $name and .file_size == $size and (.job_id // "") == $job)][0].upload_id // empty' \
        "$answer"
}

# The key makes one upload of several tries: an answer that got lost does not leave a second, empty upload behind.
begin() {
    local key
    key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    jq -n --arg name "$name" --argjson size "$size" --arg job "$job" --arg chunk "${PORTAL_CHUNK_SIZE:-}" \
        '{filename: $name, file_size: $size}
         + (if $job == "" then {} else {job_id: $job} end)
         + (if $chunk == "" then {} else {chunk_size: ($chunk | tonumber)} end)' >"$work/body"
    ask POST /api/v2/files/upload/init -H 'Content-Type: application/json' -H "Idempotency-Key: $key" --data-binary "@$work/body"
    upload=$(jq -r .upload_id "$answer")
    if [ "$(jq -r .security.safe "$answer")" != true ]; then
        local why
        why=$(jq -r '[.security.reason, (.security.recommendations | join("; "))] | join(" ")' "$answer")
        ask DELETE "/api/v2/files/uploads/$upload"
        die "refused: $why"
    fi
}

# Sends the chunks that the portal does not have.
send_missing() {
    local first last index sent=0 total chunk_size sum
    ask GET "/api/v2/files/uploads/$upload"
    chunk_size=$(jq -r .chunk_size "$answer")
    total=$(jq -r .total_chunks "$answer")
    jq -r '.missing_ranges[] | "\(.[0]) \(.[1])"' "$answer" >"$work/missing"
    while read -r first last <&3; do
        for ((index = first; index <= last; index++)); do
            stay_signed_in
            dd if="$file" of="$work/chunk" bs="$chunk_size" skip="$index" count=1 iflag=fullblock status=none
            sum=$(sha256sum <"$work/chunk")
            expected=already_completed
            # Somebody else, in another terminal, was quicker: complete then only tells where the file is.
            ask PUT "/api/v2/files/uploads/$upload/chunks/$index" -H "X-Checksum-SHA256: ${sum%% *}" \
                -H 'Content-Type: application/octet-stream' -H 'Expect:' --data-binary "@$work/chunk" || return 0
            expected=
            sent=$((sent + 1))
            say "  chunk $index sent; $(jq -r '"\(.uploaded_chunks) of \(.total_chunks), \(.progress) %"' "$answer")"
        done
    done 3<"$work/missing"
    [ "$sent" -gt 0 ] || say "  all $total chunks are there"
}

# The portal reads the whole file once more and compares: a file that changed in between never gets its name.
complete() {
    local sum
    sum=$(sha256sum <"$file") || die "cannot read $file"
    stay_signed_in
    jq -n --arg id "$upload" --arg sum "${sum%% *}" '{upload_id: $id, sha256: $sum}' >"$work/body"
    expected="upload_incomplete checksum_mismatch"
    if ask POST /api/v2/files/upload/complete -H 'Content-Type: application/json' --speed-time 3600 --data-binary "@$work/body"; then
        expected=
        return 0
    fi
    expected=
    case $(jq -r .code "$answer") in
        # After a disk error on the server some chunks may have to come again.
        upload_incomplete) return 1 ;;
        *) die "the file changed since the upload began; cancel it with
  curl -X DELETE -H 'Authorization: Bearer …' $portal/api/v2/files/uploads/$upload
and run this again" ;;
    esac
}

sign_in
upload=$(find_unfinished)
if [ -n "$upload" ]; then
    say "$name: continues upload $upload"
else
    begin
    say "$name: upload $upload, $size bytes"
fi
for round in 1 2 3; do
    send_missing
    if complete; then
        jq -r .file_path "$answer"
        exit 0
    fi
    say "  round $round: some chunks have to come again"
done
die "the portal still misses chunks; run this again later"
