package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ratchet map} proposes for lists that people keep by hand. */
class StrangersMappingTest {
    @TempDir
    Path folder;

    private String proposal(String table) throws IOException {
        Path file = folder.resolve("list.csv");
        Files.write(file, table.getBytes(StandardCharsets.UTF_8));
        return MappingProposal.of(Delivery.of(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Rechnername;Betriebssystem;Version;Letzter Kontakt\nweb01;Windows Server 2016;10.0.14393;12.11.2018 03:04\n",
                "Server,Product,Version,Scanned\nweb01,Exchange 2016,15.1.2507,2018-09-20\n",
                "Computer,Windows 2016 KB4103723,OS\nweb01,yes,Windows Server 2016\n",
                "Name,OS,,Last seen,\nweb01,Windows Server 2016,,2018-09-20,\n",
                "\"Machine\nName\",OS,OS Version\nweb01,Windows Server 2016,10.0.14393\n",
                "Server list of November 2018\nprepared by IT\n\nHostname,OS,OS Build\nweb01,Windows Server 2016,14393\n",
            })
    void aMappingFitsTheTableThatItWasProposedFor(String table) throws IOException {
        // When
        Mapping mapping = Mapping.read("list.yaml", proposal(table));

        // Then
        assertThat(Beginning.of(table.getBytes(StandardCharsets.UTF_8)).headers())
                .anyMatch(mapping::fits);
        assertThat(mapping.roles().keySet()).anyMatch(role -> role.startsWith("host."));
    }

    @Test
    void theFullNameIsTakenFromItsOwnColumnAndTheVersionFromBesideTheSystem() throws IOException {
        // When
        Mapping mapping = Mapping.read(
                "list.yaml",
                proposal(
                        "Hostname,FQDN,IP,Betriebssystem,Version\nweb01,web01.contoso.example,10.1.0.5,Windows,10.0.14393\n"));

        // Then
        assertThat(mapping.roles().get("host.fqdn")).containsExactly("fqdn");
        assertThat(mapping.roles().get("host.name")).containsExactly("hostname");
        assertThat(mapping.roles().get("os.version")).containsExactly("version");
    }

    @Test
    void theVersionBesideAProductIsTheProducts() throws IOException {
        // When
        Mapping mapping = Mapping.read(
                "list.yaml", proposal("Server,Product,Version,Scanned\nweb01,Exchange 2016,15.1.2507,2018-09-20\n"));

        // Then
        assertThat(mapping.roles()).containsKey("product.version").doesNotContainKey("os.version");
        assertThat(mapping.gives()).containsExactly(TableFinding.INSTALLED_PRODUCT);
    }

    @Test
    void aColumnThatSaysWhetherThereIsAClientIsNoUserAgent() throws IOException {
        assertThat(
                        proposal(
                                "Name,Client,Domain,Operating System,Last Activity\nWEB01,Yes,CONTOSO,Windows Server 2012,2018-09-20\n"))
                .doesNotContain("user-agent")
                .contains("operating-system");
    }
}
