package io.ratchet.console;

import io.ratchet.routes.exceptions.ExceptionDesk;
import io.ratchet.routes.intake.ReportDesk;
import io.ratchet.store.Contacts;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the pages show that look at Ratchet itself, and what people ask of it there.
 *
 * @param sources the ways in that the settings name, as they stand now
 * @param heads who is sent a copy of the audit log's heads, as they stand now
 */
public record Books(
        ReportDesk reports,
        ExceptionDesk exceptions,
        SettingsInForce settings,
        Supplier<List<Connection>> sources,
        Supplier<List<Contacts.Receiver>> heads) {
    /** The same with the settings of a server and what is known of its ways in. */
    public Books of(SettingsInForce inForce, Supplier<List<Connection>> ways) {
        return new Books(reports, exceptions, inForce, ways, heads);
    }
}
