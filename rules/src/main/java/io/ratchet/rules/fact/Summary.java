package io.ratchet.rules.fact;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All of one asset that decisions about others can look at, and all by which it asks about them. It is made of the
 * asset alone, and what of it changes with time is worked out for the moment of the decision: while {@link #shown}
 * stays equal, and names do, no decision about another asset can change. An {@link EstateView} is made of these and of
 * nothing else of an asset, so a rule cannot reach past them.
 *
 * @param shown what others may see
 * @param booted when it last started, as far as is known; what was seen before is stale (statement 12)
 * @param changed when a value or an update of it last changed, as far as is known
 */
public record Summary(
        Shown shown, @Nullable Instant booted, @Nullable Instant changed) {
    /** By what hosts are said to be one cluster, availability group or back-end. */
    static final List<String> CLUSTERS = List.of("pool", "farm", "service", "dag");

    private static final Pattern SKYPE = Pattern.compile("skype|lync|sfb");

    /**
     * What others may see.
     *
     * @param where what decides whom it serves
     * @param said everything it was ever said to belong to, by kind
     * @param sure what it is seen to belong to by now, by kind
     * @param tags of all systems on it
     * @param database whether it is a SQL Server, as far as anybody told
     * @param weakDatabase whether one on it is below its floor, or may be (statement 79)
     * @param lacks12 {@link Host#lacks12}
     * @param leftBehind {@link Host#isLeftBehind}
     * @param weakCrypto of a federation host: whether strong cryptography was not read back (statement 78)
     * @param farmOpen whether a member of a farm on it is not done for READY (statement 40)
     * @param mailboxOnline of a Surface Hub: whether its mailbox is online
     * @param databases the peers it was seen to talk to as to a SQL Server, null for one that nobody named
     * @param peers whoever it was seen to speak with, as they were told; sorted
     * @param proofs that were found on it, of this moment or before
     */
    record Shown(
            AssetId id,
            Where where,
            Map<String, Set<String>> said,
            Map<String, Set<String>> sure,
            Set<String> tags,
            List<Part> parts,
            boolean database,
            boolean weakDatabase,
            boolean lacks12,
            boolean leftBehind,
            boolean weakCrypto,
            boolean farmOpen,
            boolean mailboxOnline,
            List<Peer> databases,
            List<String> peers,
            List<Proof> proofs) {
        @Override
        public int hashCode() {
            return id.hashCode();
        }
    }

    /**
     * What decides whom a host serves, and who serves it.
     *
     * @param site as sites are compared; null when nobody told
     * @param before whether it is an Edge or a reverse proxy
     * @param skype whether it is a Skype or Lync server
     */
    record Where(
            @Nullable String site,
            Set<String> pools,
            Set<String> surePools,
            boolean edge,
            boolean before,
            boolean branch,
            boolean skype) {}

    /**
     * A system on the host.
     *
     * @param seen whether anything that tells of it is evidence by now
     * @param sure whether what told its version is
     * @param lacking of a Skype topology: whether it lacks what the whole of it needs (statement 68)
     * @param weakForSkype of a SQL Server: whether it is not good enough for the back-end of a pool
     * @param incapable of what others rest on: whether it cannot speak TLS 1.2, or nothing beneath it (statement 140)
     */
    record Part(
            Row row,
            @Nullable Version version,
            boolean seen,
            boolean sure,
            Verdict floor,
            Verdict disableFloor,
            boolean lacking,
            boolean weakForSkype,
            Incapable incapable) {
        boolean is(String tag) {
            return row.is(tag);
        }

        /** {@link Recognised#says}. */
        String says() {
            return Recognised.says(row, version);
        }
    }

    /** Why a system could not speak TLS 1.2. */
    enum Incapable {
        NO,
        /** By itself, unless it is excepted from READY. */
        ITSELF,
        /** The Windows beneath it cannot. */
        BENEATH
    }

    /** @param name null: a SQL Server that nobody named */
    record Peer(@Nullable String name) {}

    /**
     * @param scope as it was written
     * @param fresh whether it is not older than evidence may be
     */
    record Proof(String gate, String scope, Instant at, boolean fresh) {}

    static Summary of(Host host) {
        Belief belief = host.belief();
        Shown shown = new Shown(
                host.state().id(),
                new Where(
                        host.place(),
                        host.pools(),
                        host.surely("pool"),
                        host.isEdge(),
                        host.isEdge() || host.is("reverse-proxy"),
                        host.isBranch(),
                        host.is("skype-server")),
                host.said(),
                host.sure(),
                host.tags(),
                host.recognised().stream().map(Summary::part).toList(),
                database(host),
                SqlFloors.instanceBelow(host),
                host.lacks12(),
                host.isLeftBehind(),
                federated(host) && withoutStrongCrypto(host),
                host.recognised().stream().anyMatch(system -> ofFarm(system) && !done(system)),
                host.is("surface-hub") && Scenario.mailboxOnline(host),
                databases(host),
                peers(host),
                proofs(host));
        return new Summary(shown, belief.lastBoot(), belief.lastChange());
    }

    private static boolean federated(Host host) {
        return host.is("adfs") || host.is("wap");
    }

    private static Part part(Recognised system) {
        boolean sql = system.is("sql") || system.is("sql-never");
        return new Part(
                system.row(),
                system.version(),
                system.facts().stream().anyMatch(system.host().belief()::sure),
                system.isSure(),
                system.toFloor(),
                system.toDisableFloor(),
                lacking(system),
                sql && (system.is("sql-never") || SqlFloors.belowForSkype(system)),
                sql || system.row().way() == Course.FARM ? Standing.incapable(system) : Incapable.NO);
    }

    /** What the whole of a Skype topology needs and this server or back-end of it does not have. */
    private static boolean lacking(Recognised system) {
        boolean backEnd = backEnd(system);
        if (!(system.is("skype-server") || system.is("skype-never") || backEnd)) return false;
        return system.is("skype-never")
                || system.is("sql-never")
                || (backEnd && SqlFloors.belowForSkype(system))
                || (!system.isAsked()
                        && !system.host().openForCapability(system).isEmpty())
                || system.host().needs().stream()
                        .anyMatch(need -> need.isOpen() && (need.row() == system.row() || ofWindowsForReady(need)))
                || system.toDisableFloor() == Verdict.UNMET
                || system.toDisableFloor() == Verdict.UNKNOWN
                || system.toFloor() == Verdict.UNKNOWN;
    }

    private static boolean backEnd(Recognised system) {
        return (system.is("sql") || system.is("sql-never"))
                && (system.host().is("skype-server")
                        || !system.host().memberships("pool").isEmpty()
                        || system.host().memberships("service").stream()
                                .anyMatch(name -> SKYPE.matcher(name).find()));
    }

    /** The values and updates of Windows are prerequisites of the server or the back-end on it (chapter 4.1). */
    private static boolean ofWindowsForReady(Need need) {
        return need.row().way() == Course.WINDOWS && need.goal() == Goal.READY;
    }

    private static boolean database(Host host) {
        return host.is("sql") || host.is("sql-never") || host.unversionedRoles().contains("sql-server");
    }

    private static boolean withoutStrongCrypto(Host host) {
        if (host.lacks12()) return true;
        boolean asked = false;
        for (Need need : host.needs()) {
            boolean product = need.topic().equals("product-dotnet");
            if ((product || need.topic().equals("dotnet-values")) && need.isOpen() && need.isStrongCrypto())
                return true;
            asked |= product || need.topic().endsWith("dotnet-values");
        }
        return !asked;
    }

    /**
     * Whether its farm is one change: SharePoint (statement 40), and Office Online Server, whose members call each
     * other.
     */
    static boolean ofFarm(Recognised system) {
        return system.row().way() == Course.FARM || system.is("office-online");
    }

    /** Whether nothing of READY is open on a member of a farm, its Windows included. */
    private static boolean done(Recognised member) {
        Host host = member.host();
        return member.isSettled()
                && host.windowsRow().map(row -> row.way() == Course.WINDOWS).orElse(true)
                && host.windowsRow().map(host::openForReady).orElse(List.of()).isEmpty();
    }

    private static List<Peer> databases(Host host) {
        if (!host.belief().told(Observation.ProtocolUse.class)) return List.of();
        return host.belief()
                .all(Observation.ProtocolUse.class)
                .filter(use -> use.direction() == Observation.Direction.OUTBOUND
                        && !use.test()
                        && (use.stack() == Observation.Stack.SQL
                                || host.catalogue().sqlPort(use.port())))
                .filter(use -> !somebodyElses(host, use.peer()))
                .map(use -> new Peer(use.peer()))
                .distinct()
                .toList();
    }

    /** A database service in somebody else's cloud is of no build that could be below a floor. */
    private static boolean somebodyElses(Host caller, @Nullable String peer) {
        return peer != null
                && caller.catalogue().sights("host", AssetNames.folded(EstateView.machine(peer))).stream()
                        .anyMatch(one -> one.row().way() == Course.EXTERNAL);
    }

    private static List<String> peers(Host host) {
        if (!host.belief().told(Observation.ProtocolUse.class)) return List.of();
        Set<String> peers = new TreeSet<>();
        host.belief()
                .all(Observation.ProtocolUse.class)
                .filter(use -> use.count() > 0)
                .map(Observation.ProtocolUse::peer)
                .filter(Objects::nonNull)
                .forEach(peers::add);
        return List.copyOf(peers);
    }

    private static List<Proof> proofs(Host host) {
        Instant at = host.belief().at();
        List<Proof> proofs = new ArrayList<>();
        for (Fact fact : host.belief().list(Observation.Proof.class)) {
            Observation.Proof proof = (Observation.Proof) fact.observation();
            Instant when = fact.observedAt();
            if (!when.isAfter(at)) proofs.add(new Proof(proof.gate(), proof.scope(), when, isFresh(when, at)));
        }
        return List.copyOf(proofs);
    }

    /** Whether it is not older than evidence may be at a moment. */
    static boolean isFresh(Instant when, Instant at) {
        return !when.isBefore(at.minus(Belief.FRESH));
    }

    /** Whether others see the same of it as they did when it was {@code before}. */
    public boolean showsWhat(Summary before) {
        return shown.equals(before.shown);
    }

    AssetId id() {
        return shown.id;
    }

    Where where() {
        return shown.where;
    }

    /** {@link Host#memberships}. */
    Set<String> said(String kind) {
        return shown.said.getOrDefault(kind, Set.of());
    }

    /** {@link Host#surely}. */
    Set<String> surely(String kind) {
        return shown.sure.getOrDefault(kind, Set.of());
    }

    boolean is(String tag) {
        return shown.tags.contains(tag);
    }

    Stream<Part> parts(String tag) {
        return shown.parts.stream().filter(part -> part.is(tag));
    }

    /** The system of this id on it; null when there is none. */
    @Nullable
    Part part(String system) {
        for (Part part : shown.parts) if (part.row.id().equals(system)) return part;
        return null;
    }

    /** {@link Belief#afterLastChange}. */
    boolean afterLastChange(Instant seen) {
        return (booted == null || seen.isAfter(booted)) && (changed == null || !seen.isBefore(changed));
    }

    /** How a proof, a waiver or a gate names this asset alone. */
    String scope() {
        return "asset:" + shown.id;
    }

    @Override
    public int hashCode() {
        return shown.hashCode();
    }
}
