-- Whom to ask for facts, and what came of it when they were asked last: one row for each host, known by its asset or, where nobody knows it yet,
-- by its address.
create table collect_order (
    subject    character varying           not null primary key,
    asset      character varying,
    address    character varying,
    site       character varying,
    state      character varying           not null,
    attempts   integer                     not null,
    due_at     timestamp(6) with time zone not null,
    ordered_by character varying           not null,
    ordered_at timestamp(6) with time zone not null,
    ended_at   timestamp(6) with time zone,
    code       character varying,
    message    character varying           not null
);
create index collect_order_due on collect_order (state, due_at);
