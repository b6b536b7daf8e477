-- In a cluster: notes what was published, after it was.
-- ARGV: fence, owner, lease, number of fields, fields of the job with their values, keys as in
-- extend.lua

if not mine() then
  return {'LOST'}
end
local fields = tonumber(ARGV[4])
for i = 5 + fields, #ARGV do
  redis.call('ZADD', KEYS[2], now, ARGV[i])
end
redis.call('HSET', KEYS[1], 'lease_until', now + tonumber(ARGV[3]), unpack(ARGV, 5, 4 + fields))
return {'OK'}
