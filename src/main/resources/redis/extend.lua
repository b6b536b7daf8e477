-- Gives keys that were published a longer TTL, a thousand at a time, and renews the lease.
-- KEYS[2]: sorted set of what was published: texts of up to a thousand keys, one a line, by time
-- ARGV: fence, owner (empty: nobody's turn), lease, where to go on in KEYS[2], normal TTL, hard limit

local nobodys = ARGV[2] == ''
if not nobodys and not mine() then
  return {'LOST'}
end
whatever_the_memory()
local at, ttl, hard = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
-- Without a turn it leaves the job alone: a publication that is under way watches it.
if not nobodys then
  redis.call('HSET', KEYS[1], 'lease_until', now + tonumber(ARGV[3]))
end
-- Nothing that is older can be there any more, see below.
if at == 0 and not nobodys then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - hard))
end
local seen, alive, extended, oldest, till = 0, 0, 0, 0, 0
while seen < 1000 do
  local record = redis.call('ZRANGE', KEYS[2], at, at, 'WITHSCORES')
  if #record == 0 then
    return {'OK', -1, alive, extended, oldest, till, now}
  end
  at = at + 1
  local published = tonumber(record[2])
  local wanted = math.min(ttl, published + hard - now)
  for key in string.gmatch(record[1], '[^\n]+') do
    seen = seen + 1
    -- -2: it has expired and stays so; -1: somebody else made it stay for ever
    local left = redis.call('PTTL', key)
    if left > 0 and left < wanted then
      redis.call('PEXPIRE', key, wanted)
      extended = extended + 1
      left = wanted
    end
    if left ~= -2 then
      alive = alive + 1
      till = math.max(till, now + left)
      oldest = oldest == 0 and published or oldest
    end
  end
end
return {'OK', at, alive, extended, oldest, till, now}
