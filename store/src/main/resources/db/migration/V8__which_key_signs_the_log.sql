-- One row, once a server has started: the key that signs this log. Two keys on one log would be two histories.
create table audit_signer (
    id          smallint                    not null primary key,
    fingerprint character varying           not null,
    named_at    timestamp(6) with time zone not null
);
