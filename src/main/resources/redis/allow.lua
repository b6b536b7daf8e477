-- Whether a publication may replace what is there. It stands before a transaction on the same connection, which watches
-- KEYS[2]: touched, the transaction does nothing. So a publication needs no second round trip for the answer.
-- KEYS: the job, the watched key, and those whose existence counts. ARGV: fence, owner, how much comes now, what it is
-- compared with ('rows' or 'keys' of the last cycle, or the 'existing' of the keys that count; else nothing), the part
-- that must stay, and how many of the keys exist where the caller has counted them, else -1

local existing = tonumber(ARGV[6])
local counted = existing >= 0
if not counted then
  existing = 0
  for i = 3, #KEYS do
    existing = existing + redis.call('EXISTS', KEYS[i])
  end
end

local function verdict()
  if not mine() then
    return {'LOST'}
  end
  local before = 0
  if ARGV[4] == 'existing' then
    before = existing
  elseif ARGV[4] == 'keys' then
    before = number('keys')
  elseif ARGV[4] == 'rows' and existing > 0 then
    before = number('rows')
  end
  local comes = tonumber(ARGV[3])
  if comes < before and comes < before * tonumber(ARGV[5]) then
    return {'SHRUNK', before}
  end
  return {'OK'}
end

local answer = verdict()
if answer[1] ~= 'OK' and not counted then
  redis.call('SET', KEYS[2], '')
  redis.call('DEL', KEYS[2])
end
return answer
