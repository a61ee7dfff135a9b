-- One row, once a server has started: the key that signs this log. Two keys on one log would be two histories.
create table audit_signer (
    id          smallint                    not null primary key,
    fingerprint character varying           not null,
    named_at    timestamp(6) with time zone not null
);

-- Tokens that were made while the server ran; only their hashes are kept. "roles" and "sites" are lists of JSON.
create table access_token (
    hash         character varying           not null primary key,
    name         character varying           not null,
    roles        character varying           not null,
    sites        character varying           not null,
    made_by      character varying           not null,
    made_at      timestamp(6) with time zone not null,
    expires_at   timestamp(6) with time zone not null,
    revoked_at   timestamp(6) with time zone,
    last_used_at timestamp(6) with time zone
);
create index access_token_by_name on access_token (name);
