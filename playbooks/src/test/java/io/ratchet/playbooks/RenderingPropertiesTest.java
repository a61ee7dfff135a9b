package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Whatever the values are, only the one line of data of a script depends on them, and it holds base64 alone. */
class RenderingPropertiesTest {
    private static final String PLAIN = script("key", "name", "value");

    @Property(tries = 300)
    void onlyTheLineOfDataDependsOnValues(Draw draw) {
        List<String> lines =
                script(draw.text(80), draw.text(80), draw.text(80)).lines().toList();
        List<String> plain = PLAIN.lines().toList();

        assertThat(lines).hasSameSizeAs(plain);
        for (int i = 0; i < lines.size(); i++) {
            if (plain.get(i).startsWith("$RatchetData"))
                assertThat(lines.get(i)).matches("\\$RatchetData = '[A-Za-z0-9+/=]+'");
            else assertThat(lines.get(i)).isEqualTo(plain.get(i));
        }
    }

    @Property(tries = 300)
    void aValueIsInTheDataExactlyOnceAndWhole(Draw draw) {
        String value = draw.text(200);
        String line = script("key", "name", value)
                .lines()
                .filter(text -> text.startsWith("$RatchetData"))
                .findFirst()
                .orElseThrow();
        String data = decoded(line.substring(line.indexOf('\'') + 1, line.length() - 1));
        List<String> params = data.lines()
                .filter(text -> text.startsWith("param\tvalue\ts\t"))
                .toList();

        assertThat(params).hasSize(1);
        assertThat(decoded(params.get(0).substring("param\tvalue\ts\t".length())))
                .isEqualTo(value);
        assertThat(data.lines().count()).isEqualTo(6);
    }

    private static String script(String key, String name, String value) {
        return PhaseScripts.text(
                "run-1",
                Phase.APPLY,
                List.of(new ActionCall(
                        "1", "registry", Map.of("key", key, "name", name, "kind", "string", "value", value))));
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
