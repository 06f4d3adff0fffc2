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

-- relation participant_decision
SELECT d.*, row_number() OVER (PARTITION BY holder ORDER BY position DESC) AS age FROM (
  SELECT holder, position, legal_day, 'admitted' AS state, '' AS reason, late FROM participant_admitted
  UNION ALL
  SELECT holder, position, legal_day, 'refused', reason, late FROM participant_refused
  UNION ALL
  SELECT holder, position, legal_day, 'suspended', reason, 0 FROM participant_suspended
  UNION ALL
  SELECT holder, position, legal_day, 'admitted', reason, 0 FROM participant_resumed
  UNION ALL
  SELECT holder, position, legal_day, 'closed', reason, 0 FROM participant_closed
) AS d

-- table exchange_participant (holder) kind, state, number, applied_on, due, missing, papers, sides, decided_on,
--   reason, late
SELECT a.holder, a.kind, CASE WHEN d.position > a.position THEN d.state ELSE 'applied' END, coalesce(m.number, 0),
  a.legal_day, a.due, a.missing, (SELECT count(*) FROM trading_paper AS p WHERE p.holder = a.holder),
  coalesce(m.sides, ''), coalesce(d.legal_day, ''), coalesce(d.reason, ''), coalesce(d.late, 0)
FROM trading_applied AS a
LEFT JOIN participant_decision AS d ON d.holder = a.holder AND d.age = 1
LEFT JOIN participant_admitted AS m ON m.holder = a.holder

-- table exchange_participant_paper (holder, number) paper, sha256, day
SELECT holder, first + n - 1, paper, sha256, legal_day FROM trading_paper

-- table exchange_counter (id) participants
SELECT 1, max(number) FROM participant_admitted HAVING count(*) > 0

-- table exchange_announcement (year, number) kind, title_zh, title_en, text_sha256, about, day
SELECT year, number, kind, title_zh, title_en, text_sha256, about, legal_day FROM announced

-- table exchange_day (day) state, ground, year, number
SELECT day, state, ground, year, number FROM day_changed

-- table exchange_check (day, list, item) state, actor, evidence_sha256
SELECT t.day, t.list, t.item, CASE WHEN u.position > t.position THEN 'open' ELSE 'ticked' END,
  CASE WHEN u.position > t.position THEN '' ELSE t.actor END,
  CASE WHEN u.position > t.position THEN '' ELSE t.evidence_sha256 END
FROM check_ticked AS t
LEFT JOIN check_unticked AS u ON u.day = t.day AND u.list = t.list AND u.item = t.item

-- table exchange_interruption (day, number) kind, instrument, ground, text, evidence_sha256, state, report_due, resumed,
--   reported_on, report_sha256, late
SELECT i.day, i.number, i.kind, i.instrument, i.ground, i.text, i.evidence_sha256,
  CASE WHEN r.day IS NULL THEN 'standing' ELSE 'resumed' END, i.report_due, coalesce(r.text, ''),
  coalesce(t.legal_day, ''), coalesce(t.report_sha256, ''), coalesce(t.late, 0)
FROM session_interrupted AS i
LEFT JOIN session_resumed AS r ON r.day = i.day AND r.number = i.number
LEFT JOIN interruption_reported AS t ON t.day = i.day AND t.number = i.number

-- table exchange_warning (holder, number) step, level, stops, article, text, evidence_sha256, day, state, lifted_on,
--   lifted
SELECT w.holder, w.number, w.step, w.level, w.stops, w.article, w.text, w.evidence_sha256, w.legal_day,
  CASE WHEN l.holder IS NULL THEN 'standing' ELSE 'lifted' END, coalesce(l.legal_day, ''), coalesce(l.text, '')
FROM participant_warned AS w LEFT JOIN warning_lifted AS l ON l.holder = w.holder AND l.number = w.number

-- table exchange_error_trade (session, number) instrument, seller, buyer, price_fen, quantity_t, reported_by, reason,
--   evidence_sha256, state, seller_consents, buyer_consents, decided_on, decision
SELECT r.session, r.number, r.instrument, r.seller, r.buyer, r.price_fen, r.quantity_t, r.holder, r.reason,
  r.evidence_sha256, CASE d.void WHEN 1 THEN 'void' WHEN 0 THEN 'stands' ELSE 'open' END,
  CASE WHEN s.holder IS NULL THEN 0 ELSE 1 END, CASE WHEN b.holder IS NULL THEN 0 ELSE 1 END,
  coalesce(d.legal_day, ''), coalesce(d.reason, '')
FROM error_trade_reported AS r
LEFT JOIN error_trade_consented AS s ON s.session = r.session AND s.number = r.number AND s.holder = r.seller
LEFT JOIN error_trade_consented AS b ON b.session = r.session AND b.number = r.number AND b.holder = r.buyer
LEFT JOIN error_trade_decided AS d ON d.session = r.session AND d.number = r.number

-- table exchange_alert (day, number) detector, instrument, holders, article, evidence_sha256, state, raised_on, officer,
--   result, conclusion, case_reference, concluded_on
SELECT r.day, r.number, r.detector, r.instrument, r.holders, r.article, r.evidence_sha256,
  CASE WHEN c.day IS NOT NULL THEN 'concluded' WHEN a.day IS NOT NULL THEN 'assigned' ELSE 'raised' END, r.legal_day,
  coalesce(a.officer, ''), coalesce(c.result, ''), coalesce(c.text, ''), coalesce(c.case_reference, ''),
  coalesce(c.legal_day, '')
FROM alert_raised AS r
LEFT JOIN alert_assigned AS a ON a.day = r.day AND a.number = r.number
LEFT JOIN alert_concluded AS c ON c.day = r.day AND c.number = r.number

-- table exchange_explanation (day, number, holder) question, due, asked_by, state, answer, evidence_sha256,
--   answered_on, late, looked_by, looked
SELECT d.day, d.number, d.holder, d.question, d.due, d.asked_by,
  CASE WHEN l.day IS NOT NULL THEN 'looked_at' WHEN g.day IS NOT NULL THEN 'explained' ELSE 'demanded' END,
  coalesce(g.text, ''), coalesce(g.evidence_sha256, ''), coalesce(g.legal_day, ''), coalesce(g.late, 0),
  coalesce(l.looked_by, ''), coalesce(l.text, '')
FROM explanation_demanded AS d
LEFT JOIN explanation_given AS g ON g.day = d.day AND g.number = d.number AND g.holder = d.holder
LEFT JOIN explanation_looked_at AS l ON l.day = d.day AND l.number = d.number AND l.holder = d.holder

-- Holders' auctions are applied for, the authority's ordered.
-- relation auction_begun
SELECT position, legal_day, number, 0 AS paid, holder, side, instrument, quantity_t, mode, reserve, 0 AS reserve_fen,
  day, due, funded_by, bidders_by, '' AS kinds, 0 AS cap_t, '' AS unsold FROM auction_applied
UNION ALL
SELECT position, legal_day, number, 1, holder, 'sell', instrument, quantity_t, mode, reserve, reserve_fen, day, '',
  funded_by, bidders_by, kinds, cap_t, unsold FROM paid_allocation_ordered

-- relation auction_step
SELECT number, position, legal_day, 'withdrawn' AS state, reason, 1 AS decides FROM auction_withdrawn
UNION ALL
SELECT number, position, legal_day, CASE accepted WHEN 1 THEN 'accepted' ELSE 'refused' END, reason, 1
FROM auction_reviewed
UNION ALL
SELECT number, position, legal_day, 'accepted', '', 1 FROM paid_allocation_ordered
UNION ALL
SELECT number, position, legal_day, 'announced', NULL, 0 FROM auction_announced
UNION ALL
SELECT number, position, legal_day, 'lapsed', NULL, 1 FROM auction_lapsed
UNION ALL
SELECT number, position, legal_day, 'called_off', reason, 1 FROM auction_called_off
UNION ALL
SELECT number, position, legal_day, state, NULL, 1 FROM auction_ended

-- relation auction_last
SELECT s.number, s.state FROM auction_step AS s
WHERE s.position = (SELECT max(o.position) FROM auction_step AS o WHERE o.number = s.number)

-- relation auction_reason
SELECT s.number, s.reason FROM auction_step AS s WHERE s.position =
  (SELECT max(o.position) FROM auction_step AS o WHERE o.number = s.number AND o.reason IS NOT NULL)

-- relation auction_decided
SELECT number, max(legal_day) AS day FROM auction_step WHERE decides = 1 GROUP BY number

-- table exchange_auction (number) paid, holder, side, instrument, quantity_t, mode, reserve, reserve_fen, day, state,
--   applied_on, due, funded_by, bidders_by, kinds, cap_t, unsold, late, decided_on, reason, bids_from, bids_until, notice,
--   bids, bidders, demand_t, sold_t, value_fen, low_fen, high_fen, book_sha256, result_notice
SELECT b.number, b.paid, b.holder, b.side, b.instrument, b.quantity_t, b.mode, b.reserve, b.reserve_fen, b.day,
  coalesce(l.state, 'applied'), b.legal_day, b.due, b.funded_by, b.bidders_by, b.kinds, b.cap_t, b.unsold,
  coalesce(v.late, 0), coalesce(d.day, ''), coalesce(r.reason, ''), coalesce(a.bids_from, ''),
  coalesce(a.bids_until, ''), coalesce(a.notice, ''), coalesce(e.bids, 0), coalesce(e.bidders, 0),
  coalesce(e.demand_t, 0), coalesce(e.sold_t, 0), coalesce(e.value_fen, 0), coalesce(e.low_fen, 0),
  coalesce(e.high_fen, 0), coalesce(e.book_sha256, ''), coalesce(e.notice, c.notice, '')
FROM auction_begun AS b
LEFT JOIN auction_last AS l ON l.number = b.number
LEFT JOIN auction_reason AS r ON r.number = b.number
LEFT JOIN auction_decided AS d ON d.number = b.number
LEFT JOIN auction_reviewed AS v ON v.number = b.number
LEFT JOIN auction_announced AS a ON a.number = b.number
LEFT JOIN auction_called_off AS c ON c.number = b.number
LEFT JOIN auction_ended AS e ON e.number = b.number

-- table exchange_auction_paper (auction, number) paper, sha256
SELECT number, n, paper, sha256 FROM auction_paper

-- table exchange_bidder (auction, holder) quantity_t, state, asked_on, cap_t, decided_on, reason
SELECT k.number, k.holder, k.quantity_t,
  CASE d.admitted WHEN 1 THEN 'admitted' WHEN 0 THEN 'not_admitted' ELSE 'asked' END, k.legal_day,
  coalesce(d.cap_t, 0), coalesce(d.legal_day, ''), coalesce(d.reason, '')
FROM bid_asked AS k LEFT JOIN bidder_decided AS d ON d.number = k.number AND d.holder = k.holder

-- Bids are filled until what is asked for is used up.
-- agreement auction_filled
SELECT e.position, CASE WHEN e.demand_t < b.quantity_t THEN e.demand_t ELSE b.quantity_t END, e.sold_t
FROM auction_ended AS e JOIN auction_begun AS b ON b.number = e.number

-- table exchange_large_holder (holder, instrument, number) held_t, limit_t, share, citation, found_on, due, state, text,
--   report_sha256, filed_on, late, looked_by, looked
SELECT f.holder, f.instrument, f.number, f.held_t, f.limit_t, f.share, f.citation, f.legal_day, f.due,
  CASE WHEN l.holder IS NOT NULL THEN 'looked_at' WHEN r.holder IS NOT NULL THEN 'filed' ELSE 'due' END,
  coalesce(r.text, ''), coalesce(r.report_sha256, ''), coalesce(r.legal_day, ''), coalesce(r.late, 0),
  coalesce(l.looked_by, ''), coalesce(l.text, '')
FROM large_holder_found AS f
LEFT JOIN large_holder_reported AS r ON r.holder = f.holder AND r.instrument = f.instrument AND r.number = f.number
LEFT JOIN large_holder_looked_at AS l ON l.holder = f.holder AND l.instrument = f.instrument AND l.number = f.number

-- table exchange_reserve (number) booking, day, from_day, until_day, fees_fen, share, rounding, amount_fen, balance_fen,
--   ground, text, evidence_sha256, citation
SELECT number, 'provided', legal_day, from_day, until_day, fees_fen, share, rounding, amount_fen, balance_fen, '', '',
  '', citation
FROM reserve_provided
UNION ALL
SELECT number, 'used', legal_day, '', '', 0, '', '', amount_fen, balance_fen, ground, text, evidence_sha256, ''
FROM reserve_used

-- relation reserve_change
SELECT position, number, amount_fen, balance_fen FROM reserve_provided
UNION ALL
SELECT position, number, -amount_fen, balance_fen FROM reserve_used

-- The balance after each booking is what all bookings up to it come to.
-- agreement reserve_balance
SELECT position, balance_fen, (SELECT sum(e.amount_fen) FROM reserve_change AS e WHERE e.number <= c.number)
FROM reserve_change AS c

-- table exchange_incident_step (day, number, step) kind, text, evidence_sha256, noted_on, due, late
SELECT day, number, step, 'measures', text, evidence_sha256, legal_day, '', 0 FROM measures_noted
UNION ALL
SELECT day, number, step, 'closing', text, evidence_sha256, legal_day, due, late FROM incident_closed
