grant execute on function search_partitions to :role;
