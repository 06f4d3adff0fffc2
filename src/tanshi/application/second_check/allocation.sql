-- Allocation: in advance, and as approved.

-- table allocation_preallocation (unit, period) entity, base_year, base_t, preallocated_t
SELECT unit, period, entity, base_year, base_t, preallocated_t FROM unit_preallocated

-- table allocation_unit (unit, period) entity, unit_class, output_mwh, heat_gj, heat_ratio, load_factor, cooling, chp,
--   load_coef, heat_coef, cooling_coef, electricity_t, heat_t, initial_t, relief_t, approved_t, verified_t
SELECT unit, coalesce(year, period), entity, unit_class, output_mwh, heat_gj, heat_ratio, load_factor, cooling, chp, load_coef,
  heat_coef, cooling_coef, electricity_t, heat_t, initial_t, relief_t, approved_t, verified_t
FROM unit_approved

-- relation entity_decided
SELECT position, entity, period, vintage, preallocated_t, NULL AS initial_t, NULL AS relief_t, NULL AS approved_t,
  NULL AS verified_t, NULL AS obligation_t, rules_revision, 0 AS is_approval
FROM preallocated
UNION ALL
SELECT position, entity, period, vintage, NULL, initial_t, relief_t, approved_t, verified_t, obligation_t,
  rules_revision, 1
FROM approved

-- relation entity_last_decided
SELECT * FROM (
  SELECT entity_decided.*, row_number() OVER (PARTITION BY entity, period ORDER BY position DESC) AS age
  FROM entity_decided
) AS decisions WHERE age = 1

-- An approval keeps what was given in advance.
-- table allocation_entity (entity, period) vintage, preallocated_t, initial_t, relief_t, approved_t, verified_t,
--   obligation_t, rules_revision
SELECT d.entity, d.period, d.vintage,
  CASE d.is_approval WHEN 0 THEN d.preallocated_t ELSE coalesce(p.preallocated_t, 0) END,
  d.initial_t, d.relief_t, d.approved_t, d.verified_t, d.obligation_t, d.rules_revision
FROM entity_last_decided AS d
LEFT JOIN (
  SELECT preallocated.*, lead(position) OVER (PARTITION BY entity, period ORDER BY position) AS until
  FROM preallocated
) AS p ON p.entity = d.entity AND p.period = d.period AND p.position < d.position
  AND (p.until IS NULL OR p.until > d.position)

-- table allocation_borrowing (entity, period) gap_t, limit_t, amount_t, out_of, vintage, granted_on
SELECT entity, period, gap_t, limit_t, amount_t, out_of, vintage, legal_day FROM borrowing_granted

-- What the registry was told; a province's own allowances of a period come in several stages.
-- table allocation_instruction (id) entity, period, stage, vintage, holder, amount_t, due_t, deducted_t, ground, day
SELECT id, entity, period, stage, vintage, holder, amount_t, due_t, deducted_t, ground, legal_day FROM instructed

-- relation instructed_of_period
SELECT instructed.*,
  row_number() OVER (PARTITION BY entity, period ORDER BY position DESC) AS age,
  sum(amount_t) OVER (PARTITION BY entity, period) AS instructed_t,
  sum(CASE stage WHEN 'correction' THEN 1 ELSE 0 END) OVER (PARTITION BY entity, period) AS corrections
FROM instructed WHERE stage IN ('preallocation', 'settle_up', 'correction')

-- table allocation_issue (entity, period) due_t, instructed_t, deducted_t, corrections, stage, day
SELECT entity, period, due_t, instructed_t, deducted_t, corrections, stage, legal_day
FROM instructed_of_period WHERE age = 1

-- table allocation_deduction (entity, number) kind, from_period, amount_t, ground, citation, noted_on
SELECT entity, number, kind, from_period, amount_t, ground, citation, legal_day FROM deduction_noted

-- table allocation_deduction_lift (entity, number, lift) amount_t, ground, lifted_on
SELECT entity, number, lift, amount_t, ground, legal_day FROM deduction_lifted

-- table allocation_withheld (entity, source, period) withheld_t
SELECT entity, source, period, in_period_t FROM deduction_withheld

-- table allocation_application (entity, period, kind) amount_t, ground, evidence_sha256, applied_on, state, granted_t,
--   reason, decided_on
SELECT a.entity, a.period, a.kind, a.amount_t, a.ground, a.evidence_sha256, a.legal_day,
  CASE d.granted WHEN 1 THEN 'granted' WHEN 0 THEN 'refused' ELSE 'open' END, coalesce(d.granted_t, 0),
  coalesce(d.reason, ''), coalesce(d.legal_day, '')
FROM relief_applied AS a
LEFT JOIN relief_decided AS d ON d.entity = a.entity AND d.period = a.period AND d.kind = a.kind
  AND d.position > a.position

-- table allocation_objection (entity, period, stage) reason, evidence_sha256, filed_on, until, state, text, decided_on,
--   late
SELECT o.entity, o.period, o.stage, o.reason, o.evidence_sha256, o.legal_day, o.until,
  CASE d.upheld WHEN 1 THEN 'upheld' WHEN 0 THEN 'rejected' ELSE 'open' END, coalesce(d.text, ''),
  coalesce(d.legal_day, ''), coalesce(d.late, 0)
FROM allocation_objected AS o
LEFT JOIN allocation_objection_decided AS d ON d.entity = o.entity AND d.period = o.period AND d.stage = o.stage
  AND d.position > o.position

-- table allocation_correction (entity, period, number) stage, ground, reason, before_t, after_t, day
SELECT entity, period, number, stage, ground, reason, before_t, after_t, legal_day FROM allocation_corrected

-- table allocation_round (area_gb2260, period, stage) covered, allocated, exceptions, allocated_t, instructed_t,
--   withheld_t, verified_t, obligation_t, relieved, relief_t, borrowing, borrowed_t, deadline, late, digest, reported_on,
--   published_on
SELECT r.area_gb2260, r.period, r.stage, r.covered, r.allocated,
  (SELECT count(*) FROM round_exception AS e WHERE e.position = r.position), r.allocated_t, r.instructed_t,
  r.withheld_t, r.verified_t, r.obligation_t, r.relieved, r.relief_t, r.borrowing, r.borrowed_t, r.deadline, r.late,
  r.digest, r.legal_day, coalesce(p.legal_day, '')
FROM round_reported AS r
LEFT JOIN round_published AS p ON p.area_gb2260 = r.area_gb2260 AND p.period = r.period AND p.stage = r.stage
