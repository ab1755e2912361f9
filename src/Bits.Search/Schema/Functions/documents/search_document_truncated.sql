-- Starts a new generation after a truncate: live indexes load again.
create or replace function search_document_truncated() returns trigger language plpgsql as $$
begin
    update search_horizon set generation = generation + 1;
    return null;
end
$$;

create or replace trigger search_document_truncated after truncate on search_document
    for each statement execute function search_document_truncated();
