-- Renews the lease of a turn that is worked on; never shortens it.
-- ARGV: fence, owner, lease

if not mine() then
  return {'LOST'}
end
whatever_the_memory()
redis.call('HSET', KEYS[1], 'lease_until', math.max(number('lease_until'), now + tonumber(ARGV[3])))
return {'OK'}
