package io.ratchet.app.server;

import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rule book with the site's folder as it stands now. A change is taken whole once all of it is in order; one that
 * is not changes nothing, is said in the log once and audited.
 */
final class RulesSource {
    private static final Logger LOG = LoggerFactory.getLogger(RulesSource.class);

    private final Path folder;
    private final Clock clock;
    private RuleBook book;
    private String seen;

    /** @throws FailureException CONFIG_INVALID when the folder cannot be used at all */
    RulesSource(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        this.seen = RuleBook.folderHash(folder);
        this.book = RuleBook.withFolder(folder);
    }

    /** The rule book of this moment; what becomes of a change is appended to the store's log. */
    Supplier<RuleBook> auditedIn(Store store) {
        return () -> now(event -> store.transact(tx -> {
            tx.audit().append(event);
            return event;
        }));
    }

    private synchronized RuleBook now(Consumer<AuditEvent> audit) {
        String stands = stands();
        if (stands.equals(seen)) return book;
        seen = stands;
        try {
            RuleBook changed = RuleBook.withFolder(folder);
            audit.accept(AuditEvents.rulesChanged(clock.instant(), changed.hash(), book.hash()));
            LOG.info("The rules folder {} was read again; rule book {} decides from here on.", folder, changed.hash());
            book = changed;
        } catch (FailureException e) {
            List<String> problems = e.failure()
                    .message()
                    .lines()
                    .filter(line -> !line.startsWith("    "))
                    .toList();
            e.failure().message().lines().forEach(line -> LOG.warn("{}", line));
            LOG.warn("The rules folder {} changes nothing; rule book {} stays.", folder, book.hash());
            audit.accept(AuditEvents.rulesRefused(clock.instant(), book.hash(), problems));
        }
        return book;
    }

    /** What tells one content of the folder from another; a folder that cannot be read is a content too. */
    private String stands() {
        try {
            return RuleBook.folderHash(folder);
        } catch (FailureException e) {
            return e.failure().message();
        }
    }
}
