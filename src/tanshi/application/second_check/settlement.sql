-- Failed trades, requests for money, the bank, fees: what the registry keeps around its settlement.

-- Accounts of the operator in which units and money stand on their way; they count as held on trading accounts.
-- relation held_by_operator
SELECT 'system/unidentified' AS account UNION ALL SELECT 'system/clearing' UNION ALL SELECT 'system/reserve'
UNION ALL SELECT 'system/own' UNION ALL SELECT 'system/fees' UNION ALL SELECT 'system/auction_revenue'
UNION ALL SELECT 'system/trade_fees' UNION ALL SELECT 'system/exchange_fees'

-- Movements of facts that carry them as a list.
-- relation money_movement
SELECT position, n, legal_day, kind, debit, credit, instrument, amount,
  session || '/' || CAST(number AS TEXT) AS reference FROM failed_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, session || '/' || CAST(number AS TEXT)
FROM failed_settled_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, session || '/' || CAST(number AS TEXT)
FROM covered_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, session || '/' || CAST(number AS TEXT)
FROM recovered_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, session || '/' || CAST(number AS TEXT)
FROM voided_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, reference FROM funded_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, session || '/' || CAST(number AS TEXT)
FROM reversed_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, withdrawal FROM requested_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, withdrawal FROM withdrawal_ended_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, withdrawal FROM withdrawal_paid_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, CASE n WHEN 1 THEN reference ELSE invoice END
FROM bank_line_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, reference FROM assigned_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, reference FROM returned_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, invoice FROM invoice_paid_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, invoice FROM invoice_credited_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, 'auction/' || CAST(auction AS TEXT)
FROM paid_allocation_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount,
  session || '/' || CAST(first AS TEXT) || '-' || CAST(last AS TEXT) FROM trades_charged_posting
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, holder FROM fees_collected_posting

-- relation money_leg
SELECT position, debit AS account FROM money_movement
UNION ALL
SELECT position, credit FROM money_movement

-- Whose money an account holds.
-- relation money_moved
SELECT position, kind, debit, credit, amount,
  CASE WHEN debit IN ('system/reserve', 'system/bank/reserve') THEN 'reserve'
    WHEN debit IN ('system/own', 'system/fees', 'system/bank/own') THEN 'own'
    WHEN debit IN ('system/exchange_fees', 'system/bank/exchange') THEN 'exchange'
    WHEN debit IN ('system/auction_revenue', 'system/bank/auction') THEN 'auction' ELSE 'clients' END AS debit_pool,
  CASE WHEN credit IN ('system/reserve', 'system/bank/reserve') THEN 'reserve'
    WHEN credit IN ('system/own', 'system/fees', 'system/bank/own') THEN 'own'
    WHEN credit IN ('system/exchange_fees', 'system/bank/exchange') THEN 'exchange'
    WHEN credit IN ('system/auction_revenue', 'system/bank/auction') THEN 'auction' ELSE 'clients' END AS credit_pool
FROM movement WHERE instrument = 'CNY'

-- No movement leaves the pool its money belongs to.
-- agreement pool
SELECT position, debit_pool, credit_pool FROM money_moved

-- Clients' money leaves its bank account as a withdrawal or return, for an invoice or fees, for a trade that was covered, or as
-- the proceeds of a paid allocation.
-- agreement clients_money
SELECT position, 'a kind that may', kind FROM money_moved WHERE credit = 'system/bank'
  AND kind NOT IN ('cash_withdrawal', 'withdrawal_paid', 'money_returned', 'invoice_paid', 'claim_recovered',
    'auction_revenue', 'trade_fees_handed')

-- What clients pay for an invoice, fees or a claim, and proceeds, arrive in the other bank account to the fen.
-- agreement crossed
SELECT position, sum(CASE WHEN credit = 'system/bank' THEN amount ELSE 0 END),
  sum(CASE WHEN debit LIKE 'system/bank/%' THEN amount ELSE 0 END)
FROM money_moved WHERE kind IN ('invoice_paid', 'claim_recovered', 'auction_revenue',
  'trade_fees_handed') GROUP BY position

-- relation failure_ended
SELECT session, number, 'topped_up' AS state, legal_day, late FROM failed_trade_settled
UNION ALL
SELECT session, number, 'covered', legal_day, 0 FROM failure_covered
UNION ALL
SELECT session, number, 'void', legal_day, 0 FROM failed_trade_voided

-- table registry_void_trade (session, number) method, instrument, seller, buyer, price_fen, quantity_t, decision
SELECT session, number, method, instrument, seller, buyer, price_fen, quantity_t, decision FROM trade_left_out

-- table registry_failure (session, number) method, instrument, seller, buyer, price_fen, quantity_t, failing,
--   missing_t, missing_fen, reason, failed_on, until, state, ended_on, late
SELECT f.session, f.number, f.method, f.instrument, f.seller, f.buyer, f.price_fen, f.quantity_t, f.failing,
  f.missing_t, f.missing_fen, f.reason, f.legal_day, f.until, coalesce(e.state, 'open'), coalesce(e.legal_day, ''),
  coalesce(e.late, 0)
FROM trade_failed AS f LEFT JOIN failure_ended AS e ON e.session = f.session AND e.number = f.number

-- table registry_cover_offer (session, number, holder) price_fen, state
SELECT o.session, o.number, o.holder, o.price_fen, CASE WHEN EXISTS (
    SELECT 1 FROM failure_covered AS c WHERE c.session = o.session AND c.number = o.number AND c.offered_by = o.holder
  ) THEN 'taken' ELSE 'open' END
FROM cover_offered AS o

-- relation recovered_sum
SELECT session, number, sum(amount_fen) AS paid_fen, sum(released_t) AS released_t FROM claim_recovered
GROUP BY session, number

-- table registry_claim (session, number) defaulter, source, due_fen, paid_fen, instrument, held_t
SELECT c.session, c.number, c.defaulter, c.source, c.due_fen, coalesce(r.paid_fen, 0), c.instrument,
  c.held_t - coalesce(r.released_t, 0)
FROM failure_covered AS c LEFT JOIN recovered_sum AS r ON r.session = c.session AND r.number = c.number

-- table registry_settlement_objection (holder, day) reason, objected_on, state, text, decided_on
SELECT o.holder, o.day, o.reason, o.legal_day,
  CASE d.upheld WHEN 1 THEN 'upheld' WHEN 0 THEN 'rejected' ELSE 'open' END, coalesce(d.text, ''),
  coalesce(d.legal_day, '')
FROM settlement_objected AS o LEFT JOIN settlement_objection_decided AS d ON d.holder = o.holder AND d.day = o.day

-- table registry_trade_reversal (session, number) holder, paper, day
SELECT session, number, holder, paper, legal_day FROM trade_reversed

-- relation withdrawal_step
SELECT withdrawal, position, legal_day, state, reason, '' AS paid_on FROM withdrawal_ended
UNION ALL
SELECT withdrawal, position, legal_day, 'paid', '', legal_day FROM withdrawal_paid
UNION ALL
SELECT reference, position, legal_day, 'confirmed', '', '' FROM bank_line_taken WHERE state = 'confirmed'

-- relation withdrawal_last
SELECT withdrawal, max(position) AS position FROM withdrawal_step GROUP BY withdrawal

-- table registry_withdrawal (id) holder, amount_fen, bank, bank_account, asked_by, approved_by, asked_on, state, reason,
--   paid_on, changed_on
SELECT w.withdrawal, w.holder, w.amount_fen, w.bank, w.bank_account, w.asked_by, w.approved_by, w.legal_day,
  coalesce(s.state, 'waiting'), coalesce(s.reason, ''), coalesce(p.legal_day, ''), coalesce(s.legal_day, w.legal_day)
FROM withdrawal_requested AS w
LEFT JOIN withdrawal_last AS l ON l.withdrawal = w.withdrawal
LEFT JOIN withdrawal_step AS s ON s.position = l.position AND s.withdrawal = l.withdrawal
LEFT JOIN withdrawal_paid AS p ON p.withdrawal = w.withdrawal

-- Who asks for money does not approve it.
-- agreement withdrawal_approved
SELECT position, 'another person', approved_by FROM withdrawal_requested WHERE approved_by = asked_by

-- table registry_day (day) closed_on, clients_fen, unidentified_fen, reserve_fen, own_fen, auction_fen
SELECT day, legal_day, clients_fen, unidentified_fen, reserve_fen, own_fen, auction_fen FROM day_closed

-- Days are closed in their order, and none before it began.
-- agreement closed_in_order
SELECT position, 'a later day', day FROM (
  SELECT position, day, legal_day, lag(day) OVER (ORDER BY position) AS before FROM day_closed
) AS closed WHERE day <= before OR day > legal_day

-- table registry_day_file (day, kind) sha256, noted_on
SELECT day, file, sha256, legal_day FROM day_file_noted

-- What was booked through the clients' bank account: by hand under its own reference, by other acts under the number of
-- the transfer. The opening is no payment; what the bank itself told and paid withdrawals are known otherwise.
-- relation booking_part
SELECT 'in' AS direction, d.reference, a.holder, d.amount_fen AS amount, d.legal_day
FROM cash_deposited AS d JOIN account AS a ON a.id = d.account
UNION ALL
SELECT 'out', w.reference, a.holder, w.amount_fen, w.legal_day FROM cash_withdrawn AS w JOIN account AS a ON a.id = w.account
UNION ALL
SELECT CASE n.debit WHEN 'system/bank' THEN 'in' ELSE 'out' END, 'T' || CAST(n.number AS TEXT),
  CASE a.kind WHEN 'system' THEN '' ELSE a.holder END, n.amount, n.legal_day
FROM numbered AS n
JOIN account AS a ON a.id = CASE n.debit WHEN 'system/bank' THEN n.credit ELSE n.debit END
WHERE 'system/bank' IN (n.debit, n.credit) AND n.kind NOT IN
  ('opening', 'cash_deposit', 'cash_withdrawal', 'withdrawal_paid', 'bank_credited', 'bank_unidentified')

-- table registry_booking (direction, reference) holder, amount_fen, day
SELECT direction, reference, CASE WHEN min(holder) = max(holder) THEN min(holder) ELSE '*' END, sum(amount),
  min(legal_day)
FROM booking_part GROUP BY direction, reference

-- table registry_bank_file (sha256) day, lines, in_fen, out_fen, taken_on
SELECT sha256, day, lines, in_fen, out_fen, legal_day FROM bank_file_taken

-- What became of unidentified money later.
-- relation money_given
SELECT reference, holder, paper, 'assigned' AS state, legal_day FROM money_assigned
UNION ALL
SELECT reference, '', paper, 'returned', legal_day FROM money_returned

-- table registry_bank_line (direction, reference) day, named, holder, amount_fen, purpose, state, reason, paper,
--   changed_on
SELECT l.direction, l.reference, l.day, l.named, CASE g.state WHEN 'assigned' THEN g.holder ELSE l.holder END,
  l.amount_fen, l.purpose, coalesce(g.state, l.state), l.reason, coalesce(g.paper, ''), coalesce(g.legal_day, l.legal_day)
FROM bank_line_taken AS l LEFT JOIN money_given AS g ON g.reference = l.reference AND l.direction = 'in'

-- A line that is credited or kept moves all its money, any other none.
-- agreement line_moves
SELECT l.position, CASE WHEN l.state IN ('credited', 'unidentified') THEN l.amount_fen ELSE 0 END, coalesce(p.amount, 0)
FROM bank_line_taken AS l LEFT JOIN bank_line_posting AS p ON p.position = l.position AND p.n = 1

-- relation invoice_part
SELECT invoice, amount_fen AS paid, 0 AS credited FROM invoice_paid
UNION ALL
SELECT invoice, invoice_fen, 0 FROM bank_line_taken WHERE invoice <> ''
UNION ALL
SELECT invoice, -back_fen, amount_fen FROM invoice_credited

-- relation invoice_sum
SELECT invoice, sum(paid) AS paid_fen, sum(credited) AS credited_fen FROM invoice_part GROUP BY invoice

-- Before the exchange's fees were invoiced too, an invoice was the registry's.
-- relation invoice_of_body
SELECT position, invoice, body, holder, from_day, until_day, legal_day, due, amount_fen FROM invoice_issued
UNION ALL
SELECT position, invoice, 'registry', holder, from_day, until_day, legal_day, due, amount_fen FROM invoice_issued_before

-- relation invoice_row
SELECT position, invoice, n AS number, fee, basis, rate, rounding, amount_fen, citation FROM invoice_line
UNION ALL
SELECT position, invoice, n, fee, basis, rate, rounding, amount_fen, citation FROM invoice_line_before

-- table registry_invoice (id) body, holder, from_day, until_day, issued_on, due, amount_fen, paid_fen, credited_fen, state
SELECT i.invoice, i.body, i.holder, i.from_day, i.until_day, i.legal_day, i.due, i.amount_fen, coalesce(s.paid_fen, 0),
  coalesce(s.credited_fen, 0),
  CASE WHEN coalesce(s.credited_fen, 0) = i.amount_fen THEN 'void'
    WHEN coalesce(s.paid_fen, 0) + coalesce(s.credited_fen, 0) = i.amount_fen THEN 'paid' ELSE 'open' END
FROM invoice_of_body AS i LEFT JOIN invoice_sum AS s ON s.invoice = i.invoice

-- table registry_invoice_line (invoice, number) fee, basis, rate, rounding, amount_fen, citation
SELECT invoice, number, fee, basis, rate, rounding, amount_fen, citation FROM invoice_row

-- An invoice is the sum of its lines.
-- agreement invoice_lines
SELECT i.position, i.amount_fen, sum(l.amount_fen) FROM invoice_of_body AS i
JOIN invoice_row AS l ON l.position = i.position GROUP BY i.position, i.amount_fen

-- relation fee_collected
SELECT session, number, side, body, fee, sum(paid_fen) AS paid_fen FROM fee_collected_line
GROUP BY session, number, side, body, fee

-- table registry_trade_fee (session, number, side, body, fee) holder, value_fen, rate, rounding, amount_fen, paid_fen,
--   citation, state
SELECT l.session, l.number, l.side, l.body, l.fee, l.holder, l.value_fen, l.rate, l.rounding, l.amount_fen,
  l.paid_fen + coalesce(c.paid_fen, 0), l.citation,
  CASE WHEN l.paid_fen + coalesce(c.paid_fen, 0) = l.amount_fen THEN 'paid' ELSE 'open' END
FROM trade_fee_line AS l
LEFT JOIN fee_collected AS c
  ON c.session = l.session AND c.number = l.number AND c.side = l.side AND c.body = l.body AND c.fee = l.fee

-- table registry_charged_session (session) upto
SELECT session, max(last) FROM trades_charged GROUP BY session

-- relation delivered
SELECT session, number, price_fen, quantity_t FROM trade_settled
UNION ALL
SELECT f.session, f.number, f.price_fen, f.quantity_t FROM failed_trade_settled AS s
JOIN trade_failed AS f ON f.session = s.session AND f.number = s.number

-- Each side of a trade is charged on the trade's value, and the holder is the trade's party.
-- agreement charged_trades
SELECT l.position, l.value_fen, t.price_fen * t.quantity_t FROM trade_fee_line AS l
JOIN delivered AS t ON t.session = l.session AND t.number = l.number

-- What a charge took of its parties is what it gave the bodies, and nothing stays between.
-- agreement charged_money
SELECT position, sum(CASE WHEN kind = 'trade_fee' THEN amount ELSE 0 END),
  sum(CASE WHEN kind = 'trade_fees_handed' AND credit = 'system/bank' THEN amount ELSE 0 END)
FROM money_moved WHERE kind IN ('trade_fee', 'trade_fees_handed') GROUP BY position

-- relation charged_paid
SELECT position, sum(paid_fen) AS paid_fen FROM trade_fee_line GROUP BY position

-- agreement charged_lines
SELECT c.position, c.paid_fen, coalesce((SELECT sum(p.amount) FROM trades_charged_posting AS p
  WHERE p.position = c.position AND p.kind = 'trade_fee'), 0)
FROM charged_paid AS c
