-- Ends a turn with success.
-- ARGV: fence, owner, start of the turn, interval, whether every key was written in this cycle

if not mine() then
  return {'LOST'}
end
whatever_the_memory()
local cycle = number('cycle_at')
local rows, keys = number('walk_rows'), number('walk_keys')
local due = math.max(now, cycle + tonumber(ARGV[4]))
local elapsed, walk = now - tonumber(ARGV[3]), now - cycle

-- What only earlier cycles have written is not wanted any more, and ends with its TTL.
if ARGV[5] == '1' then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('(%.0f', cycle))
end
redis.call('HSET', KEYS[1], 'owner', '', 'lease_until', 0, 'next_due', due, 'published_at', now,
  'rows', rows, 'keys', keys, 'elapsed_ms', elapsed, 'walk_ms', walk, 'failures', 0)
redis.call('HDEL', KEYS[1], 'cursor', 'walk_rows', 'walk_keys', 'last_error', 'failed_at',
  'extended_until')
return {'OK', now, rows, keys, elapsed, walk, due}
