-- Institutions apart: whose books these are, and what the others told.

-- table institutions_self (id) institution
SELECT 1, institution FROM institution_begun

-- table institutions_peer (sender) number, sent_position
SELECT sender, number, sent_position FROM message_last

-- table institutions_message (sender, number) sent_position, sent_day, kind, digest
SELECT sender, number, sent_position, sent_day, kind, digest FROM message_received

-- table institutions_notice (kind, about) sender, number, sent_day, content
SELECT kind, about, sender, number, sent_day, content FROM notice_received WHERE about <> ''

-- The messages of an institution are numbered from 1 without gap.
-- agreement institutions_message
SELECT position, row_number() OVER (PARTITION BY sender ORDER BY position), number FROM message_received
