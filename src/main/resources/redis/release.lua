-- Gives a turn back without an outcome: whoever asks next gets it, at the same cursor.
-- ARGV: fence, owner

if not mine() then
  return {'LOST'}
end
whatever_the_memory()
redis.call('HSET', KEYS[1], 'owner', '', 'lease_until', 0)
return {'OK'}
