-- Every list is told page by page in an order that an index has, so that a page costs the same however long the list is.

-- Those of one kind by asset: what waits for a vendor, a gate or a person.
create index decision_current_by_kind on decision (withdrawn_at, kind, asset);

-- Those that came last first, whatever was said of them since.
create index exception_newest on exception_record (requested_at desc, id);
create index change_request_newest on change_request (changed_at desc, change_key);

-- In the order of need, state by state.
create index collect_order_by_state on collect_order (state, ordered_at desc, subject);

-- What is still to be said of tickets, by the tickets of a page.
create index outbox_of_subject on outbox (subject, id);
