package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Goal;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Version;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A system found on a host.
 *
 * @param version null when nobody said, or when what was said cannot be judged
 * @param facts it was recognised by, most telling first
 * @param itanium whether it is the IA-64 edition
 */
public record Recognised(Host host, Row row, @Nullable Version version, List<Fact> facts, boolean itanium) {
    private static final Set<Course> NEVER =
            Set.of(Course.UNABLE, Course.END_OF_SUPPORT_ROOM, Course.WINDOWS_8, Course.WEB_APP, Course.CODE);

    public Recognised {
        facts = List.copyOf(facts);
    }

    public String getSystem() {
        return row.id();
    }

    public String getCourse() {
        return row.course();
    }

    public boolean is(String tag) {
        return row.is(tag);
    }

    /** Whether the build reaches the floor to be TLS 1.2 capable; {@code unknown} without a version. */
    public String getFloor() {
        return toFloor().word();
    }

    Verdict toFloor() {
        return verdict(row.floor());
    }

    /**
     * Whether the build reaches the floor before older protocols may go; {@code none} where the system sets no such
     * floor.
     */
    public String getDisableFloor() {
        return toDisableFloor().word();
    }

    Verdict toDisableFloor() {
        return verdict(row.disableFloor());
    }

    /** Whether it is below a floor of its own, or may be, so that its host keeps older protocols. */
    public boolean isBelowFloor() {
        return open(toDisableFloor()) || open(toFloor());
    }

    private static boolean open(Verdict verdict) {
        return verdict == Verdict.UNMET || verdict == Verdict.UNKNOWN;
    }

    /** Whether it is one of the builds that speak TLS 1.2 and must be left all the same (statement 37). */
    public boolean isFaulty() {
        return version != null && row.floor() != null && row.floor().faulty().contains(version);
    }

    private Verdict verdict(@Nullable Floor floor) {
        if (floor == null) return Verdict.NONE;
        if (version == null) return Verdict.UNKNOWN;
        if (!floor.holds(version, itanium)) return Verdict.UNMET;
        return isSure() ? Verdict.MET : Verdict.UNKNOWN;
    }

    /** Whether what told its version is evidence: something good rests on nothing less (statement 126). */
    public boolean isSure() {
        return !facts.isEmpty() && host.belief().sure(facts.get(0));
    }

    /** Whether nothing is left to do or to find out for READY. */
    public boolean isSettled() {
        return host.openForReady(row).isEmpty();
    }

    /** Whether the scenario asks for it at all. */
    public boolean isAsked() {
        for (Need need : host.needs()) if (need.row() == row && need.topic().equals("scenario")) return false;
        return true;
    }

    /** Whether its user has mailbox or account online (statement 55). */
    public boolean isOnlineUser() {
        return Scenario.online(host);
    }

    /** For rooms (statements 59 and 61): {@code done}, {@code update}, {@code await} or {@code unknown}. */
    public String getRoomState() {
        return room().word();
    }

    Room room() {
        Floor next = nextFloor();
        if (version == null)
            return row.floor() != null && !row.floor().releasedAt(host.belief().at()) ? Room.AWAIT : Room.UNKNOWN;
        if (next == null) return isSure() ? Room.DONE : Room.UNKNOWN;
        return next.releasedAt(host.belief().at()) ? Room.UPDATE : Room.AWAIT;
    }

    /** The build a room is brought to next: the newest released one it lacks, else the one that is awaited. */
    public String nextBuild() {
        Floor next = nextFloor();
        if (next == null) next = row.floor();
        return next == null ? "" : next.build();
    }

    private @Nullable Floor nextFloor() {
        Floor full = open(row.disableFloor());
        if (full != null && full.releasedAt(host.belief().at())) return full;
        Floor first = open(row.floor());
        return first != null ? first : full;
    }

    private @Nullable Floor open(@Nullable Floor floor) {
        return floor != null && version != null && floor.holds(version, false) ? null : floor;
    }

    /** Whether a vendor's product was proven to speak TLS 1.2. */
    public boolean isVendorProven() {
        return Assurances.saidOf(host, "R047");
    }

    /** Statement 77: before Windows Server 2019 with the internal database, or nobody told which. */
    public boolean isBrokerBound() {
        return Broker.bound(host);
    }

    /** Whether it is READY, or as good as anything of its kind can be. */
    public boolean isReachesReady() {
        boolean never = row.way().never() || NEVER.contains(row.way());
        if (never || (row.way() == Course.VENDOR && !isVendorProven())) return false;
        if (row.way() == Course.ROOM) return room() == Room.DONE;
        return isSettled();
    }

    /** Whether something of its own is left to do for ONLY. */
    public boolean isOpenForOnly() {
        for (Need need : host.needs()) if (need.row() == row && need.goal() == Goal.ONLY && need.isOpen()) return true;
        return false;
    }

    /** The version in words. */
    public String says() {
        return says(row, version);
    }

    static String says(Row row, @Nullable Version version) {
        return version == null ? row.name() + " of unknown build" : row.name() + " " + version;
    }
}
