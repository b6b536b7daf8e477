-- In a cluster the keys are in many slots, out of a script's reach: hands out what extend.lua walks
-- through itself, and renews the lease.
-- ARGV: fence, owner (empty: nobody's turn, which changes nothing here), lease, where to go on in KEYS[2], hard limit

local nobodys = ARGV[2] == ''
if not nobodys and not mine() then
  return {'LOST'}
end
whatever_the_memory()
local at = tonumber(ARGV[4])
if not nobodys then
  redis.call('HSET', KEYS[1], 'lease_until', now + tonumber(ARGV[3]))
end
if at == 0 and not nobodys then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - tonumber(ARGV[5])))
end
local record = redis.call('ZRANGE', KEYS[2], at, at, 'WITHSCORES')
if #record == 0 then
  return {'OK', now}
end
return {'OK', now, record[1], record[2]}
