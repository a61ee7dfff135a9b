package io.ratchet.wire;

import static io.ratchet.wire.Examples.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Risk;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.organisation.Approving;
import io.ratchet.domain.organisation.Caution;
import io.ratchet.domain.organisation.Deadlines;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.domain.organisation.Organisation.Federation;
import io.ratchet.domain.organisation.Ticketing;
import io.ratchet.domain.organisation.Vulnerability;
import io.ratchet.domain.ticket.Ticket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrganisationFileTest {
    private static final String GOOD = """
            organisation: Contoso
            goal: READY
            timezone: Europe/Berlin
            federation: now
            federatedPartners: [{name: Fabrikam, server: lync-2013, build: 5.0.8308.1068}]
            topology: [sfb-onprem+federation, sfb-onprem+exchange-onprem]
            sites:
              - {name: HQ, goal: ONLY, networks: [10.0.0.0/16, "2001:db8::/32"], window: {rrule: "FREQ=DAILY;BYHOUR=22;BYMINUTE=0", duration: PT6H}}
              - {name: Lab, timezone: Asia/Tokyo}
            exceptions:
              - {asset: fe01, goal: ONLY, owner: uc-team, reason: phones, until: 2019-06-30, compensatingControl: vlan, clearedBy: swap}
            proofs: [{gate: R074, scope: topology, by: "user:alice", at: 2018-09-01, detail: done}]
            waivers: [{gate: R071, scope: "pool:edge", owner: uc-team, until: 2019-01-01, reason: accepted}]
            """;

    private static final String DEADLINES = """
            deadlines:
              follows: yes
              exposure:
                - {network: 203.0.113.0/24, public: yes}
                - {site: HQ, public: no}
                - {host: web01.corp.example, public: no}
              vulnerabilities:
                - {cve: CVE-2014-3566, kev: 2026-11-02, automatable: no, impact: total, offers: SSLv3}
                - {cve: CVE-2020-0601, kev: no, missing: [KB4528760, KB4534271]}
            """;

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            ''                                           | MEDIUM | false | 1
            'approvals: {}'                              | MEDIUM | false | 1
            'approvals: {people: {high: 2}}'             | MEDIUM | false | 2
            'approvals: {apart: medium}'                 | MEDIUM | true  | 1
            'approvals: {apart: high, people: {high: 3}}'| HIGH   | true  | 3
            'approvals: {apart: never}'                  | -      | true  | 1
            """)
    void insistsOnDifferentPeopleOnlyWhereTheProfileSaysFromWhichRiskOn(
            String line, @Nullable Risk apart, boolean always, int people) {
        // When
        Approving read = OrganisationFile.read("o.yaml", "organisation: Contoso\n" + line + "\n")
                .approving();

        // Then
        assertThat(read.apartFrom()).isEqualTo(apart);
        assertThat(read.always()).isEqualTo(always);
        assertThat(read.people(Risk.HIGH)).isEqualTo(people);
    }

    @Test
    void readsEverythingThatTheContractNames() {
        // When
        Organisation read = OrganisationFile.read("organisation.yaml", GOOD);

        // Then
        assertThat(read.name()).isEqualTo("Contoso");
        assertThat(read.federation()).isEqualTo(Federation.NOW);
        assertThat(read.federatedPartners())
                .containsExactly(new Organisation.Partner("Fabrikam", "lync-2013", "5.0.8308.1068"));
        assertThat(read.topology()).containsExactly("sfb-onprem+federation", "sfb-onprem+exchange-onprem");
        assertThat(read.goalAt("HQ")).isEqualTo(Goal.ONLY);
        assertThat(read.goalAt("Lab")).isEqualTo(Goal.READY);
        assertThat(read.timezoneAt("HQ")).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(read.timezoneAt("Lab")).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(read.sites().get(0).networks()).containsExactly("10.0.0.0/16", "2001:db8::/32");
        assertThat(read.sites().get(0).window())
                .isEqualTo(new Organisation.Window("FREQ=DAILY;BYHOUR=22;BYMINUTE=0", Duration.ofHours(6)));
        assertThat(read.exceptions().get(0).until()).isEqualTo(LocalDate.of(2019, 6, 30));
        assertThat(read.proofs().get(0).at()).isEqualTo(Instant.parse("2018-09-01T00:00:00Z"));
        assertThat(read.waivers().get(0).gate()).isEqualTo("R071");
    }

    @Test
    void readsHowFarANightMayReach() {
        // When
        Caution read = OrganisationFile.read(
                        "o.yaml", "organisation: Contoso\ncaps: {site: 4, night: 30, wave: 2}\nbreaker: {inARow: 2}\n")
                .caution();

        // Then
        Caution careful = Caution.careful();
        assertThat(read.caps()).isEqualTo(new Caution.Caps(50, 4, 10, 1, 30, 2));
        assertThat(read.breaker())
                .isEqualTo(new Caution.Breaker(
                        2, careful.breaker().percent(), careful.breaker().of()));
        assertThat(read.undo()).isEqualTo(Caution.Undo.FINISH);
        assertThat(OrganisationFile.read("o.yaml", "organisation: Contoso\nundo: wait\n")
                        .caution()
                        .undo())
                .isEqualTo(Caution.Undo.WAIT);
        assertThat(Organisation.careful().caution()).isEqualTo(careful);
    }

    @Test
    void readsWhoIsAskedForWhat() {
        // When
        Ticketing read = OrganisationFile.read("o.yaml", """
                        organisation: Contoso
                        tickets:
                        - {family: rooms, site: UC, in: redmine, queue: uc, owner: uc-team, within: P14D, byHand: comment}
                        - {system: dv-lpe, owner: phones, one: owner}
                        - {queue: rest}
                        """).ticketing();

        // Then
        assertThat(read.of("rooms", "dv-surfacehub", " uc"))
                .isEqualTo(new Ticketing.Rule(
                        "rooms",
                        null,
                        "UC",
                        "redmine",
                        "uc",
                        "uc-team",
                        false,
                        Period.ofDays(14),
                        Ticket.ByHand.COMMENT));
        assertThat(read.of("rooms", "dv-lpe", "HQ").oneForOwner()).isTrue();
        assertThat(read.of("sql", "sv-sql-2014", null).queue()).isEqualTo("rest");
        assertThat(Ticketing.unsaid().of("sql", null, null).within()).isEqualTo(Period.ofDays(30));
    }

    @Test
    void readsWherePlansWantAChange() {
        // When
        Ticketing read = OrganisationFile.read("o.yaml", """
                        organisation: Contoso
                        changes:
                        - {site: HQ, in: now, queue: Windows CAB}
                        - {site: UC}
                        """).ticketing();

        // Then
        assertThat(read.change(" hq")).contains(new Ticketing.ChangeRule("HQ", "now", "Windows CAB"));
        assertThat(read.change("UC")).contains(new Ticketing.ChangeRule("UC", null, null));
        assertThat(read.change("PLANT")).isEmpty();
        assertThat(read.change(null)).isEmpty();
        assertThat(Ticketing.unsaid().change("HQ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tickets: [{one: owner}]     | 'one: owner' needs an 'owner' whose ticket it is",
                "tickets: [{within: P0D}]    | 'tickets[0].within' must be a period such as P30D, not 'P0D'",
                "tickets: [{byHand: accept}] | 'tickets[0].byHand' must be one of reopen, comment, not 'accept'",
                "tickets: [{team: uc}]       | there is no key 'team' here",
                "changes: [{owner: uc}]      | there is no key 'owner' here"
            })
    void refusesARuleForTicketsThatIsNoneWithItsLine(String line, String sentence) {
        String yaml = "organisation: Contoso\n" + line + "\n";
        refused(FailureCode.CONFIG_INVALID, "o.yaml, line 2: ", () -> OrganisationFile.read("o.yaml", yaml));
        refused(FailureCode.CONFIG_INVALID, sentence, () -> OrganisationFile.read("o.yaml", yaml));
    }

    @Test
    void readsWhatIsExposedAndVulnerabilitiesOfTheSitesOwn() {
        // When
        Deadlines read = OrganisationFile.read("o.yaml", "organisation: Contoso\n" + DEADLINES)
                .deadlines();

        // Then
        assertThat(read.follows()).isTrue();
        assertThat(read.exposures())
                .containsExactly(
                        new Deadlines.Exposure(Deadlines.Part.NETWORK, "203.0.113.0/24", true),
                        new Deadlines.Exposure(Deadlines.Part.SITE, "HQ", false),
                        new Deadlines.Exposure(Deadlines.Part.HOST, "web01.corp.example", false));
        assertThat(read.vulnerabilities())
                .containsExactly(
                        new Vulnerability(
                                "CVE-2014-3566",
                                Optional.of(LocalDate.of(2026, 11, 2)),
                                Optional.of(false),
                                Optional.of(Vulnerability.Impact.TOTAL),
                                new Vulnerability.Sign.Offered(Protocol.SSL_3)),
                        new Vulnerability(
                                "CVE-2020-0601",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                new Vulnerability.Sign.Missing(List.of("KB4528760", "KB4534271"))));
        assertThat(Organisation.careful().deadlines()).isEqualTo(Deadlines.unsaid());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "follows: perhaps | 'deadlines.follows' must be one of yes, no, not 'perhaps'.",
                "internet: yes | there is no key 'internet' here; known are exposure, follows, vulnerabilities.",
                "exposure: [{network: 10.0.0.0, public: no}] | 'deadlines.exposure[0].network' must be a network such as 10.0.0.0/16, not '10.0.0.0'.",
                "exposure: [{site: HQ}] | 'public' must be given here.",
                "exposure: [{site: HQ, public: some}] | 'deadlines.exposure[0].public' must be one of yes, no, not 'some'.",
                "exposure: [{public: no}] | an entry says of one host, one network or one site whether it is.",
                "exposure: [{site: HQ, host: web01, public: no}] | an entry says of one host, one network or one site whether it is.",
                "exposure: [{site: HQ, public: no}, {site: ' hq', public: yes}] | the site 'hq' stands here twice.",
                "exposure: [{network: 10.0.0.0/8, public: no}, {network: 10.1.0.0/8, public: yes}] | the network '10.1.0.0/8' stands here twice.",
                "vulnerabilities: [{cve: POODLE, kev: no, offers: SSLv3}] | 'deadlines.vulnerabilities[0].cve' must be a CVE id such as CVE-2014-3566, not 'POODLE'.",
                "vulnerabilities: [{cve: CVE-2014-3566, offers: SSLv3}] | 'kev' must be given here.",
                "vulnerabilities: [{cve: CVE-2014-3566, kev: yes, offers: SSLv3}] | 'deadlines.vulnerabilities[0].kev' must be the day it was added, such as 2026-11-02, or no, not 'yes'.",
                "vulnerabilities: [{cve: CVE-2014-3566, kev: no, impact: bad, offers: SSLv3}] | 'deadlines.vulnerabilities[0].impact' must be one of partial, total, not 'bad'.",
                "vulnerabilities: [{cve: CVE-2014-3566, kev: no, automatable: maybe, offers: SSLv3}] | must be one of yes, no, not 'maybe'.",
                "vulnerabilities: [{cve: CVE-2014-3566, kev: no}] | a vulnerability is seen by what a host 'offers' or by an update that is 'missing'.",
                "vulnerabilities: [{cve: CVE-2014-3566, kev: no, offers: SSLv3, missing: KB3140245}] | a vulnerability is seen by what a host 'offers' or by an update that is 'missing'.",
                "vulnerabilities: [{cve: CVE-2014-3566, kev: no, offers: TLSv1.2}] | 'deadlines.vulnerabilities[0].offers' must be one of SSLv2, SSLv3, TLSv1.0, TLSv1.1, not 'TLSv1.2'.",
                "vulnerabilities: [{cve: CVE-2020-0601, kev: no, missing: 4528760}] | must be an update such as KB3140245, not '4528760'.",
                "vulnerabilities: [{cve: CVE-2020-0601, kev: no, missing: []}] | 'missing' names at least one update.",
                "vulnerabilities: [{cve: CVE-2014-3566, kev: no, offers: SSLv3}, {cve: CVE-2014-3566, kev: no, offers: SSLv3}] | the vulnerability CVE-2014-3566 stands here twice."
            })
    void refusesDeadlinesThatItDoesNotUnderstandWithTheLine(String line, String sentence) {
        // Given
        String yaml = "organisation: Contoso\ndeadlines:\n  " + line + "\n";

        // Then
        refused(FailureCode.CONFIG_INVALID, "o.yaml, line 3: ", () -> OrganisationFile.read("o.yaml", yaml));
        refused(FailureCode.CONFIG_INVALID, sentence, () -> OrganisationFile.read("o.yaml", yaml));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "caps: {pool: 0}        | 'caps.pool' must be a whole number from 1 to 1000000, not '0'",
                "caps: {night: many}    | 'caps.night' must be a whole number from 1 to 1000000, not 'many'",
                "caps: {nights: 3}      | there is no key 'nights' here",
                "undo: later            | 'undo' must be one of finish, wait, not 'later'",
                "breaker: {percent: 101}| 'breaker.percent' must be a whole number from 1 to 100, not '101'",
                "breaker: {of: 4}       | 'breaker.of' must be a whole number from 5 to 200, not '4'"
            })
    void refusesACapThatIsNoneWithItsLine(String line, String sentence) {
        String yaml = "organisation: Contoso\n" + line + "\n";
        refused(FailureCode.CONFIG_INVALID, "o.yaml, line 2: ", () -> OrganisationFile.read("o.yaml", yaml));
        refused(FailureCode.CONFIG_INVALID, sentence, () -> OrganisationFile.read("o.yaml", yaml));
    }

    @Test
    void fitsTheSchemaThatEditorsCheckItAgainst() throws Exception {
        // Given
        Path demo = Schemas.root().resolve("app/src/main/resources/demo/organisation.yaml");
        String night = """
                blackouts: [{from: 2026-12-20, until: 2027-01-04T00:00:00Z, sites: [HQ], reason: quarter's end}]
                caps: {total: 50, site: 25, subnet: 10, pool: 1, night: 200, wave: 5}
                breaker: {inARow: 3, percent: 30, of: 20}
                undo: wait
                changes: [{site: HQ, in: redmine, queue: changes}]
                approvals: {apart: medium, people: {high: 2}}
                tickets: [{family: rooms, site: UC, in: redmine, queue: uc, owner: uc-team, one: owner, within: P14D, byHand: comment}]
                """ + DEADLINES;

        // Then
        Schemas.fits("organisation-1", asJson(GOOD + night));
        Schemas.fits("organisation-1", asJson(Files.readString(demo)));
        Schemas.fits("organisation-1", OrganisationJson.write(OrganisationFile.read("o.yaml", GOOD)));
        assertThat(Schemas.problems("organisation-1", asJson("organisation: Contoso\ncaps: {nights: 3}\n")))
                .isNotEmpty();
    }

    @Test
    void theSchemaNamesTheCapsThatHoldWithoutAWordInTheProfile() throws Exception {
        // Given
        JsonNode keys = Json.own(Schemas.published().get("urn:ratchet:schema:organisation-1"))
                .path("properties");
        List<String> values = new ArrayList<>();

        // When
        for (String key : List.of("caps", "breaker"))
            keys.path(key)
                    .path("properties")
                    .properties()
                    .forEach(
                            entry -> values.add(entry.getValue().path("default").asText()));

        // Then
        Caution.Caps caps = Caution.careful().caps();
        Caution.Breaker breaker = Caution.careful().breaker();
        assertThat(values)
                .containsExactly(
                        caps.total() + "",
                        caps.site() + "",
                        caps.subnet() + "",
                        caps.pool() + "",
                        caps.night() + "",
                        caps.wave() + "",
                        breaker.inARow() + "",
                        breaker.percent() + "",
                        breaker.of() + "");
    }

    private static JsonNode asJson(String yaml) {
        return Json.mapper().valueToTree(YamlNode.parse("o.yaml", yaml).value());
    }

    @Test
    void isTheSameProfileAfterItWasKept() throws Exception {
        for (Organisation profile : List.of(OrganisationFile.read("organisation.yaml", GOOD), Organisation.careful())) {
            // When
            String kept = Json.line(OrganisationJson.write(profile));

            // Then
            assertThat(OrganisationJson.read(Json.parse(kept))).isEqualTo(profile);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{product: dv-surfacehub, build: 10.0.15063.1897, on: [hub-01, hub-02]}",
                "{product: dv-surfacehub, build: 10.0.15063.1897, on: hub-01}",
                "{product: dv-surfacehub, build: 10.0.15063.1897, on: 'site:Rooms'}",
                "{proof: R074}",
                "the press is gone"
            })
    void keepsWhatClearsAnException(String clearedBy) throws Exception {
        // Given
        String yaml = "organisation: Contoso\nexceptions: [{asset: fe01, goal: ONLY, owner: kim, reason: press, "
                + "until: 2019-06-30, compensatingControl: vlan, clearedBy: " + clearedBy + "}]\n";
        Organisation profile = OrganisationFile.read("o.yaml", yaml);

        // When
        Organisation kept = OrganisationJson.read(Json.parse(Json.line(OrganisationJson.write(profile))));

        // Then
        assertThat(kept).isEqualTo(profile);
        assertThat(kept.exceptions().get(0).clearedBy() instanceof Clearing.Words)
                .isEqualTo(!clearedBy.startsWith("{"));
    }

    @Test
    void anExceptionEndsWithItsDayWhereTheProfileIs() {
        // Given
        Organisation profile =
                OrganisationFile.read("o.yaml", "organisation: Contoso\ntimezone: America/Los_Angeles\n");
        LocalDate until = LocalDate.of(2019, 6, 30);

        // Then
        assertThat(profile.over(until, Instant.parse("2019-07-01T06:59:59Z"))).isFalse();
        assertThat(profile.over(until, Instant.parse("2019-07-01T07:00:00Z"))).isTrue();
    }

    @Test
    void takesTheCarefulAssumptionForWhatIsLeftOut() {
        // Given
        Organisation careful = Organisation.careful();

        // When
        Organisation read = OrganisationFile.read("o.yaml", "organisation: Contoso\nsites: []\n");

        // Then
        assertThat(read.goal()).isEqualTo(careful.goal());
        assertThat(read.federation()).isEqualTo(Federation.PLANNED);
        assertThat(read.timezone()).isEqualTo(careful.timezone());
        assertThat(read.topology()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "colour: blue|there is no key 'colour'",
                "goal: BOTH|'goal' must be one of READY, ONLY",
                "timezone: Mars/Olympus|'timezone' must be a time zone",
                "federation: perhaps|'federation' must be one of",
                "topology: cloud|'topology' must be one of",
                "sites: [{name: HQ, colour: blue}]|there is no key 'colour'",
                "sites: [{goal: ONLY}]|'name' must be given",
                "sites: [{name: HQ, networks: [10.0.0.0]}]|a network such as",
                "sites: [{name: HQ, networks: [10.0.0.0/33]}]|a network such as",
                "sites: [{name: HQ, networks: [10.0.0/8]}]|a network such as",
                "sites: [{name: HQ, networks: [10.0.0.256/8]}]|a network such as",
                "sites: [{name: HQ, networks: ['2001:db8::/129']}]|a network such as",
                "sites: [{name: HQ, networks: ['::ffff:10.0.0.0/112']}]|a network such as",
                "sites: [{name: HQ, timezone: here}]|a time zone such as",
                "sites: [{name: HQ}, {name: HQ}]|stands here twice",
                "sites: [{name: HQ}, {name: ' hq '}]|stands here twice",
                "sites: [{name: HQ, networks: [10.0.0.0/8]}, {name: Lab, networks: [10.9.9.9/8]}]|is that of site 'HQ'",
                "sites: [{name: HQ, networks: ['2001:db8::/32']}, {name: Lab, networks: ['2001:DB8:0::1/32']}]|is that of site 'HQ'",
                "topology: [none, cce+sfb-online]|'none' says that there is no Skype or Lync",
                "sites: [{name: HQ, window: {rrule: nightly, duration: PT6H}}]|a recurrence rule",
                "sites: [{name: HQ, window: {rrule: FREQ=DAILY, duration: 6h}}]|a duration such as PT6H",
                "sites: [{name: HQ, window: {rrule: FREQ=DAILY, duration: PT0S}}]|longer than nothing",
                "sites: [{name: HQ, window: {rrule: FREQ=DAILY, duration: P8D}}]|at most seven days",
                "sites: [{name: HQ, window: {rrule: FREQ=NIGHTLY, duration: PT6H}}]|not a recurrence rule",
                "sites: [{name: HQ, window: {rrule: FREQ=DAILY;BYHOUR=27, duration: PT6H}}]|not a recurrence rule",
                "sites: [{name: HQ, window: {rrule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30, duration: PT6H}}]|never comes",
                "sites: [{name: HQ, window: {rrule: FREQ=DAILY;UNTIL=20271231, duration: PT6H}}]|ending in Z",
                "sites: [{name: HQ, window: {rrule: FREQ=DAILY;COUNT=3, duration: PT6H}}]|COUNT",
                "sites: [{name: HQ, window: {rrule: FREQ=DAILY, duration: PT6H, tries: often}}]|a whole number",
                "sites: [{name: HQ, window: {rrule: FREQ=DAILY, duration: PT6H, tries: 0}}]|at least one window",
                "exceptions: [{asset: a, goal: ONLY, owner: x, reason: x, until: 2019-01-01, compensatingControl: x, clearedBy: {product: x, build: 1.0}}]|'on' must be given",
                "exceptions: [{asset: a, goal: ONLY, owner: x, reason: x, until: 2019-01-01, compensatingControl: x, clearedBy: {product: x, build: soon, on: a}}]|a build such as",
                "exceptions: [{asset: a, goal: ONLY, owner: x, reason: x, until: 2019-01-01, compensatingControl: x, clearedBy: {proof: R074, build: 1.0}}]|not both",
                "waivers: [{gate: R069, scope: topology, owner: x, until: 2019-01-01, reason: x}]|only R071, R082 and R084",
                "waivers: [{gate: R071, scope: topology, owner: x, until: soon, reason: x}]|a date such as",
                "proofs: [{gate: x, scope: topology, by: x}]|a gate such as R074"
            })
    void refusesWhatItDoesNotUnderstandWithTheLine(String line, String sentence) {
        // Given
        String yaml = "# profile\norganisation: Contoso\n" + line + "\n";

        // Then
        refused(FailureCode.CONFIG_INVALID, "o.yaml, line 3: ", () -> OrganisationFile.read("o.yaml", yaml));
        refused(FailureCode.CONFIG_INVALID, sentence, () -> OrganisationFile.read("o.yaml", yaml));
    }

    @ParameterizedTest
    @ValueSource(strings = {"asset", "goal", "owner", "reason", "until", "compensatingControl", "clearedBy"})
    void anExceptionNeedsAllItsKeys(String missing) {
        // Given
        String yaml = GOOD.lines()
                .map(line -> line.contains("asset:") ? line.replaceAll("\\b" + missing + ": [^,}]+,? ?", "") : line)
                .reduce("", (all, line) -> all + line + "\n");

        // Then
        refused(
                FailureCode.CONFIG_INVALID,
                "'" + missing + "' must be given",
                () -> OrganisationFile.read("o.yaml", yaml));
    }

    @ParameterizedTest
    @ValueSource(strings = {"R071", "R082", "R084"})
    void aWaiverAnswersTheGatesThatAskForOne(String gate) {
        assertThat(OrganisationFile.read("o.yaml", GOOD.replace("gate: R071", "gate: " + gate))
                        .waivers())
                .extracting(Organisation.Waiver::gate)
                .containsExactly(gate);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "goal: ONLY",
                "[]",
                "organisation: ''",
                "organisation: [",
                "organisation: a\norganisation: b",
                "organisation: !!java.io.File [x]"
            })
    void refusesWhatIsNoProfile(String yaml) {
        refused(FailureCode.CONFIG_INVALID, "o.yaml", () -> OrganisationFile.read("o.yaml", yaml));
    }

    @Test
    void saysWhichFileCannotBeRead() {
        refused(FailureCode.CONFIG_INVALID, "none.yaml", () -> OrganisationFile.read(Path.of("no", "none.yaml")));
    }
}
