-- frozen
-- Narrows a search inside the word index: by surface, and by the newest documents in blocks of three sizes.
create or replace function search_keys(surface text, id bigint) returns text[]
    language sql immutable parallel safe
    return array[surface, 'a' || (id >> 11), 'b' || (id >> 14), 'c' || (id >> 17)];
