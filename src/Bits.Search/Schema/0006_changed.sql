-- What was written since a moment, for those who want to hear of it: no later than what is asked reaches back.
create index search_document_changed on search_document (changed_xid);
