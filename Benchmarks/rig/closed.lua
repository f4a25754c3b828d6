-- wrk's script: each connection sends its next request when the last one is answered.
--
--     wrk … -s closed.lua URL -- open            without a token
--     wrk … -s closed.lua URL -- one FILE        the first token of FILE, again and again
--     wrk … -s closed.lua URL -- many FILE       its tokens in turn
--     wrk … -s closed.lua URL -- once FILE       each of them once; then it ends, before its time
local ffi = require("ffi")
ffi.cdef("int kill(int, int); int getpid(void);")
local interrupt = 2

local function tokens(file)
  local lines = {}
  for line in io.lines(file) do lines[#lines + 1] = line end
  return lines
end

function init(arguments)
  local kind, file = arguments[1], arguments[2]
  if kind == "open" then return end
  if kind == "one" then
    wrk.headers["Authorization"] = "Bearer " .. io.lines(file)()
    return
  end
  local requests, turn = {}, 0
  for i, token in ipairs(tokens(file)) do
    requests[i] = wrk.format("GET", nil, {["Authorization"] = "Bearer " .. token, ["Host"] = wrk.headers["Host"]})
  end
  function request()
    turn = turn + 1
    if turn > #requests then
      turn = 1
      if kind == "once" then
        -- wrk sleeps for its whole time unless a signal wakes it.
        ffi.C.kill(ffi.C.getpid(), interrupt)
        wrk.thread:stop()
      end
    end
    return requests[turn]
  end
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "p999": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
