-- The playbooks of a site that plans were made with, by the hash that the plan names: the folder they come from changes, and a plan that was approved,
-- its page and its export go on to say what it was approved with. A row is never changed or deleted.
create table kept_playbook (
    hash    character varying           not null primary key,
    content bytea                       not null,
    kept_at timestamp(6) with time zone not null
);
