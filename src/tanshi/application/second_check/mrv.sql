-- Records, reports and verification.

-- What the firm corrected, what verification changed, what an objection changed of that.
-- relation figure_altered
SELECT position, n, unit, month, field, after_figure FROM figure_changed
UNION ALL
SELECT position, n, unit, month, field, after_figure FROM figure_amended
UNION ALL
SELECT position, n, unit, month, field, after_figure FROM figure_after_confirmation
UNION ALL
SELECT position, n, unit, month, field, after_figure FROM figure_corrected

-- A month's figures that were altered after the month was recorded: the last change of each figure.
-- relation changed_after
SELECT unit, month, field, after_figure FROM (
  SELECT m.unit, m.month, c.field, c.after_figure,
    row_number() OVER (PARTITION BY m.unit, m.month, c.field ORDER BY c.position DESC, c.n DESC) AS age
  FROM month_recorded AS m
  JOIN figure_altered AS c ON c.unit = m.unit AND c.month = m.month AND c.position > m.position
) AS changes WHERE age = 1

-- relation corrected
SELECT unit, month,
  max(CASE field WHEN 'generation_mwh_e3' THEN after_figure END) AS generation_mwh_e3,
  max(CASE field WHEN 'own_use_mwh_e3' THEN after_figure END) AS own_use_mwh_e3,
  max(CASE field WHEN 'network_use_mwh_e3' THEN after_figure END) AS network_use_mwh_e3,
  max(CASE field WHEN 'heat_gj_e2' THEN after_figure END) AS heat_gj_e2,
  max(CASE field WHEN 'hours_e2' THEN after_figure END) AS hours_e2,
  max(CASE field WHEN 'fuel_e2' THEN after_figure END) AS fuel_e2,
  max(CASE field WHEN 'fuel_for_heat_e2' THEN after_figure END) AS fuel_for_heat_e2,
  max(CASE field WHEN 'ncv_e3' THEN after_figure END) AS ncv_e3,
  max(CASE field WHEN 'carbon_e4' THEN after_figure END) AS carbon_e4,
  max(CASE field WHEN 'carbon_e4' THEN 1 END) AS carbon_is_changed, -- perhaps to "not measured"
  max(CASE field WHEN 'purchased_mwh_e3' THEN after_figure END) AS purchased_mwh_e3
FROM changed_after GROUP BY unit, month

-- table mrv_unit_month (unit, month) entity, generation_mwh_e3, own_use_mwh_e3, network_use_mwh_e3, heat_gj_e2,
--   hours_e2, fuel_e2, fuel_for_heat_e2, ncv_e3, carbon_e4, purchased_mwh_e3, evidence, late
SELECT m.unit, m.month, m.entity,
  coalesce(c.generation_mwh_e3, m.generation_mwh_e3),
  coalesce(c.own_use_mwh_e3, m.own_use_mwh_e3),
  coalesce(c.network_use_mwh_e3, m.network_use_mwh_e3),
  coalesce(c.heat_gj_e2, m.heat_gj_e2),
  coalesce(c.hours_e2, m.hours_e2),
  coalesce(c.fuel_e2, m.fuel_e2),
  coalesce(c.fuel_for_heat_e2, m.fuel_for_heat_e2),
  coalesce(c.ncv_e3, m.ncv_e3),
  CASE WHEN c.carbon_is_changed = 1 THEN c.carbon_e4 ELSE m.carbon_e4 END,
  coalesce(c.purchased_mwh_e3, m.purchased_mwh_e3),
  m.evidence, m.late
FROM month_recorded AS m LEFT JOIN corrected AS c ON c.unit = m.unit AND c.month = m.month

-- The last correction of a confirmed emission.
-- relation emission_version
SELECT entity, period, verified_t, position FROM (
  SELECT emission_corrected.*, row_number() OVER (PARTITION BY entity, period ORDER BY position DESC) AS age
  FROM emission_corrected
) AS made WHERE age = 1

-- relation report
SELECT f.entity, f.period, f.reported_t, f.legal_day AS filed_on, v.position AS verified_at,
  coalesce(e.verified_t, a.verified_t, v.verified_t) AS verified_t, a.position AS amended_at, v.verifier,
  v.legal_day AS verified_on, c.position AS confirmed_at, c.legal_day AS confirmed_on
FROM report_filed AS f
LEFT JOIN report_verified AS v ON v.entity = f.entity AND v.period = f.period AND v.position > f.position
LEFT JOIN verification_amended AS a ON a.entity = f.entity AND a.period = f.period AND a.position > v.position
LEFT JOIN emission_confirmed AS c ON c.entity = f.entity AND c.period = f.period AND c.position > f.position
LEFT JOIN emission_version AS e ON e.entity = f.entity AND e.period = f.period AND e.position > c.position

-- table mrv_report (entity, period) state, reported_t, verified_t, nonconformities, verifier, filed_on, verified_on,
--   confirmed_on
SELECT r.entity, r.period,
  CASE WHEN r.verified_at IS NULL AND r.confirmed_at IS NULL THEN 'filed'
    WHEN r.confirmed_at > coalesce(r.verified_at, -1) THEN 'confirmed' ELSE 'verified' END,
  r.reported_t, r.verified_t,
  coalesce(c.changes, 0) + coalesce(a.changes, 0) + coalesce(w.changes, 0),
  coalesce(r.verifier, ''), r.filed_on, coalesce(r.verified_on, ''), coalesce(r.confirmed_on, '')
FROM report AS r
LEFT JOIN (SELECT position, count(*) AS changes FROM figure_changed GROUP BY position) AS c
  ON c.position = r.verified_at
LEFT JOIN (SELECT position, count(*) AS changes FROM figure_amended GROUP BY position) AS a
  ON a.position = r.amended_at
LEFT JOIN (SELECT entity, period, count(*) AS changes FROM activity_changed GROUP BY entity, period) AS w
  ON w.entity = r.entity AND w.period = r.period

-- table mrv_unit_year (unit, period, stage) entity, generation_mwh_e3, supply_mwh_e3, heat_gj_e2, heat_ratio_e4,
--   hours_e2, load_factor_e4, fuel_e2, ncv_e3, carbon_e4, months_without_carbon, combustion_t_e2, purchased_t_e2,
--   emission_t_e2
SELECT unit, period, 'reported', entity, generation_mwh_e3, supply_mwh_e3, heat_gj_e2, heat_ratio_e4, hours_e2,
  load_factor_e4, fuel_e2, ncv_e3, carbon_e4, months_without_carbon, combustion_t_e2, purchased_t_e2, emission_t_e2
FROM unit_year_filed
UNION ALL
SELECT unit, period, 'verified', entity, generation_mwh_e3, supply_mwh_e3, heat_gj_e2, heat_ratio_e4, hours_e2,
  load_factor_e4, fuel_e2, ncv_e3, carbon_e4, months_without_carbon, combustion_t_e2, purchased_t_e2, emission_t_e2
FROM unit_year_verified AS v WHERE NOT EXISTS (
  SELECT 1 FROM unit_year_amended AS a WHERE a.unit = v.unit AND a.period = v.period AND a.position > v.position
) AND NOT EXISTS (SELECT 1 FROM unit_year_corrected AS c WHERE c.unit = v.unit AND c.period = v.period)
UNION ALL
SELECT unit, period, 'verified', entity, generation_mwh_e3, supply_mwh_e3, heat_gj_e2, heat_ratio_e4, hours_e2,
  load_factor_e4, fuel_e2, ncv_e3, carbon_e4, months_without_carbon, combustion_t_e2, purchased_t_e2, emission_t_e2
FROM unit_year_amended AS a WHERE NOT EXISTS (
  SELECT 1 FROM unit_year_corrected AS c WHERE c.unit = a.unit AND c.period = a.period
)
UNION ALL
SELECT unit, period, 'verified', entity, generation_mwh_e3, supply_mwh_e3, heat_gj_e2, heat_ratio_e4, hours_e2,
  load_factor_e4, fuel_e2, ncv_e3, carbon_e4, months_without_carbon, combustion_t_e2, purchased_t_e2, emission_t_e2
FROM unit_year_corrected

-- table mrv_change (entity, period, number) unit, month, field, before, after, treatment, code
SELECT entity, period, n, unit, month, field, before, after, treatment, code FROM (
  SELECT figure_changed.*, row_number() OVER (PARTITION BY entity, period, n ORDER BY position DESC) AS age
  FROM figure_changed
) AS changes WHERE age = 1
UNION ALL
SELECT entity, period, number, unit, month, field, before, after, treatment, code FROM figure_amended
UNION ALL
SELECT entity, period, number, unit, month, field, before, after, treatment, code FROM activity_changed
UNION ALL
SELECT entity, period, number, unit, month, field, before, after, treatment, code FROM figure_after_confirmation

-- table mrv_emission_correction (entity, period, number) state, source, reference, reason, file_name, file_bytes,
--   file_sha256, before_t, after_t, output_changed, first_change, proposed_by, proposed_on, decide_until, decided_by,
--   decided_on, late, text
SELECT p.entity, p.period, p.number,
  CASE WHEN d.granted IS NULL THEN 'open' WHEN d.granted = 1 THEN 'made' ELSE 'rejected' END,
  p.source, p.reference, p.reason, p.file_name, p.file_bytes, p.file_sha256, coalesce(c.before_t, p.before_t),
  coalesce(c.verified_t, p.after_t), coalesce(c.output_changed, 0), coalesce(f.first_change, 0), p.authority,
  p.legal_day, p.decide_until, coalesce(d.authority, ''), coalesce(d.legal_day, ''), coalesce(d.late, 0),
  coalesce(d.text, '')
FROM emission_correction_proposed AS p
LEFT JOIN emission_correction_decided AS d ON d.entity = p.entity AND d.period = p.period AND d.number = p.number
LEFT JOIN emission_corrected AS c ON c.entity = p.entity AND c.period = p.period AND c.number = p.number
LEFT JOIN (SELECT position, min(number) AS first_change FROM figure_after_confirmation GROUP BY position) AS f
  ON f.position = c.position

-- table mrv_proposed_change (entity, period, correction, number) unit, month, field, before, after, treatment, code
SELECT entity, period, number, n, unit, month, field, before, after, treatment, code FROM proposed_change

-- table mrv_gas (entity, period, stage, gas) mass_kg_e3, potential, potential_set, counts, source, evidence
SELECT entity, period, stage, gas, mass_kg_e3, potential, potential_set, counts, source, evidence FROM gas_stated

-- table mrv_opening_emission (unit, year) entity, emission_t, origin
SELECT unit, year, entity, emission_t, origin FROM opening_emission

-- table mrv_opening_output (unit, year) entity, supply_mwh_e3, heat_gj_e2, origin
SELECT unit, year, entity, supply_mwh_e3, heat_gj_e2, origin FROM opening_output

-- table mrv_evidence (unit, month, number) entity, kind, field, value, value_unit, source, laboratory, file_name,
--   file_bytes, file_sha256, secret, depositor, deposited_on
SELECT unit, month, number, entity, kind, field, value, value_unit, source, laboratory, file_name, file_bytes,
  file_sha256, secret, depositor, legal_day
FROM evidence_deposited

-- table mrv_correction (unit, month, version, field) entity, before, after, reason, file_name, file_bytes, file_sha256,
--   corrected_on
SELECT unit, month, version, field, entity, before, after, reason, file_name, file_bytes, file_sha256, legal_day
FROM figure_corrected

-- table mrv_laboratory_report (laboratory, number) entity, unit, month, sample, sample_kind, taken_from, taken_to,
--   received_on, tested_on, issued_on, mark, signed_by, file_name, file_bytes, file_sha256, late, deposited_on
SELECT laboratory, number, entity, unit, month, sample, sample_kind, taken_from, taken_to, received_on, tested_on,
  issued_on, mark, signed_by, file_name, file_bytes, file_sha256, late, legal_day
FROM laboratory_reported
UNION ALL
SELECT laboratory, number, entity, unit, month, sample, sample_kind, taken_from, taken_to, received_on, tested_on,
  issued_on, mark, signed_by, file_name, file_bytes, file_sha256, late, legal_day
FROM stream_reported

-- table mrv_laboratory_value (laboratory, number, figure, basis) value
SELECT laboratory, number, figure, basis, value FROM laboratory_value
UNION ALL
SELECT laboratory, number, figure, basis, value FROM stream_value

-- table mrv_laboratory_stream (laboratory, number) entity, sector, period, part, stream, item
SELECT laboratory, number, entity, sector, month, part, stream, item FROM stream_reported WHERE stream <> ''

-- table mrv_control_plan (entity, year, version) reason, state, late, file_name, file_bytes, file_sha256, filed_on,
--   decided_on, answer
SELECT f.entity, f.year, f.version, f.reason,
  CASE WHEN d.accepted IS NULL THEN 'filed' WHEN d.accepted = 1 THEN 'accepted' ELSE 'returned' END,
  f.late, f.file_name, f.file_bytes, f.file_sha256, f.legal_day, coalesce(d.legal_day, ''), coalesce(d.reason, '')
FROM control_plan_filed AS f
LEFT JOIN control_plan_decided AS d ON d.entity = f.entity AND d.year = f.year AND d.version = f.version

-- table mrv_planned_figure (entity, year, version, unit, field) way, meter, frequency, gap, department, records
SELECT entity, year, version, unit, field, way, meter, frequency, gap, department, records FROM planned_figure

-- table mrv_planned_meter (entity, year, version, number) model, place, accuracy_percent, calibration_months
SELECT entity, year, version, number, model, place, accuracy_percent, calibration_months FROM planned_meter

-- table mrv_planned_person (entity, year, version, name) duty
SELECT entity, year, version, name, duty FROM control_plan_person

-- table mrv_calibration (entity, meter, day) until_day, file_name, file_bytes, file_sha256, noted_on
SELECT entity, meter, day, until_day, file_name, file_bytes, file_sha256, legal_day FROM meter_calibrated

-- table mrv_supervision (entity, month, number) authority, result, text, noted_on
SELECT entity, month, number, authority, result, text, legal_day FROM supervision_noted

-- table mrv_activity (entity, period, number) sector, month, part, stream, item, place, evidence, late, recorded_on
SELECT entity, period, number, sector, month, part, stream, item, place, evidence, late, legal_day
FROM activity_recorded

-- Figures of rows in the order in which they were said: recorded, corrected by the firm, changed by verification.
-- relation activity_figure_said
SELECT entity, period, CAST(number AS TEXT) AS row_no, name, value, position, n FROM activity_figure_recorded
UNION ALL
SELECT entity, period, CAST(number AS TEXT), name, after, position, n FROM activity_corrected
UNION ALL
SELECT entity, period, unit, field, after, position, n FROM activity_changed
UNION ALL
SELECT c.entity, c.period, c.unit, c.field, c.after, c.position, c.n FROM figure_after_confirmation AS c
WHERE EXISTS (SELECT 1 FROM activity_recorded AS r WHERE r.entity = c.entity AND r.period = c.period)

-- table mrv_activity_figure (entity, period, number, name) value
SELECT entity, period, CAST(row_no AS BIGINT), name, value FROM (
  SELECT entity, period, row_no, name, value,
    row_number() OVER (PARTITION BY entity, period, row_no, name ORDER BY position DESC, n DESC) AS age
  FROM activity_figure_said
) AS said WHERE age = 1

-- table mrv_activity_correction (entity, period, number, version, name) before, after, reason, file_name, file_bytes,
--   file_sha256, corrected_on
SELECT entity, period, number, version, name, before, after, reason, file_name, file_bytes, file_sha256, legal_day
FROM activity_corrected

-- table mrv_source (entity, period, stage, part, source) emission_t
SELECT entity, period, 'reported', part, source, emission_t FROM activity_source_reported
UNION ALL
SELECT entity, period, 'verified', part, source, emission_t FROM activity_source_verified AS v
WHERE NOT EXISTS (
  SELECT 1 FROM activity_source_corrected AS c
  WHERE c.entity = v.entity AND c.period = v.period AND c.part = v.part AND c.source = v.source
)
UNION ALL
SELECT entity, period, 'verified', part, source, emission_t FROM activity_source_corrected

-- table mrv_total (entity, period, stage, total) emission_t, counts
SELECT entity, period, 'reported', total, emission_t, counts FROM activity_total_reported
UNION ALL
SELECT entity, period, 'verified', total, emission_t, counts FROM activity_total_verified AS v
WHERE NOT EXISTS (
  SELECT 1 FROM activity_total_corrected AS c
  WHERE c.entity = v.entity AND c.period = v.period AND c.total = v.total
)
UNION ALL
SELECT entity, period, 'verified', total, emission_t, counts FROM activity_total_corrected

-- table mrv_publication (entity, period, number) sector, guide, basis, verified_t, due, late, published_on
SELECT entity, period, number, sector, guide, basis, verified_t, due, late, legal_day FROM emission_published

-- table mrv_published_item (entity, period, number, place) kind, part, name, value, records
SELECT entity, period, number, place, kind, part, name, value, records FROM emission_published_item

-- table mrv_tie (body, person, entity) certificate, kind, until_day, declared_on
SELECT body, person, entity, certificate, kind, until_day, legal_day FROM tie_declared

-- The first passed review of a conclusion.
-- relation conclusion_passed
SELECT entity, period, person, legal_day FROM conclusion_reviewed WHERE passed = 1

-- table mrv_verification (entity, period) body, scope, from_day, until_day, planned_on, documents_on, visited_on,
--   findings_on, mend_until, reviewed_by, reviewed_on, concluded_on, late, told_on, told_late, object_until
SELECT p.entity, p.period, p.body, p.scope, p.from_day, p.until_day, p.legal_day, coalesce(d.legal_day, ''),
  coalesce(s.until_day, ''), coalesce(f.legal_day, ''), coalesce(f.until_day, ''), coalesce(r.person, ''),
  coalesce(r.legal_day, ''), coalesce(c.legal_day, ''), coalesce(c.late, 0), coalesce(t.legal_day, ''),
  coalesce(t.late, 0), coalesce(t.until_day, '')
FROM verification_planned AS p
LEFT JOIN documents_reviewed AS d ON d.entity = p.entity AND d.period = p.period
LEFT JOIN site_visited AS s ON s.entity = p.entity AND s.period = p.period
LEFT JOIN findings_issued AS f ON f.entity = p.entity AND f.period = p.period
LEFT JOIN conclusion_passed AS r ON r.entity = p.entity AND r.period = p.period
LEFT JOIN verification_concluded AS c ON c.entity = p.entity AND c.period = p.period
LEFT JOIN verification_told AS t ON t.entity = p.entity AND t.period = p.period

-- table mrv_verifier (entity, period, person) certificate, leader
SELECT entity, period, person, certificate, leader FROM verification_member

-- table mrv_sample (entity, period, unit, month)
SELECT entity, period, unit, month FROM verification_sampled

-- table mrv_clause (entity, period, clause) stage, result, text
SELECT entity, period, clause, 'documents', result, text FROM documents_clause
UNION ALL
SELECT entity, period, clause, 'site', result, text FROM site_clause

-- table mrv_finding (entity, period, number) code, clause, severity, unit, month, field, text, how, changes, after,
--   reason, settled_on
SELECT f.entity, f.period, f.n, f.code, f.clause, f.severity, f.unit, f.month, f.field, f.text, coalesce(s.how, ''),
  coalesce(s.changes, 0), coalesce(s.after, ''), coalesce(s.reason, ''), coalesce(s.legal_day, '')
FROM finding_listed AS f
LEFT JOIN finding_settled AS s ON s.entity = f.entity AND s.period = f.period AND s.number = f.n

-- table mrv_finding_answer (entity, period, number, version) answer, changes, after, file_name, file_sha256, late,
--   answered_on
SELECT entity, period, number, version, answer, changes, after, file_name, file_sha256, late, legal_day
FROM finding_answered

-- table mrv_internal_review (entity, period, number) person, passed, text, reviewed_on
SELECT entity, period, number, person, passed, text, legal_day FROM conclusion_reviewed

-- table mrv_verification_objection (entity, period) reason, evidence_sha256, state, filed_on, decide_until, text,
--   decided_on, late
SELECT o.entity, o.period, o.reason, o.evidence_sha256,
  CASE WHEN d.upheld IS NULL THEN 'open' WHEN d.upheld = 1 THEN 'upheld' ELSE 'rejected' END,
  o.legal_day, o.until_day, coalesce(d.text, ''), coalesce(d.legal_day, ''), coalesce(d.late, 0)
FROM verification_objected AS o
LEFT JOIN verification_objection_decided AS d ON d.entity = o.entity AND d.period = o.period

-- table mrv_verification_look (entity, period, number) authority, result, text, looked_on
SELECT entity, period, number, authority, result, text, legal_day FROM verification_looked

-- table mrv_body (body, scope) certificate, until_day, evidence_sha256, listed_on, struck_on, reason
SELECT l.body, l.scope, l.certificate, l.until_day, l.evidence_sha256, l.legal_day,
  CASE WHEN s.position > l.position THEN s.legal_day ELSE '' END,
  CASE WHEN s.position > l.position THEN s.reason ELSE '' END
FROM body_listed AS l LEFT JOIN body_struck AS s ON s.body = l.body AND s.scope = l.scope

-- table mrv_practitioner (body, person, scope) certificate, until_day, evidence_sha256, noted_on
SELECT body, person, scope, certificate, until_day, evidence_sha256, legal_day FROM practitioner_noted

-- table mrv_contract (body, number) entity, province, scope, year, signed_on, evidence_sha256, noted_on
SELECT body, number, entity, province, scope, year, signed_on, evidence_sha256, legal_day FROM contract_noted

-- table mrv_score (body, scope, year, authority) score_e1, reason, evidence_sha256, published_on
SELECT body, scope, year, authority, score_e1, reason, evidence_sha256, legal_day FROM score_published

-- The versions of a plan are numbered without gap.
-- agreement version
SELECT position, row_number() OVER (PARTITION BY entity, year ORDER BY position), version FROM control_plan_filed

-- The pieces of a month are numbered without gap.
-- agreement evidence_number
SELECT position, row_number() OVER (PARTITION BY unit, month ORDER BY position), number FROM evidence_deposited

-- A correction begins with what was confirmed, or with what the correction before it came to.
-- agreement corrected_t
SELECT made.position, coalesce(made.earlier_t, confirmed.verified_t), made.before_t
FROM (
  SELECT position, entity, period, before_t,
    lag(verified_t) OVER (PARTITION BY entity, period ORDER BY position) AS earlier_t
  FROM emission_corrected
) AS made
LEFT JOIN emission_confirmed AS confirmed ON confirmed.entity = made.entity AND confirmed.period = made.period

-- What is confirmed is what was verified.
-- agreement verified_t
SELECT confirmed.position, coalesce(amended.verified_t, verified.verified_t), confirmed.verified_t
FROM emission_confirmed AS confirmed
LEFT JOIN verification_amended AS amended
  ON amended.entity = confirmed.entity AND amended.period = confirmed.period AND amended.position < confirmed.position
LEFT JOIN report_verified AS verified
  ON verified.entity = confirmed.entity AND verified.period = confirmed.period AND verified.position < confirmed.position
