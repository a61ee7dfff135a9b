package io.ratchet.domain.decision;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.finding.HostRef;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one asset needs for one system, goal and step; one line of {@code ratchet.decision/1}. */
public sealed interface Decision {
    /** The order of the contract: by asset, then system, then step; lines that share these by goal, then rule. */
    Comparator<Decision> ORDER = Decision::inOrder;

    private static int inOrder(Decision one, Decision other) {
        About a = one.about();
        About b = other.about();
        int order = a.asset().compareTo(b.asset());
        if (order == 0) order = (a.system() == null ? "" : a.system()).compareTo(b.system() == null ? "" : b.system());
        if (order == 0) order = Integer.compare(a.step(), b.step());
        if (order == 0) order = a.goal().compareTo(b.goal());
        return order != 0 ? order : one.why().rule().compareTo(other.why().rule());
    }

    About about();

    Explanation why();

    /** The word of the contract, such as {@code await-vendor}. */
    String wire();

    /**
     * What the decision speaks of.
     *
     * @param system an id of the systems table; null when nothing was recognised
     * @param step orders the changes of one approved plan; 0 when there is only one line
     */
    record About(
            AssetId asset,
            Identity identity,
            HostRef host,
            @Nullable String site,
            @Nullable String system,
            Goal goal,
            int step,
            Remedy remedy,
            Readiness readiness) {}

    /**
     * Ratchet can do it: a playbook with parameters, queued for approval. Only ever for a resolved identity.
     *
     * @param leg what has another leg is done after the restart and the verification of all that has a lower one; legs
     *     are compared, not counted
     */
    record Remediate(
            About about,
            Explanation why,
            String playbook,
            Map<String, String> parameters,
            List<Change> changes,
            Restart restart,
            int leg)
            implements Decision {
        public Remediate {
            Checks.that(leg >= 1, "legs begin with 1");
            Checks.text(playbook, "playbook");
            Checks.that(about.identity().mayAct(), "only a resolved asset may be changed, not " + about.asset());
            parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
            changes = List.copyOf(changes);
        }

        /** In the first leg. */
        public Remediate(
                About about,
                Explanation why,
                String playbook,
                Map<String, String> parameters,
                List<Change> changes,
                Restart restart) {
            this(about, why, playbook, parameters, changes, restart, 1);
        }

        @Override
        public String wire() {
            return "remediate";
        }
    }

    /** A person must do it. */
    record Ticket(About about, Explanation why, List<Change> changes) implements Decision {
        public Ticket {
            changes = List.copyOf(changes);
        }

        @Override
        public String wire() {
            return "ticket";
        }
    }

    /**
     * Only the vendor can move it on.
     *
     * @param fixedBuild the build that will carry the fix, where the catalogue knows it
     */
    record AwaitVendor(
            About about, Explanation why, @Nullable String fixedBuild) implements Decision {
        @Override
        public String wire() {
            return "await-vendor";
        }
    }

    /** Something must not happen yet; each gate says what would lift it. */
    record Hold(About about, Explanation why, List<Gate> gates, List<Change> changes) implements Decision {
        public Hold {
            gates = List.copyOf(gates);
            changes = List.copyOf(changes);
            Checks.that(!gates.isEmpty(), "a hold names at least one gate");
        }

        @Override
        public String wire() {
            return "hold";
        }
    }

    /** Nothing is to be done, and why. */
    record NoAction(About about, Explanation why) implements Decision {
        @Override
        public String wire() {
            return "no-action";
        }
    }
}
