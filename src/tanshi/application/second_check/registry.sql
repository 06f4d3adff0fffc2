-- The registry: accounts, instruments, and every movement of units with the balances it leaves.

-- relation account
SELECT registration AS id, 'registration' AS kind, holder, 0 AS overdraft FROM account_opened
UNION ALL
SELECT trading, 'trading', holder, 0 FROM account_opened
UNION ALL
SELECT registration, 'registration', holder, 0 FROM holder_admitted
UNION ALL
SELECT trading, 'trading', holder, 0 FROM holder_admitted WHERE trading <> ''
UNION ALL
SELECT DISTINCT pending, 'pending', holder, 0 FROM transfer_ordered
UNION
SELECT DISTINCT holder || '/pending', 'pending', holder, 0 FROM withdrawal_requested
UNION ALL
SELECT DISTINCT holder || '/frozen', 'frozen', holder, 0 FROM freeze_ordered WHERE frozen_t > 0
UNION
SELECT DISTINCT holder || '/frozen', 'frozen', holder, 0 FROM freeze_filled
UNION ALL
SELECT DISTINCT holder || '/pledged', 'pledged', holder, 0 FROM pledged
UNION ALL
SELECT DISTINCT account, 'pending', holder, 0 FROM auction_set_aside
UNION ALL
SELECT DISTINCT 'system/cancelled', 'system', 'registry', 0 FROM cancelled
UNION ALL
SELECT DISTINCT 'system/enforcement', 'system', 'registry', 0 FROM deducted WHERE taker = 'system/enforcement'
UNION ALL
SELECT s.account, 'system', 'registry',
  CASE WHEN EXISTS (SELECT 1 FROM overdraft_account AS o WHERE o.account = s.account) THEN 1 ELSE 0 END
FROM system_account AS s
UNION ALL
SELECT DISTINCT l.account, 'system', 'registry', CASE WHEN l.account LIKE 'system/bank/%' THEN 1 ELSE 0 END
FROM money_leg AS l
WHERE l.account LIKE 'system/%' AND NOT EXISTS (SELECT 1 FROM system_account AS s WHERE s.account = l.account)
UNION
SELECT id, kind, holder, overdraft FROM account_by_law

-- All movements of all facts. A trade moves twice: allowances first, then cash.
-- relation taken_back_surrender
SELECT position, legal_day, holder, '' AS entity, transfer, account, instrument, amount_t FROM surrender_reversed
UNION ALL
SELECT position, legal_day, holder, entity, transfer, account, instrument, amount_t FROM surrender_for_reversed

-- relation movement
SELECT position, 1 AS step, legal_day, ground AS kind, 'system/issuance' AS debit, account AS credit, instrument,
  amount_t AS amount, instruction AS reference FROM issued
UNION ALL
SELECT position, 1, legal_day, ground, account, 'system/issuance', instrument, amount_t, instruction FROM taken_back
UNION ALL
SELECT position, n, legal_day, 'opening',
  CASE instrument WHEN 'CNY' THEN 'system/bank' ELSE 'system/issuance' END, account, instrument, amount, opening
FROM registry_opening
UNION ALL
SELECT position, 1, legal_day, 'cash_deposit', 'system/bank', account, 'CNY', amount_fen, reference FROM cash_deposited
UNION ALL
SELECT position, 1, legal_day, 'cash_withdrawal', account, 'system/bank', 'CNY', amount_fen, reference
FROM cash_withdrawn
UNION ALL
SELECT position, 1, legal_day, 'fund_trading', registration, trading, instrument, amount_t, '' FROM trading_funded
UNION ALL
SELECT position, 1, legal_day, 'return_from_trading', trading, registration, instrument, amount_t, ''
FROM trading_returned
UNION ALL
SELECT position, 1, legal_day, 'auction_set_aside', source, account, instrument, amount,
  'auction/' || CAST(auction AS TEXT) FROM auction_set_aside
UNION ALL
SELECT position, 1, legal_day, 'auction_freed', account, target, instrument, amount,
  'auction/' || CAST(auction AS TEXT) FROM auction_freed
UNION ALL
SELECT position, 1, legal_day, 'surrender', account, 'system/surrendered', instrument, amount_t, period
FROM surrendered
UNION ALL
SELECT position, 1, legal_day, 'surrender', account, 'system/surrendered', instrument, amount_t, period
FROM surrendered_for
UNION ALL
SELECT position, 1, legal_day, 'surrender_reversal', 'system/surrendered', account, instrument, amount_t,
  'transfer/' || CAST(transfer AS TEXT) FROM taken_back_surrender
UNION ALL
SELECT position, 1, legal_day, 'release_held', account, taker, instrument, amount_t, paper FROM held_released
UNION ALL
SELECT position, 1, legal_day, 'cancellation', account, 'system/cancelled', instrument, amount_t, beneficiary
FROM cancelled
UNION ALL
SELECT position, 1, legal_day, 'freeze', account, holder || '/frozen', instrument, frozen_t, paper
FROM freeze_ordered WHERE frozen_t > 0
UNION ALL
SELECT f.position, 1, f.legal_day, 'freeze', f.account, f.holder || '/frozen', f.instrument, f.amount_t, o.paper
FROM freeze_filled AS f JOIN freeze_begun AS o ON o.holder = f.holder AND o.number = f.number
UNION ALL
SELECT position, 1, legal_day, 'release', holder || '/frozen', account, instrument, returned_t, paper
FROM freeze_released WHERE returned_t > 0
UNION ALL
SELECT position, 1, legal_day, 'deduction', holder || '/frozen', taker, instrument, amount_t, paper FROM deducted
UNION ALL
SELECT position, 1, legal_day, 'pledge', account, holder || '/pledged', instrument, amount_t, contract FROM pledged
UNION ALL
SELECT position, 1, legal_day, 'pledge_release', holder || '/pledged', account, instrument, amount_t, contract
FROM pledge_released
UNION ALL
SELECT position, 1, legal_day, 'pledge_enforcement', account, credit, instrument, amount_t, paper FROM pledge_enforced
UNION ALL
SELECT position, 1, legal_day, 'transfer_ordered', debit, pending, instrument, amount_t, transfer FROM transfer_ordered
UNION ALL
SELECT position, 1, legal_day, 'transfer_cancelled', pending, credit, instrument, amount_t, transfer
FROM transfer_cancelled WHERE amount_t <> 0
UNION ALL
SELECT position, 1, legal_day, 'transfer', pending, credit, instrument, amount_t, transfer FROM transfer_carried_out
UNION ALL
SELECT position, 1, legal_day, 'trade_delivery', seller_account, buyer_account, instrument, quantity_t,
  session || '/' || CAST(number AS TEXT) FROM trade_settled
UNION ALL
SELECT position, 2, legal_day, 'trade_payment', buyer_account, seller_account, 'CNY', quantity_t * price_fen,
  session || '/' || CAST(number AS TEXT) FROM trade_settled
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, reference FROM money_movement
UNION ALL
SELECT position, step, legal_day, kind, debit, credit, instrument, amount, reference FROM movement_by_law

-- relation leg
SELECT position, 'debit' AS side, debit AS account, instrument, -amount AS change FROM movement
UNION ALL
SELECT position, 'credit', credit, instrument, amount FROM movement

-- relation numbered
SELECT row_number() OVER (ORDER BY position, step) AS number, position, legal_day, kind, debit, credit, instrument,
  amount, reference
FROM movement

-- relation numbered_leg
SELECT number, position, 'debit' AS side, debit AS account, instrument, -amount AS change FROM numbered
UNION ALL
SELECT number, position, 'credit', credit, instrument, amount FROM numbered

-- relation balanced
SELECT number, position, side, account, instrument,
  sum(change) OVER (PARTITION BY account, instrument ORDER BY number) AS balance,
  lag(number, 1, 0) OVER (PARTITION BY account, instrument ORDER BY number) AS before,
  row_number() OVER (PARTITION BY account, instrument ORDER BY number) AS nth
FROM numbered_leg

-- relation balances_after
SELECT number, max(CASE side WHEN 'debit' THEN balance END) AS debit_after,
  max(CASE side WHEN 'credit' THEN balance END) AS credit_after,
  max(CASE side WHEN 'debit' THEN before END) AS debit_before,
  max(CASE side WHEN 'credit' THEN before END) AS credit_before
FROM balanced GROUP BY number

-- table registry_waymark (account, instrument, number) position
SELECT account, instrument, number, position FROM balanced WHERE nth % 64 = 0

-- table registry_account (id) kind, holder, overdraft, holder_kind, stopped, represented
SELECT a.id, a.kind, a.holder, a.overdraft,
  CASE WHEN a.kind IN ('registration', 'trading') THEN coalesce(h.kind, 'entity') ELSE '' END,
  CASE WHEN a.kind IN ('registration', 'trading') THEN coalesce(s.stopped, '') ELSE '' END,
  CASE WHEN a.kind IN ('registration', 'trading') THEN coalesce(r.represented, 0) ELSE 0 END
FROM account AS a
LEFT JOIN holder_admitted AS h ON h.holder = a.holder
LEFT JOIN holder_stopped AS s ON s.holder = a.holder
LEFT JOIN represented AS r ON r.holder = a.holder

-- The first version of a listing knew allowances, which all acts moved, and cash.
-- relation product
SELECT instrument, kind, unit, approved_by, CASE kind WHEN 'cash' THEN 'deposit withdraw'
  ELSE 'issue trade transfer surrender cancel freeze pledge carry_over' END AS acts,
  '' AS holders, '' AS valid_from, '' AS valid_until
FROM instrument_listed
UNION ALL
SELECT instrument, kind, unit, approved_by, acts, holders, valid_from, valid_until FROM product_listed

-- table registry_instrument (id) kind, unit, approved_by, acts, holders, valid_from, valid_until
SELECT instrument, kind, unit, approved_by, acts, holders, valid_from, valid_until FROM product

-- table registry_transfer (number) position, day, kind, debit, credit, instrument, amount, debit_after, credit_after,
--   debit_before, credit_before, reference
SELECT m.number, m.position, m.legal_day, m.kind, m.debit, m.credit, m.instrument, m.amount, b.debit_after,
  b.credit_after, b.debit_before, b.credit_before, m.reference
FROM numbered AS m JOIN balances_after AS b ON b.number = m.number

-- relation held
SELECT account, instrument, sum(change) AS amount, max(number) AS last_transfer, count(*) AS moves
FROM numbered_leg GROUP BY account, instrument

-- table registry_holding (account, instrument) amount, overdraft, last_transfer, moves
SELECT h.account, h.instrument, h.amount, a.overdraft, h.last_transfer, h.moves
FROM held AS h LEFT JOIN account AS a ON a.id = h.account

-- Every issue gives the next numbers of its vintage.
-- relation block
SELECT instrument, number AS transfer, position, credit AS account, kind AS ground, amount,
  sum(amount) OVER (PARTITION BY instrument ORDER BY number) AS last
FROM numbered WHERE debit IN ('system/issuance', 'system/carry_in')

-- table registry_block (instrument, first) last, account, ground, transfer, position
SELECT instrument, last - amount + 1, last, account, ground, transfer, position FROM block

-- table registry_serial (instrument) last
SELECT instrument, max(last) FROM block GROUP BY instrument

-- relation frozen_change
SELECT holder, number, amount_t AS ordered, frozen_t AS frozen FROM freeze_begun
UNION ALL
SELECT holder, number, -amount_t, -frozen_t FROM freeze_succeeded
UNION ALL
SELECT holder, number, 0, amount_t FROM freeze_filled
UNION ALL
SELECT holder, number, -amount_t, -freed_t FROM freeze_released
UNION ALL
SELECT holder, number, 0, amount_t FROM freeze_passed
UNION ALL
SELECT holder, number, -amount_t, -amount_t FROM deducted

-- relation frozen_now
SELECT holder, number, sum(ordered) AS amount_t, sum(frozen) AS frozen_t FROM frozen_change GROUP BY holder, number

-- table registry_freeze (holder, number) account, instrument, amount_t, frozen_t, organ, paper, until_day, ordered_on
SELECT o.holder, o.number, o.account, o.instrument, n.amount_t, n.frozen_t, o.organ, o.paper,
  coalesce(r.until_day, o.until_day), o.ordered_on
FROM freeze_begun AS o JOIN frozen_now AS n ON n.holder = o.holder AND n.number = o.number
LEFT JOIN freeze_renewed AS r ON r.holder = o.holder AND r.number = o.number

-- What a release frees went on to those that waited, or back.
-- agreement freed_t
SELECT f.position, f.returned_t + coalesce((SELECT sum(p.amount_t) FROM freeze_passed AS p
  WHERE p.position = f.position), 0), f.freed_t
FROM freeze_released AS f

-- table registry_session_request (session, number) what, holder, account, instrument, amount, freeze_number, asked_by,
--   approved_by, state, given, moved, reason
SELECT q.session, q.number, q.what, q.holder, q.account, q.instrument, q.amount, q.freeze_number, q.asked_by,
  q.approved_by,
  CASE WHEN a.number IS NULL THEN 'asked' ELSE 'answered' END, coalesce(a.given, 0), coalesce(a.moved, 0),
  coalesce(a.reason, '')
FROM session_requested AS q LEFT JOIN session_answered AS a ON a.session = q.session AND a.number = q.number

-- What an answer moved is what the fact after it moved.
-- agreement moved
SELECT a.position, a.moved, coalesce((SELECT sum(m.amount) FROM (
  SELECT position, amount_t AS amount FROM trading_returned
  UNION ALL SELECT position, amount_fen FROM withdrawal_requested
  UNION ALL SELECT position, amount_t FROM freeze_filled) AS m WHERE m.position = a.position + 1 AND a.moved > 0), 0)
FROM session_answered AS a

-- relation pledge_step
SELECT holder, number, position, legal_day, 'offered' AS state FROM pledge_offered
UNION ALL
SELECT holder, number, position, legal_day, 'withdrawn' FROM pledge_withdrawn
UNION ALL
SELECT holder, number, position, legal_day, 'standing' FROM pledged
UNION ALL
SELECT holder, number, position, legal_day, 'release_asked' FROM pledge_release_asked
UNION ALL
SELECT holder, number, position, legal_day, 'released' FROM pledge_released
UNION ALL
SELECT e.holder, e.number, e.position, e.legal_day,
  CASE WHEN o.amount_t = (SELECT sum(f.amount_t) FROM pledge_enforced AS f
    WHERE f.holder = e.holder AND f.number = e.number AND f.position <= e.position) THEN 'enforced'
  ELSE (SELECT CASE WHEN EXISTS (SELECT 1 FROM pledge_release_asked AS a
    WHERE a.holder = e.holder AND a.number = e.number AND a.position < e.position)
    THEN 'release_asked' ELSE 'standing' END) END
FROM pledge_enforced AS e JOIN pledge_begun AS o ON o.holder = e.holder AND o.number = e.number
UNION ALL
SELECT holder, number, position, legal_day, 'succeeded' FROM pledge_succeeded
UNION ALL
SELECT heir, as_number, position, legal_day, 'standing' FROM pledge_succeeded

-- relation pledge_last
SELECT holder, number, state, legal_day,
  row_number() OVER (PARTITION BY holder, number ORDER BY position DESC) AS back
FROM pledge_step

-- table registry_pledge (holder, number) pledgee, instrument, amount_t, contract, state, offered_on, changed_on,
--   enforced_t
SELECT o.holder, o.number, coalesce(c.heir, o.pledgee), o.instrument, o.amount_t, o.contract, l.state, o.offered_on,
  l.legal_day,
  coalesce((SELECT sum(e.amount_t) FROM pledge_enforced AS e WHERE e.holder = o.holder AND e.number = o.number), 0)
FROM pledge_begun AS o JOIN pledge_last AS l ON l.holder = o.holder AND l.number = o.number
LEFT JOIN creditor_succeeded AS c ON c.holder = o.holder AND c.number = o.number WHERE l.back = 1

-- Nothing is taken out of a pledge but its product, and not more than was pledged.
-- agreement pledge
SELECT e.position, e.instrument, o.instrument FROM pledge_enforced AS e
JOIN pledge_begun AS o ON o.holder = e.holder AND o.number = e.number
UNION ALL
SELECT max(e.position), CASE WHEN sum(e.amount_t) > o.amount_t THEN 'too much' ELSE '' END, ''
FROM pledge_enforced AS e JOIN pledge_begun AS o ON o.holder = e.holder AND o.number = e.number
GROUP BY e.holder, e.number, o.amount_t

-- table registry_cancellation (transfer) holder, instrument, amount_t, reason, beneficiary, day
SELECT n.number, c.holder, c.instrument, c.amount_t, c.reason, c.beneficiary, c.legal_day
FROM cancelled AS c JOIN numbered AS n ON n.position = c.position

-- table registry_certificate (transfer) number, code, certified_on
SELECT transfer, certificate, code, legal_day FROM cancellation_certified

-- table registry_reversal (transfer) reversed_t, last_on
SELECT transfer, sum(amount_t), max(legal_day) FROM taken_back_surrender GROUP BY transfer

-- table registry_surrender_for (transfer) entity
SELECT n.number, f.entity FROM surrendered_for AS f JOIN numbered AS n ON n.position = f.position

-- A reversal takes back of the surrender it names, and not more than that was.
-- agreement transfer
SELECT r.position, n.credit || n.debit || n.instrument, 'system/surrendered' || r.account || r.instrument
FROM taken_back_surrender AS r LEFT JOIN numbered AS n ON n.number = r.transfer

-- One made for another entity is taken back as that.
-- agreement entity
SELECT r.position, coalesce(f.entity, ''), r.entity
FROM taken_back_surrender AS r LEFT JOIN numbered AS n ON n.number = r.transfer
LEFT JOIN surrendered_for AS f ON f.position = n.position

-- relation settled
SELECT position, 0 AS number FROM positions_handed_over
UNION ALL
SELECT position, number FROM trade_settled
UNION ALL
SELECT position, number FROM trade_left_out
UNION ALL
SELECT position, number FROM trade_failed

-- relation performed
SELECT position, session, number FROM trade_settled
UNION ALL
SELECT position, session, number FROM trade_left_out
UNION ALL
SELECT position, session, number FROM trade_failed

-- table registry_book (id) transfers, session, state, settled, closed_day
SELECT 1, (SELECT count(*) FROM movement),
  coalesce((SELECT session FROM positions_handed_over ORDER BY position DESC LIMIT 1), ''),
  CASE WHEN coalesce((SELECT max(position) FROM positions_handed_over), -1)
    > coalesce((SELECT max(position) FROM positions_taken_back), -1) THEN 'open' ELSE 'closed' END,
  coalesce((SELECT number FROM settled ORDER BY position DESC LIMIT 1), 0),
  coalesce((SELECT max(day) FROM day_closed), '')
FROM registry_opened

-- table registry_trade (session, number) method, instrument, seller, buyer, price_fen, quantity_t
SELECT session, number, method, instrument, seller, buyer, price_fen, quantity_t FROM trade_settled
UNION ALL
SELECT f.session, f.number, f.method, f.instrument, f.seller, f.buyer, f.price_fen, f.quantity_t
FROM failed_trade_settled AS s JOIN trade_failed AS f ON f.session = s.session AND f.number = s.number

-- No movement takes an account below zero that may not be there.
-- agreement balance
SELECT b.position, 0, b.balance
FROM balanced AS b LEFT JOIN account AS a ON a.id = b.account
WHERE b.balance < 0 AND coalesce(a.overdraft, 0) = 0

-- Nothing moves to or from an account that was never opened, and no instrument moves that was never listed.
-- agreement account
SELECT l.position, 'opened', l.account FROM leg AS l LEFT JOIN account AS a ON a.id = l.account WHERE a.id IS NULL

-- agreement instrument
SELECT m.position, 'listed', m.instrument
FROM movement AS m LEFT JOIN product AS i ON i.instrument = m.instrument WHERE i.instrument IS NULL

-- agreement amount
SELECT position, 1, amount FROM movement WHERE amount <= 0

-- The trades of a session are numbered without gap, and all are there when the positions are taken back.
-- agreement number
SELECT t.position, t.due, t.number FROM (
  SELECT position, number, row_number() OVER (PARTITION BY session ORDER BY position) AS due FROM performed
) AS t

-- agreement trades
SELECT b.position, coalesce(t.trades, 0), b.trades
FROM positions_taken_back AS b
LEFT JOIN (SELECT session, count(*) AS trades FROM performed GROUP BY session) AS t ON t.session = b.session

-- What became of each instrument by the facts. For cash the bank stands where the issuing account stands.
-- relation by_role
SELECT l.instrument, l.side, l.change,
  CASE WHEN l.account IN ('system/issuance', 'system/bank') OR l.account LIKE 'system/bank/%' THEN 'issuing'
    WHEN l.account = 'system/surrendered' THEN 'surrendered'
    WHEN l.account = 'system/cancelled' THEN 'cancelled'
    WHEN l.account IN ('system/carried_over', 'system/carry_in') THEN 'carried_over'
    WHEN l.account = 'system/recovered' THEN 'recovered'
    WHEN l.account = 'system/enforcement' THEN 'frozen'
    WHEN l.account IN (SELECT account FROM held_by_operator) THEN 'trading' ELSE a.kind END AS role
FROM leg AS l LEFT JOIN account AS a ON a.id = l.account

-- totals facts
SELECT i.instrument, i.kind, i.unit,
  coalesce(sum(CASE WHEN r.role = 'issuing' AND r.side = 'debit' THEN -r.change END), 0),
  coalesce(sum(CASE WHEN (r.role = 'issuing' AND r.side = 'credit') OR r.role = 'recovered' THEN r.change END), 0),
  coalesce(sum(CASE r.role WHEN 'surrendered' THEN r.change END), 0),
  coalesce(sum(CASE WHEN r.role IN ('registration', 'pending', 'frozen', 'pledged') THEN r.change END), 0),
  coalesce(sum(CASE r.role WHEN 'trading' THEN r.change END), 0),
  coalesce(sum(CASE r.role WHEN 'cancelled' THEN r.change END), 0),
  coalesce(sum(CASE r.role WHEN 'carried_over' THEN r.change END), 0)
FROM product AS i LEFT JOIN by_role AS r ON r.instrument = i.instrument
GROUP BY i.instrument, i.kind, i.unit ORDER BY i.instrument

-- The same from the tables: what the issuing account is below zero, and where the units are.
-- totals tables
SELECT h.instrument,
  coalesce(sum(CASE WHEN h.account IN ('system/issuance', 'system/bank', 'system/recovered')
    OR h.account LIKE 'system/bank/%' THEN -h.amount END), 0),
  coalesce(sum(CASE h.account WHEN 'system/surrendered' THEN h.amount END), 0),
  coalesce(sum(CASE WHEN a.kind IN ('registration', 'pending', 'frozen', 'pledged')
    OR h.account = 'system/enforcement' THEN h.amount END), 0),
  coalesce(sum(CASE WHEN a.kind = 'trading' OR h.account IN (SELECT account FROM held_by_operator)
    THEN h.amount END), 0),
  coalesce(sum(CASE h.account WHEN 'system/cancelled' THEN h.amount END), 0),
  coalesce(sum(CASE WHEN h.account IN ('system/carried_over', 'system/carry_in') THEN h.amount END), 0)
FROM registry_holding AS h LEFT JOIN registry_account AS a ON a.id = h.account
GROUP BY h.instrument ORDER BY h.instrument

-- relation executed
SELECT instruction, account, instrument, amount_t, legal_day FROM issued
UNION ALL
SELECT instruction, account, instrument, amount_t, legal_day FROM taken_back

-- table registry_instruction (id) holder, instrument, amount_t, day
SELECT e.instruction, a.holder, e.instrument, e.amount_t, e.legal_day
FROM executed AS e JOIN account AS a ON a.id = e.account
WHERE e.instruction LIKE 'instruction/%'

-- table registry_paid_issue (instrument) amount_t
SELECT instrument, sum(amount_t) FROM issued WHERE ground = 'paid_allocation' GROUP BY instrument

-- relation offer_sum
SELECT auction, holder, min(instrument) AS instrument, sum(amount) AS amount, max(legal_day) AS since
FROM auction_set_aside GROUP BY auction, holder

-- table registry_auction_offer (auction, holder) instrument, amount, state, since, freed_to, freed_on
SELECT s.auction, s.holder, s.instrument, s.amount, CASE WHEN f.auction IS NULL THEN 'held' ELSE 'freed' END, s.since,
  coalesce(f.target, ''), coalesce(f.legal_day, '')
FROM offer_sum AS s LEFT JOIN auction_freed AS f ON f.auction = s.auction AND f.holder = s.holder

-- All that was set aside is freed at once.
-- agreement offer_freed
SELECT f.position, s.amount, f.amount FROM auction_freed AS f
JOIN offer_sum AS s ON s.auction = f.auction AND s.holder = f.holder

-- table registry_paid_allocation (auction) holder, session, instrument, trades, sold_t, revenue_fen, unsold_t, unsold,
--   booked_on
SELECT auction, holder, session, instrument, trades, sold_t, revenue_fen, unsold_t, unsold, legal_day
FROM paid_allocation_booked

-- The proceeds are what the trades of the auction came to, and what was offered is sold or not sold.
-- agreement paid_proceeds
SELECT b.position, coalesce(sum(t.price_fen * t.quantity_t), 0), b.revenue_fen
FROM paid_allocation_booked AS b LEFT JOIN trade_settled AS t ON t.session = b.session AND t.seller = b.holder
  AND t.instrument = b.instrument AND t.method = 'auction'
GROUP BY b.position, b.revenue_fen

-- agreement paid_offer
SELECT b.position, s.amount, b.sold_t + b.unsold_t FROM paid_allocation_booked AS b
JOIN offer_sum AS s ON s.auction = b.auction AND s.holder = b.holder
