-- Compliance: what is owed, what was surrendered for it, and what a shortfall carries.

-- An obligation was set here, or was open in earlier books.
-- relation obligation
SELECT position, entity, period, obligation_t, 0 AS surrendered_t, deadline FROM obligation_set
UNION ALL
SELECT position, entity, period, obligation_t, surrendered_t, deadline FROM obligation_opened

-- What the registry told: what was surrendered, less what was taken back.
-- relation told
SELECT position, entity, period, amount_t FROM surrender_noted
UNION ALL
SELECT position, entity, period, -amount_t FROM reversal_noted

-- relation noted
SELECT o.entity, o.period, sum(n.amount_t) AS surrendered_t
FROM obligation AS o
JOIN told AS n ON n.entity = o.entity AND n.period = o.period AND n.position > o.position
GROUP BY o.entity, o.period

-- table compliance_obligation (entity, period) obligation_t, deadline, surrendered_t, state, shortfall_t, assessed_on
SELECT o.entity, o.period, o.obligation_t, o.deadline, o.surrendered_t + coalesce(n.surrendered_t, 0),
  CASE WHEN a.shortfall_t IS NULL THEN 'open' WHEN a.shortfall_t = 0 THEN 'met' ELSE 'short' END,
  coalesce(a.shortfall_t, 0), coalesce(a.legal_day, '')
FROM obligation AS o
LEFT JOIN noted AS n ON n.entity = o.entity AND n.period = o.period
LEFT JOIN assessed AS a ON a.entity = o.entity AND a.period = o.period AND a.position > o.position

-- table compliance_surrender (entity, period, number) instrument, amount_t, surrendered_on
SELECT entity, period, number, instrument, amount_t, surrendered_on FROM surrender_noted

-- table compliance_reversal (entity, period, number) surrender, amount_t, reversed_on
SELECT entity, period, number, surrender, amount_t, reversed_on FROM reversal_noted

-- table compliance_penalty (entity, period, stage) instrument, article, condition, min_fen, max_fen, deduction_t,
--   deduction, measures
SELECT entity, period, stage, instrument, article, condition, min_fen, max_fen, deduction_t, deduction, measures
FROM penalty

-- The obligation is the one the allocation was approved with, in whose books approvals are.
-- agreement obligation_t
SELECT o.position, a.obligation_t, o.obligation_t
FROM obligation_set AS o
LEFT JOIN (
  SELECT approved.*, lead(position) OVER (PARTITION BY entity, period ORDER BY position) AS until FROM approved
) AS a ON a.entity = o.entity AND a.period = o.period AND a.position < o.position
  AND (a.until IS NULL OR a.until > o.position)
WHERE NOT EXISTS (SELECT 1 FROM institution_begun WHERE institution <> 'authority')

-- What was assessed as surrendered is the sum of what was noted.
-- agreement surrendered_t
SELECT a.position, coalesce(o.surrendered_t, 0) + coalesce(n.surrendered_t, 0), a.surrendered_t
FROM assessed AS a
LEFT JOIN obligation_opened AS o ON o.entity = a.entity AND o.period = a.period
LEFT JOIN noted AS n ON n.entity = a.entity AND n.period = a.period

-- The shortfall is what is missing, and never less than nothing.
-- agreement shortfall_t
SELECT a.position,
  CASE WHEN o.obligation_t > a.surrendered_t THEN o.obligation_t - a.surrendered_t ELSE 0 END, a.shortfall_t
FROM assessed AS a JOIN obligation AS o ON o.entity = a.entity AND o.period = a.period
