package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Rounds;
import io.ratchet.store.Tx;
import io.ratchet.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people decided on the plan that stood before one that waits, and what has changed since: who looks at the new
 * one is asked only for the difference.
 *
 * @param remediation the earlier one
 * @param approved or it was rejected
 * @param by whose word it was, several where several people were needed
 * @param ended why it does not hold for what waits now, in a sentence
 */
record Previously(
        String remediation,
        boolean approved,
        List<String> by,
        Instant at,
        String planHash,
        String ended,
        List<Differences.Difference> differences) {
    private static final int LETTERS = 12;

    /** As much of the hash as tells one from another. */
    public String shortHash() {
        return planHash.substring(0, LETTERS);
    }

    /** Whether anything differs that is done to the host. */
    public boolean touches() {
        return differences.stream().anyMatch(Differences.Difference::onHost);
    }

    /** Empty where it does not wait, or is asked for the first time. */
    static Optional<Previously> of(Tx tx, Remediation waiting) {
        if (!(waiting instanceof Remediation.Proposed)) return Optional.empty();
        Remediation.Subject now = waiting.subject();
        return tx.lastWords()
                .before(now)
                .flatMap(id -> tx.remediations().find(id))
                .flatMap(seen -> said(tx, seen.remediation())
                        .map(word -> new Previously(
                                seen.remediation().subject().id(),
                                word.approved(),
                                word.by(),
                                word.at(),
                                seen.remediation().subject().plan().hash(),
                                ended(seen.remediation()),
                                Differences.of(
                                        seen.remediation().subject(),
                                        now,
                                        stood(tx, now.asset(), now.plan().goal(), word.at()),
                                        tx.decisions().current(now.asset()).stream()
                                                .filter(one -> one.about().goal()
                                                        == now.plan().goal())
                                                .toList()))));
    }

    private record Word(boolean approved, List<String> by, Instant at) {}

    /** An approval that no longer holds is gone from its remediation; the log has it. */
    private static Optional<Word> said(Tx tx, Remediation before) {
        if (before instanceof Remediation.Rejected rejected)
            return Optional.of(new Word(false, List.of(rejected.by()), rejected.at()));
        AuditLog.Search approvals = new AuditLog.Search(
                before.subject().asset(),
                before.subject().id(),
                AuditType.REMEDIATION_APPROVED.wire(),
                null,
                null,
                null);
        return tx.audit().newest(approvals, Long.MAX_VALUE, 1).lines().stream()
                .findFirst()
                .map(line -> new Word(true, by(line.event()), line.event().at()));
    }

    private static List<String> by(AuditEvent approved) {
        List<String> names = new ArrayList<>();
        if (approved.data().get("others") instanceof List<?> others)
            others.forEach(one -> names.add(String.valueOf(one)));
        names.add(approved.actor());
        return List.copyOf(names);
    }

    private static String ended(Remediation before) {
        if (before instanceof Remediation.Withdrawn withdrawn) return withdrawn.because();
        if (before instanceof Remediation.Rejected rejected) return rejected.reason();
        return before instanceof Remediation.Expired ? "The approval ran out before the plan could run." : "";
    }

    /** What was decided of an asset for a goal at a moment. */
    private static List<Decision> stood(Tx tx, AssetId asset, Goal goal, Instant at) {
        return tx.rounds().made(asset).stream()
                .filter(made -> made.decision().about().goal() == goal)
                .filter(made -> !moment(tx, made.madeIn()).isAfter(at))
                .filter(made -> made.withdrawnIn() == null
                        || moment(tx, made.withdrawnIn()).isAfter(at))
                .map(Rounds.Made::decision)
                .toList();
    }

    private static Instant moment(Tx tx, @Nullable Long round) {
        return round == null
                ? Instant.MIN
                : tx.rounds().find(round).map(Rounds.Round::at).orElse(Instant.MIN);
    }

    ObjectNode json() {
        ObjectNode node = Json.object()
                .put("remediation", remediation)
                .put("word", approved ? "approved" : "rejected")
                .put("by", by.get(by.size() - 1));
        if (by.size() > 1) {
            ArrayNode others = node.putArray("others");
            by.subList(0, by.size() - 1).forEach(others::add);
        }
        node.put("at", at.toString()).put("planHash", planHash);
        if (!ended.isEmpty()) node.put("because", ended);
        node.put("touchesHost", touches());
        ArrayNode shown = node.putArray("differences");
        differences.forEach(one -> shown.addObject()
                .put("what", one.what())
                .put("before", one.before())
                .put("after", one.after())
                .put("onHost", one.onHost()));
        return node;
    }
}
