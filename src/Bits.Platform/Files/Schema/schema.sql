-- The schema as the migrations make it: approved by a test, never applied.

table files_file
    id uuid not null
    rendition text not null
    owner_id uuid not null
    content_type text not null
    length integer not null
    sha256 bytea not null
    content bytea
    created_at timestamp with time zone not null default now()
    constraint files_file_content_is_whole CHECK ((octet_length(content) = length))
    constraint files_file_length_is_allowed CHECK (((length >= 1) AND (length <= 5242880)))
    constraint files_file_pkey PRIMARY KEY (id, rendition)
    constraint files_file_rendition_is_a_word CHECK ((rendition ~ '^[a-z0-9]{1,20}$'::text))
    constraint files_file_sha256_is_one CHECK ((octet_length(sha256) = 32))
    CREATE INDEX files_file_owner ON files_file USING btree (owner_id, id)

