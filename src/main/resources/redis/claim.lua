-- Gives the caller the turn when the job is due and nobody else has it. One that the caller had itself is an orphan:
-- Redis went away before its end, or before the caller heard of it.
-- ARGV: owner, interval, lease, whether to go without waiting for the job to be due

local owner, interval, lease, force = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]

local holder = redis.call('HGET', KEYS[1], 'owner') or ''
local held = number('lease_until') - now
if holder ~= '' and holder ~= owner and held > 0 then
  return {'HELD', held, holder}
end

-- Further away than an interval it cannot be, unless the interval was shortened or the clock was
-- set back: then waiting would be wrong.
local due = number('next_due') - now
if force ~= '1' and due > 0 and due <= interval then
  return {'NOT_DUE', due, ''}
end

whatever_the_memory()
-- The clock as well (microseconds), so that the fence rises even after Redis has lost its data.
local fence = math.max(number('fence') + 1, time[1] * 1000000 + time[2])
local cursor = redis.call('HGET', KEYS[1], 'cursor') or ''
local cycle = now
if cursor ~= '' then
  cycle = number('cycle_at') -- goes on with a walk that was interrupted
else
  redis.call('HDEL', KEYS[1], 'walk_rows', 'walk_keys')
end
redis.call('HSET', KEYS[1], 'fence', fence, 'owner', owner, 'lease_until', now + lease,
  'cycle_at', cycle)
return {'TAKEN', fence, now, cycle, cursor, holder, number('failures'), number('published_at')}
