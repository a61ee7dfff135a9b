package io.ratchet.routes.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.rules.Estate;
import io.ratchet.rules.RuleBook;
import io.ratchet.store.Rounds;
import io.ratchet.store.sql.Databases;
import io.ratchet.store.sql.SqlStore;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who waits for a vendor at a site with a Surface Hub and a server before it, decided with the shipped rules and kept
 * in a real store.
 */
class VendorWaitsTest {
    private static final Instant SEPTEMBER = Instant.parse("2018-09-20T20:30:00Z");
    private static final Instant OCTOBER = Instant.parse("2018-10-02T06:00:00Z");
    private static final Instant RELEASED = Instant.parse("2019-06-20T08:00:00Z");
    private static final RuleBook RULES = RuleBook.shipped();
    private static final Organisation ORGANISATION =
            OrganisationFile.read("test", "organisation: Contoso\nsites:\n  - {name: UC, goal: ONLY}\n");

    @TempDir
    private Path folder;

    private SqlStore store;
    private VendorWaits waits;

    @BeforeEach
    void open() {
        store = Databases.h2(folder);
        waits = new VendorWaits(store, () -> RULES, Clock.fixed(OCTOBER, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void saysForWhatSinceWhenAndWhomItHolds() {
        // Given
        decide(SEPTEMBER, "10.0.15063.1266");
        decide(OCTOBER, "10.0.15063.1292");

        // When
        List<VendorWait> all = waits.all();

        // Then
        assertThat(all).hasSize(1);
        VendorWait hub = all.get(0);
        assertThat(hub.decision().about().asset().value()).isEqualTo("uc-hub-01.contoso.example");
        assertThat(hub.decision().why().because()).contains("15063.1292");
        assertThat(hub.since()).isEqualTo(SEPTEMBER);
        assertThat(hub.build()).isEqualTo("build 15063.1835 (KB4499162)");
        assertThat(hub.release()).isEqualTo(LocalDate.parse("2019-05-28"));
        assertThat(hub.holds())
                .containsExactly(new VendorWait.Held("uc-wap-01.contoso.example", List.of("R069", "R070", "R123")));
    }

    @Test
    void fromTheReleaseOnNobodyWaits() {
        // Given
        decide(SEPTEMBER, "10.0.15063.1266");
        decide(RELEASED, "10.0.15063.1266");

        // Then
        assertThat(waits.all()).isEmpty();
        assertThat(waits.json().path("waiting")).isEmpty();
    }

    @Test
    void theAnswerFitsItsSchema() throws IOException {
        // Given
        decide(SEPTEMBER, "10.0.15063.1266");
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("../docs/schema/waiting-1.json")));

        // When
        JsonNode answer = waits.json();

        // Then
        assertThat(schema.validate(answer)).isEmpty();
        assertThat(answer.at("/waiting/0/since").asText()).isEqualTo(SEPTEMBER.toString());
        assertThat(answer.at("/waiting/0/holds/0/gates")).hasSize(3);
        ((ObjectNode) answer.at("/waiting/0")).remove("since");
        assertThat(schema.validate(answer)).isNotEmpty();
    }

    private void decide(Instant at, String build) {
        List<Finding> findings = new ArrayList<>();
        findings.add(finding(
                at,
                "uc-hub-01",
                "'type':'operating-system','version':'%s','productType':1,'sku':'119','caption':'Microsoft Windows 10 Team'"
                        .formatted(build)));
        findings.add(finding(
                at,
                "uc-wap-01",
                "'type':'operating-system','version':'10.0.14393','productType':3,'architecture':'x64'"));
        findings.add(finding(at, "uc-wap-01", "'type':'server-role','role':'wap'"));
        var assets = EstateAssembly.assemble(findings, ORGANISATION, at);
        var decisions = RULES.decide(new Estate(at, ORGANISATION, assets));
        store.run(tx -> tx.decisions().replace(decisions, new Rounds.Ground(at, RULES.hash(), ORGANISATION, 0)));
    }

    private static Finding finding(Instant at, String host, String observation) {
        String line = """
                {'schema':'ratchet.finding/1','report':{'sha256':'%s','format':'inventory','source':'inventory@contoso','run':'%s','method':'agent'},
                 'record':'row[1]','observedAt':'%s','host':{'zone':'default','site':'UC','fqdn':'%s.contoso.example'},
                 'observation':{%s},'evidence':{'check':'inventory'}}""".formatted("0".repeat(64), at, at, host, observation).replace('\'', '"');
        try {
            return FindingJson.read(Json.parse(line));
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }
}
