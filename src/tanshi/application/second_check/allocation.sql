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
