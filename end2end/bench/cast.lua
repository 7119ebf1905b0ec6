-- Casts ballots with real sessions, each under a confirmation of its own: `wrk ... -s cast.lua ADDRESS -- TOKENS_FILE PROJECT...`.
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local tokens, projects, turn = {}, {}, 0
function init(arguments)
  for token in io.lines(arguments[1]) do
    table.insert(tokens, token)
  end
  for at = 2, #arguments do
    table.insert(projects, arguments[at])
  end
  math.randomseed(os.time() + number * 7919)
  run = math.random(0, 0xffffff)
end

function request()
  turn = turn + 1
  -- Threads take every other voter: two ballots of one collectivité at once would wait for each other.
  local voter = tokens[(turn * 2 + number) % #tokens + 1]
  local project = projects[math.floor(turn * 2 / #tokens) % #projects + 1]
  -- How often this voter has cast already: which of its ballots this one replaces.
  local place = turn * 2 + number
  local shown = math.floor(place / #tokens)
  if place % #tokens == number then shown = shown - 1 end
  local cast = string.format("%06x%02x-0000-7000-8000-%012x", run, number, turn)
  local headers = { ["Cookie"] = "terreau=" .. voter, ["Content-Type"] = "application/x-www-form-urlencoded" }
  return wrk.format("POST", "/vote/deposer", headers, "page=/vote&cast=" .. cast .. "&shown=" .. shown .. "&projects=" .. project)
end

function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("FIGURES %.0f %.1f %.1f %.1f %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, errors))
end
