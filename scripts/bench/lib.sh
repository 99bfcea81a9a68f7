# shellcheck shell=bash
# shellcheck disable=SC2034  # the scripts that read this file use them
# Shared by the benchmarks: a work folder, services of the release build on free ports of loopback, what /proc says of
# them, medians. What was started here is stopped by process id when the script ends.
# shellcheck source=scripts/fixtures/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../fixtures/lib.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
load=$target/release/examples/upload_load
secret=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
pids=()
nginx_directory=

# make_work: sets $work, a new folder in BENCH_DIR (default: TMPDIR, /tmp).
make_work() {
    work=$(mktemp -d "${BENCH_DIR:-${TMPDIR:-/tmp}}/hpc-portal-bench.XXXXXX")
    trap clean_up EXIT
    trap 'exit 143' TERM
    trap 'exit 130' INT
}

clean_up() {
    [ -z "$nginx_directory" ] || "$root/scripts/fixtures/nginx.sh" stop "$nginx_directory" || true
    local pid
    for pid in ${pids[@]+"${pids[@]}"}; do stop_pid "$pid"; done
    rm -rf "$work"
}

stop_pid() {
    kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

build() {
    cargo build --quiet --release --manifest-path "$root/Cargo.toml" --bins -p auth -p dashboard -p websocket
    cargo build --quiet --release --manifest-path "$root/Cargo.toml" -p dashboard --example upload_load
}

# pinned CORE COMMAND…: on its own core where there is more than one; CORE "any" leaves it alone.
pinned() {
    local core=$1
    shift
    if [ "$core" != any ] && [ "$(nproc)" -gt 1 ]; then exec taskset -c "$core" "$@"; else exec "$@"; fi
}

# service NAME PORT CORE [VARIABLE=VALUE…]: starts auth_backend, dashboard_backend or websocket_service; sets $service.
service() {
    local name=$1 port=$2 core=$3
    shift 3
    mkdir -p "$work/uploads" "$work/run"
    (
        cd "$work/run" || exit
        pinned "$core" env JWT_SECRET_KEY="$secret" PORT="$port" DATABASE_URL="sqlite:$work/portal.db" \
            UPLOAD_ROOT="$work/uploads" STORAGE_DATA_PATH=/ LOG_LEVEL=error "$@" "$target/release/$name" >>"$work/run/log" 2>&1
    ) &
    service=$!
    pids+=("$service")
    wait_for_port "$name" "$port"
}

wait_for_port() {
    for _ in $(seq 200); do
        if (exec 9<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then return; fi
        sleep 0.05
    done
    tail -n 5 "$work/run/log" >&2
    fail "$1 did not start"
}

# Processor seconds of these processes so far. Fields 14 and 15 of stat, counted after the name in parentheses.
cpu_seconds() {
    local pid
    for pid in "$@"; do sed 's/.*) //' "/proc/$pid/stat"; done |
        awk -v hz="$(getconf CLK_TCK)" '{ ticks += $12 + $13 } END { printf "%.2f", ticks / hz }'
}

# status PID FIELD: a figure in kB of /proc/PID/status.
status() { awk -v field="$2:" '$1 == field { print $2 }' "/proc/$1/status"; }

# io PID FIELD: bytes, as /proc/PID/io counts them.
io() { awk -v field="$2:" '$1 == field { print $2 }' "/proc/$1/io"; }

machine() {
    awk -F': ' '/model name/ { name = $2 } END { printf "%s, ", name ? name : "processor unknown" }' /proc/cpuinfo
    awk -v cores="$(nproc)" '/MemTotal/ { printf "%d cores, %.0f GiB, ", cores, $2 / 1048576 }' /proc/meminfo
    echo "$(uname -sr), load average $(cut -d' ' -f1-3 /proc/loadavg)"
}

# medians FILE: lines "case name=value…" to one line a case, in order of appearance, with the median of each value.
medians() {
    awk '
        !($1 in seen) { seen[$1] = 1; order[++cases] = $1 }
        {
            for (i = 2; i <= NF; i++) {
                split($i, pair, "=")
                if (!(($1, pair[1]) in count)) names[$1] = names[$1] " " pair[1]
                values[$1, pair[1], ++count[$1, pair[1]]] = pair[2] + 0
            }
        }
        function median(key, name,    n, i, j, swap, sorted) {
            n = count[key, name]
            for (i = 1; i <= n; i++) sorted[i] = values[key, name, i]
            for (i = 1; i <= n; i++)
                for (j = i + 1; j <= n; j++)
                    if (sorted[j] < sorted[i]) { swap = sorted[i]; sorted[i] = sorted[j]; sorted[j] = swap }
            return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
        }
        END {
            for (c = 1; c <= cases; c++) {
                line = order[c]
                n = split(names[order[c]], list, " ")
                for (i = 1; i <= n; i++) line = line " " list[i] "=" median(order[c], list[i])
                print line
            }
        }' "$1"
}

# value FILE CASE NAME: from the output of medians.
value() { awk -v wanted="$2" -v name="$3" '$1 == wanted { for (i = 2; i <= NF; i++) { split($i, p, "="); if (p[1] == name) print p[2] } }' "$1"; }

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else printf "-" }'; }
