-- Erases the personal data of a person whose account is erased.
grant execute on function audit_erase_person to :role;
