package io.ratchet.store.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.wire.AuditEventJson;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.RemediationJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** The records as they are kept: the JSON of the contract, the same bytes for the same record. */
final class Documents {
    private Documents() {}

    static String write(Finding finding) {
        return text(FindingJson.write(finding));
    }

    static String write(Decision decision) {
        return text(DecisionJson.write(decision));
    }

    static String write(Remediation remediation) {
        return text(RemediationJson.write(remediation));
    }

    static byte[] canonical(long sequence, AuditEvent event) {
        return AuditEventJson.canonical(sequence, event);
    }

    static Finding finding(String document) {
        return read(document.getBytes(StandardCharsets.UTF_8), FindingJson::read);
    }

    static Decision decision(String document) {
        return read(document.getBytes(StandardCharsets.UTF_8), DecisionJson::read);
    }

    static Remediation remediation(String document) {
        return read(document.getBytes(StandardCharsets.UTF_8), RemediationJson::read);
    }

    static AuditEvent auditEvent(byte[] line) {
        return read(line, AuditEventJson::read);
    }

    private static String text(JsonNode node) {
        return new String(Json.canonical(node), StandardCharsets.UTF_8);
    }

    private static <T> T read(byte[] document, Function<JsonNode, T> codec) {
        try {
            return codec.apply(Json.mapper().readTree(document));
        } catch (IOException | RuntimeException e) {
            throw FailureException.of(
                    FailureCode.DEFECT,
                    "A record in the database cannot be read: it was damaged, or a newer Ratchet wrote it.",
                    e);
        }
    }
}
