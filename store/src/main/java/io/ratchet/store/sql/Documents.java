package io.ratchet.store.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditPlaces;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.audit.SealedLine;
import io.ratchet.store.audit.WrittenLine;
import io.ratchet.wire.AuditEventJson;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationJson;
import io.ratchet.wire.RemediationJson;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

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

    static String write(Organisation organisation) {
        return Json.line(OrganisationJson.write(organisation));
    }

    /** SHA-256 of a document's bytes. */
    static byte[] fingerprint(String document) {
        return Sha256.of(document);
    }

    /** @param sealed whether values of it can be hidden in an export: see {@link SealedLine} */
    static byte[] canonical(long sequence, AuditEvent event, boolean sealed) {
        return sealed
                ? AuditEventJson.sealed(sequence, event, AuditPlaces.of(event), SealedLine.newSalt())
                : AuditEventJson.canonical(sequence, event);
    }

    static Finding finding(String document) {
        return read(document, FindingJson::read);
    }

    static Decision decision(String document) {
        return read(document, DecisionJson::read);
    }

    static Remediation remediation(String document) {
        return read(document, RemediationJson::read);
    }

    static Organisation organisation(String document) {
        return read(document, OrganisationJson::read);
    }

    static AuditEvent auditEvent(byte[] line) {
        AuditEvent written = WrittenLine.event(line);
        return written == null ? read(new String(line, StandardCharsets.UTF_8), AuditEventJson::read) : written;
    }

    static <T> T read(String document, Function<JsonNode, T> codec) {
        try {
            return codec.apply(Json.parse(document));
        } catch (JsonProcessingException | RuntimeException e) {
            throw FailureException.of(
                    FailureCode.DEFECT,
                    "A document in the database cannot be read; was it changed by hand, or written by a newer Ratchet?",
                    e);
        }
    }
}
