package io.ratchet.routes.night;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.organisation.Caution.Caps;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Blackout;
import io.ratchet.domain.organisation.Organisation.Window;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.State;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.store.HostRuns;
import io.ratchet.store.Remediations.Versioned;
import io.ratchet.store.Store;
import io.ratchet.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: the caps, the order and the waves of a night, asked before a run begins. What is decided here is
 * decided one at a time, so that two that ask at the same moment do not both take the last place.
 */
public final class Turns {
    private static final Duration DAY = Duration.ofDays(1);
    /** How long what waits, and when the night began, is taken as it was read; what is in change is counted anew. */
    private static final Duration REMEMBERED = Duration.ofSeconds(2);

    /** So many ask again after one pause, as many after two, and so on; nothing after more than the most. */
    private static final int ASK_TOGETHER = 10;

    private static final int MOST_PAUSES = 20;

    /** Of windows that follow upon each other, this many are of one night; of more it is a day. */
    private static final int WINDOWS_OF_A_NIGHT = 48;

    /** When the night of a moment began, by one profile. */
    private record Tonight(Organisation organisation, Instant at, Instant from) {
        /** A little later it has begun no earlier: what is remembered never counts too few. */
        boolean is(Organisation current, Instant now) {
            return !now.isBefore(at) && now.isBefore(at.plus(REMEMBERED)) && current.equals(organisation);
        }
    }

    /** When a site opens; sites that open at the same moments are looked at as one. */
    private record Openings(Window window, ZoneId zone) {}

    private static final State[] ALLOWED = {State.APPROVED, State.SCHEDULED, State.DEFERRED};

    /** What waits as it was read, and by their ids those of it that wait only for others. */
    private static final class Seen {
        private final Instant at;
        private final List<Versioned<Remediation>> read;
        private final Caps caps;
        private final LineUp lineUp;
        private final Map<String, Waiting> due = new HashMap<>();

        Seen(Instant at, List<Waiting> waiting, List<Versioned<Remediation>> read, Caps caps) {
            this.at = at;
            this.read = read;
            this.caps = caps;
            this.lineUp = new LineUp(waiting, caps);
            for (Waiting one : waiting) if (one.notDue() == null) due.put(one.id(), one);
        }

        /** With {@code mine} in it, as what is due. */
        LineUp with(Waiting mine, Caps now) {
            if (now.equals(caps) && mine.equals(due.get(mine.id()))) return lineUp;
            List<Waiting> all = new ArrayList<>();
            for (Waiting other : lineUp.waiting()) if (!other.id().equals(mine.id())) all.add(other);
            all.add(mine);
            return new LineUp(all, now);
        }
    }

    private final Store store;
    private final Supplier<Organisation> organisation;
    private final BiFunction<@Nullable String, Instant, Optional<ChangeWindow>> windows;
    private final Function<AssetId, Optional<AssetState>> estate;
    private final Duration pause;
    private volatile @Nullable Seen seen;
    private volatile @Nullable Tonight tonight;

    /**
     * @param windows the window of a site that is open at a moment, else the next one
     * @param estate what is known of a host: its build, roles and memberships
     * @param pause after which the next ones that have to wait for others ask again
     */
    public Turns(
            Store store,
            Supplier<Organisation> organisation,
            BiFunction<@Nullable String, Instant, Optional<ChangeWindow>> windows,
            Function<AssetId, Optional<AssetState>> estate,
            Duration pause) {
        this.store = store;
        this.organisation = organisation;
        this.windows = windows;
        this.estate = estate;
        this.pause = pause;
    }

    /** The turn of one remediation, as everything stood a moment ago. */
    public Turn of(Subject subject, Duration room, Instant now) {
        Placement place = place(subject);
        LineUp lineUp = waiting(now, room)
                .with(
                        new Waiting(subject, place, null),
                        organisation.get().caution().caps());
        return new Turn(subject, place, lineUp, night(now), now);
    }

    /** What a breaker or a quarantine of {@code standing} says against it. */
    public Optional<Failure> brake(Subject subject, List<Brake> standing) {
        Map<String, Brake> brakes = new HashMap<>();
        standing.forEach(brake -> brakes.put(brake.scope(), brake));
        return brakes.isEmpty() ? Optional.empty() : LineUp.brake(place(subject), brakes);
    }

    /** One remediation's turn. */
    public final class Turn {
        private final Subject subject;
        private final Placement place;
        private final LineUp lineUp;
        private final Instant night;
        private final Instant now;

        private Turn(Subject subject, Placement place, LineUp lineUp, Instant night, Instant now) {
            this.subject = subject;
            this.place = place;
            this.lineUp = lineUp;
            this.night = night;
            this.now = now;
        }

        /** After which it asks again; the further back it stands, the later. */
        public Duration pause() {
            return pause.multipliedBy(1 + Math.min(MOST_PAUSES - 1, lineUp.place(subject.id()) / ASK_TOGETHER));
        }

        /** Why it has to wait; empty: it may try to {@link #enter}. */
        public Optional<Failure> ask() {
            return store.transact(tx -> lineUp.ask(subject.id(), Standing.read(tx, night)));
        }

        /** Takes its place in the caller's transaction, in which the run must be saved; or says why it has to wait. */
        public Optional<Failure> enter(Tx tx, Running running) {
            tx.runs().passTurnstile();
            Optional<Failure> no = lineUp.ask(subject.id(), Standing.read(tx, night));
            if (no.isEmpty())
                tx.runs()
                        .begin(new HostRuns.Begun(
                                running.runId(), subject.id(), subject.asset(), subject.site(), now, place.scopes()));
            return no;
        }

        /**
         * Takes its places again in the caller's transaction, where it had stepped aside; or says why it has to wait.
         */
        public Optional<Failure> enterAgain(Tx tx, Running running) {
            Set<String> kept = tx.runs().scopes(running.runId());
            if (kept.containsAll(place.places())) return Optional.empty();
            tx.runs().passTurnstile();
            Standing others = Standing.read(tx, night);
            others.without(subject.asset(), kept);
            Optional<Failure> no = lineUp.ask(subject.id(), others);
            if (no.isEmpty()) tx.runs().take(running.runId(), place.places());
            return no;
        }
    }

    /** The host of {@code running} was not reached: until it is, others may have its places. */
    public void stepAside(Tx tx, Running running) {
        tx.runs().leave(running.runId(), place(running.subject()).places());
    }

    /**
     * The scopes of what comes after one from the inside out and waits for it. To be called outside of any transaction.
     */
    public Set<String> waitsAfter(Subject subject, Duration room, Instant now) {
        LineUp lineUp = waiting(now, room).lineUp;
        Set<String> scopes = new TreeSet<>();
        place(subject).orders().forEach((order, layer) -> {
            if (!order.startsWith("host:") && lineUp.waitsAfter(order, layer))
                scopes.add(Placement.after(order, layer));
        });
        return scopes;
    }

    /** Whether as many hosts were begun tonight, at all sites together, as the profile allows. */
    public boolean spent(Instant now) {
        Instant from = night(now);
        return store.<Long>transact(tx -> tx.runs().hostsBegun(from))
                >= organisation.get().caution().caps().night();
    }

    Placement place(Subject subject) {
        return Placement.of(subject, estate.apply(subject.asset()));
    }

    /**
     * From when on hosts that were begun, at whatever site, count for tonight: a window that opens before another one
     * has closed, or at that moment, is of the same night, be it of the same site or of another, or the cap would begin
     * anew with each.
     */
    Instant night(Instant now) {
        Organisation current = organisation.get();
        Tonight known = tonight;
        if (known != null && known.is(current, now)) return known.from();
        Instant from = beginning(current, now);
        tonight = new Tonight(current, now, from);
        return from;
    }

    private Instant beginning(Organisation current, Instant now) {
        Map<Openings, String> sites = new LinkedHashMap<>();
        for (Organisation.Site site : current.sites()) {
            Window window = site.window();
            if (window != null) sites.putIfAbsent(new Openings(window, current.timezoneAt(site.name())), site.name());
        }
        Instant day = now.minus(DAY);
        Instant at = now;
        for (int seen = 0; seen <= WINDOWS_OF_A_NIGHT; seen++) {
            Instant moment = at;
            Optional<Instant> opened = sites.values().stream()
                    .flatMap(site -> windows.apply(site, moment).stream())
                    .map(ChangeWindow::opens)
                    .filter(opens -> !opens.isAfter(moment))
                    .min(Instant::compareTo);
            if (opened.isEmpty()) return seen == 0 ? day : at.plusMillis(1);
            if (!opened.get().isAfter(day)) return day;
            at = opened.get().minusMillis(1);
        }
        return day;
    }

    private Seen waiting(Instant now, Duration room) {
        Seen known = seen;
        boolean fresh = known != null && !now.isBefore(known.at) && now.isBefore(known.at.plus(REMEMBERED));
        if (known != null && fresh) return known;
        Seen next = read(now, room, known == null ? List.of() : known.read);
        seen = next;
        return next;
    }

    private Seen read(Instant now, Duration room, List<Versioned<Remediation>> known) {
        Due due = due();
        List<Versioned<Remediation>> allowed =
                store.transact(tx -> tx.remediations().listAgain(known, ALLOWED));
        List<Waiting> waiting = new ArrayList<>();
        for (Versioned<Remediation> one : allowed) {
            Allowed remediation = (Allowed) one.remediation();
            waiting.add(new Waiting(
                    remediation.subject(),
                    place(remediation.subject()),
                    due.against(remediation, now, room).orElse(null)));
        }
        return new Seen(now, waiting, allowed, organisation.get().caution().caps());
    }

    /** What would keep one from beginning, were it the only one. */
    Due due() {
        boolean wanted = !organisation.get().ticketing().changes().isEmpty();
        return store.transact(
                tx -> new Due(tx.stops().list(), wanted ? tx.changes().open() : Map.of()));
    }

    final class Due {
        private final List<Stop> stops;
        private final Map<String, ChangeRequest> changes;
        private final Map<String, Optional<ChangeWindow>> open = new HashMap<>();

        private Due(List<Stop> stops, Map<String, ChangeRequest> changes) {
            this.stops = stops;
            this.changes = changes;
        }

        /** @param now the same for all that this is asked for, or the windows are asked anew */
        Optional<Failure> against(Allowed remediation, Instant now, Duration room) {
            Subject subject = remediation.subject();
            for (Stop stop : stops)
                if (stop.concerns(subject.id(), subject.site()))
                    return no(FailureCode.STOPPED, stop.by() + " stopped " + stop.scope() + ": " + stop.reason());
            Optional<ChangeWindow> window = window(subject.site(), now);
            if (window.isEmpty()) return no(FailureCode.WINDOW_CLOSED, "Its site has no maintenance window.");
            if (remediation instanceof Deferred deferred && now.isBefore(deferred.notBefore()))
                return Optional.of(Failure.of(
                        deferred.because().code(),
                        "It is tried again at " + deferred.notBefore() + "; "
                                + deferred.because().message()));
            if (!now.isBefore(remediation.approval().expires()))
                return no(
                        FailureCode.APPROVAL_EXPIRED,
                        "Its approval ends at " + remediation.approval().expires() + ".");
            if (organisation.get().ticketing().change(subject.site()).isPresent()) {
                Optional<Failure> change = ChangeRequest.against(
                        Optional.ofNullable(changes.get(subject.id())),
                        subject.id(),
                        subject.plan().hash());
                if (change.isPresent()) return change;
            }
            Instant opens = opens(remediation, window.get());
            if (now.isBefore(opens)) return no(FailureCode.WINDOW_CLOSED, "Its window opens at " + opens + ".");
            Optional<Blackout> blackout = organisation.get().blackout(subject.site(), now);
            if (blackout.isPresent())
                return no(
                        FailureCode.BLACKOUT,
                        "No change until " + blackout.get().until() + ": "
                                + blackout.get().reason());
            if (!window.get().roomFor(now, room))
                return no(
                        FailureCode.WINDOW_CLOSED,
                        "Its window closes at " + window.get().closes() + ", before it would be done.");
            return organisation
                    .get()
                    .blackoutBetween(subject.site(), now, now.plus(room))
                    .flatMap(coming -> no(
                            FailureCode.BLACKOUT,
                            "No change from " + coming.from() + " until " + coming.until()
                                    + ", before it would be done: " + coming.reason()));
        }

        /** One that found too little room in this window, or the night's cap spent, does not ask before the next. */
        private static Instant opens(Allowed remediation, ChangeWindow window) {
            return remediation instanceof Scheduled scheduled
                            && scheduled.window().opens().isAfter(window.opens())
                    ? scheduled.window().opens()
                    : window.opens();
        }

        Optional<ChangeWindow> window(@Nullable String site, Instant now) {
            Optional<ChangeWindow> known = open.get(String.valueOf(site));
            boolean fits = known != null
                    && known.filter(window -> !now.isBefore(window.closes())).isEmpty();
            if (known != null && fits) return known;
            Optional<ChangeWindow> next = windows.apply(site, now);
            open.put(String.valueOf(site), next);
            return next;
        }

        private static Optional<Failure> no(FailureCode code, String because) {
            return Optional.of(Failure.of(code, because));
        }
    }

    Store store() {
        return store;
    }

    Organisation organisation() {
        return organisation.get();
    }
}
