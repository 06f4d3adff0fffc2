-- Case files: clues, doubts, penalties, payments, appeals, credit.

-- table supervision_case (docket) subject, area_gb2260, source, about, text, evidence_sha256, authority, opened_on
SELECT docket, subject, area_gb2260, source, about, text, evidence_sha256, authority, legal_day FROM clue_deposited

-- table supervision_step (docket, number) step, actor, level, text, evidence_sha256, due, late, done_on
SELECT docket, number, step, actor, level, text, evidence_sha256, due, late, legal_day FROM case_step

-- table supervision_official (docket, person)
SELECT docket, person FROM case_official

-- What was said of a doubt last, and how often.
-- relation doubt_last_explained
SELECT * FROM (
  SELECT docket, number, person, level, text, evidence_sha256, legal_day,
    row_number() OVER (PARTITION BY docket, number ORDER BY position DESC) AS age,
    count(*) OVER (PARTITION BY docket, number) AS times
  FROM doubt_explained
) AS told WHERE age = 1

-- relation doubt_last_checked
SELECT * FROM (
  SELECT docket, number, person, level, result, text, legal_day,
    row_number() OVER (PARTITION BY docket, number ORDER BY position DESC) AS age,
    count(*) OVER (PARTITION BY docket, number) AS times
  FROM doubt_checked
) AS told WHERE age = 1

-- table supervision_doubt (docket, number) text, level, explained_by, explained_level, explanation, evidence_sha256,
--   explained_on, checked_by, checked_level, result, remark, checked_on, explanations, checks
SELECT d.docket, d.number, d.text, d.level, coalesce(e.person, ''), coalesce(e.level, ''), coalesce(e.text, ''),
  coalesce(e.evidence_sha256, ''), coalesce(e.legal_day, ''), coalesce(c.person, ''), coalesce(c.level, ''),
  coalesce(c.result, ''), coalesce(c.text, ''), coalesce(c.legal_day, ''), coalesce(e.times, 0), coalesce(c.times, 0)
FROM case_doubt AS d
LEFT JOIN doubt_last_explained AS e ON e.docket = d.docket AND e.number = d.number
LEFT JOIN doubt_last_checked AS c ON c.docket = d.docket AND c.number = d.number

-- table supervision_filed (docket) offence, act_day, period, harm, limit_until, decide_by, filed_on
SELECT docket, offence, act_day, period, harm, limit_until, decide_by, legal_day FROM case_filed

-- What the last appeal left of a fine.
-- relation fine_after_appeal
SELECT docket, fine_fen FROM (
  SELECT docket, fine_fen, row_number() OVER (PARTITION BY docket ORDER BY position DESC) AS last FROM appeal_decided
) AS ends WHERE last = 1

-- What a decision is since it was changed last.
-- relation revised_last
SELECT * FROM (
  SELECT docket, fine_fen, persons_fen, confiscated_fen, cut_t, bar,
    row_number() OVER (PARTITION BY docket ORDER BY position DESC) AS age
  FROM decision_revised
) AS ends WHERE age = 1

-- table supervision_penalty (docket, stage) instrument, article, reading, part, low_fen, high_fen, fine_fen, persons_fen,
--   confiscated_fen, cut_t, cut_if, from_period, bar, measures, correct_until, hearing, collective, set_on
SELECT p.docket, p.stage, p.instrument, p.article, p.reading, p.part, p.low_fen, p.high_fen,
  coalesce(r.fine_fen, a.fine_fen, p.fine_fen), coalesce(r.persons_fen, p.persons_fen),
  coalesce(r.confiscated_fen, p.confiscated_fen), coalesce(r.cut_t, p.cut_t), p.cut_if, p.from_period,
  coalesce(r.bar, p.bar), p.measures,
  CASE WHEN p.stage = 'decision' AND p.docket IN (SELECT docket FROM decision_revised WHERE result = 'annulled')
    THEN '' ELSE p.correct_until END,
  p.hearing, p.collective, p.legal_day
FROM penalty_set AS p LEFT JOIN fine_after_appeal AS a ON a.docket = p.docket AND p.stage = 'decision'
LEFT JOIN revised_last AS r ON r.docket = p.docket AND p.stage = 'decision'
UNION ALL
SELECT docket, 'original', instrument, article, reading, part, low_fen, high_fen, fine_fen, persons_fen, confiscated_fen,
  cut_t, cut_if, from_period, bar, measures, correct_until, hearing, collective, legal_day
FROM penalty_set WHERE stage = 'decision' AND docket IN (SELECT docket FROM decision_revised)

-- table supervision_service (docket) served_on, way, pay_until, reconsider_until, sue_until
SELECT docket, served_on, way, pay_until, reconsider_until, sue_until FROM decision_served

-- table supervision_instalment (docket, number) due, amount_fen
SELECT docket, n, due, amount_fen FROM instalment_granted

-- table supervision_payment (docket, number) amount_fen, paid_on, evidence_sha256
SELECT docket, number, amount_fen, paid_on, evidence_sha256 FROM penalty_paid

-- table supervision_appeal (docket, number) kind, text, evidence_sha256, suspends, filed_on, result, fine_fen, remark,
--   decided_on
SELECT f.docket, f.number, f.kind, f.text, f.evidence_sha256, f.suspends, f.legal_day, coalesce(e.result, ''),
  coalesce(e.fine_fen, 0), coalesce(e.text, ''), coalesce(e.legal_day, '')
FROM decision_appealed AS f LEFT JOIN appeal_decided AS e ON e.docket = f.docket AND e.number = f.number

-- table supervision_credit (docket) subject, offence, instrument, article, fine_fen, cut_t, bar, authority, published,
--   noted_on
SELECT docket, subject, offence, instrument, article, fine_fen, cut_t, bar, authority, published, legal_day
FROM credit_noted

-- table supervision_hearing (docket) hear_on, place, chair, called_on, conclusion, text, minutes_sha256, held_on
SELECT c.docket, c.hear_on, c.place, coalesce(h.chair, c.chair), c.legal_day, coalesce(h.conclusion, ''),
  coalesce(h.text, ''), coalesce(h.minutes_sha256, ''), coalesce(h.held_on, '')
FROM hearing_called AS c LEFT JOIN hearing_concluded AS h ON h.docket = c.docket

-- table supervision_revision (docket, number) cause, result, fine_before_fen, fine_fen, cut_before_t, cut_t, bar_before,
--   bar, text, evidence_sha256, revised_on
SELECT docket, number, cause, result, fine_before_fen, fine_fen, cut_before_t, cut_t, bar_before, bar, text,
  evidence_sha256, legal_day
FROM decision_revised

-- table supervision_cancellation (docket) project, amount_t, deceit, order_number
SELECT a.docket, a.project, a.amount_t, a.deceit, coalesce(t.order_number, 0)
FROM cancellation_announced AS a LEFT JOIN cancellation_told AS t ON t.docket = a.docket

-- table supervision_refund (docket, number) person, amount_fen, paid_on, evidence_sha256
SELECT docket, number, person, amount_fen, paid_on, evidence_sha256 FROM penalty_refunded

-- table supervision_write_off (docket, person) amount_fen, text, evidence_sha256, written_off_on
SELECT docket, person, amount_fen, text, evidence_sha256, legal_day FROM fine_written_off

-- table supervision_credit_mark (docket, number) subject, result, fine_fen, cut_t, bar, published, marked_on
SELECT docket, number, subject, result, fine_fen, cut_t, bar, published, legal_day FROM credit_marked

-- What a person's fine is since it was decided last, and what it was first.
-- relation person_decided_last
SELECT * FROM (
  SELECT docket, person, fine_fen, legal_day,
    row_number() OVER (PARTITION BY docket, person ORDER BY position DESC) AS age,
    first_value(fine_fen) OVER (PARTITION BY docket, person ORDER BY position) AS first_fen
  FROM person_decided
) AS ends WHERE age = 1

-- table supervision_person (docket, person) duty, low_fen, high_fen, notice_fen, fine_fen, decided_on, decided_fen
SELECT a.docket, a.person, a.duty, a.low_fen, a.high_fen, a.fine_fen, coalesce(d.fine_fen, 0),
  coalesce(d.legal_day, ''), coalesce(d.first_fen, 0)
FROM person_announced AS a LEFT JOIN person_decided_last AS d ON d.docket = a.docket AND d.person = a.person

-- table supervision_person_service (docket, person, paper) served_on, way, until, reconsider_until, sue_until,
--   evidence_sha256
SELECT docket, person, paper, served_on, way, until, reconsider_until, sue_until, evidence_sha256 FROM person_served

-- table supervision_person_instalment (docket, person, number) due, amount_fen
SELECT docket, person, n, due, amount_fen FROM person_instalment

-- table supervision_person_payment (docket, person, number) amount_fen, paid_on, evidence_sha256
SELECT docket, person, number, amount_fen, paid_on, evidence_sha256 FROM person_paid
