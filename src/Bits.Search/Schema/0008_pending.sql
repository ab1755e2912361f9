-- How much of what is written waits to be sorted in is up to the writer: little for one document, more for many at once.
alter index search_document_words reset (gin_pending_list_limit);
