package io.ratchet.domain.audit;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Explanation;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.remediation.Remediation;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers one event; a null is left out, for absent means "not said". */
final class AuditLine {
    private final AuditType type;
    private final Map<String, Object> data = new TreeMap<>();
    private String actor = AuditEvents.RATCHET;
    private @Nullable AssetId asset;
    private @Nullable String remediation;

    AuditLine(AuditType type) {
        this.type = type;
    }

    AuditLine by(String someone) {
        actor = someone;
        return this;
    }

    AuditLine about(AssetId someAsset) {
        asset = someAsset;
        return this;
    }

    AuditLine of(Remediation.Subject subject) {
        remediation = subject.id();
        return about(subject.asset());
    }

    AuditLine put(String name, @Nullable Object value) {
        if (value instanceof Integer number) data.put(name, number.longValue());
        else if (value != null) data.put(name, value);
        return this;
    }

    AuditLine identity(Identity identity) {
        put("identity", identity.wire());
        if (identity instanceof Identity.Provisional provisional) put("because", provisional.because());
        if (identity instanceof Identity.Ambiguous ambiguous)
            put("because", ambiguous.because())
                    .put(
                            "candidates",
                            ambiguous.candidates().stream().map(AssetId::value).toList());
        return this;
    }

    AuditLine decision(Decision decision) {
        Decision.About about = decision.about();
        return about(about.asset())
                .put("decision", decision.wire())
                .step(about, decision.why().rule())
                .put("remedy", AuditWords.word(about.remedy()))
                .put("readiness", about.readiness().name());
    }

    AuditLine step(Decision.About about, String rule) {
        return put("system", about.system())
                .put("goal", about.goal().name())
                .put("step", about.step())
                .put("rule", rule);
    }

    AuditLine explanation(Explanation why) {
        return put(
                        "statements",
                        why.statements().stream().map(Integer::longValue).toList())
                .put("status", why.status())
                .put("citations", why.citations())
                .put("confidence", AuditWords.word(why.confidence()))
                .put("because", why.because())
                .put("facts", why.facts().stream().map(AuditWords::fact).toList());
    }

    /** What only one kind of decision has. */
    AuditLine particulars(Decision decision) {
        if (decision instanceof Decision.Remediate remediate)
            return put("playbook", remediate.playbook())
                    .put("parameters", remediate.parameters())
                    .put("changes", AuditWords.changes(remediate.changes()))
                    .put("restart", AuditWords.word(remediate.restart()));
        if (decision instanceof Decision.Ticket ticket) return put("changes", AuditWords.changes(ticket.changes()));
        if (decision instanceof Decision.AwaitVendor await) return put("fixedBuild", await.fixedBuild());
        if (decision instanceof Decision.Hold hold)
            return put("gates", hold.gates().stream().map(AuditWords::gate).toList())
                    .put("changes", AuditWords.changes(hold.changes()));
        return this;
    }

    AuditLine call(StepResult result) {
        return put("call", result.callId()).put("action", result.action()).put("error", result.error());
    }

    AuditLine failure(Failure failure) {
        return put("code", failure.code().wire()).put("message", failure.message());
    }

    AuditEvent at(Instant moment) {
        return new AuditEvent(moment, type.wire(), actor, asset, remediation, data);
    }
}
