-- All that is known of a job, with the time at which it is.

return {now, redis.call('HGETALL', KEYS[1])}
