package io.ratchet.routes.notices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.notice.Notice;
import io.ratchet.domain.notice.Notice.Event;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.routes.notices.NoticeSettings.Audience;
import io.ratchet.store.Outbox;
import io.ratchet.store.Queue;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import io.ratchet.wire.NoticeJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks, again and again, whether something is to be told, and puts it into the outbox. Each thing has a key of its own
 * for each receiver (which time of which day, which opening of a window, which breaker), so that it is put there once,
 * however often and by however many processes it is looked for, and whatever was restarted in between.
 */
public final class Occasions {
    /** The channel of the outbox. */
    public static final String CHANNEL = "notice";

    /** Later than that it would tell of the next night as well. */
    private static final Duration LATEST_REPORT = Duration.ofHours(12);

    /** What was told, or was given up, this long ago is no longer kept; longer than a notice is tried. */
    static final Duration KEPT = Duration.ofDays(30);

    private static final Duration FORGET_EVERY = Duration.ofHours(6);
    private static final int REMEMBERED = 10_000;
    private static final Set<String> TO_BEGIN_OR_BEGUN = Arrays.stream(State.values())
            .filter(state -> !state.ended() && state != State.PROPOSED)
            .map(State::wire)
            .collect(Collectors.toSet());

    private final Store store;
    private final NoticeSettings settings;
    private final Supplier<Organisation> organisation;
    private final BiFunction<String, Instant, Optional<ChangeWindow>> windows;
    private final Nights nights;
    private final Clock clock;

    /** Keys that stand in the outbox; it forgets them with the process, the outbox does not. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    private Instant forgotten = Instant.MIN;

    /**
     * Nights as they are reported.
     *
     * @param at {@code ratchet.night/1} as of a moment
     * @param text what {@code ratchet night} prints of it
     */
    public record Nights(Function<Instant, ObjectNode> at, Function<JsonNode, String> text) {}

    /** @param windows the window of a site that is open at a moment, else the next one */
    public Occasions(
            Store store,
            NoticeSettings settings,
            Supplier<Organisation> organisation,
            BiFunction<String, Instant, Optional<ChangeWindow>> windows,
            Nights nights,
            Clock clock) {
        this.store = store;
        this.settings = settings;
        this.organisation = organisation;
        this.windows = windows;
        this.nights = nights;
        this.clock = clock;
    }

    /** Looks once. What cannot be looked at keeps nothing else from being told, and is thrown at last. */
    public void look() {
        if (known.size() > REMEMBERED) known.clear();
        Instant now = clock.instant();
        Supplier<ObjectNode> night = once(() -> nights.at().apply(now));
        List<RuntimeException> failed = new ArrayList<>();
        for (Audience audience : settings.audiences())
            for (Event event : audience.events()) {
                try {
                    look(audience, event, night, now);
                } catch (RuntimeException e) {
                    failed.add(e);
                }
            }
        try {
            forget(now);
        } catch (RuntimeException e) {
            failed.add(e);
        }
        if (failed.isEmpty()) return;
        RuntimeException first = failed.get(0);
        failed.stream().skip(1).forEach(first::addSuppressed);
        throw first;
    }

    /** The night is reckoned from all that stands: at most once for all who are told of it. */
    private static Supplier<ObjectNode> once(Supplier<ObjectNode> night) {
        List<ObjectNode> reckoned = new ArrayList<>();
        return () -> {
            if (reckoned.isEmpty()) reckoned.add(night.get());
            return reckoned.get(0);
        };
    }

    private void look(Audience audience, Event event, Supplier<ObjectNode> night, Instant now) {
        switch (event) {
            case QUEUE -> queue(audience, now);
            case NIGHT -> night(audience, night, now);
            case BREAKER -> breaker(audience, now);
            case REPORT -> report(audience, night, now);
        }
    }

    private void queue(Audience audience, Instant now) {
        ZoneId zone = zone(audience);
        Optional<Instant> time = last(settings.queueAt(), zone, now);
        if (time.isEmpty()) return;
        String key = key(audience, Event.QUEUE, time.get().toString());
        if (known.contains(key)) return;
        Optional<NoticeWords.Waiting> waiting = store.transact(tx -> waiting(tx, audience, now));
        if (waiting.isEmpty()) return;
        Optional<ChangeWindow> next = waiting.get().sites().keySet().stream()
                .flatMap(site -> windows.apply(site, now).stream())
                .min(Comparator.comparing(ChangeWindow::opens));
        put(new NoticeWords(zone).queue(audience.receiver(), key, waiting.get(), next, now), now);
    }

    private static Optional<NoticeWords.Waiting> waiting(Tx tx, Audience audience, Instant now) {
        Queue.Filter all = Queue.Filter.all(now);
        TreeMap<String, Long> sites = new TreeMap<>();
        for (Queue.Count site : tx.queue().sites(all))
            if (concerns(audience, site.name())) sites.merge(site.name(), site.plans(), Long::sum);
        if (sites.isEmpty()) return Optional.empty();
        List<Queue.Cohort> cohorts = audience.sites().isEmpty()
                ? tx.queue().cohorts(all)
                : sites.keySet().stream()
                        .flatMap(site -> tx.queue().cohorts(at(site, all)).stream())
                        .toList();
        return cohorts.stream()
                .map(Queue.Cohort::oldest)
                .min(Instant::compareTo)
                .map(oldest -> new NoticeWords.Waiting(
                        sites,
                        cohorts.stream().map(Queue.Cohort::cohort).distinct().count(),
                        oldest));
    }

    private static Queue.Filter at(String site, Queue.Filter all) {
        return new Queue.Filter(
                all.text(),
                site,
                all.goal(),
                all.restart(),
                all.cohort(),
                all.part(),
                all.putOff(),
                all.again(),
                all.at());
    }

    /** What opens at the same moment is one night. */
    private void night(Audience audience, Supplier<ObjectNode> reckoned, Instant now) {
        Map<Instant, Map<String, ChangeWindow>> openings = new TreeMap<>();
        for (Organisation.Site site : organisation.get().sites())
            if (concerns(audience, site.name()))
                windows.apply(site.name(), now)
                        .filter(window -> window.open(now))
                        .ifPresent(window -> openings.computeIfAbsent(window.opens(), at -> new TreeMap<>())
                                .put(site.name(), window));
        openings.keySet().removeIf(opens -> known.contains(key(audience, Event.NIGHT, opens.toString())));
        if (openings.isEmpty() || !somethingBegins()) return;
        ObjectNode night = reckoned.get();
        openings.forEach((opens, sites) -> {
            ObjectNode there =
                    NightPart.of(night, site -> sites.keySet().stream().anyMatch(same(site)));
            int runs = new NightPart.Runs(there).since(opens);
            if (runs == 0) return;
            String key = key(audience, Event.NIGHT, opens.toString());
            String text = nights.text().apply(there);
            put(new NoticeWords(zone(audience)).night(audience.receiver(), key, sites, there, runs, text), now);
        });
    }

    private boolean somethingBegins() {
        return store.transact(tx -> tx.remediations().standing().stream()
                .anyMatch(standing -> TO_BEGIN_OR_BEGUN.contains(standing.state()) && standing.count() > 0));
    }

    /** Breakers and quarantines hold everywhere, so they are told to everybody who is told of any. */
    private void breaker(Audience audience, Instant now) {
        NoticeWords words = new NoticeWords(zone(audience));
        List<Brake> brakes = store.transact(tx -> tx.brakes().list());
        for (Brake brake : brakes) {
            String key = key(audience, brake);
            if (!known.contains(key)) put(words.brake(audience.receiver(), key, brake), now);
        }
        List<Stop> stops = store.transact(tx -> tx.stops().list().stream()
                .filter(stop -> concerns(tx, audience, stop))
                .toList());
        for (Stop stop : stops) {
            String key = key(audience, stop);
            if (!known.contains(key)) put(words.stop(audience.receiver(), key, stop), now);
        }
    }

    private static boolean concerns(Tx tx, Audience audience, Stop stop) {
        if (audience.sites().isEmpty() || stop.scope().equals(Stop.ALL)) return true;
        if (stop.scope().startsWith("site:"))
            return audience.sites().stream().anyMatch(site -> stop.concerns("", site));
        return tx.remediations()
                .find(stop.scope().substring("run:".length()))
                .map(seen -> concerns(audience, seen.remediation().subject().site()))
                .orElse(true);
    }

    /** A night in which nothing ran and nothing stands in the way is not worth a word. */
    private void report(Audience audience, Supplier<ObjectNode> reckoned, Instant now) {
        ZoneId zone = zone(audience);
        Optional<Instant> time =
                last(List.of(settings.reportAt()), zone, now).filter(at -> now.isBefore(at.plus(LATEST_REPORT)));
        if (time.isEmpty()) return;
        String key = key(audience, Event.REPORT, time.get().toString());
        if (known.contains(key)) return;
        ObjectNode night = reckoned.get();
        if (!audience.sites().isEmpty()) night = NightPart.of(night, site -> concerns(audience, site));
        boolean quiet = Stream.of("/report/runs", "/underWay", "/brakes", "/stops")
                .map(night::at)
                .allMatch(JsonNode::isEmpty);
        if (quiet) known.add(key);
        else
            put(
                    new NoticeWords(zone)
                            .report(
                                    audience.receiver(),
                                    key,
                                    night,
                                    nights.text().apply(night)),
                    now);
    }

    /** A breaker or a stop that still stands would be told again: it stays, however old it is. */
    private void forget(Instant now) {
        if (now.isBefore(forgotten.plus(FORGET_EVERY))) return;
        store.run(tx -> {
            Set<String> standing = new HashSet<>();
            for (Audience audience : settings.audiences()) {
                for (Brake brake : tx.brakes().list()) standing.add(key(audience, brake));
                for (Stop stop : tx.stops().list()) standing.add(key(audience, stop));
            }
            tx.outbox().forget(CHANNEL, now.minus(KEPT), standing);
        });
        forgotten = now;
    }

    private void put(Notice notice, Instant now) {
        store.run(tx -> tx.outbox()
                .put(
                        new Outbox.Letter(
                                CHANNEL,
                                notice.receiver() + "/" + notice.id(),
                                notice.event().wire(),
                                notice.key(),
                                Json.line(NoticeJson.write(notice))),
                        now,
                        now));
        known.add(notice.key());
    }

    private static String key(Audience audience, Brake brake) {
        return key(audience, Event.BREAKER, brake.scope() + "@" + brake.at());
    }

    private static String key(Audience audience, Stop stop) {
        return key(audience, Event.BREAKER, stop.scope() + "@" + stop.at());
    }

    private static String key(Audience audience, Event event, String what) {
        return "notice:" + audience.receiver() + ":" + event.wire() + ":" + what;
    }

    /** The last of these times of the day that has come on the day of {@code now}. */
    private static Optional<Instant> last(List<LocalTime> times, ZoneId zone, Instant now) {
        return times.stream()
                .map(time -> ZonedDateTime.of(now.atZone(zone).toLocalDate(), time, zone)
                        .toInstant())
                .filter(time -> !time.isAfter(now))
                .max(Instant::compareTo);
    }

    /** That of the receiver's sites where they have one in common, else the organisation's. */
    private ZoneId zone(Audience audience) {
        Organisation profile = organisation.get();
        Set<ZoneId> zones = new HashSet<>();
        audience.sites().forEach(site -> zones.add(profile.timezoneAt(site)));
        return zones.size() == 1 ? zones.iterator().next() : profile.timezone();
    }

    private static boolean concerns(Audience audience, @Nullable String site) {
        if (audience.sites().isEmpty()) return true;
        return site != null && audience.sites().stream().anyMatch(same(site));
    }

    /** Names of sites are compared without case and outer blanks (ruling 136). */
    private static Predicate<String> same(@Nullable String site) {
        return named -> site != null && named.strip().equalsIgnoreCase(site.strip());
    }
}
