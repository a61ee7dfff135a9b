package io.ratchet.store.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.nio.charset.StandardCharsets;

/** The records as they stand in the database: the documents of the contract. */
final class Documents {
    private Documents() {}

    static String write(Finding finding) {
        return Json.line(FindingJson.write(finding));
    }

    static String write(Decision decision) {
        return Json.line(DecisionJson.write(decision));
    }

    static String write(Remediation remediation) {
        return Json.line(RemediationJson.write(remediation));
    }

    static Finding finding(String document) {
        return FindingJson.read(tree(document));
    }

    static Decision decision(String document) {
        return DecisionJson.read(tree(document));
    }

    static Remediation remediation(String document) {
        return RemediationJson.read(tree(document));
    }

    static byte[] canonical(long sequence, AuditEvent event) {
        return AuditEventJson.canonical(sequence, event);
    }

    static AuditEvent auditEvent(byte[] line) {
        return AuditEventJson.read(tree(new String(line, StandardCharsets.UTF_8)));
    }

    private static JsonNode tree(String document) {
        try {
            return Json.parse(document);
        } catch (JsonProcessingException e) {
            throw FailureException.of(
                    FailureCode.DEFECT, "A document in the database is not JSON; was it changed by hand?", e);
        }
    }
}
