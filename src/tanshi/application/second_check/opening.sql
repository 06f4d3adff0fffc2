-- Openings: signed files, how far they are taken over, and what no other system keeps.

-- relation opening_taken
SELECT opening, count(*) AS parts FROM opening_part GROUP BY opening

-- relation opening_last
SELECT opening, due FROM (
  SELECT opening, due, row_number() OVER (PARTITION BY opening ORDER BY position DESC) AS age FROM opening_part
) AS parts WHERE age = 1

-- table opening_file (id) name, parts, taken, due, state, signed_on
SELECT s.opening, s.name, s.parts, coalesce(t.parts, 0), coalesce(l.due, s.first),
  CASE l.due WHEN '' THEN 'closed' ELSE 'open' END, s.legal_day
FROM opening_signed AS s
LEFT JOIN opening_taken AS t ON t.opening = s.opening
LEFT JOIN opening_last AS l ON l.opening = s.opening

-- table opening_sheet (sheet) opening, lines
SELECT sheet, opening, lines FROM opening_sheet_signed

-- table opening_total (opening, sheet, about, measure) total
SELECT opening, sheet, about, measure, total FROM opening_total_signed

-- table opening_freeze (holder, instrument, document) amount, ground, opening
SELECT holder, instrument, document, amount, ground, opening FROM opening_freeze_taken

-- table opening_case (entity, ground, document) stage, opening
SELECT entity, ground, document, stage, opening FROM opening_case_taken

-- The parts of a file are numbered without gap, and the last of them ends it.
-- agreement opening_part
SELECT position, row_number() OVER (PARTITION BY opening ORDER BY position), number FROM opening_part

-- agreement opening_end
SELECT p.position, s.parts, p.number
FROM opening_part AS p JOIN opening_signed AS s ON s.opening = p.opening WHERE p.due = ''

-- What a closed file brought to the registry is what its control totals say, to the tonne and fen.
-- relation opening_brought
SELECT o.opening, o.instrument, a.kind, max(o.position) AS position, sum(o.amount) AS amount
FROM registry_opening AS o JOIN account AS a ON a.id = o.account GROUP BY o.opening, o.instrument, a.kind

-- agreement opening_total
SELECT b.position, CAST(t.total AS INTEGER), b.amount
FROM opening_brought AS b
JOIN opening_last AS l ON l.opening = b.opening AND l.due = ''
JOIN opening_total_signed AS t ON t.opening = b.opening AND t.sheet = 'holdings' AND t.about = b.instrument
  AND t.measure = b.kind || '_t'
WHERE b.instrument <> 'CNY'

-- evidence opening
SELECT opening FROM opening_signed
