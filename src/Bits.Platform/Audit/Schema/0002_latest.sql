-- The latest first, page by page, however many there are.
create index audit_event_latest on audit_event (at, id);
