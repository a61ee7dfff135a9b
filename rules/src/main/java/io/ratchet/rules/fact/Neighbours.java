package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one host asks of the estate around it. It is the only way to the {@link EstateView} for whatever decides a host,
 * and it keeps what was asked with what was answered: while every answer is still the same, nothing about others can
 * have changed what is decided of this host. For one thread.
 *
 * <p>An answer that holds hosts or systems is the same only while they are the very same objects: a host of which
 * anything new is known is another one.
 */
public final class Neighbours {
    private final EstateView estate;
    private final Map<Question, Asked> asked = new LinkedHashMap<>();

    /** @param detail what tells two questions of one kind about one host apart */
    private record Question(
            String kind, @Nullable Host about, @Nullable Object detail) {}

    private record Asked(Function<EstateView, ?> question, Object answer) {}

    /** What a host asked, and the answers on which its decisions rest. */
    public record Answers(List<Answer> answers) {
        public Answers {
            answers = List.copyOf(answers);
        }

        /** Whether the estate as it is now answers every question in the same way. */
        public boolean stillHoldIn(EstateView now) {
            for (Answer answer : answers) if (!answer.same(now)) return false;
            return true;
        }
    }

    private interface Answer {
        boolean same(EstateView now);
    }

    Neighbours(EstateView estate) {
        this.estate = estate;
    }

    /** Everything asked so far. */
    public Answers answers() {
        return new Answers(asked.values().stream()
                .<Answer>map(one -> now -> one.answer.equals(one.question.apply(now)))
                .toList());
    }

    @SuppressWarnings("unchecked") // a question of one kind has one type of answer
    private <T> T ask(String kind, @Nullable Host about, @Nullable Object detail, Function<EstateView, T> question) {
        Question key = new Question(kind, about, detail);
        Asked known = asked.get(key);
        if (known == null) {
            known = new Asked(question, Objects.requireNonNull(question.apply(estate), kind));
            asked.put(key, known);
        }
        return (T) known.answer;
    }

    EstateView.GoneDead goDeadWith(Host host) {
        return ask("go-dead", host, null, view -> view.goDeadWith(host));
    }

    boolean proven(Host host, String gate) {
        return ask("proven", host, gate, view -> view.proven(host, gate));
    }

    boolean waived(Host host, String gate) {
        return ask("waived", host, gate, view -> view.waived(host, gate));
    }

    boolean exception(Host host, Goal goal) {
        return !exceptionsOn(host, goal).isEmpty();
    }

    List<AssetId> exceptionsOn(Host host, Goal goal) {
        return ask("exceptions", host, goal, view -> view.exceptionsOn(host, goal));
    }

    boolean reopened(Host host, Goal goal) {
        return ask("reopened", host, goal, view -> view.reopened(host, goal));
    }

    List<AssetId> lackingPrerequisites(Host host) {
        return ask("lacking", host, null, view -> view.lackingPrerequisites(host));
    }

    List<AssetId> roomsAwaitingVendor(Host host) {
        return ask("rooms-await", host, null, view -> EstateView.ids(view.roomsAwaitingVendor(host)));
    }

    boolean roomsNeedTheServer(Host host) {
        return ask("rooms-ahead", host, null, view -> view.roomsNeedTheServer(host));
    }

    List<Recognised> hubsBelowFull(Host host) {
        return ask("hubs", host, null, view -> view.hubsBelowFull(host));
    }

    List<AssetId> hubIdsBelowFull(Host host) {
        return ask("hub-ids", host, null, view -> view.hubIdsBelowFull(host));
    }

    /** What the system shows by itself, without what is beneath and beside it. */
    Readiness alone(Recognised system) {
        return ask("alone", system.host(), system.row().id(), view -> view.alone(system));
    }

    boolean ready(Host host) {
        return ask("ready", host, null, view -> view.ready(host));
    }

    List<String> weakPartners() {
        return ask("partners", null, null, EstateView::weakPartners);
    }

    boolean callQualityDashboardInstalled() {
        return ask("dashboard", null, null, EstateView::callQualityDashboardInstalled);
    }

    List<AssetId> connectors(Host host) {
        return ask("connectors", host, null, view -> EstateView.ids(view.connectors(host)));
    }

    List<AssetId> farmWithoutStrongCrypto(Host host) {
        return ask("weak-farm", host, null, view -> view.farmWithoutStrongCrypto(host));
    }

    List<AssetId> farmNotDone(Host host) {
        return ask("farm-open", host, null, view -> view.farmNotDone(host));
    }

    List<AssetId> weakDatabases(Host host) {
        return ask("weak-databases", host, null, view -> ids(view.weakDatabases(host)));
    }

    List<String> unknownDatabases(Host host) {
        return ask("unknown-databases", host, null, view -> view.databases(host).unknown());
    }

    List<Host> dependencies(Host host) {
        return ask("dependencies", host, null, view -> view.dependencies(host));
    }

    List<AssetId> orphansOf(Host host) {
        return ask("orphans", host, null, view -> view.orphansOf(host));
    }

    List<String> peersOf(Host host) {
        return ask("peers", host, null, view -> view.peersOf(host));
    }

    private static List<AssetId> ids(List<Host> hosts) {
        return hosts.stream().map(host -> host.state().id()).toList();
    }
}
