-- Rights are set by the migrator now, for every part and after every migration: Schema/Access/*.sql.
drop function rpc_grant_application(text);
