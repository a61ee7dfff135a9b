package io.ratchet.routes.night;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Blackout;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.store.Brakes.Trial;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Foretells a night: which approved work fits, in which order and waves, when it ends, what is left and why. It lets
 * the night pass in thought, by the very rule that the runs obey, as if every run took as long as may be expected and
 * were verified.
 */
public final class NightPlan {
    /** A window that opens later than this after the moment that is asked about belongs to another night. */
    private static final Duration TONIGHT = Duration.ofHours(24);

    private final Turns turns;
    private final Function<Subject, Duration> room;
    private final Function<Subject, Duration> lasts;

    /**
     * @param room how much of its window must be left for a run to begin
     * @param lasts how long a run takes, as far as may be expected
     */
    public NightPlan(Turns turns, Function<Subject, Duration> room, Function<Subject, Duration> lasts) {
        this.turns = turns;
        this.room = room;
        this.lasts = lasts;
    }

    /** The night at a moment: the windows that are open then and those that open within a day. */
    public Forecast at(Instant at) {
        return new Course(at).forecast();
    }

    /**
     * What is to be expected.
     *
     * @param windows tonight's, by site
     * @param steps in their order
     * @param blackouts those that stand, or begin within a day
     * @param zones in which times are told of what concerns these sites; of nothing named: of all of them
     * @param ends when the last run is done; null where none begins
     */
    public record Forecast(
            Instant at,
            SortedMap<String, ChangeWindow> windows,
            List<Step> steps,
            List<Left> left,
            List<UnderWay> underWay,
            List<Blackout> blackouts,
            Function<List<String>, ZoneId> zones,
            @Nullable Instant ends) {
        public Forecast {
            steps = List.copyOf(steps);
            left = List.copyOf(left);
            underWay = List.copyOf(underWay);
            blackouts = List.copyOf(blackouts);
        }
    }

    /** Those that hold within a stretch of time, the first before the others. */
    private static List<Blackout> blackouts(Organisation organisation, Instant from, Instant until) {
        return organisation.blackouts().stream()
                .filter(blackout ->
                        blackout.until().isAfter(from) && blackout.from().isBefore(until))
                .sorted(Comparator.comparing(Blackout::from))
                .toList();
    }

    /** The blackouts that held at some moment of this stretch of time. */
    List<Blackout> blackouts(Instant from, Instant until) {
        return blackouts(turns.organisation(), from, until);
    }

    /**
     * One run of the plan.
     *
     * @param wave from 1; what begins at the same moment is one wave
     * @param firstWith the playbooks that it is the first to try on its OS build
     */
    public record Step(Subject subject, int wave, Instant begins, Instant ends, List<String> firstWith) {
        public Step {
            firstWith = List.copyOf(firstWith);
        }
    }

    /** What does not fit, and why. */
    public record Left(Subject subject, Failure because) {}

    /** @param scopes what it counts for, which is less where it has stepped aside */
    private record Under(Instant ends, Subject subject, Placement place, Set<String> scopes) {}

    /** One night in thought. */
    private final class Course {
        private final Instant at;
        private final Organisation organisation = turns.organisation();
        private final Turns.Due due = turns.due();
        private final Map<String, Allowed> waiting = new LinkedHashMap<>();
        private final Map<String, Placement> places = new HashMap<>();
        private final Map<String, Duration> rooms = new HashMap<>();
        private final SortedMap<String, ChangeWindow> windows = new TreeMap<>();
        private final Map<String, Failure> against = new HashMap<>();
        private final TreeSet<Instant> moments = new TreeSet<>();
        private final List<Under> under = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private final List<UnderWay> underWay = new ArrayList<>();
        private final Standing standing;
        private int waves;

        Course(Instant at) {
            this.at = at;
            Store store = turns.store();
            List<Remediation> open = store.transact(tx -> tx
                    .remediations()
                    .list(Arrays.stream(State.values())
                            .filter(state -> !state.ended() && state != State.PROPOSED)
                            .toArray(State[]::new))
                    .stream()
                    .<Remediation>map(Versioned::remediation)
                    .toList());
            for (Remediation one : open) {
                places.put(one.subject().id(), turns.place(one.subject()));
                if (one instanceof Allowed allowed) waiting.put(one.subject().id(), allowed);
                if (one instanceof UnderWay run) underWay.add(run);
            }
            waiting.values().forEach(this::window);
            Instant night = windows.values().stream().anyMatch(window -> window.open(at)) ? turns.night(at) : at;
            for (UnderWay run : underWay) {
                Instant done = at.plus(lasts.apply(run.subject()));
                Placement place = place(run.subject());
                Set<String> kept = store.transact(tx -> tx.runs().scopes(run.runId()));
                under.add(new Under(done, run.subject(), place, kept.isEmpty() ? place.scopes() : kept));
                moments.add(done);
            }
            this.standing = store.transact(tx -> standing(tx, night));
            moments.add(at);
            waiting.values().forEach(this::moments);
        }

        /** What is under way is taken to be done in as long as a run takes. */
        private Standing standing(Tx tx, Instant night) {
            Map<String, Long> inChange = new HashMap<>();
            Set<AssetId> hosts = new HashSet<>();
            for (Under run : under) {
                run.scopes().forEach(scope -> inChange.merge(scope, 1L, Long::sum));
                hosts.add(run.subject().asset());
            }
            Map<String, Trial> trials = tx.brakes().trials();
            return new Standing(
                    inChange,
                    hosts,
                    tx.runs().hostsBegun(night),
                    trials,
                    tx.brakes().list());
        }

        private void window(Allowed one) {
            String site = one.subject().site();
            due.window(site, at)
                    .filter(window -> window.opens().isBefore(at.plus(TONIGHT)))
                    .ifPresent(window -> windows.put(String.valueOf(site), window));
        }

        private void moments(Allowed one) {
            ChangeWindow window = windows.get(String.valueOf(one.subject().site()));
            if (window == null) return;
            later(window.opens(), window);
            if (one instanceof Deferred deferred) later(deferred.notBefore(), window);
            for (Blackout blackout : organisation.blackouts()) later(blackout.until(), window);
        }

        private void later(Instant moment, ChangeWindow window) {
            if (moment.isAfter(at) && moment.isBefore(window.closes())) moments.add(moment);
        }

        Forecast forecast() {
            while (!moments.isEmpty()) {
                Instant now = moments.pollFirst();
                finish(now);
                begin(now);
            }
            List<Left> left = waiting.values().stream()
                    .map(one -> new Left(one.subject(), because(one)))
                    .toList();
            Instant ends =
                    steps.stream().map(Step::ends).max(Instant::compareTo).orElse(null);
            List<Blackout> blackouts = blackouts(organisation, at, at.plus(TONIGHT));
            return new Forecast(at, windows, steps, left, underWay, blackouts, this::zone, ends);
        }

        /** That of the sites where they have one in common. */
        private ZoneId zone(List<String> sites) {
            List<ZoneId> zones = (sites.isEmpty()
                            ? organisation.sites().stream().map(Organisation.Site::name)
                            : sites.stream())
                    .map(organisation::timezoneAt)
                    .distinct()
                    .toList();
            return zones.size() == 1 ? zones.get(0) : organisation.timezone();
        }

        private void finish(Instant now) {
            for (Under run : List.copyOf(under)) {
                if (run.ends().isAfter(now)) continue;
                standing.verify(run.subject().asset(), run.place(), run.scopes());
                under.remove(run);
            }
        }

        private void begin(Instant now) {
            List<Waiting> all = waiting.values().stream()
                    .map(one -> new Waiting(one.subject(), place(one.subject()), notDue(one, now)))
                    .toList();
            boolean any = false;
            LineUp lineUp = new LineUp(all, organisation.caution().caps());
            for (Waiting one : lineUp.waiting()) {
                Optional<Failure> no = lineUp.ask(one, standing);
                no.ifPresent(because -> remember(one, because));
                if (no.isPresent()) continue;
                if (!any) waves++;
                any = true;
                begin(one, now);
            }
            standing.settle();
        }

        private void begin(Waiting one, Instant now) {
            List<String> first = one.place().trials().stream()
                    .filter(trial -> standing.verified(trial) == 0)
                    .toList();
            Instant ends = now.plus(lasts.apply(one.subject()));
            standing.begin(one.subject().asset(), one.place());
            waiting.remove(one.id());
            under.add(new Under(ends, one.subject(), one.place(), one.place().scopes()));
            moments.add(ends);
            steps.add(new Step(one.subject(), waves, now, ends, first));
        }

        /** When the window closes over one that waited for others, it is the others that kept it. */
        private void remember(Waiting one, Failure because) {
            Failure before = against.get(one.id());
            boolean waited = before != null && before.code() != FailureCode.WINDOW_CLOSED;
            if (!waited || because.code() != FailureCode.WINDOW_CLOSED) against.put(one.id(), because);
        }

        private Failure because(Allowed one) {
            Failure known = against.get(one.subject().id());
            Optional<ChangeWindow> next = due.window(one.subject().site(), at);
            boolean tonight = windows.containsKey(String.valueOf(one.subject().site()));
            if (!tonight && next.isPresent())
                return Failure.of(
                        FailureCode.WINDOW_CLOSED,
                        "The next window of its site opens at " + next.get().opens() + ".");
            return known == null ? Failure.of(FailureCode.WINDOW_CLOSED, "Its window is shut.") : known;
        }

        private @Nullable Failure notDue(Allowed one, Instant now) {
            Duration needed = rooms.computeIfAbsent(one.subject().id(), id -> room.apply(one.subject()));
            return due.against(one, now, needed).orElse(null);
        }

        private Placement place(Subject subject) {
            return places.computeIfAbsent(subject.id(), id -> turns.place(subject));
        }
    }
}
