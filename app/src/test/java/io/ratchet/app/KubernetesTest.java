package io.ratchet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a cluster is given, as the production overlay comes out. */
class KubernetesTest {
    private static final int CANNOT_BE_TOLD = 77;
    private static final Path FOLDER = Golden.root().resolve("k8s");
    private static final List<JsonNode> RESOURCES = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        String rendered = Files.readString(FOLDER.resolve("rendered/production.yaml"));
        for (String document : rendered.split("(?m)^---\\n"))
            RESOURCES.add(new ObjectMapper()
                    .valueToTree(YamlNode.parse("production.yaml", document).value()));
    }

    @Test
    void theRenderingIsThatOfTheManifests() throws Exception {
        renders("--check");
    }

    /** By the types of Kubernetes itself; an unknown field is refused. */
    @Test
    @Tag("slow")
    void kubernetesKnowsEveryFieldOfTheManifests() throws Exception {
        renders("--strict");
    }

    private static void renders(String how) throws Exception {
        Process render = new ProcessBuilder(FOLDER.resolve("render").toString(), how)
                .redirectErrorStream(true)
                .start();
        String said = new String(render.getInputStream().readAllBytes());
        assertThat(render.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assumeTrue(render.exitValue() != CANNOT_BE_TOLD, said);
        assertThat(render.exitValue()).as(said).isZero();
    }

    @Test
    void whatServesIsWhatIsBalancedAndEvictedOneByOneAndNotWhatMigrates() {
        // Given
        JsonNode labels = only("StatefulSet").at("/spec/template/metadata/labels");
        JsonNode migrating = only("Job").at("/spec/template/metadata/labels");

        // Then
        for (JsonNode selector : List.of(
                only("StatefulSet").at("/spec/selector/matchLabels"),
                only("PodDisruptionBudget").at("/spec/selector/matchLabels"),
                named("Service", "ratchet").at("/spec/selector"),
                named("Service", "ratchet-pods").at("/spec/selector"))) {
            assertThat(isPartOf(selector, labels)).as(selector.toString()).isTrue();
            assertThat(isPartOf(selector, migrating)).as(selector.toString()).isFalse();
        }
        assertThat(only("PodDisruptionBudget").at("/spec/maxUnavailable").asInt())
                .isEqualTo(1);
        assertThat(only("StatefulSet").at("/spec/updateStrategy/type").asText()).isEqualTo("RollingUpdate");
        assertThat(only("StatefulSet").at("/spec/serviceName").asText()).isEqualTo("ratchet-pods");
        // The job is let out to the database by the same policy as the servers.
        assertThat(isPartOf(named("NetworkPolicy", "ratchet").at("/spec/podSelector/matchLabels"), migrating))
                .isTrue();
    }

    @Test
    void theAutoscalerAsksForWhatTheAdapterGives() throws IOException {
        // Given
        JsonNode scaler = only("HorizontalPodAutoscaler").at("/spec");
        String adapter = Files.readString(FOLDER.resolve("prometheus/adapter.yaml"));
        List<String> given = Pattern.compile("as: ([a-z_]+)")
                .matcher(adapter)
                .results()
                .map(found -> found.group(1))
                .toList();

        // Then
        List<String> asked = new ArrayList<>();
        scaler.path("metrics")
                .forEach(metric -> asked.add(metric.at("/external/metric/name").asText()));
        assertThat(asked).containsExactlyElementsOf(given).hasSize(2);
        assertThat(scaler.at("/scaleTargetRef/kind").asText()).isEqualTo("StatefulSet");
        assertThat(scaler.path("minReplicas").asInt()).isGreaterThan(1);
        assertThat(only("StatefulSet").at("/spec/replicas").isMissingNode()).isTrue();
    }

    @Test
    void serversLeaveTheSchemaToTheJobAndShareOneKey() {
        // Given
        String settings = only("ConfigMap").at("/data/ratchet.yaml").asText();

        // Then
        assertThat(settings).contains("migrate: false").contains("audit: {keys: /etc/ratchet-keys}");
        assertThat(only("Job").at("/spec/template/spec/containers/0/args/0").asText())
                .isEqualTo("migrate");
        assertThat(only("Job").at("/spec/template/spec/containers/0/image"))
                .isEqualTo(only("StatefulSet").at("/spec/template/spec/containers/0/image"));
        assertThat(only("StatefulSet")
                        .at("/spec/template/spec/containers/0/volumeMounts")
                        .toString())
                .contains("/etc/ratchet-keys");
    }

    @Test
    void thePodHasTheMemoryThatTheGuideSpeaksOf() throws IOException {
        // Given
        JsonNode memory = only("StatefulSet").at("/spec/template/spec/containers/0/resources");

        // Then
        assertThat(memory.at("/requests/memory").asText()).isEqualTo("1Gi");
        assertThat(Files.readString(Golden.root().resolve("docs/guides/scale.md")))
                .contains("give the process 1 GiB");
    }

    private static boolean isPartOf(JsonNode selector, JsonNode labels) {
        assertThat(selector.isEmpty()).isFalse();
        return selector.properties().stream()
                .allMatch(wanted -> wanted.getValue().equals(labels.path(wanted.getKey())));
    }

    private static JsonNode only(String kind) {
        List<JsonNode> found = RESOURCES.stream()
                .filter(each -> each.path("kind").asText().equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.get(0);
    }

    private static JsonNode named(String kind, String name) {
        return RESOURCES.stream()
                .filter(each -> each.path("kind").asText().equals(kind)
                        && each.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
