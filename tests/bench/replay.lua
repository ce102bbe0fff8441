-- Sends prepared requests one after another and prints what came back as JSON.
-- Arguments: a file of requests, each ended by a line with a single "%".
local requests, next_one, statuses, threads = {}, 0, {}, {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local text = assert(io.open(args[1], "rb")):read("*a")
  for request in text:gmatch("(.-)\n%%\n") do
    table.insert(requests, request)
  end
  counted = {}
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end

function response(status)
  counted[tostring(status)] = (counted[tostring(status)] or 0) + 1
  told = ""
  for code, number in pairs(counted) do
    told = told .. (told == "" and "" or ", ") .. string.format('"%s": %d', code, number)
  end
end

function done(summary, latency)
  io.write(string.format(
    '\nRESULT {"seconds": %.6f, "requests": %d, "broken": %d, "p50_ms": %.3f, "p99_ms": %.3f, "statuses": {%s}}\n',
    summary.duration / 1e6, summary.requests, summary.errors.connect + summary.errors.read + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, threads[1]:get("told") or ""
  ))
end
