-- How long the title is, beside both together: each field is measured by its own length. What was written before has 0 until
-- it is written again, and statistics that were counted before have null.
alter table search_document add column title_length int not null default 0;
alter table search_statistics add column average_title_length double precision;
