-- Makes and drops partitions of the two tables that it names.
alter function search_partitions(text, int) security definer;
