-- The exchange's sessions and their prices.

-- table exchange_session (day) state, trades, segment, state_hash
SELECT o.day, CASE WHEN c.day IS NULL THEN 'open' ELSE 'closed' END, coalesce(c.trades, 0), coalesce(c.segment, ''),
  coalesce(c.state_hash, '')
FROM session_opened AS o LEFT JOIN session_closed AS c ON c.day = o.day AND c.position > o.position

-- table exchange_quote (instrument, day) previous_close_fen, open_fen, high_fen, low_fen, close_fen, listed_t,
--   listed_fen, block_t, block_fen, trades
SELECT instrument, day, previous_close_fen, open_fen, high_fen, low_fen, close_fen, listed_t, listed_fen, block_t,
  block_fen, trades
FROM quote

-- table exchange_request (day, number) holder, instrument, amount, given, reason
SELECT day, number, holder, instrument, amount, given, reason FROM request_answered
