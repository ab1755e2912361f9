-- The address that a link was mailed to; null for one that the command line made. A link is good while it is the account's.
alter table accounts_login_link add column mailed_to text;
