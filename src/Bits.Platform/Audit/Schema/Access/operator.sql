-- Forgets a person, whose account must have been erased.
grant execute on function audit_erase_person to :role;
