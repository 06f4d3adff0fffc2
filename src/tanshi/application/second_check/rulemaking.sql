-- Rule making: acts with their values, comments, consents; vintages and what plans state of them; the edition of the law.

-- What an act became last: replaced by a later one, withdrawn, issued, in consultation, or still a draft.
-- relation act_step
SELECT position, act, 'consultation' AS state, NULL AS until, NULL AS replaced_by FROM consultation_opened
UNION ALL
SELECT position, act, 'issued', until, NULL FROM act_issued
UNION ALL
SELECT position, older, 'replaced', until, act FROM act_replaced
UNION ALL
SELECT position, act, 'withdrawn', until, NULL FROM act_withdrawn

-- relation act_last_step
SELECT * FROM (
  SELECT act_step.*, row_number() OVER (PARTITION BY act ORDER BY position DESC) AS age FROM act_step
) AS steps WHERE age = 1

-- relation act_replaced_last
SELECT older, act FROM act_replaced

-- table rulemaking_act (id) kind, title_zh, title_en, rank, organisation, special_over, text_sha256, digest, state,
--   drafted_on, opens, closes, comments, answers, number, issued_on, in_force, until, replaced_by
SELECT d.act, d.kind, d.title_zh, d.title_en, d.rank, d.organisation, d.special_over,
  coalesce(a.text_sha256, d.text_sha256), coalesce(a.digest, d.digest), coalesce(s.state, 'draft'), d.legal_day,
  coalesce(o.opens, ''), coalesce(o.closes, ''), coalesce(c.comments, 0), coalesce(w.answers, 0),
  coalesce(i.number, ''), coalesce(i.legal_day, ''), coalesce(i.in_force, ''), coalesce(s.until, ''),
  coalesce(r.act, '')
FROM act_drafted AS d
LEFT JOIN act_amended AS a ON a.act = d.act
LEFT JOIN act_last_step AS s ON s.act = d.act
LEFT JOIN consultation_opened AS o ON o.act = d.act
LEFT JOIN (SELECT act, max(number) AS comments FROM comment_made GROUP BY act) AS c ON c.act = d.act
LEFT JOIN (SELECT act, count(*) AS answers FROM comment_answered GROUP BY act) AS w ON w.act = d.act
LEFT JOIN act_issued AS i ON i.act = d.act
LEFT JOIN act_replaced_last AS r ON r.older = d.act

-- table rulemaking_values (act, digest, parameter) content
SELECT act, digest, parameter, content FROM values_proposed

-- table rulemaking_comment (act, number) organisation, place, words, made_on, answer, taken, answered_on
SELECT m.act, m.number, m.organisation, m.place, m.words, m.legal_day, coalesce(a.answer, ''), coalesce(a.taken, 0),
  coalesce(a.legal_day, '')
FROM comment_made AS m LEFT JOIN comment_answered AS a ON a.act = m.act AND a.number = m.number

-- table rulemaking_consent (act, body) document, given_on, digest
SELECT act, body, document, given_on, digest FROM consent_noted

-- relation vintage_standing
SELECT position, n, vintage, plan, from_day, until_day, citation FROM vintage_drafted
UNION ALL
SELECT position, n, vintage, plan, from_day, until_day, citation FROM vintage_amended
UNION ALL
SELECT position, n, vintage, plan, from_day, until_day, citation FROM vintage_issued
UNION ALL
SELECT position, n, vintage, plan, from_day, until_day, citation FROM vintage_withdrawn
UNION ALL
SELECT position, 0, vintage, plan, from_day, until_day, citation FROM total_stated

-- relation vintage_stands
SELECT * FROM (
  SELECT vintage_standing.*, row_number() OVER (PARTITION BY vintage ORDER BY position DESC, n DESC) AS age
  FROM vintage_standing
) AS standings WHERE age = 1

-- relation vintage_total
SELECT * FROM (
  SELECT total_stated.*, row_number() OVER (PARTITION BY vintage ORDER BY position DESC) AS age FROM total_stated
) AS totals WHERE age = 1

-- table rulemaking_vintage (vintage) plan, from_day, until_day, citation, total_t, reserve_t, paid_t, adjustment_t,
--   verified_t, verified_of
SELECT v.vintage, v.plan, v.from_day, v.until_day, v.citation, t.total_t, coalesce(t.reserve_t, 0),
  coalesce(t.paid_t, 0), coalesce(t.adjustment_t, 0), coalesce(t.verified_t, 0), coalesce(t.verified_of, '')
FROM vintage_stands AS v LEFT JOIN vintage_total AS t ON t.vintage = v.vintage

-- relation law_change
SELECT position, edition FROM act_issued
UNION ALL
SELECT position, edition FROM act_withdrawn

-- table rulemaking_law (id) edition, changes
SELECT 1, edition, (SELECT count(*) FROM law_change) FROM law_change ORDER BY position DESC LIMIT 1

-- The full text of every version of a draft.
-- evidence texts
SELECT text_sha256 AS name FROM act_drafted UNION SELECT text_sha256 FROM act_amended

-- Comments are numbered without gap.
-- agreement number
SELECT position, row_number() OVER (PARTITION BY act ORDER BY position), number FROM comment_made

-- relation factor_replaced
SELECT position, replaces AS factor, factor AS replaced_by FROM factor_published WHERE replaces <> ''

-- relation factor_step
SELECT position, factor, 'proposed' AS state FROM factor_proposed
UNION ALL
SELECT position, factor, 'tested' FROM factor_tested
UNION ALL
SELECT position, factor, CASE accepted WHEN 1 THEN 'reviewed' ELSE 'sent_back' END FROM factor_reviewed
UNION ALL
SELECT position, factor, 'published' FROM factor_published
UNION ALL
SELECT position, factor, 'replaced' FROM factor_replaced
UNION ALL
SELECT position, factor, 'retired' FROM factor_retired

-- relation factor_state
SELECT factor, state FROM (
  SELECT factor_step.*, row_number() OVER (PARTITION BY factor ORDER BY position DESC) AS age FROM factor_step
) AS steps WHERE age = 1

-- relation factor_review
SELECT * FROM (
  SELECT factor_reviewed.*, row_number() OVER (PARTITION BY factor, round ORDER BY position DESC) AS age
  FROM factor_reviewed
) AS reviews WHERE age = 1

-- table rulemaking_factor (id) parameter, key, value, unit, from_day, to_day, scope, region, technology, uncertainty,
--   source, source_year, document_sha256, organisation, proposer, proposed_on, round, replaces, state, tests, reviewer,
--   reviewed_on, reasons, act, number, in_force, revision, replaced_by, last_day, ground, successor
SELECT f.factor, f.parameter, f.key, f.value, f.unit, f.from_day, f.to_day, f.scope, f.region, f.technology,
  f.uncertainty, f.source, f.source_year, f.document_sha256, f.organisation, f.proposer, f.legal_day, f.round,
  f.replaces, s.state, coalesce(t.tests, 0), coalesce(r.reviewer, ''), coalesce(r.legal_day, ''),
  coalesce(r.reasons, ''), coalesce(p.act, ''), coalesce(p.number, ''), coalesce(p.in_force, ''),
  coalesce(p.revision, 0), coalesce(o.replaced_by, ''), coalesce(e.last_day, ''), coalesce(e.ground, ''),
  coalesce(e.successor, '')
FROM factor_proposed AS f
LEFT JOIN factor_state AS s ON s.factor = f.factor
LEFT JOIN (SELECT factor, round, max(number) AS tests FROM factor_tested GROUP BY factor, round) AS t
  ON t.factor = f.factor AND t.round = f.round
LEFT JOIN factor_review AS r ON r.factor = f.factor AND r.round = f.round
LEFT JOIN factor_published AS p ON p.factor = f.factor
LEFT JOIN factor_replaced AS o ON o.factor = f.factor
LEFT JOIN factor_retired AS e ON e.factor = f.factor

-- table rulemaking_factor_test (factor, round, number) organisation, samples, mean, agrees, tested_on, document_sha256
SELECT factor, round, number, organisation, samples, mean, agrees, tested_on, document_sha256 FROM factor_tested

-- The documents factors and their tests are from.
-- evidence factor_documents
SELECT document_sha256 AS name FROM factor_proposed UNION SELECT document_sha256 FROM factor_tested
