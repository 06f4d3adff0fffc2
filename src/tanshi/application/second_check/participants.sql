-- Participants: the market, who may act, entities with their units, the yearly list.

-- table participants_market (id) jurisdiction, origin
SELECT 1, jurisdiction, origin FROM market_founded

-- table participants_actor (id) organisation, role, area_gb2260, entity, active
SELECT a.actor, a.organisation, a.role, a.area_gb2260, a.entity,
  CASE WHEN d.position > a.position THEN 0 ELSE 1 END
FROM actor_admitted AS a
LEFT JOIN (SELECT actor, max(position) AS position FROM actor_dismissed GROUP BY actor) AS d ON d.actor = a.actor

-- table participants_mandate (organisation, entity) from_day, until_day, ground
SELECT g.organisation, g.entity, g.from_day, coalesce(w.last_day, g.until_day), g.ground
FROM mandate_granted AS g
LEFT JOIN mandate_withdrawn AS w
  ON w.organisation = g.organisation AND w.entity = g.entity AND w.position > g.position

-- table participants_delegation (id) giver, taker, kinds, from_day, until_day
SELECT d.delegation, d.giver, d.taker, d.kinds, d.from_day, coalesce(e.last_day, d.until_day)
FROM powers_delegated AS d
LEFT JOIN delegation_ended AS e ON e.delegation = d.delegation AND e.position > d.position

-- relation entity_entered
SELECT entity, name_zh, name_en, area_gb2260, sector_gbt4754, source FROM entity_registered
UNION ALL
SELECT heir, name_zh, name_en, area_gb2260, sector_gbt4754, source FROM entity_split_off

-- relation entity_called
SELECT entity, name_zh, name_en, credit_code, owner FROM (
  SELECT entity, name_zh, name_en, credit_code, owner,
    row_number() OVER (PARTITION BY entity ORDER BY position DESC) AS rank
  FROM entity_changed
) AS changes WHERE rank = 1

-- relation entity_ended
SELECT entity, 'merged' AS state, last_year FROM entity_merged
UNION ALL
SELECT entity, 'split', last_year FROM entity_split WHERE last_year <> 0
UNION ALL
SELECT entity, 'shut', last_year FROM entity_shut

-- table participants_entity (id) name_zh, name_en, area_gb2260, sector_gbt4754, source, credit_code, owner, state,
--   last_year
SELECT r.entity, coalesce(c.name_zh, r.name_zh), coalesce(c.name_en, r.name_en), r.area_gb2260, r.sector_gbt4754,
  r.source, coalesce(c.credit_code, ''), coalesce(c.owner, ''), coalesce(e.state, 'active'), coalesce(e.last_year, 0)
FROM entity_entered AS r
LEFT JOIN entity_called AS c ON c.entity = r.entity
LEFT JOIN entity_ended AS e ON e.entity = r.entity

-- table participants_entity_city (entity) city_gb2260, from_day, ground
SELECT entity, city_gb2260, legal_day, ground FROM entity_placed

-- table participants_entity_change (entity, number) changed_on, name_zh, name_en, credit_code, owner, ground,
--   evidence_sha256
SELECT entity, number, legal_day, was_name_zh, was_name_en, was_credit_code, was_owner, ground, evidence_sha256
FROM entity_changed

-- table participants_succession (entity, heir) kind, since, ground, evidence_sha256
SELECT entity, heir, 'merged', legal_day, ground, evidence_sha256 FROM entity_merged
UNION ALL
SELECT entity, heir, 'split', legal_day, ground, evidence_sha256 FROM entity_split_off

-- relation unit_entered
SELECT id, entity, name_zh, name_en, fuel, technology, coal_type, unit_class, capacity_kw, cooling, chp, captive,
  start_year, retired_year, modelled
FROM unit_registered
UNION ALL
SELECT id, entity, name_zh, name_en, fuel, technology, coal_type, unit_class, capacity_kw, cooling, chp, captive,
  start_year, retired_year, modelled
FROM more_units_registered

-- relation unit_taken
SELECT unit, heir FROM (
  SELECT unit, heir, row_number() OVER (PARTITION BY unit ORDER BY position DESC) AS age FROM (
    SELECT unit, heir, position FROM unit_merged UNION ALL SELECT unit, heir, position FROM unit_split
  ) AS moves
) AS aged WHERE age = 1

-- relation unit_ended
SELECT unit, last_year FROM (
  SELECT unit, last_year, row_number() OVER (PARTITION BY unit ORDER BY position DESC) AS age FROM (
    SELECT unit, last_year, position FROM unit_shut UNION ALL SELECT unit, last_year, position FROM unit_shut_with_entity
  ) AS ends
) AS aged WHERE age = 1

-- table participants_unit (id) entity, name_zh, name_en, fuel, technology, coal_type, unit_class, capacity_kw, cooling,
--   chp, captive, start_year, retired_year, modelled
SELECT u.id, coalesce(t.heir, u.entity), u.name_zh, u.name_en, u.fuel, u.technology, u.coal_type, u.unit_class,
  u.capacity_kw, u.cooling, u.chp, u.captive, u.start_year, coalesce(e.last_year, u.retired_year), u.modelled
FROM unit_entered AS u
LEFT JOIN unit_taken AS t ON t.unit = u.id
LEFT JOIN unit_ended AS e ON e.unit = u.id

-- relation on_list
SELECT entity, period, covered, ground, emission_t, citation, covered AS reporting, '' AS years,
  legal_day AS published_on, 0 AS late, position
FROM entity_listed
UNION ALL
SELECT entity, period, covered, ground, emission_t, citation, reporting, years, legal_day, late, position
FROM list_published

-- table participants_listing (entity, period) covered, ground, emission_t, citation, reporting, years, published_on,
--   late
SELECT l.entity, l.period, coalesce(d.covered, l.covered), coalesce(d.ground, l.ground),
  coalesce(d.emission_t, l.emission_t), coalesce(d.citation, l.citation), coalesce(d.reporting, l.reporting),
  coalesce(d.years, l.years), l.published_on, l.late
FROM on_list AS l
LEFT JOIN objection_decided AS d ON d.entity = l.entity AND d.period = l.period AND d.position > l.position

-- table participants_proposal (entity, period) area_gb2260, reporting, covered, ground, emission_t, years, citation,
--   state, proposed_on, comment, comment_text, commented_on
SELECT p.entity, p.period, p.area_gb2260, p.reporting, p.covered, p.ground, p.emission_t, p.years, p.citation,
  CASE WHEN l.entity IS NULL THEN 'proposed' ELSE 'published' END, p.legal_day,
  CASE c.agrees WHEN 1 THEN 'agrees' WHEN 0 THEN 'disagrees' ELSE '' END, coalesce(c.text, ''),
  coalesce(c.legal_day, '')
FROM listing_proposed AS p
LEFT JOIN listing_commented AS c ON c.entity = p.entity AND c.period = p.period AND c.position > p.position
LEFT JOIN list_published AS l ON l.entity = p.entity AND l.period = p.period AND l.position > p.position

-- table participants_objection (entity, period) reason, evidence_sha256, filed_on, until, state, text, decided_on, late
SELECT o.entity, o.period, o.reason, o.evidence_sha256, o.legal_day, o.until,
  CASE d.upheld WHEN 1 THEN 'upheld' WHEN 0 THEN 'rejected' ELSE 'open' END, coalesce(d.text, ''),
  coalesce(d.legal_day, ''), coalesce(d.late, 0)
FROM listing_objected AS o
LEFT JOIN objection_decided AS d ON d.entity = o.entity AND d.period = o.period AND d.position > o.position

-- table participants_skipped_row (source, period, row) unit, name, reason
SELECT source, period, row, unit, name, reason FROM row_skipped

-- table participants_other_coverage (entity, gas, sector_gbt4754) market, credit_code, name, from_day, until_day, source
SELECT n.entity, n.gas, n.sector_gbt4754, n.market, n.credit_code, n.name, n.from_day,
  coalesce(e.last_day, n.until_day), n.source
FROM other_coverage_noted AS n
LEFT JOIN other_coverage_ended AS e
  ON e.entity = n.entity AND e.gas = n.gas AND e.sector_gbt4754 = n.sector_gbt4754 AND e.position > n.position

-- table participants_sector_move (sector_gbt4754, gas) market, from_day, document
SELECT sector_gbt4754, gas, market, from_day, document FROM sector_moved
