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

    /**
     * How many people have been given the right to approve, somewhere, besides one. A site does not narrow it, since
     * facts say at which site a host stands. The owner of the data folder was given nothing and does not count.
     *
     * @param besides {@code user:..}, who is not counted; empty: nobody
     */
    default int many(Tx tx, String besides) {
        return Integer.MAX_VALUE;
    }

    /** Everybody may, and they are different people: where there are no rights to be withdrawn. */
    static Approvers everybody() {
        return (tx, by, site) -> true;
    }

    /** Whoever comes is one and the same person: where everybody is taken for one, as in the demo. */
    static Approvers onePerson() {
        return new Approvers() {
            @Override
            public boolean mayApprove(Tx tx, String by, @Nullable String site) {
                return true;
            }

            @Override
            public int many(Tx tx, String besides) {
                return besides.isEmpty() ? 1 : 0;
            }
        };
    }
}
