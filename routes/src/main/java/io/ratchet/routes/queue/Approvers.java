package io.ratchet.routes.queue;

import io.ratchet.store.Tx;
import org.jspecify.annotations.Nullable;

/** Who has the right to approve, as it stands at the moment of asking. */
@FunctionalInterface
public interface Approvers {
    /** What is said by a policy of Ratchet's own begins so. */
    String POLICY = "policy:";

    /**
     * Whether somebody may approve what concerns a site.
     *
     * @param by {@code user:..}
     * @param site null where it is unknown
     */
    boolean mayApprove(Tx tx, String by, @Nullable String site);

    /** Everybody may: where there are no rights to be withdrawn. */
    static Approvers everybody() {
        return (tx, by, site) -> true;
    }
}
