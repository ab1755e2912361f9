-- How whoever began a browser's session had signed in, as the identity provider said it.
alter table accounts_session
    add column signed_in_at timestamptz,
    add column acr          text,
    add column amr          text[];
