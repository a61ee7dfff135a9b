-- What a program asked for under an Idempotency-Key, and what it was answered, so that the same request is carried out once. "fingerprint" is SHA-256 over the
-- request. "status" is null while it has no answer. The answer stands in pieces, since H2 holds at most 1 MiB in a column of bytes. Rows go after a day.
create table keyed_request (
    asked_by    character varying           not null,
    request_key character varying           not null,
    fingerprint character varying           not null,
    begun_at    timestamp(6) with time zone not null,
    status      integer,
    media       character varying,
    primary key (asked_by, request_key)
);
create index keyed_request_by_age on keyed_request (begun_at);

create table keyed_answer (
    asked_by    character varying not null,
    request_key character varying not null,
    piece       integer           not null,
    content     bytea             not null,
    primary key (asked_by, request_key, piece)
);
