-- Papers: what was issued under which number, what was withdrawn.

-- table documents_paper (id) organisation, word, year, serial, number, template, version, language, title, subject,
--   area_gb2260, body_zh, body_en, issued_on, code, data_sha256, pdf_sha256, xlsx_sha256, state, withdrawn_on, ground,
--   replaced_by
SELECT p.id, p.organisation, p.word, p.year, p.serial, p.word || '〔' || p.year || '〕' || p.serial || '号', p.template,
  p.version, p.language, p.title, p.subject, p.area_gb2260, p.body_zh, p.body_en, p.day, p.code, p.data_sha256,
  p.pdf_sha256, p.xlsx_sha256, CASE WHEN w.id IS NULL THEN 'issued' ELSE 'withdrawn' END, coalesce(w.legal_day, ''),
  coalesce(w.ground, ''), coalesce(w.replaced_by, '')
FROM paper_issued AS p
LEFT JOIN paper_withdrawn AS w ON w.id = p.id AND w.position > p.position

-- table documents_word (word) organisation
SELECT DISTINCT word, organisation FROM paper_issued

-- table documents_number (word, year) last
SELECT word, year, max(serial) FROM paper_issued GROUP BY word, year

-- evidence paper_files
SELECT pdf_sha256 FROM paper_issued UNION SELECT xlsx_sha256 FROM paper_issued
