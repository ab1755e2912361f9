-- Records which documents a statement changed: the live index reads search_change.
create or replace function search_document_changed() returns trigger language plpgsql as $$
begin
    insert into search_change (document_id) select id from changed;
    return null;
end
$$;

create or replace trigger search_document_inserted after insert on search_document
    referencing new table as changed for each statement execute function search_document_changed();
create or replace trigger search_document_updated after update on search_document
    referencing new table as changed for each statement execute function search_document_changed();
create or replace trigger search_document_deleted after delete on search_document
    referencing old table as changed for each statement execute function search_document_changed();
