-- What the journal keeps of itself: commands, days, types, head, runs.

-- table journal_command (organisation, id) actor, kind, sha256, outcome, first_position, facts, recorded_at, second
SELECT organisation, id, actor, kind, sha256, outcome, position, facts, at, coalesce(second, '') FROM act

-- table journal_day (day) last_position
SELECT at_day, last_position FROM (
  SELECT at_day, position + facts - 1 AS last_position,
    row_number() OVER (PARTITION BY at_day ORDER BY position DESC) AS age
  FROM act
) AS ends WHERE age = 1

-- table journal_fact_type (type)
SELECT DISTINCT type FROM journal_fact

-- table journal_head (id) size, recorded_at
SELECT 1, coalesce((SELECT max(position) + 1 FROM journal_fact), 0),
  coalesce((SELECT at FROM act ORDER BY position DESC LIMIT 1), '')

-- table journal_run (id) kind, state, chunks, items, plan
SELECT o.run, o.kind,
  CASE WHEN c.position > o.position THEN 'closed' ELSE 'open' END,
  o.chunks, o.items, o.plan
FROM run_opened AS o
LEFT JOIN (SELECT run, max(position) AS position FROM run_closed GROUP BY run) AS c ON c.run = o.run

-- Acts follow each other without gap, the first on position 0, and their time does not go back.
-- agreement facts
SELECT position, next_act - position, facts FROM (
  SELECT position, facts,
    coalesce(lead(position) OVER (ORDER BY position), (SELECT max(position) + 1 FROM journal_fact)) AS next_act
  FROM act
) AS acts

-- agreement act
SELECT position, position, (SELECT min(position) FROM act) FROM journal_fact WHERE position = 0

-- agreement at
SELECT position, before, at FROM (
  SELECT position, at, lag(at) OVER (ORDER BY position) AS before FROM act
) AS acts WHERE at < before

-- The evidence that facts name: the plans of runs, the records of sessions.
-- evidence plans
SELECT plan FROM run_opened

-- evidence sessions
SELECT segment FROM session_closed
