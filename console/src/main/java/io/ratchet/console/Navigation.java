package io.ratchet.console;

import java.util.List;

/** The pages, in the order of a day's work. */
final class Navigation {
    /** A page that can be gone to from every other. */
    record Entry(String path, String name) {}

    static final List<Entry> PAGES = List.of(
            new Entry("/", "Readiness"),
            new Entry("/queue", "Queue"),
            new Entry("/night", "Tonight"),
            new Entry("/remediations", "Runs"),
            new Entry("/assets", "Assets"),
            new Entry("/collect", "Collect"),
            new Entry("/waiting", "Waiting"),
            new Entry("/exceptions", "Exceptions"),
            new Entry("/tickets", "Tickets"),
            new Entry("/rules", "Rules"),
            new Entry("/reports", "Reports"),
            new Entry("/connections", "Connections"),
            new Entry("/settings", "Settings"),
            new Entry("/audit", "Audit"));

    private Navigation() {}
}
