package io.ratchet.console;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Family;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.store.Decisions;
import io.ratchet.store.Queue;
import io.ratchet.store.Regressions;
import io.ratchet.store.Remediations.Standing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriUtils;

/** The home: where the estate stands, what waits for people, how tonight goes, and what holds the rest. */
@Controller
final class ReadinessPage {
    private static final int BLOCKS_SHOWN = 8;
    private static final int REGRESSIONS_SHOWN = 10;
    private static final Duration LATELY = Duration.ofDays(30);

    private final ConsolePorts ports;
    private final Trend trend = new Trend();
    private volatile @Nullable Counted counted;

    ReadinessPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /** What only a round changes, counted once for each. */
    private record Counted(long round, List<Decisions.Share> shares, List<Decisions.Held> held) {}

    /**
     * A part of a bar.
     *
     * @param x where it begins, in thousandths of the bar
     */
    record Segment(String state, String name, long assets, long x, long width, String link) {}

    /** A site or a family: its bar and what stands in the table beneath. */
    record Bar(String name, String link, long assets, List<Segment> segments, Map<String, Segment> byState) {}

    /** What holds, how much, and what lifts it. */
    record Block(String gate, String scope, String goal, long assets, String because, String liftedBy, String link) {}

    /** A number that leads to its list. */
    record Figure(long count, String what, String link) {}

    /**
     * A day of the burn-down.
     *
     * @param x where its bar begins, in a chart 1000 wide and 100 high
     * @param height of what is open
     */
    record Burnt(String day, long proven, long open, long x, long width, long y, long height) {}

    /** A system that had proven the goal and no longer does. */
    record Fallen(String asset, String system, String from, String to, Moments.Shown at) {}

    private record Seen(
            Counted counted,
            Trend.Seen trend,
            long movedBack,
            List<Regressions.Kept> regressions,
            List<Standing> standing,
            long waiting,
            long apart,
            long putOff,
            List<Brake> brakes,
            List<Stop> stops) {}

    @GetMapping("/")
    String readiness(
            @RequestParam(defaultValue = "") String goal, @ModelAttribute("moments") Moments moments, Model model) {
        Instant now = ports.clock().instant();
        Goal shown = goal(goal);
        Seen seen = ports.store().transact(tx -> {
            long round = tx.rounds().last().map(last -> last.number()).orElse(0L);
            Counted known = counted;
            if (known == null || known.round() != round)
                known = new Counted(
                        round, tx.decisions().shares(), tx.decisions().held());
            List<Queue.Cohort> cohorts = tx.queue().cohorts(Queue.Filter.all(now));
            return new Seen(
                    known,
                    trend.of(shown, tx, now),
                    tx.regressions().countStanding(shown),
                    tx.regressions().since(shown, now.minus(LATELY), REGRESSIONS_SHOWN),
                    tx.remediations().standing(),
                    cohorts.stream().mapToLong(Queue.Cohort::plans).sum(),
                    cohorts.stream().mapToLong(Queue.Cohort::apart).sum(),
                    tx.queue().count(new Queue.Filter("", null, null, null, null, Queue.Part.ALL, true, now)),
                    tx.brakes().list(),
                    tx.stops().list());
        });
        counted = seen.counted();
        List<Decisions.Share> shares = seen.counted().shares().stream()
                .filter(share -> share.goal() == shown)
                .toList();
        List<Readiness> states = Arrays.stream(Readiness.values())
                .filter(state -> shares.stream().anyMatch(share -> share.readiness() == state))
                .toList();
        model.addAttribute("goal", shown.name());
        model.addAttribute("goals", Arrays.stream(Goal.values()).map(Goal::name).toList());
        model.addAttribute("states", states.stream().map(ReadinessPage::key).toList());
        model.addAttribute("names", names(states));
        model.addAttribute(
                "sites",
                bars(
                        shares,
                        shown,
                        Decisions.Share::site,
                        site -> site.isEmpty() ? "unknown site" : site,
                        site -> "site=" + encoded(site.isEmpty() ? QueueFilter.UNKNOWN : site)));
        model.addAttribute(
                "families",
                bars(
                        shares,
                        shown,
                        share -> Family.prefix(share.system()),
                        Family::name,
                        family -> "system=" + encoded(family)));
        model.addAttribute("trend", burnDown(seen.trend().days()));
        model.addAttribute(
                "fallen",
                seen.trend().fallen().stream()
                        .map(one -> new Fallen(
                                one.asset().value(),
                                one.system(),
                                name(one.from()),
                                name(one.to()),
                                moments.at(one.at())))
                        .toList());
        model.addAttribute("movedBack", seen.movedBack());
        model.addAttribute("regressions", MovedRow.of(seen.regressions(), moments));
        model.addAttribute("waits", waits(seen));
        model.addAttribute("tonight", tonight(seen));
        model.addAttribute("next", next(moments, now));
        model.addAttribute("blocks", blocks(seen.counted().held()));
        return "readiness";
    }

    private static List<Burnt> burnDown(List<Trend.Day> days) {
        long most = days.stream().mapToLong(Trend.Day::open).max().orElse(0);
        List<Burnt> burnt = new ArrayList<>();
        for (Trend.Day day : days) {
            long from = burnt.size() * 1000L / days.size();
            long to = (burnt.size() + 1) * 1000L / days.size();
            long height = most == 0 ? 0 : day.open() * 100 / most;
            burnt.add(new Burnt(
                    day.day().toString(),
                    day.proven(),
                    day.open(),
                    from,
                    Math.max(1, to - from - 2),
                    100 - height,
                    height));
        }
        return burnt;
    }

    private static Goal goal(String name) {
        return Arrays.stream(Goal.values())
                .filter(goal -> goal.name().equals(name))
                .findFirst()
                .orElse(Goal.READY);
    }

    private static List<Bar> bars(
            List<Decisions.Share> shares,
            Goal goal,
            Function<Decisions.Share, String> by,
            Function<String, String> name,
            Function<String, String> query) {
        Map<String, Map<Readiness, Long>> counts = new TreeMap<>();
        for (Decisions.Share share : shares)
            counts.computeIfAbsent(by.apply(share), key -> new EnumMap<>(Readiness.class))
                    .merge(share.readiness(), share.assets(), Long::sum);
        return counts.entrySet().stream()
                .map(entry -> bar(
                        name.apply(entry.getKey()),
                        entry.getValue(),
                        "/assets?goal=" + goal + "&" + query.apply(entry.getKey())))
                .toList();
    }

    private static Bar bar(String name, Map<Readiness, Long> counts, String link) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        List<Segment> segments = new ArrayList<>();
        Map<String, Segment> byState = new LinkedHashMap<>();
        long before = 0;
        for (Map.Entry<Readiness, Long> entry : counts.entrySet()) {
            long x = before * 1000 / all;
            before += entry.getValue();
            Segment segment = new Segment(
                    key(entry.getKey()),
                    name(entry.getKey()),
                    entry.getValue(),
                    x,
                    before * 1000 / all - x,
                    link + "&readiness=" + entry.getKey());
            segments.add(segment);
            byState.put(segment.state(), segment);
        }
        return new Bar(name, link, all, segments, byState);
    }

    private static List<Figure> waits(Seen seen) {
        List<Figure> waits = new ArrayList<>();
        waits.add(new Figure(seen.waiting(), "plans wait for approval", "/queue"));
        if (seen.apart() > 0) waits.add(new Figure(seen.apart(), "of them are set apart", "/queue"));
        if (seen.putOff() > 0) waits.add(new Figure(seen.putOff(), "plans were put off", "/queue?show=put-off"));
        if (!seen.brakes().isEmpty())
            waits.add(new Figure(seen.brakes().size(), "breakers or quarantines hold work back", "/night#held"));
        if (!seen.stops().isEmpty()) waits.add(new Figure(seen.stops().size(), "stops stand", "/night#stopped"));
        long failed = standing(seen, State.FAILED) + standing(seen, State.ROLLED_BACK);
        if (failed > 0)
            waits.add(new Figure(failed, "remediations failed or were undone", "/remediations?state=Failed"));
        return waits;
    }

    private static List<Figure> tonight(Seen seen) {
        long allowed =
                standing(seen, State.APPROVED) + standing(seen, State.SCHEDULED) + standing(seen, State.DEFERRED);
        long underWay = Arrays.stream(State.values())
                .filter(State::underWay)
                .mapToLong(state -> standing(seen, state))
                .sum();
        return List.of(
                new Figure(allowed, "approved, waiting for their window", "/remediations?state=approved"),
                new Figure(underWay, "under way now", "/remediations?state=under-way"),
                new Figure(standing(seen, State.VERIFIED), "verified so far", "/remediations?state=Verified"));
    }

    private static long standing(Seen seen, State state) {
        return seen.standing().stream()
                .filter(one -> one.state().equals(state.wire()))
                .mapToLong(Standing::count)
                .sum();
    }

    /** When the next window opens anywhere; null where none ever does. */
    private Moments.@Nullable Shown next(Moments moments, Instant now) {
        record At(String site, ChangeWindow window) {}
        return ports.outlook().organisation().sites().stream()
                .map(site -> ports.outlook().window(site.name(), now).map(window -> new At(site.name(), window)))
                .flatMap(Optional::stream)
                .min(Comparator.comparing((At at) -> at.window().opens()))
                .map(at -> moments.begins(at.window(), at.site()))
                .orElse(null);
    }

    /** Each gate with its scope once, the one first that holds the most. */
    private static List<Block> blocks(List<Decisions.Held> held) {
        record Key(String gate, String scope, Goal goal) {}
        Map<Key, Long> counts = new LinkedHashMap<>();
        Map<Key, Gate> gates = new LinkedHashMap<>();
        for (Decisions.Held one : held)
            if (one.example() instanceof Decision.Hold hold)
                for (Gate gate : hold.gates()) {
                    String scope = gate.scope().startsWith("asset:") ? "asset" : gate.scope();
                    Key key = new Key(gate.id(), scope, one.goal());
                    counts.merge(key, one.assets(), Long::sum);
                    gates.putIfAbsent(key, gate);
                }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Key, Long>comparingByValue()
                        .reversed()
                        .thenComparing(entry -> entry.getKey().gate()))
                .limit(BLOCKS_SHOWN)
                .map(entry -> {
                    Key key = entry.getKey();
                    Gate gate = Objects.requireNonNull(gates.get(key), "each key has a gate");
                    return new Block(
                            key.gate(),
                            key.scope().equals("asset") ? "each host by itself" : key.scope(),
                            key.goal().name(),
                            entry.getValue(),
                            gate.because(),
                            gate.liftedBy(),
                            "/assets?kind=hold&goal=" + key.goal() + "&gate=" + encoded(key.gate()));
                })
                .toList();
    }

    private static Map<String, String> names(List<Readiness> states) {
        Map<String, String> names = new LinkedHashMap<>();
        states.forEach(state -> names.put(key(state), name(state)));
        return names;
    }

    private static String key(Readiness state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String name(Readiness state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }
}
