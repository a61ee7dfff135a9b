package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the values are, only the one line of data of a script depends on them, and it holds base64 alone. */
class RenderingPropertiesTest {
    private static final String PLAIN = script("key", "name", "value");

    @Property(tries = 300)
    void onlyTheLineOfDataDependsOnValues(
            @ForAll("texts") String key, @ForAll("texts") String name, @ForAll("texts") String value) {
        List<String> lines = script(key, name, value).lines().toList();
        List<String> plain = PLAIN.lines().toList();

        assertThat(lines).hasSameSizeAs(plain);
        for (int i = 0; i < lines.size(); i++) {
            if (plain.get(i).startsWith("$RatchetData"))
                assertThat(lines.get(i)).matches("\\$RatchetData = '[A-Za-z0-9+/=]+'");
            else assertThat(lines.get(i)).isEqualTo(plain.get(i));
        }
    }

    @Property(tries = 300)
    void aValueIsInTheDataExactlyOnceAndWhole(@ForAll("texts") String value) {
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

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> anything = Arbitraries.strings()
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
        Arbitrary<String> nasty = Arbitraries.strings()
                .withChars("'\"`$(){}[]@#;|&\n\r\t\0\\\u2018\u2019\u201c\u201d\u202e")
                .ofMaxLength(40);
        return Arbitraries.oneOf(anything, nasty);
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
