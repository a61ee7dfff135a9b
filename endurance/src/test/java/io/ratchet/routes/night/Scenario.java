package io.ratchet.routes.night;

import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Phase;
import io.ratchet.wire.OrganisationFile;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One night and all that will go wrong in it, drawn before it begins, so that it can be shown, repeated and made
 * smaller. Seconds count from 19:50 of its first evening; the window is 20:00 to 24:00.
 *
 * @param processes how many processes share the store, 1 or 2
 */
record Scenario(long seed, int processes, Brakes brakes, List<Host> hosts, List<Fault> faults) {
    /** How soon breakers open. Where they act, roles and pools are known, and a person looks at 8:00 and releases. */
    enum Brakes {
        /** So late that no night gets there, and no role or pool is known. */
        FAR_AWAY("breaker: {inARow: 200, percent: 100, of: 200}"),
        AS_SHIPPED(""),
        AFTER_TWO("breaker: {inARow: 2, percent: 40, of: 10}"),
        AT_ONCE("breaker: {inARow: 1}");

        private final Organisation organisation;

        Brakes(String breaker) {
            this.organisation = OrganisationFile.read("organisation.yaml", """
                    organisation: Contoso
                    sites: [{name: HQ, window: {rrule: "FREQ=DAILY;BYHOUR=20", duration: PT4H}}]
                    blackouts:
                      - {from: 2018-09-20T20:01:00Z, until: 2018-09-20T20:06:00Z, reason: the accounts are closed}
                    """ + breaker + "\n");
        }

        Organisation organisation() {
            return organisation;
        }

        boolean act() {
            return this != FAR_AWAY;
        }
    }

    /** What is to be changed on a host. */
    enum Work {
        /** One value, then a restart. */
        WINHTTP,
        /** Two values in a key that does not exist yet, then a restart; a listener shows it. */
        SCHANNEL,
        /** Two values, no restart. */
        DOTNET
    }

    /** What a host does when it is asked to restart. */
    enum Restarts {
        WELL,
        /** After more than half an hour: later than a restart may take. */
        LATE,
        /** It takes the first request and does nothing about it. */
        AT_THE_SECOND_REQUEST,
        /** It goes down and is never seen again. */
        NEVER_AGAIN
    }

    /** What is wrong with a host itself. */
    enum Flaw {
        NONE,
        /** The script's process dies between two writes of APPLY. */
        DIES_IN_APPLY,
        /** The same in UNDO. */
        DIES_IN_UNDO,
        /** A restart brings the old values back. */
        FORGETS,
        /** One of its keys may not be written. */
        DENIES,
        /** A policy writes one of the values at every start. */
        HAS_A_POLICY,
        /** Its listener does not answer the first handshakes after a start. */
        LISTENS_LATE
    }

    /**
     * @param number from 1; names the host
     * @param role what it is known to be; null: nothing
     * @param pool what it is known to be a member of; null: nothing
     */
    record Host(
            int number,
            Work work,
            Restarts restarts,
            Flaw flaw,
            int bootSeconds,
            int approvedHours,
            @Nullable String role,
            @Nullable String pool) {
        private Host with(Work other, Flaw worse, @Nullable String known, @Nullable String member) {
            return new Host(number, other, restarts, worse, bootSeconds, approvedHours, known, member);
        }
    }

    /** Those that a night sends. */
    private static final Phase[] PHASES = {
        Phase.ASSESS, Phase.APPLY, Phase.VERIFY, Phase.UNDO, Phase.REBOOT, Phase.EVIDENCE
    };

    /** What happens to one script on its way. */
    enum Wire {
        UNREACHABLE,
        QUOTA,
        LOGON_REFUSED,
        /** Lost before anything began; nobody can know that. */
        LOST_BEFORE,
        /** Carried out; the answer is lost. */
        LOST_AFTER,
        /** Carried out; the answer is cut. */
        GARBLED,
        /** Carried out; the exit code says otherwise. */
        LIES,
        /** Carried out at once; the answer takes long. */
        ANSWERS_LATE,
        /** It takes long until it is carried out. */
        BEGINS_LATE
    }

    sealed interface Fault {
        /** The {@code nth} script of a phase, from 1, to a host. */
        record OnWire(int host, Phase phase, int nth, Wire wire, int seconds) implements Fault {}

        /** A process is killed at the {@code nth} transaction of the night, before or after it is committed. */
        record KilledAtCommit(int nth, boolean after, int awaySeconds) implements Fault {}

        /** A process is killed while its {@code nth} script is on a host. */
        record KilledOnWire(int nth, int awaySeconds) implements Fault {}

        /** A process stands still, and gives no sign of life, while its {@code nth} script is on a host. */
        record Frozen(int nth, int seconds) implements Fault {}

        /** The wall clock steps while the {@code nth} script is on a host, whose answer takes long then. */
        record SteppedOnWire(int nth, int bySeconds, int seconds) implements Fault {}

        record ClockStep(int at, int bySeconds) implements Fault {}

        record DatabaseAway(int at, int seconds) implements Fault {}

        /** @param host 0: everything */
        record Stopped(int at, int host, int seconds) implements Fault {}

        record SomebodyWrites(int at, int host) implements Fault {}

        record SomebodyRestarts(int at, int host) implements Fault {}

        record SomebodyOrders(int at, int host, String order) implements Fault {}

        /** Somebody releases the brake that has stood longest, if any stands. */
        record SomebodyReleases(int at) implements Fault {}
    }

    Scenario {
        hosts = List.copyOf(hosts);
        faults = List.copyOf(faults);
    }

    static Scenario draw(long seed, int hostCount) {
        return new Drawing(seed, hostCount).scenario();
    }

    /**
     * As small as it gets while {@code fails} holds: hosts and faults are taken away, the larger part first, as long as
     * it still fails.
     */
    Scenario shrink(Predicate<Scenario> fails) {
        Scenario smallest = this;
        for (boolean smaller = true; smaller; ) {
            Scenario before = smallest;
            smallest = without(smallest, smallest.faults(), fails, Scenario::withFaults);
            smallest = without(smallest, smallest.hosts(), fails, Scenario::withHosts);
            smaller = !smallest.equals(before);
        }
        return smallest;
    }

    private static <T> Scenario without(
            Scenario from, List<T> all, Predicate<Scenario> fails, BiFunction<Scenario, List<T>, Scenario> with) {
        Scenario smallest = from;
        List<T> left = new ArrayList<>(all);
        for (int part = Math.max(1, left.size() / 2); part >= 1; part /= 2)
            for (int at = 0; at < left.size(); ) {
                List<T> fewer = new ArrayList<>(left);
                fewer.subList(at, Math.min(at + part, fewer.size())).clear();
                Scenario candidate = with.apply(smallest, fewer);
                if (fails.test(candidate)) {
                    smallest = candidate;
                    left = fewer;
                } else at += part;
            }
        return smallest;
    }

    private Scenario withHosts(List<Host> fewer) {
        return new Scenario(seed, processes, brakes, fewer, faults);
    }

    private Scenario withFaults(List<Fault> fewer) {
        return new Scenario(seed, processes, brakes, hosts, fewer);
    }

    /** For people: the seed, then a line for each host and each fault. */
    String told() {
        StringBuilder text = new StringBuilder("seed " + seed + ", " + processes + " process(es), brakes " + brakes);
        hosts.forEach(host -> text.append("\n  ").append(host));
        faults.forEach(fault -> text.append("\n  ").append(fault));
        return text.toString();
    }

    private static final class Drawing {
        private static final int NIGHT = 5 * 3600;

        private final long seed;
        private final int count;
        private final SplittableRandom random;

        Drawing(long seed, int count) {
            this.seed = seed;
            this.count = count;
            this.random = new SplittableRandom(seed);
        }

        Scenario scenario() {
            List<Host> hosts = new ArrayList<>();
            List<Fault> faults = new ArrayList<>();
            for (int number = 1; number <= count; number++) {
                hosts.add(host(number));
                if (in(30)) onWire(faults, number);
                if (in(4)) faults.add(new Fault.SomebodyWrites(moment(), number));
                if (in(3)) faults.add(new Fault.SomebodyRestarts(moment(), number));
                if (in(4)) faults.add(new Fault.SomebodyOrders(moment(), number, one("retry", "defer", "cancel")));
                if (in(2)) faults.add(new Fault.Stopped(moment(), number, 60 + random.nextInt(7200)));
            }
            int processes = in(30) ? 2 : 1;
            for (int kills = random.nextInt(6); kills > 0; kills--)
                faults.add(
                        random.nextBoolean()
                                ? new Fault.KilledAtCommit(1 + random.nextInt(60 * count), random.nextBoolean(), away())
                                : new Fault.KilledOnWire(1 + random.nextInt(8 * count), away()));
            if (in(40)) faults.add(new Fault.ClockStep(moment(), step()));
            if (in(15)) faults.add(new Fault.ClockStep(moment(), step()));
            for (int steps = random.nextInt(3); steps > 0; steps--)
                faults.add(new Fault.SteppedOnWire(
                        1 + random.nextInt(8 * count), 60 + random.nextInt(3600), 10 + random.nextInt(200)));
            if (in(40)) faults.add(new Fault.DatabaseAway(moment(), 1 + random.nextInt(900)));
            if (in(25)) faults.add(new Fault.Stopped(moment(), 0, 60 + random.nextInt(4 * 3600)));
            if (processes == 2)
                for (int pauses = random.nextInt(5); pauses > 0; pauses--)
                    faults.add(new Fault.Frozen(1 + random.nextInt(8 * count), 10 + random.nextInt(300)));
            return braked(new Scenario(seed, processes, Brakes.FAR_AWAY, hosts, faults));
        }

        /** One night in four has brakes that act, and more hosts that make them act; the others stay as they are. */
        private Scenario braked(Scenario whole) {
            if (!in(25)) return whole;
            Brakes brakes = one(Brakes.AS_SHIPPED, Brakes.AFTER_TWO, Brakes.AT_ONCE);
            Work most = one(Work.values());
            List<Host> hosts = new ArrayList<>();
            for (Host host : whole.hosts())
                hosts.add(host.with(
                        in(70) ? most : host.work(),
                        in(35) ? one(Flaw.FORGETS, Flaw.HAS_A_POLICY, Flaw.DENIES) : host.flaw(),
                        in(50) ? one("iis", "rds-session-host") : null,
                        in(25) ? one("A", "B") : null));
            List<Fault> faults = new ArrayList<>(whole.faults());
            for (int looks = random.nextInt(4); looks > 0; looks--) faults.add(new Fault.SomebodyReleases(moment()));
            return new Scenario(seed, whole.processes(), brakes, hosts, faults);
        }

        private Host host(int number) {
            Restarts restarts = in(90)
                    ? Restarts.WELL
                    : one(Restarts.LATE, Restarts.AT_THE_SECOND_REQUEST, in(20) ? Restarts.NEVER_AGAIN : Restarts.WELL);
            Flaw flaw = in(82) ? Flaw.NONE : one(Flaw.values());
            return new Host(
                    number,
                    one(Work.values()),
                    restarts,
                    flaw,
                    20 + random.nextInt(100),
                    in(90) ? 200 : 1 + random.nextInt(6),
                    null,
                    null);
        }

        private void onWire(List<Fault> faults, int host) {
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                Wire wire = one(Wire.values());
                int seconds = wire == Wire.ANSWERS_LATE || wire == Wire.BEGINS_LATE
                        ? 5 + random.nextInt(280)
                        : 1 + random.nextInt(60);
                faults.add(new Fault.OnWire(host, one(PHASES), 1 + random.nextInt(3), wire, seconds));
            }
        }

        private int moment() {
            return random.nextInt(NIGHT);
        }

        /** Most often seconds, now and then until the next morning. */
        private int away() {
            return in(80) ? 1 + random.nextInt(120) : random.nextInt(14 * 3600);
        }

        private int step() {
            int most = one(60, 600, 7200);
            return random.nextInt(-most, most + 1);
        }

        private boolean in(int percent) {
            return random.nextInt(100) < percent;
        }

        @SafeVarargs
        private <T> T one(T... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }
}
