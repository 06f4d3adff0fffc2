-- Compliance: what is owed, what was surrendered for it, and what a shortfall carries.

-- An obligation was set here, or was open in earlier books.
-- relation obligation
SELECT position, entity, period, obligation_t, 0 AS surrendered_t, deadline FROM obligation_set
UNION ALL
SELECT position, entity, period, obligation_t, surrendered_t, deadline FROM obligation_opened

-- The last correction of an obligation, which opens it again.
-- relation corrected_last
SELECT c.* FROM (
  SELECT obligation_corrected.*, row_number() OVER (PARTITION BY entity, period ORDER BY position DESC) AS age
  FROM obligation_corrected
) AS c WHERE c.age = 1

-- What the registry told and from where it counts: what was surrendered, less what was taken back; what made good a
-- shortfall from the correction on that opens the obligation again.
-- relation told
SELECT position, entity, period, amount_t FROM surrender_noted
UNION ALL
SELECT position, entity, period, -amount_t FROM reversal_noted
UNION ALL
SELECT position, entity, period, amount_t FROM offset_counted
UNION ALL
SELECT position, entity, period, amount_t FROM filed_counted
UNION ALL
SELECT min(c.position), m.entity, m.period, min(m.amount_t)
FROM made_good AS m
JOIN obligation_corrected AS c ON c.entity = m.entity AND c.period = m.period AND c.position > m.position
GROUP BY m.position, m.entity, m.period

-- relation noted
SELECT o.entity, o.period, sum(n.amount_t) AS surrendered_t
FROM obligation AS o
JOIN told AS n ON n.entity = o.entity AND n.period = o.period AND n.position > o.position
GROUP BY o.entity, o.period

-- table compliance_obligation (entity, period) obligation_t, deadline, surrendered_t, state, shortfall_t, assessed_on
SELECT o.entity, o.period, coalesce(c.obligation_t, o.obligation_t), coalesce(c.deadline, o.deadline),
  o.surrendered_t + coalesce(n.surrendered_t, 0),
  CASE WHEN a.shortfall_t IS NULL THEN 'open' WHEN a.shortfall_t = 0 THEN 'met' ELSE 'short' END,
  coalesce(a.shortfall_t, 0), coalesce(a.legal_day, '')
FROM obligation AS o
LEFT JOIN noted AS n ON n.entity = o.entity AND n.period = o.period
LEFT JOIN corrected_last AS c ON c.entity = o.entity AND c.period = o.period
LEFT JOIN assessed AS a ON a.entity = o.entity AND a.period = o.period
  AND a.position > coalesce(c.position, o.position)

-- relation due_step
SELECT position, entity, period, obligation_t, deadline FROM obligation
UNION ALL
SELECT position, entity, period, obligation_t, deadline FROM obligation_corrected

-- What an assessment or a surrender after it found due: the last step before it that set it.
-- relation found_due
SELECT f.position, d.obligation_t, d.deadline,
  row_number() OVER (PARTITION BY f.position ORDER BY d.position DESC) AS age
FROM (
  SELECT position, entity, period FROM assessed_each UNION ALL SELECT position, entity, period FROM made_good
) AS f
JOIN due_step AS d ON d.entity = f.entity AND d.period = f.period AND d.position < f.position

-- table compliance_step (position) entity, period, kind, day, obligation_t, deadline, amount_t, note
SELECT position, entity, period, 'set', legal_day, obligation_t, deadline, 0, '' FROM obligation_set
UNION ALL
SELECT position, entity, period, 'opened', legal_day, obligation_t, deadline, surrendered_t, '' FROM obligation_opened
UNION ALL
SELECT position, entity, period, 'corrected', legal_day, obligation_t, deadline, before_t, reason
FROM obligation_corrected
UNION ALL
SELECT a.position, a.entity, a.period, 'assessed', a.legal_day, d.obligation_t, d.deadline, a.shortfall_t, ''
FROM assessed_each AS a JOIN found_due AS d ON d.position = a.position AND d.age = 1
UNION ALL
SELECT m.position, m.entity, m.period, 'made_good', m.legal_day, d.obligation_t, d.deadline, m.amount_t,
  CAST(m.number AS TEXT)
FROM made_good AS m JOIN found_due AS d ON d.position = m.position AND d.age = 1

-- table compliance_surrender (entity, period, number) instrument, amount_t, surrendered_on
SELECT entity, period, number, instrument, amount_t, surrendered_on FROM surrender_noted
UNION ALL
SELECT entity, period, number, instrument, amount_t, surrendered_on FROM made_good

-- table compliance_reversal (entity, period, number) surrender, amount_t, reversed_on
SELECT entity, period, number, surrender, amount_t, reversed_on FROM reversal_noted

-- table compliance_offset_room (entity, period) total_t, registered_after, until
SELECT entity, period, total_t, registered_after, until FROM offset_allowed_last

-- What may be offset is the sum of what was allowed.
-- agreement total_t
SELECT position, sum(amount_t) OVER (PARTITION BY entity, period ORDER BY position), total_t FROM offset_allowed

-- table compliance_offset (entity, period, number) use, instrument, amount_t, used_on
SELECT entity, period, number, use, instrument, amount_t, used_on FROM offset_counted

-- table compliance_filed_offset (entity, period, number) project, proof, amount_t, cancelled_on, evidence_sha256,
--   counted_on
SELECT entity, period, number, project, proof, amount_t, cancelled_on, evidence_sha256, legal_day FROM filed_counted

-- A proof counts once.
-- agreement proof
SELECT position, row_number() OVER (PARTITION BY proof ORDER BY position), 1 FROM filed_counted

-- table compliance_penalty (entity, period, stage) instrument, article, condition, min_fen, max_fen, deduction_t,
--   deduction, measures
SELECT p.entity, p.period, p.stage, p.instrument, p.article,
  CASE WHEN c.position IS NULL THEN p.condition ELSE 'void' END,
  CASE WHEN c.position IS NULL THEN p.min_fen ELSE 0 END, CASE WHEN c.position IS NULL THEN p.max_fen ELSE 0 END,
  CASE WHEN c.position IS NULL THEN p.deduction_t ELSE 0 END, p.deduction,
  CASE WHEN c.position IS NULL THEN p.measures ELSE '' END
FROM penalty AS p
LEFT JOIN corrected_last AS c ON c.entity = p.entity AND c.period = p.period AND c.position > p.position

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
SELECT a.position, coalesce(o.surrendered_t, 0) + coalesce(n.amount_t, 0), a.surrendered_t
FROM assessed_each AS a
LEFT JOIN obligation_opened AS o ON o.entity = a.entity AND o.period = a.period
LEFT JOIN (
  SELECT b.position, sum(t.amount_t) AS amount_t FROM assessed_each AS b
  JOIN told AS t ON t.entity = b.entity AND t.period = b.period AND t.position < b.position GROUP BY b.position
) AS n ON n.position = a.position

-- The shortfall is what is missing, and never less than nothing.
-- agreement shortfall_t
SELECT a.position,
  CASE WHEN d.obligation_t > a.surrendered_t THEN d.obligation_t - a.surrendered_t ELSE 0 END, a.shortfall_t
FROM assessed_each AS a JOIN found_due AS d ON d.position = a.position AND d.age = 1

-- A correction says what was due before it, and what the allocation was approved with, in whose books approvals are.
-- agreement before_t
SELECT c.position, d.obligation_t, c.before_t FROM obligation_corrected AS c
JOIN due_step AS d ON d.entity = c.entity AND d.period = c.period
WHERE d.position = (
  SELECT max(e.position) FROM due_step AS e
  WHERE e.entity = c.entity AND e.period = c.period AND e.position < c.position
)
