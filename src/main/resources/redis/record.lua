-- Notes what was published: in the same transaction, in a Cluster after it.
-- ARGV: fence, owner, lease, rows, keys, cursor (empty: not a batch of a walk), keys as in extend.lua

if not mine() then
  return {'LOST'}
end
for i = 7, #ARGV do
  redis.call('ZADD', KEYS[2], now, ARGV[i])
end
local rows, keys = tonumber(ARGV[4]), tonumber(ARGV[5])
if ARGV[6] ~= '' then
  rows, keys = rows + number('walk_rows'), keys + number('walk_keys')
end
redis.call('HSET', KEYS[1], 'lease_until', now + tonumber(ARGV[3]), 'walk_rows', rows, 'walk_keys', keys,
  'cursor', ARGV[6])
return {'OK'}
