-- Holders of accounts: applications, listed data, representatives, restrictions, closing, bank accounts.

-- What of an application, its papers, and the answer came last.
-- relation holder_known
SELECT holder, kind, name, identity, identity_until, position, legal_day, 0 AS is_open, missing, due FROM account_applied
UNION ALL
SELECT holder, 'entity', '', '', '', position, legal_day, 1, '', '' FROM account_opened
UNION ALL
SELECT holder, kind, name, identity, identity_until, position, legal_day, 1, '', ''
FROM holder_admitted AS a WHERE NOT EXISTS (SELECT 1 FROM account_applied AS p WHERE p.holder = a.holder)

-- relation holder_begun
SELECT * FROM (
  SELECT k.*, row_number() OVER (PARTITION BY holder ORDER BY position DESC) AS age FROM holder_known AS k
) AS aged WHERE age = 1

-- relation application_step
SELECT holder, position, legal_day, missing, due, 'filed' AS step, 0 AS late, '' AS reason FROM papers_filed
UNION ALL
SELECT holder, position, legal_day, missing, '', 'asked', late, reason FROM papers_asked

-- Steps after the last application, numbered from the last one.
-- relation last_step
SELECT s.holder, s.position, s.legal_day, s.missing, s.due, s.step, s.late, s.reason,
  row_number() OVER (PARTITION BY s.holder ORDER BY s.position DESC) AS age
FROM application_step AS s JOIN holder_begun AS b ON b.holder = s.holder AND s.position > b.position

-- The day from which no paper was missing: the application's, or that of the first filing without gap after the last
-- time papers were asked for.
-- relation last_asked
SELECT holder, max(position) AS position FROM last_step WHERE step = 'asked' GROUP BY holder

-- relation completed
SELECT s.holder, min(s.legal_day) AS legal_day
FROM last_step AS s JOIN holder_begun AS b ON b.holder = s.holder LEFT JOIN last_asked AS a ON a.holder = s.holder
WHERE s.step = 'filed' AND s.missing = '' AND s.position > coalesce(a.position, -1)
  AND (b.missing <> '' OR a.position IS NOT NULL)
GROUP BY s.holder

-- relation holder_answer
SELECT holder, position, legal_day, 'open' AS state, '' AS reason, late FROM holder_admitted
UNION ALL
SELECT holder, position, legal_day, 'refused', reason, late FROM holder_refused

-- relation last_answer
SELECT * FROM (
  SELECT a.*, row_number() OVER (PARTITION BY a.holder ORDER BY a.position DESC) AS age
  FROM holder_answer AS a JOIN holder_begun AS b ON b.holder = a.holder AND a.position >= b.position
) AS aged WHERE age = 1

-- relation holder_late
SELECT holder, max(late) AS late FROM (
  SELECT holder, late FROM last_step
  UNION ALL
  SELECT holder, late FROM last_answer
) AS steps GROUP BY holder

-- relation change_accepted
SELECT * FROM (
  SELECT f.holder, f.name, f.identity, f.identity_until,
    row_number() OVER (PARTITION BY f.holder ORDER BY f.number DESC) AS age
  FROM holder_change_filed AS f
  JOIN holder_change_decided AS d ON d.holder = f.holder AND d.number = f.number AND d.accepted = 1
) AS aged WHERE age = 1

-- relation paper
SELECT holder, row_number() OVER (PARTITION BY holder ORDER BY position, n) AS number, paper, sha256, legal_day FROM (
  SELECT holder, position, n, paper, sha256, legal_day FROM applied_paper
  UNION ALL
  SELECT holder, position, n, paper, sha256, legal_day FROM filed_paper
) AS papers

-- table registry_holder_paper (holder, number) paper, sha256, filed_on
SELECT holder, number, paper, sha256, legal_day FROM paper

-- relation numbered_of_holder
SELECT b.holder,
  coalesce((SELECT count(*) FROM paper AS x WHERE x.holder = b.holder), 0) AS papers,
  coalesce((SELECT max(number) FROM holder_change_filed AS x WHERE x.holder = b.holder), 0) AS changes,
  coalesce((SELECT max(number) FROM holder_restricted AS x WHERE x.holder = b.holder), 0) AS restrictions,
  coalesce((SELECT max(number) FROM bank_account_filed AS x WHERE x.holder = b.holder), 0) AS bank_accounts
FROM holder_begun AS b

-- table registry_holder (id) kind, name, identity, identity_until, state, applied_on, complete_on, due, missing,
--   decided_on, late, reason, opened_on, closing_asked_on, closed_on, papers, changes, restrictions, bank_accounts
SELECT b.holder, b.kind, coalesce(c.name, b.name), coalesce(c.identity, b.identity),
  coalesce(c.identity_until, b.identity_until),
  CASE WHEN x.holder IS NOT NULL THEN 'closed' WHEN b.is_open = 1 THEN 'open' ELSE coalesce(n.state, 'applied') END,
  CASE b.is_open WHEN 1 THEN '' ELSE b.legal_day END,
  CASE WHEN b.is_open = 1 THEN '' WHEN s.step = 'asked' OR coalesce(s.missing, b.missing) <> '' THEN ''
    ELSE coalesce(m.legal_day, b.legal_day) END,
  CASE WHEN b.is_open = 1 THEN '' ELSE coalesce(s.due, b.due) END,
  CASE WHEN b.is_open = 1 THEN '' ELSE coalesce(s.missing, b.missing) END,
  CASE WHEN n.holder IS NULL THEN '' ELSE n.legal_day END,
  coalesce(l.late, 0),
  coalesce(x.ground, q.reason, n.reason, a.reason, ''),
  CASE WHEN n.state = 'open' THEN n.legal_day WHEN b.is_open = 1 THEN b.legal_day ELSE '' END,
  coalesce(q.legal_day, ''), coalesce(x.legal_day, ''), t.papers, t.changes, t.restrictions, t.bank_accounts
FROM holder_begun AS b
JOIN numbered_of_holder AS t ON t.holder = b.holder
LEFT JOIN change_accepted AS c ON c.holder = b.holder
LEFT JOIN last_answer AS n ON n.holder = b.holder
LEFT JOIN last_step AS s ON s.holder = b.holder AND s.age = 1
LEFT JOIN (
  SELECT p.holder, p.reason FROM papers_asked AS p JOIN last_asked AS z ON z.position = p.position
) AS a ON a.holder = b.holder
LEFT JOIN completed AS m ON m.holder = b.holder
LEFT JOIN holder_late AS l ON l.holder = b.holder
LEFT JOIN closing_asked AS q ON q.holder = b.holder
LEFT JOIN holder_closed AS x ON x.holder = b.holder

-- table registry_holder_change (holder, number) name, identity, identity_until, was_name, was_identity,
--   was_identity_until, evidence_sha256, filed_on, due, state, decided_on, late, reason
SELECT f.holder, f.number, f.name, f.identity, f.identity_until, f.was_name, f.was_identity, f.was_identity_until,
  f.evidence_sha256, f.legal_day, f.due,
  CASE d.accepted WHEN 1 THEN 'accepted' WHEN 0 THEN 'refused' ELSE 'open' END,
  coalesce(d.legal_day, ''), coalesce(d.late, 0), coalesce(d.reason, '')
FROM holder_change_filed AS f LEFT JOIN holder_change_decided AS d ON d.holder = f.holder AND d.number = f.number

-- table registry_representative (holder, actor) role, from_day, until_day
SELECT n.holder, n.actor, n.role, n.from_day, CASE WHEN e.position > n.position THEN e.legal_day ELSE '' END
FROM representatives_named AS n LEFT JOIN representatives_ended AS e ON e.holder = n.holder AND e.actor = n.actor

-- relation represented
SELECT holder, sum(more) AS represented FROM (
  SELECT holder, 1 AS more FROM representative_named
  UNION ALL
  SELECT holder, -1 FROM representative_ended
) AS counted GROUP BY holder

-- relation stopping
SELECT holder, position, stopped FROM holder_restricted
UNION ALL
SELECT holder, position, stopped FROM restriction_lifted
UNION ALL
SELECT holder, position, '*' FROM holder_closed

-- relation holder_stopped
SELECT holder, stopped FROM (
  SELECT holder, stopped, row_number() OVER (PARTITION BY holder ORDER BY position DESC) AS age FROM stopping
) AS aged WHERE age = 1

-- table registry_restriction (holder, number) ground, text, stops, evidence_sha256, citation, restricted_on, object_by,
--   state, lifted_on, lifted_for, objection, objected_on, objected_for, due, answered_on, answer, late
SELECT r.holder, r.number, r.ground, r.text, r.stops, r.evidence_sha256, r.citation, r.legal_day, r.object_by,
  CASE WHEN l.holder IS NULL THEN 'standing' ELSE 'lifted' END, coalesce(l.legal_day, ''), coalesce(l.text, ''),
  CASE WHEN o.holder IS NULL THEN '' WHEN a.upheld = 1 THEN 'upheld' WHEN a.upheld = 0 THEN 'rejected' ELSE 'open' END,
  coalesce(o.legal_day, ''), coalesce(o.reason, ''), coalesce(o.due, ''), coalesce(a.legal_day, ''),
  coalesce(a.text, ''), coalesce(a.late, 0)
FROM holder_restricted AS r
LEFT JOIN restriction_lifted AS l ON l.holder = r.holder AND l.number = r.number
LEFT JOIN restriction_objected AS o ON o.holder = r.holder AND o.number = r.number
LEFT JOIN restriction_answered AS a ON a.holder = r.holder AND a.number = r.number

-- relation bar_lifted
SELECT l.holder, max(l.position) AS position
FROM restriction_lifted AS l JOIN holder_restricted AS r ON r.holder = l.holder AND r.number = l.number
WHERE r.ground = 'barred' GROUP BY l.holder

-- table registry_barred (holder) ground, citation, noted_on, sell_by, state, reported_on, evidence_sha256, late
SELECT b.holder, b.ground, b.citation, b.legal_day, b.sell_by,
  CASE WHEN l.position > b.position THEN 'lifted' WHEN d.holder IS NULL THEN 'to_sell' ELSE 'reported' END,
  coalesce(d.legal_day, ''), coalesce(d.evidence_sha256, ''), coalesce(d.late, 0)
FROM barred_noted AS b
LEFT JOIN disposal_reported AS d ON d.holder = b.holder AND d.position > b.position
LEFT JOIN bar_lifted AS l ON l.holder = b.holder

-- table registry_bank_account (holder, number) bank, account, account_name, filed_on, due, state, decided_on, reason,
--   late
SELECT f.holder, f.number, f.bank, f.bank_account, f.account_name, f.legal_day, f.due,
  CASE WHEN d.accepted IS NULL THEN 'filed' WHEN d.accepted = 0 THEN 'refused' WHEN r.replaces IS NULL THEN 'confirmed'
    ELSE 'replaced' END,
  coalesce(d.legal_day, ''), coalesce(d.reason, ''), coalesce(d.late, 0)
FROM bank_account_filed AS f
LEFT JOIN bank_account_decided AS d ON d.holder = f.holder AND d.number = f.number
LEFT JOIN bank_account_decided AS r ON r.holder = f.holder AND r.replaces = f.number
