package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The very bytes that are sent, so that a review sees every change of them. */
class GoldenScriptTest {
    static List<String> playbooks() {
        return List.copyOf(Samples.all().keySet());
    }

    @ParameterizedTest
    @MethodSource("playbooks")
    void theScriptOfApplyIsTheOneThatWasReviewed(String id) {
        PhaseScript script = PhaseScripts.render(
                Samples.all().get(id).plan(), Phase.APPLY, "run-1", null, PlaybookCatalogue::shipped);

        Golden.same(Engine.root().resolve("playbooks/src/test/resources/golden/" + id + ".ps1"), script.text());
    }

    @Test
    void aRegistryPlaybookFitsInOneCommandLine() {
        for (String id : playbooks()) {
            if (!id.startsWith("windows/") || id.equals("windows/update-kb")) continue;
            for (Phase phase : List.of(Phase.ASSESS, Phase.APPLY, Phase.VERIFY))
                assertThat(sent(PhaseScripts.render(
                                        Samples.all().get(id).plan(), phase, "run-1", null, PlaybookCatalogue::shipped)
                                .text()))
                        .as(id)
                        .isLessThan(7600);
        }
    }

    /** As the connector sends it: deflated and in base64. */
    private static int sent(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out =
                new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_COMPRESSION, true))) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray()).length();
    }
}
