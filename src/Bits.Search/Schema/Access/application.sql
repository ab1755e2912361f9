grant execute on function search_partitions to :role;
revoke insert, update, delete on search_surface from :role;
