-- One request against one caller's window, exactly: at most N admitted in any W milliseconds.
--
-- KEYS[1]  a string: 24 bytes of header, then a ring of N stamps of 4 bytes.
-- ARGV     N, W in milliseconds
-- answers  { admitted 0|1, remaining, milliseconds until the oldest counted request leaves }
--
-- Header: newest stamp (double), skew (double), next slot, slots in use (32 bits each). A stamp is the lower 32 bits of
-- a time in milliseconds; its upper half follows from the newest, as no two that count lie 49 days apart.
local key, limit, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
-- Asking is rounded down, remembering up: a request counts for up to 2 ms too long, never too short.
local asked, remembered = math.floor(micros / 1000), math.ceil(micros / 1000)

local newest, skew, slot, used = remembered, 0, 0, 0
local header = redis.call('GETRANGE', key, 0, 23)
if #header == 24 then
  newest, skew, slot, used = struct.unpack('<ddI4I4', header)
  -- The server's clock was set back: go on from the newest stamp, or old requests would count for hours.
  if remembered + skew < newest then skew = newest - remembered end
end
asked, remembered = asked + skew, remembered + skew

-- The time of the index-th oldest counted request, from 0.
local function at(index)
  local place = 24 + 4 * ((slot - used + index) % limit)
  local short = struct.unpack('<I4', redis.call('GETRANGE', key, place, place + 3))
  return newest - (newest - short) % 4294967296
end

local oldest = used > 0 and at(0)
if oldest and oldest + window <= asked then
  -- Halve the distance to the first one that still counts; all before it are gone.
  local gone, counts = 0, used
  while counts - gone > 1 do
    local middle = math.floor((gone + counts) / 2)
    if at(middle) + window <= asked then gone = middle else counts = middle end
  end
  oldest = counts < used and at(counts)
  used = used - counts
end

if used >= limit then
  return { 0, 0, math.min(oldest + window - asked, window) }
end
redis.call('SETRANGE', key, 24 + 4 * slot, struct.pack('<I4', remembered % 4294967296))
redis.call('SETRANGE', key, 0, struct.pack('<ddI4I4', remembered, skew, (slot + 1) % limit, used + 1))
redis.call('PEXPIRE', key, window + 1000)
return { 1, limit - used - 1, math.min((oldest or remembered) + window - asked, window) }
