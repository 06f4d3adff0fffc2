-- What becomes of holdings by law: carry-over, succession, recovery.

-- relation account_by_law
SELECT DISTINCT holder || '/carrying' AS id, 'pending' AS kind, holder, 0 AS overdraft FROM carry_over_applied
UNION ALL
SELECT DISTINCT 'system/carried_over', 'system', 'registry', 0 FROM carried_over
UNION ALL
SELECT DISTINCT 'system/carry_in', 'system', 'registry', 1 FROM carried_over
UNION ALL
SELECT DISTINCT heir || '/frozen', 'frozen', heir, 0 FROM freeze_succeeded WHERE frozen_t > 0
UNION ALL
SELECT DISTINCT heir || '/pledged', 'pledged', heir, 0 FROM pledge_succeeded
UNION ALL
SELECT DISTINCT 'system/recovered', 'system', 'registry', 0 FROM recovery_collected WHERE taker = 'system/recovered'

-- relation movement_by_law
SELECT position, 1 AS step, legal_day, 'carry_over_applied' AS kind, account AS debit, holder || '/carrying' AS credit,
  instrument, amount_t AS amount, holder || '/C' || CAST(number AS TEXT) AS reference FROM carry_over_applied
UNION ALL
SELECT position, 1, legal_day, 'carry_over', holder || '/carrying', 'system/carried_over', instrument, amount_t,
  holder || '/C' || CAST(number AS TEXT) FROM carried_over
UNION ALL
SELECT position, 2, legal_day, 'carry_over', 'system/carry_in', account, carried_into, amount_t,
  holder || '/C' || CAST(number AS TEXT) FROM carried_over
UNION ALL
SELECT position, 1, legal_day, 'carry_over_refused', holder || '/carrying', account, instrument, amount_t,
  holder || '/C' || CAST(number AS TEXT) FROM carry_over_refused
UNION ALL
SELECT position, 1, legal_day, 'carry_over_corrected', account, 'system/carry_in', carried_into, amount_t, paper
FROM carry_over_corrected
UNION ALL
SELECT position, 2, legal_day, 'carry_over_corrected', 'system/carried_over', account, instrument, amount_t,
  'transfer/' || CAST(transfer AS TEXT) FROM carry_over_corrected
UNION ALL
SELECT position, n, legal_day, kind, debit, credit, instrument, amount, 'succession/' || holder FROM succeeded_posting
UNION ALL
SELECT position, 1, legal_day, 'recovery', account, taker, instrument, amount_t,
  holder || '/R' || CAST(number AS TEXT) FROM recovery_collected

-- relation corrected_sum
SELECT holder, number, sum(amount_t) AS corrected_t FROM carry_over_corrected GROUP BY holder, number

-- table registry_carry_over (holder, number) instrument, carried_into, amount_t, corrected_t, state, applied_on, due,
--   decided_on, late, reason, transfer
SELECT a.holder, a.number, a.instrument, a.carried_into, a.amount_t, coalesce(s.corrected_t, 0),
  CASE WHEN c.position IS NOT NULL THEN 'carried' WHEN r.position IS NOT NULL THEN 'refused' ELSE 'open' END,
  a.legal_day, a.due, coalesce(c.legal_day, r.legal_day, ''), coalesce(c.late, r.late, 0), coalesce(r.reason, ''),
  coalesce((SELECT min(n.number) FROM numbered AS n WHERE n.position = c.position), 0)
FROM carry_over_applied AS a
LEFT JOIN carried_over AS c ON c.holder = a.holder AND c.number = a.number
LEFT JOIN carry_over_refused AS r ON r.holder = a.holder AND r.number = a.number
LEFT JOIN corrected_sum AS s ON s.holder = a.holder AND s.number = a.number

-- What is carried over is what was applied for, and no more is undone than was carried over.
-- agreement amount_t
SELECT c.position, a.amount_t, c.amount_t FROM carried_over AS c
JOIN carry_over_applied AS a ON a.holder = c.holder AND a.number = c.number

-- agreement corrected_t
SELECT c.position, c.amount_t, s.corrected_t FROM carried_over AS c
JOIN corrected_sum AS s ON s.holder = c.holder AND s.number = c.number WHERE s.corrected_t > c.amount_t

-- No application goes beyond what its holder may carry over.
-- agreement most_t
SELECT position, most_t, before_t + amount_t FROM carry_over_applied WHERE before_t + amount_t > most_t

-- A correction takes back of the transfer it names, and of its very vintage.
-- agreement transfer
SELECT r.position, n.credit || n.debit || n.instrument, 'system/carried_over' || r.holder || '/carrying' || r.instrument
FROM carry_over_corrected AS r LEFT JOIN numbered AS n ON n.number = r.transfer

-- Freezes and pledges as they began under their holder: ordered or offered, or come to it by succession.
-- relation freeze_begun
SELECT holder, number, account, instrument, amount_t, frozen_t, organ, paper, until_day, legal_day AS ordered_on
FROM freeze_ordered
UNION ALL
SELECT heir, as_number, account, instrument, amount_t, frozen_t, organ, paper, until_day, ordered_on
FROM freeze_succeeded

-- relation pledge_begun
SELECT holder, number, pledgee, instrument, amount_t, contract, legal_day AS offered_on FROM pledge_offered
UNION ALL
SELECT heir, as_number, pledgee, instrument, amount_t, contract, offered_on FROM pledge_succeeded

-- What a freeze or a pledge holds goes with it, to the tonne.
-- relation right_succeeded
SELECT position, heir || '/frozen' AS place, frozen_t AS amount_t FROM freeze_succeeded
UNION ALL
SELECT position, heir || '/pledged', amount_t FROM pledge_succeeded

-- relation right_held
SELECT position, place, sum(amount_t) AS amount_t FROM right_succeeded GROUP BY position, place

-- agreement postings
SELECT r.position, r.amount_t, coalesce((SELECT sum(p.amount) FROM succeeded_posting AS p
  WHERE p.position = r.position AND p.credit = r.place), 0)
FROM right_held AS r

-- relation recovered_so_far
SELECT c.position, c.holder, c.number, c.legal_day, c.left_t,
  sum(c.amount_t) OVER (PARTITION BY c.holder, c.number ORDER BY c.position) AS taken_t,
  row_number() OVER (PARTITION BY c.holder, c.number ORDER BY c.position DESC) AS back
FROM recovery_collected AS c

-- table registry_recovery (holder, number) instrument, amount_t, taken_t, ground, instruction, ordered_on, due, state,
--   ended_on, ending, deduction, paper
SELECT o.holder, o.number, o.instrument, o.amount_t, coalesce(t.taken_t, 0), o.ground, o.instruction, o.legal_day, o.due,
  CASE WHEN e.position IS NOT NULL THEN 'closed' WHEN t.taken_t = o.amount_t THEN 'met' ELSE 'open' END,
  coalesce(e.legal_day, CASE WHEN t.taken_t = o.amount_t THEN t.legal_day END, ''), coalesce(e.ground, ''),
  coalesce(e.deduction, 0), coalesce(e.paper, '')
FROM recovery_ordered AS o
LEFT JOIN recovered_so_far AS t ON t.holder = o.holder AND t.number = o.number AND t.back = 1
LEFT JOIN recovery_closed AS e ON e.holder = o.holder AND e.number = o.number

-- What a recovery still lacks is what was ordered less what was taken.
-- agreement left_t
SELECT t.position, o.amount_t - t.taken_t, t.left_t FROM recovered_so_far AS t
JOIN recovery_ordered AS o ON o.holder = t.holder AND o.number = t.number
UNION ALL
SELECT e.position, o.amount_t - coalesce(t.taken_t, 0), e.left_t FROM recovery_closed AS e
JOIN recovery_ordered AS o ON o.holder = e.holder AND o.number = e.number
LEFT JOIN recovered_so_far AS t ON t.holder = e.holder AND t.number = e.number AND t.back = 1
