-- A document that was deleted at a version of its owner stays for a while as a row that nobody may see: what was written
-- before the deletion and comes after it finds the row, in the same conflict that orders all writers of a document.
alter table search_document
    add column deleted_at timestamptz,
    add constraint search_document_deleted_is_for_nobody check (
        deleted_at is null or (audience_tags = '{}' and tsv = '' and title = ''));

create index search_document_deleted on search_document (deleted_at) where deleted_at is not null;
