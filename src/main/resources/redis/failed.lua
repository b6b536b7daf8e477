-- Ends a turn with a failure. The cursor stays, so that the next turn goes on there.
-- ARGV: fence, owner, error, wait until the next try, interval, end of the extended TTLs, whether
-- any key is left

if not mine() then
  return {'LOST'}
end
whatever_the_memory()
local failures = number('failures') + 1
local due = now + math.min(tonumber(ARGV[4]), tonumber(ARGV[5]))
redis.call('HSET', KEYS[1], 'owner', '', 'lease_until', 0, 'next_due', due, 'failures', failures,
  'last_error', ARGV[3], 'failed_at', now, 'extended_until', ARGV[6])
-- Nothing is left that a smaller result could do harm to.
if ARGV[7] ~= '1' then
  redis.call('HDEL', KEYS[1], 'rows', 'keys')
end
return {'OK', failures, due}
