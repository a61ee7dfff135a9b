-- What a host said of itself before a run changed it, where that is demanded, byte for byte as it came and by the hash that the audit log names. An export
-- brings it along. A row is never changed or deleted.
create table kept_evidence (
    hash    character varying           not null primary key,
    run_id  character varying           not null,
    asset   character varying           not null,
    content bytea                       not null,
    kept_at timestamp(6) with time zone not null
);
create index kept_evidence_by_run on kept_evidence (run_id);
