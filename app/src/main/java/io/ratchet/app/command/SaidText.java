package io.ratchet.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.app.terminal.Table;
import java.util.ArrayList;
import java.util.List;

/** What people said of a remediation, and of the plan that was decided on before it, line by line. */
final class SaidText {
    private static final int LETTERS = 12;

    private SaidText() {}

    /** @param remediation as {@code GET /api/v1/remediations/ID} answers it */
    static List<String> of(JsonNode remediation) {
        List<String> lines = new ArrayList<>();
        JsonNode before = remediation.path("previously");
        if (before.isObject()) lines.addAll(previously(before));
        for (JsonNode comment : remediation.path("comments"))
            lines.add(text(comment, "at") + " " + text(comment, "by") + ": " + text(comment, "text"));
        return lines;
    }

    /** @param before the member {@code previously} of a remediation */
    static List<String> previously(JsonNode before) {
        List<String> lines = new ArrayList<>();
        String hash = text(before, "planHash");
        String word = text(before, "word").equals("rejected") ? "Rejected" : "Approved";
        lines.add(word + " by " + text(before, "by") + " on " + text(before, "at") + " as "
                + hash.substring(0, Math.min(LETTERS, hash.length())) + "; since then:");
        if (!before.path("touchesHost").asBoolean()) lines.add("  Nothing that is done to the host differs.");
        for (JsonNode one : before.path("differences"))
            lines.add("  " + text(one, "what") + ": " + text(one, "before") + " => " + text(one, "after"));
        return lines;
    }

    private static String text(JsonNode node, String field) {
        return Table.printable(node.path(field).asText());
    }
}
