package io.ratchet.routes.exceptions;

import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.store.Exceptions;
import io.ratchet.store.Store;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The organisation profile together with the exceptions that people allowed in the console. It is asked for in the
 * middle of transactions, so it asks the store for nothing; {@link #refresh} does.
 */
public final class ExceptedProfile implements Supplier<Organisation> {
    private final Supplier<Organisation> profile;
    private final Store store;
    private volatile Joined joined;

    /** The same profile is joined once, so that nobody takes it for another one. */
    private record Joined(Organisation of, List<ExceptionEntry> with, Organisation whole) {
        static Joined of(Organisation profile, List<ExceptionEntry> more) {
            return new Joined(profile, more, more.isEmpty() ? profile : profile.excepting(more));
        }
    }

    /** @param profile as its file says it */
    public ExceptedProfile(Store store, Supplier<Organisation> profile) {
        this.store = store;
        this.profile = profile;
        this.joined = Joined.of(profile.get(), allowed());
    }

    @Override
    public Organisation get() {
        Organisation now = profile.get();
        Joined known = joined;
        return known.of() == now ? known.whole() : joined(now, null).whole();
    }

    /** Looks what is allowed now, by whatever process. */
    public void refresh() {
        List<ExceptionEntry> now = allowed();
        if (!now.equals(joined.with())) joined(profile.get(), now);
    }

    /** One at a time, so that none puts back what another has replaced. */
    private synchronized Joined joined(Organisation of, @Nullable List<ExceptionEntry> with) {
        Joined next = Joined.of(of, with == null ? joined.with() : with);
        joined = next;
        return next;
    }

    private List<ExceptionEntry> allowed() {
        return store.transact(tx ->
                tx.exceptions().approved().stream().map(Exceptions.Entry::said).toList());
    }
}
