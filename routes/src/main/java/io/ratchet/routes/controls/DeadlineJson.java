package io.ratchet.routes.controls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.organisation.Vulnerability;
import io.ratchet.domain.organisation.Vulnerability.Impact;
import io.ratchet.routes.controls.DeadlineTable.Known;
import io.ratchet.routes.controls.DeadlineTable.Unpublished;
import io.ratchet.routes.path.Chances.Chance;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Deadlines for programs, as parts of {@code ratchet.controls/1}. */
final class DeadlineJson {
    private DeadlineJson() {}

    /** Each with what makes its deadline, and where that stands. */
    static void vulnerabilities(ArrayNode list, List<Known> vulnerabilities, Unpublished unpublished) {
        for (Known known : vulnerabilities) {
            Vulnerability vulnerability = known.vulnerability();
            boolean kev = vulnerability.kev().isPresent();
            ObjectNode json = list.addObject().put("cve", vulnerability.cve());
            if (!known.name().isEmpty()) json.put("name", known.name());
            json.put("sign", vulnerability.sign().says());
            json.put("kev", vulnerability.kev().map(Object::toString).orElse("no"));
            json.put(
                    "automatable",
                    vulnerability
                            .automatable()
                            .map(DeadlineJson::yesOrNo)
                            .orElse(kev ? "unknown" : yesOrNo(unpublished.automatable())));
            json.put(
                    "impact",
                    vulnerability
                            .impact()
                            .map(DeadlineJson::word)
                            .orElse(kev ? "unknown" : word(unpublished.impact())));
            json.put(
                    "published",
                    vulnerability.automatable().isPresent()
                            && vulnerability.impact().isPresent());
            json.put("source", known.source().says());
            if (!known.source().confidence().isEmpty())
                json.put("confidence", known.source().confidence());
            if (known.source().read() != null)
                json.put("read", known.source().read().toString());
        }
    }

    static void deadlines(ArrayNode list, List<Deadline> deadlines) {
        for (Deadline deadline : deadlines) {
            ObjectNode json =
                    list.addObject().put("cve", deadline.vulnerability().cve());
            json.put("sign", deadline.vulnerability().sign().says());
            json.put("state", deadline.state().wire()).put("because", deadline.because());
            if (!deadline.missing().isEmpty()) deadline.missing().forEach(json.putArray("missing")::add);
            json.put("exposed", deadline.exposed().map(DeadlineJson::yesOrNo).orElse("unknown"));
            json.put("exposedBecause", deadline.exposedBecause());
            json.put("row", deadline.row()).put("outcome", deadline.outcome());
            json.put("triage", deadline.triage().wire());
            put(json, "firstSeen", deadline.firstSeen());
            if (deadline.firstSeenIn() != null) json.put("firstSeenIn", deadline.firstSeenIn());
            put(json, "countsFrom", deadline.start());
            if (deadline.startsBy() != null)
                json.put("countsBy", deadline.startsBy().wire());
            put(json, "due", deadline.due());
            put(json, "metAt", deadline.metAt());
            if (deadline.metIn() != null) json.put("metIn", deadline.metIn());
            if (deadline.metAt() != null) json.put("late", deadline.late());
            Chance chance = deadline.chance();
            if (chance == null) continue;
            if (chance.probability() != null) json.put("chance", chance.probability());
            json.put("chanceBecause", chance.because());
        }
    }

    private static void put(ObjectNode json, String field, @Nullable Instant at) {
        if (at != null) json.put(field, at.toString());
    }

    private static String yesOrNo(boolean told) {
        return told ? "yes" : "no";
    }

    private static String word(Impact impact) {
        return impact.name().toLowerCase(Locale.ROOT);
    }
}
