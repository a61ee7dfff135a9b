-- Whom the company's own sign-in has vouched for: its issuer and its name for the person, which it gives to nobody else. "name" is the one that was
-- told first, in lower case: who is called otherwise later stays one person in the log. "groups_told" is a list of JSON, as told last.
create table company_person (
    subject     character varying           not null primary key,
    name        character varying           not null unique,
    groups_told character varying           not null,
    seen_at     timestamp(6) with time zone not null
);
