-- Functions that this owner makes later are closed until they are granted. For all of its schemas: PostgreSQL has no
-- narrower way to take a right back that every login has.
alter default privileges revoke execute on functions from public;
