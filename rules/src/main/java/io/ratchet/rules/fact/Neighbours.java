package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one host asks of the estate around it. It is the only way to the {@link EstateView} for whatever decides a host,
 * and it keeps what was asked with what was answered: while every answer is still the same, nothing about others can
 * have changed what is decided of this host. For one thread.
 */
public final class Neighbours {
    private static final Kind<EstateView.GoneDead, String> GO_DEAD =
            new Kind<>("go-dead", (estate, asker, about) -> estate.goDeadWith(asker));
    private static final Kind<Boolean, String> PROVEN = new Kind<>("proven", EstateView::proven);
    private static final Kind<Boolean, String> WAIVED = new Kind<>("waived", EstateView::waived);
    private static final Kind<List<AssetId>, Goal> EXCEPTIONS = new Kind<>("exceptions", EstateView::exceptionsOn);
    private static final Kind<Boolean, Goal> REOPENED = new Kind<>("reopened", EstateView::reopened);
    private static final Kind<List<AssetId>, String> LACKING =
            new Kind<>("lacking", (estate, asker, about) -> estate.lackingPrerequisites(asker));
    private static final Kind<List<AssetId>, String> ROOMS_AWAIT =
            new Kind<>("rooms-await", (estate, asker, about) -> estate.roomsAwaitingVendor(asker));
    private static final Kind<Boolean, String> ROOMS_AHEAD =
            new Kind<>("rooms-ahead", (estate, asker, about) -> estate.roomsNeedTheServer(asker));
    private static final Kind<List<AssetId>, String> HUBS =
            new Kind<>("hubs", (estate, asker, about) -> estate.hubsBelowFull(asker));
    private static final Kind<String, String> FLOOR_OF_HUBS =
            new Kind<>("floor-of-hubs", (estate, asker, about) -> estate.floorOfHubs(asker));
    private static final Kind<Boolean, String> RESTS_ON_INCAPABLE =
            new Kind<>("rests-on-incapable", (estate, asker, about) -> estate.restsOnIncapable(asker));
    private static final Kind<List<String>, String> PARTNERS =
            new Kind<>("partners", (estate, asker, about) -> estate.weakPartners());
    private static final Kind<Boolean, String> DASHBOARD =
            new Kind<>("dashboard", (estate, asker, about) -> estate.callQualityDashboardInstalled());
    private static final Kind<List<AssetId>, String> CONNECTORS =
            new Kind<>("connectors", (estate, asker, about) -> estate.connectors(asker));
    private static final Kind<List<AssetId>, String> WEAK_FARM =
            new Kind<>("weak-farm", (estate, asker, about) -> estate.farmWithoutStrongCrypto(asker));
    private static final Kind<List<AssetId>, String> FARM_NOT_DONE =
            new Kind<>("farm-open", (estate, asker, about) -> estate.farmNotDone(asker));
    private static final Kind<List<AssetId>, String> WEAK_DATABASES =
            new Kind<>("weak-databases", (estate, asker, about) -> estate.weakDatabases(asker));
    private static final Kind<List<String>, String> UNKNOWN_DATABASES =
            new Kind<>("unknown-databases", (estate, asker, about) -> estate.unknownDatabases(asker));
    private static final Kind<List<AssetId>, String> ORPHANS =
            new Kind<>("orphans", (estate, asker, about) -> estate.orphansOf(asker));
    private static final Kind<List<String>, String> PEERS =
            new Kind<>("peers", (estate, asker, about) -> estate.peersOf(asker));

    private final EstateView estate;
    private final Host host;
    private final Map<Question<?, ?>, Answer<?, ?>> asked = new LinkedHashMap<>();
    private final Map<Recognised, Readiness> standings = new IdentityHashMap<>();
    private @Nullable Boolean ready;

    private interface Ask<T, A> {
        /** @param asker whoever asks, as far as that matters */
        T ask(EstateView estate, Summary asker, A about);
    }

    /**
     * What can be asked.
     *
     * @param <T> the answer: data, which can be held against a later one
     * @param <A> what tells two questions of one kind apart
     */
    private record Kind<T, A>(String name, Ask<T, A> how) {}

    private record Question<T, A>(Kind<T, A> kind, A about) {
        T ask(EstateView estate, Summary asker) {
            return kind.how.ask(estate, asker, about);
        }
    }

    private record Answer<T, A>(Question<T, A> question, T answer) {
        boolean stillHoldsIn(EstateView now, Summary asker) {
            return answer.equals(question.ask(now, asker));
        }
    }

    /** What a host asked, and the answers on which its decisions rest; equal for hosts that were told the same. */
    public record Answers(List<Answer<?, ?>> answers) {
        /** Nothing was asked. */
        public static final Answers NONE = new Answers(List.of());

        public Answers {
            answers = List.copyOf(answers);
        }

        /** Whether the estate as it is now answers every question in the same way. */
        public boolean stillHoldIn(EstateView now, Summary asker) {
            for (Answer<?, ?> answer : answers) if (!answer.stillHoldsIn(now, asker)) return false;
            return true;
        }
    }

    Neighbours(EstateView estate, Host host) {
        this.estate = estate;
        this.host = host;
    }

    /** Everything asked so far. */
    public Answers answers() {
        return new Answers(new ArrayList<>(asked.values()));
    }

    private <T> T ask(Kind<T, String> kind) {
        return ask(kind, "");
    }

    @SuppressWarnings("unchecked") // a question is kept with its own answer
    private <T, A> T ask(Kind<T, A> kind, A about) {
        Question<T, A> question = new Question<>(kind, about);
        Answer<T, A> known = (Answer<T, A>) asked.get(question);
        if (known == null) {
            known = new Answer<>(question, Objects.requireNonNull(question.ask(estate, host.summary()), kind.name));
            asked.put(question, known);
        }
        return known.answer;
    }

    EstateView.GoneDead goDeadWith() {
        return ask(GO_DEAD);
    }

    boolean proven(String gate) {
        return ask(PROVEN, gate);
    }

    boolean waived(String gate) {
        return ask(WAIVED, gate);
    }

    boolean exception(Goal goal) {
        return !exceptionsOn(goal).isEmpty();
    }

    List<AssetId> exceptionsOn(Goal goal) {
        return ask(EXCEPTIONS, goal);
    }

    boolean reopened(Goal goal) {
        return ask(REOPENED, goal);
    }

    List<AssetId> lackingPrerequisites() {
        return ask(LACKING);
    }

    List<AssetId> roomsAwaitingVendor() {
        return ask(ROOMS_AWAIT);
    }

    boolean roomsNeedTheServer() {
        return ask(ROOMS_AHEAD);
    }

    List<AssetId> hubsBelowFull() {
        return ask(HUBS);
    }

    String floorOfHubs() {
        return ask(FLOOR_OF_HUBS);
    }

    /** What a system on it shows by itself, without what is beneath and beside it. */
    Readiness alone(Recognised system) {
        Readiness known = standings.get(system);
        if (known == null) {
            known = Standing.alone(system, this);
            standings.put(system, known);
        }
        return known;
    }

    /** Whether the host is READY, as far as what is on it is. */
    boolean ready() {
        Boolean known = ready;
        if (known == null) {
            known = Standing.ready(host, this);
            ready = known;
        }
        return known;
    }

    boolean restsOnIncapable() {
        return ask(RESTS_ON_INCAPABLE);
    }

    List<String> weakPartners() {
        return ask(PARTNERS);
    }

    boolean callQualityDashboardInstalled() {
        return ask(DASHBOARD);
    }

    List<AssetId> connectors() {
        return ask(CONNECTORS);
    }

    List<AssetId> farmWithoutStrongCrypto() {
        return ask(WEAK_FARM);
    }

    List<AssetId> farmNotDone() {
        return ask(FARM_NOT_DONE);
    }

    List<AssetId> weakDatabases() {
        return ask(WEAK_DATABASES);
    }

    List<String> unknownDatabases() {
        return ask(UNKNOWN_DATABASES);
    }

    List<AssetId> orphansOf() {
        return ask(ORPHANS);
    }

    List<String> peersOf() {
        return ask(PEERS);
    }
}
