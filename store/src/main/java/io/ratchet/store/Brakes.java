package io.ratchet.store;

import io.ratchet.domain.remediation.Brake;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Breakers that are open, quarantines that stand, and how each playbook did on each OS build. */
public interface Brakes {
    /**
     * How a playbook does on an OS build since its breaker was last closed.
     *
     * @param scope {@code playbook:NAME@BUILD}
     * @param verified how many runs were verified
     * @param recent the last runs in their order: {@code +} verified, {@code -} failed
     */
    record Trial(String scope, long verified, String recent) {
        /** Nothing is known yet. */
        public static Trial fresh(String scope) {
            return new Trial(scope, 0, "");
        }

        /** @param kept how many runs are remembered */
        public Trial add(boolean good, int kept) {
            String all = recent + (good ? '+' : '-');
            return new Trial(scope, good ? verified + 1 : verified, all.substring(Math.max(0, all.length() - kept)));
        }
    }

    /** False: a brake stands there already, and stays as it is. */
    boolean apply(Brake brake);

    /** Takes the brake away; empty when there is none. */
    Optional<Brake> release(String scope);

    /** All that stand, oldest first. */
    List<Brake> list();

    /** Every trial, by scope. */
    Map<String, Trial> trials();

    void keep(Trial trial);
}
