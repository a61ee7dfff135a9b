package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.rules.catalogue.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something a system requires of its host, and whether it is so.
 *
 * @param topic what it is about; each topic is a rule
 * @param state whether it is so
 * @param playbook null when Ratchet cannot do it itself
 * @param changes what would be changed
 * @param says what was found, a clause
 * @param missing what must be collected, a clause; empty when nothing
 */
public record Need(
        Host host,
        Row row,
        Goal goal,
        int step,
        String topic,
        State state,
        Remedy remedy,
        @Nullable String playbook,
        Map<String, String> parameters,
        List<Change> changes,
        Restart restart,
        List<Integer> statements,
        List<String> sources,
        Confidence confidence,
        List<Fact> facts,
        String says,
        String missing) {
    /** Whether what is required is so. */
    public enum State {
        MET,
        UNMET,
        /** Nobody told, or nobody whose word counts. */
        UNKNOWN,
        /** A policy owns the value (statement 97). */
        OWNED,
        /** The organisation's scenario does not ask for it. */
        NOT_ASKED,
        /** Not released yet. */
        AWAITED,
        /** Sources contradict each other on the host. */
        BROKEN;

        private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** As rules write it. */
        public String word() {
            return word;
        }
    }

    /** Steps from here to the first of {@link Goal#ONLY} tidy up and hold nothing back. */
    private static final int TIDYING = 90;

    public Need {
        changes = List.copyOf(changes);
        facts = List.copyOf(facts);
    }

    /**
     * Whether it speaks of the value that trust in a federation rests on (chapter 5.4), and not of its companion alone.
     */
    boolean isStrongCrypto() {
        return changes.isEmpty()
                || changes.stream()
                        .anyMatch(change -> !(change instanceof Change.Registry value)
                                || value.name().equals(DotNet.STRONG));
    }

    public String getTopic() {
        return topic;
    }

    public String getStatus() {
        return state.word;
    }

    public String getSystem() {
        return row.id();
    }

    public boolean isSkypeClient() {
        return row.is("skype-client");
    }

    public boolean isSkypeServer() {
        return row.is("skype-server");
    }

    public boolean isLync2013() {
        return row.is("lync-server-2013");
    }

    public boolean isExchange() {
        return row.is("exchange");
    }

    public boolean isSql() {
        return row.is("sql");
    }

    /** Whether a number already stands where a value is to be changed. */
    public boolean isMerging() {
        for (Change change : changes)
            if (change instanceof Change.Registry registry
                    && registry.before() != null
                    && registry.before().kind() == RegistryData.Kind.DWORD) return true;
        return false;
    }

    /** Whether it stands between the host and its goal; tidying up does not. */
    public boolean isOpen() {
        return state != State.MET && state != State.NOT_ASKED && !(step >= TIDYING && step < 100);
    }

    /** Whether it comes before older protocols may be refused, whichever goal asks for it. */
    public boolean isBeforeOnly() {
        return step < TIDYING;
    }

    /** Whether Ratchet has a playbook for it. */
    public boolean isDoable() {
        return playbook != null;
    }

    static Draft of(Host host, Row row, String topic, int step) {
        return new Draft(host, row, topic, step);
    }

    /** A need being put together. */
    static final class Draft {
        private final Host host;
        private final Row row;
        private final String topic;
        private final int step;
        private Goal goal = Goal.READY;
        private Remedy remedy = Remedy.REGISTRY;
        private @Nullable String playbook;
        private Map<String, String> parameters = Map.of();
        private List<Change> changes = List.of();
        private Restart restart = Restart.REBOOT;
        private List<Integer> statements = List.of();
        private List<String> sources = List.of();
        private Confidence confidence;
        private List<Fact> facts = List.of();

        private Draft(Host host, Row row, String topic, int step) {
            this.host = host;
            this.row = row;
            this.topic = topic;
            this.step = step;
            this.confidence = row.confidence();
        }

        Draft goal(Goal value) {
            goal = value;
            return this;
        }

        Draft remedy(Remedy value) {
            remedy = value;
            return this;
        }

        Draft by(@Nullable String book, Map<String, String> with) {
            playbook = book;
            parameters = Map.copyOf(with);
            return this;
        }

        Draft changing(List<Change> value) {
            changes = value;
            return this;
        }

        Draft restart(Restart value) {
            restart = value;
            return this;
        }

        Draft statements(Integer... value) {
            statements = List.of(value);
            return this;
        }

        Draft statements(List<Integer> value) {
            statements = value;
            return this;
        }

        Draft sources(List<String> value) {
            sources = value;
            return this;
        }

        Draft confidence(Confidence value) {
            confidence = value;
            return this;
        }

        Draft facts(List<Fact> value) {
            facts = value;
            return this;
        }

        Need met(String says) {
            return done(State.MET, says, "");
        }

        Need unmet(String says) {
            return done(State.UNMET, says, "");
        }

        Need owned(String says) {
            return done(State.OWNED, says, "");
        }

        /** It would be needed elsewhere, but the organisation's scenario does not ask for it. */
        Need notAsked(String says) {
            return done(State.NOT_ASKED, says, "");
        }

        /** What it needs exists only in the vendor's plans. */
        Need awaited(String says) {
            return done(State.AWAITED, says, "");
        }

        Need unknown(String missing) {
            return done(State.UNKNOWN, "", missing);
        }

        Need broken(String says, String missing) {
            return done(State.BROKEN, says, missing);
        }

        private Need done(State state, String says, String missing) {
            return new Need(
                    host,
                    row,
                    goal,
                    step,
                    topic,
                    state,
                    remedy,
                    playbook,
                    parameters,
                    changes,
                    restart,
                    statements,
                    sources,
                    confidence,
                    facts,
                    says,
                    missing);
        }
    }
}
