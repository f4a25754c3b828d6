-- Asks Tollgate whether a request may pass, and refuses it where it may not, or where there is no answer of Tollgate's.
-- SPOE is no way to do it: it lets requests through when the agent is down.

local socket = "unix@/run/tollgate/haproxy.sock"

-- The fields of an admission that the client is told, by the variables that haproxy.cfg reads.
local told = {
  ["ratelimit-policy"] = "txn.tg_limit_policy", ["ratelimit"] = "txn.tg_limit_state",
  ["x-ratelimit-limit"] = "txn.tg_limit", ["x-ratelimit-remaining"] = "txn.tg_remaining",
  ["x-ratelimit-reset"] = "txn.tg_reset", ["access-control-allow-origin"] = "txn.tg_origin",
  ["access-control-expose-headers"] = "txn.tg_exposed", ["vary"] = "txn.tg_vary",
}

-- The fields of a refusal that the client is told. Not the length: HAProxy writes it.
local refused = {
  "content-type", "cache-control", "www-authenticate", "retry-after", "ratelimit-policy", "ratelimit",
  "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "access-control-allow-origin",
  "access-control-expose-headers", "vary",
}

-- Fields of the client that Tollgate reads, beside the request itself. Several of one name are sent on as several, so
-- that Tollgate refuses them.
local asked = { authorization = "authorization", origin = "origin", host = "x-forwarded-host" }

core.register_action("tollgate", { "http-req" }, function(txn)
  local sent = txn.http:req_get_headers()
  local ask = {
    ["x-forwarded-method"] = { txn.sf:method() },
    ["x-forwarded-uri"] = { txn.sf:pathq() },
    ["x-forwarded-for"] = { txn.sf:src() },
    ["x-forwarded-proto"] = { txn.sf:ssl_fc() == 1 and "https" or "http" },
  }
  for from, to in pairs(asked) do
    if sent[from] then
      ask[to] = {}
      for i = 0, #sent[from] do ask[to][i + 1] = sent[from][i] end
    end
  end
  -- Whatever a client has sent under Tollgate's names, however it spells them.
  for name in pairs(sent) do
    if name:find("^x[-_.]tollgate") then txn.http:req_del_header(name) end
  end

  -- HAProxy asks four times before it gives up: a second each.
  local answer = core.httpclient():get{ url = "http://tollgate/", dst = socket, headers = ask, timeout = 1000 }
  if answer and answer.status == 200 and answer.headers["x-tollgate-client"] then
    for name, values in pairs(answer.headers) do
      -- The names of `identity_fields` likewise.
      if name:find("^x%-tollgate%-") then txn.http:req_set_header(name, values[0]) end
      if told[name] then txn:set_var(told[name], values[0]) end
    end
    -- The last step: haproxy.cfg refuses whatever has not come this far.
    txn:set_var("txn.tg_admitted", true)
    return
  end

  -- An answer of HAProxy's own, when Tollgate is down, has no code.
  local reply = txn:reply{ status = 503 }
  if answer and answer.headers["x-tollgate-code"] then
    reply:set_status(answer.status)
    reply:set_body(answer.body or "")
    for _, name in ipairs(refused) do
      local values = answer.headers[name]
      for i = 0, values and #values or -1 do reply:add_header(name, values[i]) end
    end
  end
  txn:done(reply)
end)
