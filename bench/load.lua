-- For wrk: every connection goes on with the next of the sessions, each with its own cookie.
-- Arguments: the file of sessions (a line each: cookie, token of forms), milliseconds a person rests between two
-- pages (0: none), the path, and for a form its fields.

local sessions = {}
local rest, path, fields
local turn = 0

function init(args)
  for line in io.lines(args[1]) do
    local cookie, csrf = line:match("^(%S+) (%S+)$")
    sessions[#sessions + 1] = { cookie = cookie, csrf = csrf }
  end
  rest, path, fields = tonumber(args[2]), args[3], args[4]
  math.randomseed(rest + #path)
  if rest > 0 then
    -- Between half of it and one and a half: nobody clicks in step with the others.
    function delay()
      return math.random(rest / 2, rest * 3 / 2)
    end
  end
end

function request()
  turn = turn % #sessions + 1
  local session = sessions[turn]
  local headers = { ["Cookie"] = "session=" .. session.cookie, ["Accept-Encoding"] = "gzip" }
  if not fields then
    return wrk.format("GET", path, headers)
  end
  headers["Content-Type"] = "application/x-www-form-urlencoded"
  return wrk.format("POST", path, headers, "csrf=" .. session.csrf .. "&" .. fields)
end

function done(summary, latency, requests)
  local seconds = summary.duration / 1e6
  local at = function(share) return latency:percentile(share) / 1e3 end
  io.write(string.format("%.0f | %.1f ms | %.1f ms | %.1f ms | %.1f %% |\n", summary.requests / seconds,
    at(50), at(95), at(99), 100 * summary.errors.status / math.max(summary.requests, 1)))
end
