-- Stands before every other script. KEYS[1] is the hash of a job. Times are milliseconds of Redis's
-- own clock, so that the clocks of the workers do not matter.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function number(field)
  return tonumber(redis.call('HGET', KEYS[1], field) or '') or 0
end

-- Whether the turn of the caller, whose fence and owner are the first two arguments, still stands.
-- The owner is emptied when a turn ends, so a late call of the same turn is refused as well.
local function mine()
  local job = redis.call('HMGET', KEYS[1], 'fence', 'owner')
  return job[1] == ARGV[1] and job[2] == ARGV[2]
end

-- A Redis that is out of memory refuses a script's first write when that may take memory, but not
-- the ones after it. Bookkeeping and longer TTLs must go on just then, so they begin with a write
-- that takes none. (PERSIST changes nothing: the hash has no TTL.)
local function whatever_the_memory()
  redis.call('PERSIST', KEYS[1])
end
