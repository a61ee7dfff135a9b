package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageDepotTest {
    private static final String HASH = "0".repeat(64);
    private static final String UPDATE =
            "updates: [{kb: KB3140245, os: '6.1.7601', architecture: x64, path: 'C:\\p\\k.msu', sha256: '" + HASH
                    + "'}]\n";

    @TempDir
    private Path folder;

    @Test
    void findsAnUpdateByWindowsVersionAndArchitecture() throws IOException {
        PackageDepot depot = read(UPDATE);

        assertThat(depot.update("KB3140245", "6.1.7601", "x64"))
                .map(StagedPackage::path)
                .contains("C:\\p\\k.msu");
        assertThat(depot.update("KB3140245", "6.1.7601.24000", "x64")).isPresent();
        assertThat(depot.update("KB3140245", "6.1.76010", "x64")).isEmpty();
        assertThat(depot.update("KB3140245", "6.1.7601", "x86")).isEmpty();
        assertThat(depot.update("KB3140246", "6.1.7601", "x64")).isEmpty();
        assertThat(PackageDepot.none().update("KB3140245", "6.1.7601", "x64")).isEmpty();
    }

    @Test
    void findsAProductByItsExactBuild() {
        assertThat(Decided.depot().product("skype for business server 2015", "6.0.9319.548"))
                .map(StagedPackage::arguments)
                .contains("silentmode");
        assertThat(Decided.depot().product("Skype for Business Server 2015", "6.0.9319.516"))
                .isEmpty();
        assertThat(Decided.depot().product("Skype for Business Server 2015 upgraded in place", "6.0.9319.548"))
                .isPresent();
        assertThat(Decided.depot().product("Skype for Business Server 20155", "6.0.9319.548"))
                .isEmpty();
        assertThat(Decided.depot().product("Skype for Business 2016 (Click-to-Run, monthly)", "16.0.4678.1000"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "updates: 7",
                "update: []",
                "updates: [{kb: KB3140245}]",
                "updates: [{kb: X, os: '6.1', architecture: x64, path: p, sha256: '0000000000000000000000000000000000000000000000000000000000000000'}]",
                "updates: [{kb: KB3140245, os: '6.1', architecture: x64, path: p, sha256: short}]",
                "products: [{product: P, build: '1.2', path: p, sha256: '0000000000000000000000000000000000000000000000000000000000000000', arguments: msi, versionPath: v}]",
                "products: [{product: P, build: 1.2.3.4, path: p, sha256: '0000000000000000000000000000000000000000000000000000000000000000', arguments: /qn & calc, versionPath: v}]",
                "updates: ["
            })
    void refusesAFileItCannotUseInOneSentence(String yaml) {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> read(yaml))
                .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.CONFIG_INVALID))
                .withMessageContaining("depot.yaml");
    }

    @Test
    void namesTheLineAndWhatWouldDo() {
        // Given
        String yaml = """
                products:
                  - product: Skype for Business Server 2015
                    build: 6.0.9319.548
                    path: C:\\p\\s.exe
                    sha256: %s
                    arguments: /qn
                    versionPath: C:\\p\\v.exe
                """.formatted("0".repeat(64));

        // Then
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> read(yaml))
                .withMessageContaining(
                        "depot.yaml, line 6: 'products[0].arguments' must be one of quiet-norestart, silentmode, msi, msp, not '/qn'.");
    }

    @Test
    void theGuidesExampleIsOne() throws IOException {
        // Given
        String guide = Files.readString(Engine.root().resolve("docs/guides/packages.md"));
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(guide);
        assertThat(example.find()).isTrue();
        // When
        PackageDepot depot = read(example.group(1));
        // Then
        assertThat(depot.update("KB3140245", "6.1.7601.24000", "x64")
                        .orElseThrow()
                        .floors())
                .containsOnlyKeys("C:\\Windows\\System32\\winhttp.dll", "C:\\Windows\\System32\\webio.dll");
        assertThat(depot.product("Skype for Business Server 2015 Edge", "6.0.9319.548"))
                .map(StagedPackage::arguments)
                .contains("silentmode");
        for (String word : List.of("quiet-norestart", "silentmode", "msi", "msp"))
            assertThat(guide).contains("`" + word + "`");
    }

    private PackageDepot read(String yaml) throws IOException {
        return PackageDepot.read(Files.writeString(folder.resolve("depot.yaml"), yaml));
    }
}
