package io.ratchet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of known flaws, and what it says of versions. */
class AdvisoriesTest {
    private static final Path LIST = Golden.root().resolve("docs/advisories.csv");

    @ParameterizedTest
    @CsvSource({
        "org.bouncycastle,               bcprov-jdk18on,    1.79,         CVE-2026-5598",
        "org.apache.httpcomponents.core5, httpcore5,        5.3.6,        CVE-2026-54399",
        "org.springframework,            spring-webmvc,     7.0.7,        CVE-2026-41845",
        "io.netty,                       netty-handler,     4.2.15.Final, CVE-2026-56819",
        "org.apache.kafka,               kafka-clients,     4.1.1,        CVE-2026-35554",
        "org.thymeleaf,                  thymeleaf,         3.1.4.RELEASE, CVE-2026-41901"
    })
    void namesAVersionThatAFlawIsKnownOf(String group, String artifact, String version, String advisory)
            throws IOException {
        assertThat(Advisories.read(LIST).against(sbom(group, artifact, version)))
                .anyMatch(line -> line.contains(artifact + " " + version + " has " + advisory));
    }

    @ParameterizedTest
    @CsvSource({
        "org.bouncycastle,                bcprov-jdk18on, 1.86",
        "org.apache.httpcomponents.core5, httpcore5,      5.4.4",
        "io.netty,                        netty-handler,  4.2.19.Final",
        "org.apache.kafka,                kafka-clients,  4.1.2",
        "org.thymeleaf,                   thymeleaf,      3.1.5.RELEASE",
        "org.springframework.boot,        spring-boot,    7.0.7"
    })
    void saysNothingOfOneThatIsMendedOrAnother(String group, String artifact, String version) throws IOException {
        assertThat(Advisories.read(LIST).against(sbom(group, artifact, version)))
                .isEmpty();
    }

    @Test
    void everyRowSaysWhereItWasReadAndIsThereOnce() throws IOException {
        // When
        Advisories list = Advisories.read(LIST);

        // Then
        assertThat(list.all()).hasSizeGreaterThan(30).allSatisfy(one -> {
            assertThat(one.name()).matches("CVE-\\d{4}-\\d{4,}|GHSA(-[0-9a-z]{4}){3}");
            assertThat(one.library()).matches("[a-z0-9.-]+:([A-Za-z0-9._-]+|\\*)");
            assertThat(one.where()).matches("[\\w.-]+/[\\w.-]+#\\d+");
            assertThat(one.read()).isAfter(LocalDate.parse("2026-01-01"));
        });
        assertThat(list.all()).extracting(one -> one.name() + one.library()).doesNotHaveDuplicates();
    }

    private static JsonNode sbom(String group, String artifact, String version) {
        var sbom = Json.object();
        sbom.putArray("components")
                .addObject()
                .put("group", group)
                .put("name", artifact)
                .put("version", version);
        return sbom;
    }
}
