-- Groups failures: the type and the first line of the message, without numbers, ids and quoted names.
create or replace function jobs_queue_signature(p_type text, p_message text) returns text language sql immutable as $$
    select left(
        p_type || ': ' || regexp_replace(
            split_part(p_message, E'\n', 1),
            '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|0x[0-9a-fA-F]+|[0-9]+([.,:][0-9]+)*|''[^'']*''|"[^"]*"|[^\s]+@[^\s]+', '…', 'g'),
        300)
$$;
