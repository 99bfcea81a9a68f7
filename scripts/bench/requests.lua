-- For wrk: a different user's token with each request, because limits are per user.
--   wrk … -s requests.lua URL -- METHOD TOKENS_FILE
local requests, at = {}, 0

function init(arguments)
    for token in io.lines(arguments[2]) do
        requests[#requests + 1] = wrk.format(arguments[1], wrk.path, { Authorization = "Bearer " .. token })
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    io.write(string.format("per_s=%.0f p50_ms=%.3f p99_ms=%.3f not_2xx=%d\n",
        summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        summary.errors.status + summary.errors.read + summary.errors.timeout))
end
