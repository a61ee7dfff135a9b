package io.ratchet.routes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.InstalledProduct;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * osquery's results in their three shapes: an event for a row, a snapshot of rows, a batch of differences. Rows of the
 * tables registry, os_version, programs and patches are used; a row that was removed says that something is gone, not
 * what is there, and is passed over.
 */
final class OsqueryReader implements FormatReader {
    @Override
    public boolean knows(Beginning beginning) {
        return beginning.json()
                && beginning.mentions("hostIdentifier", "name")
                && (beginning.mentions("columns")
                        || beginning.mentions("snapshot")
                        || beginning.mentions("diffResults"));
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        JsonRecords.read(source, report, (record, object) -> findings(record, object, report));
    }

    private static List<Finding> findings(String record, JsonNode result, Report report) {
        List<Observation> seen = new ArrayList<>();
        for (JsonNode row : rows(result)) seen.addAll(row(row));
        if (seen.isEmpty()) return List.of();
        String time = result.path("unixTime").asText("");
        return Report.findings(
                report.reference("osquery", null, Method.AGENT),
                record,
                report.observed(time.isEmpty() ? null : report.time("unixTime", time)),
                host(result, report),
                new Evidence("osquery:" + Excerpt.of(result.path("name").asText(), 100), null),
                seen);
    }

    private static List<JsonNode> rows(JsonNode result) {
        List<JsonNode> rows = new ArrayList<>();
        if (result.path("columns").isObject() && !result.path("action").asText().equals("removed"))
            rows.add(result.path("columns"));
        result.path("snapshot").forEach(rows::add);
        result.path("diffResults").path("added").forEach(rows::add);
        return rows;
    }

    private static List<Observation> row(JsonNode row) {
        // A key below and what holds no value that a rule could look at stand in the same table.
        if (row.has("key")
                && row.has("type")
                && row.has("data")
                && !RegistryRow.holds(row.path("type").asText())) return List.of();
        if (row.has("key") && row.has("type") && row.has("data"))
            return RegistryRow.read(
                    row.path("key").asText(),
                    row.path("name").asText(),
                    row.path("type").asText(),
                    row.path("data").asText());
        if (row.path("platform").asText().equals("windows") && row.has("build") && row.has("version")) {
            String version = row.path("version").asText();
            return List.of(new OperatingSystem(
                    version,
                    number(row.path("revision").asText()),
                    row.path("name").asText().contains("Server") ? 3 : 1,
                    null,
                    row.path("name").asText(),
                    null,
                    row.path("arch").asText().contains("64") ? "x64" : null));
        }
        if (row.path("hotfix_id").asText().matches("KB[0-9]{6,8}"))
            return List.of(new Observation.UpdateInstalled(
                    row.path("hotfix_id").asText(), Observation.Presence.PRESENT, null));
        if (!row.path("name").asText().isBlank() && row.has("version") && row.has("publisher"))
            return List.of(new InstalledProduct(
                    row.path("name").asText(),
                    row.path("version").asText(),
                    row.path("publisher").asText(),
                    "unknown",
                    null,
                    null));
        return List.of();
    }

    private static @org.jspecify.annotations.Nullable Integer number(String text) {
        return text.matches("[0-9]{1,6}") ? Integer.valueOf(text) : null;
    }

    private static HostRef host(JsonNode result, Report report) {
        JsonNode decorations = result.path("decorations");
        String identifier = Words.value(result.path("hostIdentifier").asText());
        String name = Words.value(decorations
                .path("hostname")
                .asText(decorations.path("computer_name").asText("")));
        String uuid = decorations.path("host_uuid").asText("");
        boolean named = !identifier.matches("[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}");
        if (name.isEmpty() && named) name = identifier;
        if (uuid.isEmpty() && !named) uuid = identifier;
        Optional<String> fqdn = HostNames.full(name);
        Optional<String> shortName = fqdn.isPresent() ? Optional.empty() : HostNames.shortName(name);
        if (fqdn.isEmpty() && shortName.isEmpty() && uuid.isEmpty() && identifier.isEmpty())
            throw io.ratchet.domain.failure.FailureException.of(
                    io.ratchet.domain.failure.FailureCode.INTAKE_NO_HOST, "The result names no host.");
        return new HostRef(
                report.zone(),
                null,
                null,
                fqdn.orElse(null),
                shortName.orElse(null),
                null,
                null,
                MappedReader.uuid(uuid).orElse(null),
                null,
                // By default it is the name, which two machines may share, else often the UUID of the board, as some
                // are.
                named || identifier.isEmpty() || identifier.equalsIgnoreCase(uuid)
                        ? Map.of()
                        : Map.of("osquery", identifier));
    }
}
