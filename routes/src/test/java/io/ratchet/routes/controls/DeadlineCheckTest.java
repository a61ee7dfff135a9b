package io.ratchet.routes.controls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Vulnerability;
import io.ratchet.domain.organisation.Vulnerability.Impact;
import io.ratchet.domain.organisation.Vulnerability.Sign;
import io.ratchet.routes.controls.Deadline.StartsBy;
import io.ratchet.routes.controls.Deadline.State;
import io.ratchet.routes.controls.Deadline.Triage;
import io.ratchet.routes.path.Chances.Chance;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By when a vulnerability has to go from an asset of which one thing or another was seen, and how that stands. */
class DeadlineCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Exposures.Word EXPOSED = new Exposures.Word(Optional.of(true), "It is said to be.");
    private static final Exposures.Word INSIDE = new Exposures.Word(Optional.of(false), "It is said not to be.");
    private static final Exposures.Word NOT_TOLD = new Exposures.Word(Optional.empty(), "It is not said.");

    /** In days before now: when it was added to KEV and when it was first seen; what comes of it. */
    @ParameterizedTest(name = "exposed {0}, added {1} days ago, seen {2} days ago, {3}, {4}: {5}")
    @CsvSource(nullValues = "-", textBlock = """
            yes,     -,   5, no,  partial, RUNNING, 55,  first-seen
            yes,     -,  61, no,  partial, OVERDUE, -1,  first-seen
            unknown, -,  20, no,  partial, RUNNING, 40,  first-seen
            no,      -,  20, no,  partial, RUNNING, -,   first-seen
            no,      -,  61, yes, partial, OVERDUE, -1,  first-seen
            yes,     -,  10, -,   -,       RUNNING, 4,   first-seen
            unknown, -,  10, -,   -,       RUNNING, 4,   first-seen
            no,      -, 400, -,   -,       RUNNING, -,   first-seen
            yes,     2,  10, yes, total,   OVERDUE, -7,  first-seen
            yes,    10,   2, yes, total,   OVERDUE, -7,  kev
            no,     10,   2, yes, partial, RUNNING, 4,   kev
            no,     10,   2, -,   partial, RUNNING, 4,   kev
            yes,    10,   2, -,   partial, UNKNOWN, -,   kev
            yes,    20,   2, -,   partial, OVERDUE, -6,  kev
            yes,    10,   2, -,   -,       UNKNOWN, -,   kev
            yes,    -3,  20, no,  total,   OVERDUE, -6,  first-seen
            """)
    void countsFromTheEarlierOfKevAndTheFirstSight(
            String exposed,
            @Nullable Integer added,
            int seen,
            @Nullable String automatable,
            @Nullable String impact,
            State state,
            @Nullable Integer dueIn,
            String startsBy) {
        // Given
        Vulnerability poodle = new Vulnerability(
                "CVE-2014-3566",
                Optional.ofNullable(added)
                        .map(days -> ago(days).atZone(ZoneOffset.UTC).toLocalDate()),
                Optional.ofNullable(automatable).map("yes"::equals),
                Optional.ofNullable(impact).map(text -> text.equals("total") ? Impact.TOTAL : Impact.PARTIAL),
                new Sign.Offered(Protocol.SSL_3));
        Exposures.Word word = exposed.equals("yes") ? EXPOSED : exposed.equals("no") ? INSIDE : NOT_TOLD;

        // When
        Deadline deadline = check(
                poodle,
                word,
                offer(443, OfferState.NOT_OFFERED, ago(seen + 1)),
                offer(443, OfferState.OFFERED, ago(seen)),
                offer(443, OfferState.OFFERED, ago(1)));

        // Then
        assertThat(deadline.state()).as(deadline.because()).isEqualTo(state);
        assertThat(deadline.startsBy()).isNotNull();
        assertThat(deadline.startsBy().wire()).isEqualTo(startsBy);
        Instant from = startsBy.equals("kev") ? NOW.minus(Duration.ofHours(12)) : NOW;
        assertThat(deadline.due()).isEqualTo(dueIn == null ? null : from.plus(Duration.ofDays(dueIn)));
        assertThat(deadline.firstKnown()).isTrue();
    }

    @Test
    void saysThatTheOldestEvidenceIsNotTheFirstDay() {
        // When
        Deadline deadline = check(poodle(), NOT_TOLD, offer(443, OfferState.OFFERED, ago(5)));

        // Then
        assertThat(deadline.startsBy()).isEqualTo(StartsBy.OLDEST_EVIDENCE);
        assertThat(deadline.because())
                .isEqualTo("CVE-2014-3566 (SSLv3 is offered) is there and due at 2027-01-24T12:00:00Z, counted from"
                        + " 2026-11-25T12:00:00Z, the oldest evidence at hand; it may have been there before.");
        assertThat(deadline.exposed()).isEmpty();
        assertThat(deadline.row()).isEqualTo("exposed, not in KEV, not automatable, partial impact");
    }

    @Test
    void isMetOnlyWhereEveryListenerWasSeenToRefuseItLately() {
        // Given
        Fact was = offer(443, OfferState.OFFERED, ago(90));
        Fact gone = offer(443, OfferState.NOT_OFFERED, ago(10));

        // When
        Deadline met = check(poodle(), EXPOSED, was, gone);
        Deadline stale = check(poodle(), EXPOSED, was, offer(443, OfferState.NOT_OFFERED, ago(31)));
        Deadline another =
                check(poodle(), EXPOSED, was, gone, offer(8443, Protocol.TLS_1_2, OfferState.OFFERED, ago(1)));
        Deadline unclear = check(poodle(), EXPOSED, was, gone, offer(8443, OfferState.UNKNOWN, ago(1)));

        // Then
        assertThat(met.state()).isEqualTo(State.MET);
        assertThat(met.metAt()).isEqualTo(ago(10));
        assertThat(met.late()).isTrue();
        assertThat(met.because())
                .isEqualTo("CVE-2014-3566 (SSLv3 is offered) is gone, seen at 2026-11-20T12:00:00Z, after it was due at"
                        + " 2026-10-31T12:00:00Z.");
        assertThat(met.evidence())
                .extracting(evidence -> evidence.says() + " " + evidence.at())
                .containsExactly("SSLv3 on 443/tcp is not offered 2026-11-20T12:00:00Z");
        assertThat(met.metIn()).isEqualTo(gone.pointer());
        assertThat(met.firstSeenIn()).isEqualTo(was.pointer());
        assertThat(met.triage()).isEqualTo(Triage.NOT_DEMANDED);
        assertThat(stale.state()).isEqualTo(State.UNKNOWN);
        assertThat(stale.missing()).containsExactly("SSLv3 on 443/tcp (last seen 2026-10-30)");
        assertThat(another.state()).as("of another listener it is not known").isEqualTo(State.UNKNOWN);
        assertThat(unclear.state()).as("a look that could not tell").isEqualTo(State.UNKNOWN);
    }

    @Test
    void isUnknownWhereNothingListensAsFarAsAnyoneLookedAndWhereItWasSeenLongAgo() {
        // When
        Deadline nothing = check(poodle(), EXPOSED);
        Deadline longAgo = check(poodle(), EXPOSED, offer(443, OfferState.OFFERED, ago(90)));

        // Then
        assertThat(nothing.state()).isEqualTo(State.UNKNOWN);
        assertThat(nothing.because())
                .isEqualTo("CVE-2014-3566 (SSLv3 is offered) may be there. Not known: what listens here.");
        assertThat(nothing.due()).isNull();
        assertThat(longAgo.state()).isEqualTo(State.UNKNOWN);
        assertThat(longAgo.because())
                .isEqualTo("CVE-2014-3566 (SSLv3 is offered) was there when it was last looked for, and due at"
                        + " 2026-10-31T12:00:00Z. Not known: SSLv3 on 443/tcp (last seen 2026-09-01).");
    }

    @Test
    void whatNobodyLookedAtEndsNoDoubtAndRaisesOne() {
        // Given
        Fact refuses = offer(443, OfferState.NOT_OFFERED, ago(3));
        Fact declaredGone = declared(OfferState.NOT_OFFERED, ago(1));
        Fact declaredThere = declared(OfferState.OFFERED, ago(1));

        // Then
        assertThat(check(poodle(), EXPOSED, refuses).state()).isEqualTo(State.NOT_SEEN);
        assertThat(check(poodle(), EXPOSED, declaredGone).state()).isEqualTo(State.UNKNOWN);
        assertThat(check(poodle(), EXPOSED, offer(443, OfferState.OFFERED, ago(3)), declaredGone)
                        .state())
                .isEqualTo(State.RUNNING);
        assertThat(check(poodle(), EXPOSED, refuses, declaredThere).missing())
                .containsExactly("SSLv3 on 443/tcp (a source that did not look says that it is offered)");
        assertThat(check(poodle(), EXPOSED, declaredThere, offer(443, OfferState.NOT_OFFERED, NOW))
                        .state())
                .as("a look that came later")
                .isEqualTo(State.NOT_SEEN);
    }

    @Test
    void ofTwoLooksOfOneMomentTheWorseCountsAndALookFromTheFutureDoesNot() {
        // Then
        assertThat(check(
                                poodle(),
                                EXPOSED,
                                offer(443, OfferState.NOT_OFFERED, ago(1)),
                                offer(443, OfferState.OFFERED, ago(1)))
                        .state())
                .isEqualTo(State.RUNNING);
        assertThat(check(
                                poodle(),
                                EXPOSED,
                                offer(443, OfferState.OFFERED, ago(1)),
                                offer(443, OfferState.NOT_OFFERED, NOW.plus(Duration.ofDays(5))))
                        .state())
                .isEqualTo(State.RUNNING);
    }

    @Test
    void whatCameBackCountsFromWhenItCameBack() {
        // When
        Deadline back = check(
                poodle(),
                EXPOSED,
                offer(443, OfferState.OFFERED, ago(200)),
                offer(443, OfferState.NOT_OFFERED, ago(100)),
                offer(443, OfferState.OFFERED, ago(4)));
        Deadline moved = check(
                poodle(),
                EXPOSED,
                offer(443, OfferState.OFFERED, ago(200)),
                offer(8443, OfferState.OFFERED, ago(150)),
                offer(443, OfferState.NOT_OFFERED, ago(100)),
                offer(8443, OfferState.OFFERED, ago(4)));

        // Then
        assertThat(back.firstSeen()).isEqualTo(ago(4));
        assertThat(back.startsBy()).isEqualTo(StartsBy.FIRST_SEEN);
        assertThat(moved.firstSeen()).as("it was there all the time").isEqualTo(ago(200));
        assertThat(moved.state()).isEqualTo(State.OVERDUE);
    }

    @Test
    void anUpdateIsMissingOnceEachThatWouldDoWasLookedForAndIsNotThere() {
        // Given
        Vulnerability curveball = new Vulnerability(
                "CVE-2020-0601",
                Optional.of(LocalDate.of(2020, 1, 14)),
                Optional.of(false),
                Optional.of(Impact.TOTAL),
                new Sign.Missing(List.of("KB4528760", "KB4534271")));
        Fact one = update("KB4528760", Presence.ABSENT, ago(9));
        Fact other = update("KB4534271", Presence.ABSENT, ago(8));

        // When
        Deadline missing = check(curveball, EXPOSED, one, other);
        Deadline half = check(curveball, EXPOSED, one);
        Deadline there = check(curveball, EXPOSED, one, other, update("KB4534271", Presence.PRESENT, ago(2)));
        Deadline sameLook = check(
                curveball,
                EXPOSED,
                one,
                other,
                update("KB4528760", Presence.ABSENT, ago(2)),
                update("KB4534271", Presence.PRESENT, ago(2)));
        Deadline taken = check(
                curveball,
                EXPOSED,
                one,
                update("KB4534271", Presence.PRESENT, ago(5)),
                update("KB4534271", Presence.ABSENT, ago(1)));

        // Then
        assertThat(missing.state()).isEqualTo(State.OVERDUE);
        assertThat(missing.startsBy()).isEqualTo(StartsBy.KEV);
        assertThat(missing.triage()).isEqualTo(Triage.DEMANDED);
        assertThat(missing.because())
                .isEqualTo("CVE-2020-0601 (KB4528760 or KB4534271 is missing) is overdue since 2020-01-17T00:00:00Z,"
                        + " counted from 2020-01-14, when it was added to KEV.");
        assertThat(half.state()).isEqualTo(State.UNKNOWN);
        assertThat(half.missing()).containsExactly("KB4528760 or KB4534271");
        assertThat(there.state()).isEqualTo(State.MET);
        assertThat(there.metAt()).isEqualTo(ago(2));
        assertThat(sameLook.state()).isEqualTo(State.MET);
        assertThat(taken.state()).isEqualTo(State.OVERDUE);
        assertThat(taken.firstSeen()).as("since it was taken away").isEqualTo(ago(1));
        assertThat(missing.firstSeen()).as("once all were looked for").isEqualTo(ago(8));
        assertThat(missing.evidence())
                .extracting(evidence -> evidence.says() + " " + evidence.at())
                .containsExactly(
                        "KB4528760 is missing 2026-11-21T12:00:00Z", "KB4534271 is missing 2026-11-22T12:00:00Z");
    }

    @Test
    void whichRowHoldsIsNotGuessedAndTriageIsNotRuledOut() {
        // Given
        Vulnerability unpublished = new Vulnerability(
                "CVE-2014-3566",
                Optional.of(LocalDate.of(2026, 11, 28)),
                Optional.of(false),
                Optional.empty(),
                new Sign.Offered(Protocol.SSL_3));

        // When
        Deadline deadline = check(unpublished, EXPOSED, offer(443, OfferState.OFFERED, ago(1)));

        // Then
        assertThat(deadline.state()).isEqualTo(State.UNKNOWN);
        assertThat(deadline.triage()).isEqualTo(Triage.UNKNOWN);
        assertThat(deadline.outcome()).isEqualTo("14 days; or 3 days and forensic triage");
        assertThat(deadline.because())
                .isEqualTo("CVE-2014-3566 (SSLv3 is offered) is there; by when it has to go is not known, for the"
                        + " impact of it is not told.");
    }

    private static Deadline check(Vulnerability vulnerability, Exposures.Word word, Fact... facts) {
        List<Fact> inTime = Arrays.stream(facts)
                .sorted(Comparator.comparing(Fact::observedAt))
                .toList();
        AssetId id = new AssetId("web.example");
        return new DeadlineCheck(DeadlineTable.shipped(), NOW, 30)
                .of(
                        vulnerability,
                        new AssetState(id, new Identity.Resolved(), HostRef.named(id.value()), "HQ", inTime),
                        word,
                        by -> new Chance(0.5, "as others"));
    }

    private static Vulnerability poodle() {
        return new Vulnerability(
                "CVE-2014-3566",
                Optional.empty(),
                Optional.of(false),
                Optional.of(Impact.PARTIAL),
                new Sign.Offered(Protocol.SSL_3));
    }

    private static Instant ago(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    private static Fact offer(int port, OfferState state, Instant at) {
        return offer(port, Protocol.SSL_3, state, at);
    }

    private static Fact offer(int port, Protocol protocol, OfferState state, Instant at) {
        return fact(
                new Observation.ProtocolOffer(port, "tcp", null, null, protocol, state), Method.UNAUTHENTICATED, at);
    }

    private static Fact declared(OfferState state, Instant at) {
        return fact(new Observation.ProtocolOffer(443, "tcp", null, null, Protocol.SSL_3, state), Method.DECLARED, at);
    }

    private static Fact update(String kb, Presence state, Instant at) {
        return fact(new Observation.UpdateInstalled(kb, state, null), Method.REGISTRY, at);
    }

    private static Fact fact(Observation observation, Method method, Instant at) {
        return new Fact(observation, at, "source", "format", method, "sha256:1#row[1]");
    }
}
