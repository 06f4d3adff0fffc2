-- The voluntary market: projects and reductions with their steps, units and what became of them.

-- table voluntary_account (holder) kind, name, evidence_sha256, opened_on, late
SELECT holder, kind, name, evidence_sha256, legal_day, late FROM voluntary_account_opened

-- table voluntary_body (body) fields, able, experienced, approval, evidence_sha256, admitted_on, struck_on, reason
SELECT a.body, a.fields, a.able, a.experienced, a.approval, a.evidence_sha256, a.legal_day,
  CASE WHEN s.position > a.position THEN s.legal_day ELSE '' END,
  CASE WHEN s.position > a.position THEN s.reason ELSE '' END
FROM voluntary_body_admitted AS a LEFT JOIN voluntary_body_struck AS s ON s.body = a.body

-- table voluntary_tie (body, owner) text, declared_on
SELECT body, owner, text, legal_day FROM voluntary_tie_declared

-- table voluntary_known (scheme, number) name, name_key, capacity_kw, longitude_e6, latitude_e6, cell, noted_on
SELECT scheme, number, name, name_key, capacity_kw, longitude_e6, latitude_e6, cell, legal_day
FROM voluntary_known_noted

-- table voluntary_project (project) owner, title, methodology, area_gb2260, construction_on, crediting_from,
--   crediting_until, capacity_kw, body, file_name, file_sha256, notice_from, notice_until
SELECT project, owner, title, methodology, area_gb2260, construction_on, crediting_from, crediting_until, capacity_kw,
  body, file_name, file_sha256, notice_from, notice_until
FROM voluntary_design_deposited

-- table voluntary_figure (project, name) value
SELECT project, name, value FROM voluntary_design_figure

-- table voluntary_plot (project, number) corners
SELECT project, n, corners FROM voluntary_design_plot

-- table voluntary_cell (project, cell)
SELECT project, cell FROM voluntary_design_cell

-- table voluntary_match (project, scheme, number) why
SELECT project, scheme, number, why FROM voluntary_design_match

-- table voluntary_reduction (project, number) first_day, last_day, body, file_name, file_sha256, notice_from,
--   notice_until
SELECT project, number, first_day, last_day, body, file_name, file_sha256, notice_from, notice_until
FROM voluntary_reduction_reported

-- table voluntary_amount (project, reduction, stage, year) amount_t
SELECT project, number, 'reported', year, amount_t FROM voluntary_reported_amount
UNION ALL
SELECT project, reduction, 'verified', year, amount_t FROM voluntary_verified_amount

-- table voluntary_comment (project, reduction, number) author, text, made_on
SELECT project, reduction, number, author, text, legal_day FROM voluntary_commented

-- table voluntary_handled (project, reduction, about) text
SELECT project, reduction, about, text FROM voluntary_report_handled

-- table voluntary_step (project, reduction, number) step, body, text, file_sha256, late, done_on
SELECT project, reduction, number, step, body, text, file_sha256, late, legal_day FROM voluntary_step_done

-- The steps of a project or reduction are numbered without gap.
-- agreement number
SELECT position, row_number() OVER (PARTITION BY project, reduction ORDER BY position), number FROM voluntary_step_done

-- table voluntary_green_certificate (certificate) project, month, mwh_e3, noted_on
SELECT certificate, project, month, mwh_e3, legal_day FROM voluntary_certificate_noted

-- Before trades were charged, nobody asked what each was worth.
-- relation voluntary_trade_told
SELECT position, session, number, seller, buyer, instrument, amount_t, method, value_fen FROM voluntary_trade_booked
UNION ALL
SELECT position, session, number, seller, buyer, instrument, amount_t, '' AS method, 0 AS value_fen
FROM voluntary_trade_booked_before

-- Every change of what somebody holds.
-- relation voluntary_change
SELECT holder, instrument, 'free' AS place, amount_t AS change FROM voluntary_issued
UNION ALL
SELECT holder, instrument, place, -amount_t FROM voluntary_moved
UNION ALL
SELECT receiver, instrument, to_place, amount_t FROM voluntary_moved
UNION ALL
SELECT seller, instrument, 'trading', -amount_t FROM voluntary_trade_told
UNION ALL
SELECT buyer, instrument, 'trading', amount_t FROM voluntary_trade_told
UNION ALL
SELECT holder, instrument, 'free', -amount_t FROM voluntary_used
UNION ALL
SELECT holder, instrument, place, -amount_t FROM voluntary_false_cancelled

-- table voluntary_holding (holder, instrument, place) amount_t
SELECT holder, instrument, place, sum(change) FROM voluntary_change GROUP BY holder, instrument, place

-- Units that are gone, in the order in which they took their serials.
-- relation voluntary_gone
SELECT position, instrument, amount_t, first_serial, last_serial FROM voluntary_used
UNION ALL
SELECT position, instrument, amount_t, first_serial, last_serial FROM voluntary_false_cancelled

-- A unit that is cancelled takes the lowest serial that is left.
-- agreement last_serial
SELECT position, last_serial, sum(amount_t) OVER (PARTITION BY instrument ORDER BY position) FROM voluntary_gone

-- table voluntary_instrument (instrument) project, year, issued_t, used_t
SELECT i.instrument, min(i.project), min(i.year), sum(i.amount_t),
  coalesce((SELECT sum(g.amount_t) FROM voluntary_gone AS g WHERE g.instrument = i.instrument), 0)
FROM voluntary_issued AS i GROUP BY i.instrument

-- table voluntary_trade (session, number) seller, buyer, instrument, amount_t, method, value_fen
SELECT session, number, seller, buyer, instrument, amount_t, method, value_fen FROM voluntary_trade_told

-- table voluntary_session (session) state, trades
SELECT o.session, CASE WHEN c.session IS NULL THEN 'open' ELSE 'closed' END, coalesce(c.trades, 0)
FROM voluntary_session_opened AS o LEFT JOIN voluntary_session_closed AS c ON c.session = o.session

-- table voluntary_quote (session, instrument) listing_t, listing_fen, block_t, block_fen, base_fen
SELECT session, instrument, listing_t, listing_fen, block_t, block_fen, base_fen FROM voluntary_quoted

-- A day with listing trades gives the base price, half up to the fen.
-- agreement base_fen
SELECT position,
  CASE WHEN base_fen * 2 * listing_t <= 2 * listing_fen + listing_t
    AND (base_fen + 1) * 2 * listing_t > 2 * listing_fen + listing_t THEN base_fen END,
  base_fen
FROM voluntary_quoted WHERE listing_t > 0

-- table voluntary_book (id) uses
SELECT 1, max(number) FROM voluntary_used HAVING count(*) > 0

-- table voluntary_use (number) holder, instrument, amount_t, first_serial, last_serial, purpose, beneficiary, period,
--   reason, certificate, code, used_on
SELECT u.number, u.holder, u.instrument, u.amount_t, u.first_serial, u.last_serial, u.purpose, u.beneficiary, u.period,
  u.reason, coalesce(c.certificate, u.certificate), coalesce(c.code, u.code), u.legal_day
FROM voluntary_used AS u LEFT JOIN voluntary_certified AS c ON c.number = u.number

-- relation voluntary_invoice_part
SELECT invoice, amount_fen AS paid, 0 AS credited FROM voluntary_payment_noted
UNION ALL
SELECT invoice, -back_fen, amount_fen FROM voluntary_invoice_credited

-- relation voluntary_invoice_sum
SELECT invoice, sum(paid) AS paid_fen, sum(credited) AS credited_fen FROM voluntary_invoice_part GROUP BY invoice

-- table voluntary_invoice (id) body, holder, from_day, until_day, issued_on, due, amount_fen, paid_fen, credited_fen,
--   state
SELECT i.invoice, i.body, i.holder, i.from_day, i.until_day, i.legal_day, i.due, i.amount_fen, coalesce(s.paid_fen, 0),
  coalesce(s.credited_fen, 0),
  CASE WHEN coalesce(s.credited_fen, 0) = i.amount_fen THEN 'void'
    WHEN coalesce(s.paid_fen, 0) + coalesce(s.credited_fen, 0) = i.amount_fen THEN 'paid' ELSE 'open' END
FROM voluntary_invoice_issued AS i LEFT JOIN voluntary_invoice_sum AS s ON s.invoice = i.invoice

-- table voluntary_invoice_line (invoice, number) fee, basis, rate, rounding, amount_fen, citation
SELECT invoice, n, fee, basis, rate, rounding, amount_fen, citation FROM voluntary_charged_line

-- An invoice is the sum of its lines.
-- agreement voluntary_invoice_lines
SELECT i.position, i.amount_fen, sum(l.amount_fen) FROM voluntary_invoice_issued AS i
JOIN voluntary_charged_line AS l ON l.position = i.position GROUP BY i.position, i.amount_fen

-- table voluntary_payment (body, reference) invoice, amount_fen, paid_on, noted_on
SELECT body, reference, invoice, amount_fen, paid_on, legal_day FROM voluntary_payment_noted

-- table voluntary_order (project, number) owner, authority, amount_t, deceit, cancel_until, banned_until,
--   evidence_sha256, ordered_on
SELECT project, number, owner, authority, amount_t, deceit, cancel_until, banned_until, evidence_sha256, legal_day
FROM voluntary_cancellation_ordered

-- table voluntary_replacement (project, order_number, number) holder, instrument, amount_t, first_serial, last_serial,
--   forced, cancelled_on
SELECT project, order_number, number, holder, instrument, amount_t, first_serial, last_serial, forced, legal_day
FROM voluntary_false_cancelled

-- table voluntary_order_withdrawn (project, order_number) reason, withdrawn_on
SELECT project, order_number, reason, legal_day FROM voluntary_order_withdrawn_fact

-- table voluntary_enforcement (project, order_number) missing_t, enforced_on
SELECT project, order_number, missing_t, legal_day FROM voluntary_order_enforced
