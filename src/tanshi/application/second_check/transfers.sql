-- Transfers between holders: each order with what became of it, and whom a holder trusts.

-- relation order_change
SELECT position, transfer, 'waiting' AS state, '' AS reason,
  CASE approved_by WHEN '' THEN ordered_by ELSE approved_by END AS actor, at, due_at FROM transfer_ordered
UNION ALL
SELECT position, transfer, 'cancelled', reason, actor, at, NULL FROM transfer_cancelled
UNION ALL
SELECT position, transfer, 'frozen', reason, actor, at, NULL FROM transfer_frozen
UNION ALL
SELECT position, transfer, 'waiting', reason, actor, at, due_at FROM transfer_released
UNION ALL
SELECT position, transfer, 'held_up', outcome, actor, at, NULL FROM transfer_held_up
UNION ALL
SELECT position, transfer, 'carried_out', '', actor, at, NULL FROM transfer_carried_out

-- relation order_last
SELECT transfer, max(position) AS last, max(CASE WHEN due_at IS NOT NULL THEN position END) AS due
FROM order_change GROUP BY transfer

-- table registry_transfer_order (id) holder, receiver, instrument, amount_t, ground, reference, trusted, ordered_by,
--   approved_by, ordered_at, due_at, state, reason, changed_by, changed_at
SELECT o.transfer, o.holder, o.receiver, o.instrument, o.amount_t, o.ground, o.reference, o.trusted, o.ordered_by,
  o.approved_by, o.at, d.due_at, c.state, c.reason, c.actor, c.at
FROM transfer_ordered AS o
JOIN order_last AS l ON l.transfer = o.transfer
JOIN order_change AS c ON c.position = l.last
JOIN order_change AS d ON d.position = l.due

-- relation trust_last
SELECT holder, receiver, max(position) AS position FROM account_trusted GROUP BY holder, receiver

-- table registry_trusted (holder, receiver) reason, added_by, approved_by, from_at, removed_at, removed_by
SELECT t.holder, t.receiver, t.reason, t.added_by, t.approved_by, t.from_at, coalesce(d.at, ''), coalesce(d.actor, '')
FROM trust_last AS l
JOIN account_trusted AS t ON t.position = l.position
LEFT JOIN account_distrusted AS d ON d.holder = t.holder AND d.receiver = t.receiver AND d.position > t.position

-- What is carried out is what was ordered.
-- agreement amount_t
SELECT c.position, o.amount_t, c.amount_t
FROM transfer_carried_out AS c JOIN transfer_ordered AS o ON o.transfer = c.transfer

-- Who orders does not approve, and who added an account to the list did not approve that.
-- agreement approved_by
SELECT position, 'another person', approved_by FROM transfer_ordered WHERE approved_by = ordered_by
UNION ALL
SELECT position, 'another person', approved_by FROM account_trusted WHERE approved_by = added_by
