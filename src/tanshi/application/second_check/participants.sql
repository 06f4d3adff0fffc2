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

-- table participants_entity (id) name_zh, name_en, area_gb2260, sector_gbt4754, source
SELECT entity, name_zh, name_en, area_gb2260, sector_gbt4754, source FROM entity_registered

-- table participants_unit (id) entity, name_zh, name_en, fuel, technology, coal_type, unit_class, capacity_kw, cooling,
--   chp, captive, start_year, retired_year, modelled
SELECT id, entity, name_zh, name_en, fuel, technology, coal_type, unit_class, capacity_kw, cooling, chp, captive,
  start_year, retired_year, modelled
FROM unit_registered

-- table participants_listing (entity, period) covered, ground, emission_t, citation
SELECT entity, period, covered, ground, emission_t, citation FROM entity_listed

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
