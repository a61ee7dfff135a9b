package io.ratchet.routes.collect;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.store.Store;
import io.ratchet.wire.Recurrence;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Has every host of a site asked again and again, by the clocks of the site. */
public final class CollectSchedule {
    /** @param when RFC 5545, such as {@code FREQ=WEEKLY;BYDAY=SU;BYHOUR=3;BYMINUTE=0} */
    public record Entry(String site, Recurrence when) {}

    private final List<Entry> entries;
    private final CollectDesk desk;
    private final Store store;
    private final Supplier<Organisation> organisation;
    private final Clock clock;
    private final Map<String, Instant> since = new HashMap<>();

    public CollectSchedule(
            List<Entry> entries, CollectDesk desk, Store store, Supplier<Organisation> organisation, Clock clock) {
        this.entries = List.copyOf(entries);
        this.desk = desk;
        this.store = store;
        this.organisation = organisation;
        this.clock = clock;
    }

    /** Orders what has come due since it was last looked; what came due while nothing ran is ordered once. */
    public void look() {
        Instant now = clock.instant();
        for (Entry entry : entries) {
            Instant from =
                    since.computeIfAbsent(entry.site(), site -> last(site).orElse(now));
            Optional<Instant> due = entry.when().last(organisation.get().timezoneAt(entry.site()), from, now);
            since.put(entry.site(), now);
            if (due.isPresent())
                desk.order(
                        new CollectDesk.Request(List.of(), entry.site(), false, null, false),
                        AuditEvents.RATCHET,
                        site -> true);
        }
    }

    private Optional<Instant> last(String site) {
        return store.transact(tx -> tx.collects().last(AuditEvents.RATCHET, site));
    }
}
