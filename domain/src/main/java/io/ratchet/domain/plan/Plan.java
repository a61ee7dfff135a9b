package io.ratchet.domain.plan;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Restart;
import io.ratchet.domain.finding.HostRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What an approval binds to: the steps on one asset towards one goal, each with its playbook's content hash, its
 * parameters and the facts it assumes (the {@code before} of each change). Change any of it and {@link #hash()}
 * changes, which voids the approval.
 *
 * @param host who the executor must find there before it changes anything
 */
public record Plan(AssetId asset, HostRef host, Goal goal, List<PlanStep> steps) {
    public Plan {
        steps = steps.stream().sorted(Comparator.comparingInt(PlanStep::order)).toList();
        Checks.that(!steps.isEmpty(), "a plan has at least one step");
    }

    /** The strongest restart that any step needs. */
    public Restart restart() {
        return steps.stream()
                .map(PlanStep::restart)
                .max(Comparator.naturalOrder())
                .orElse(Restart.NONE);
    }

    public List<Change> changes() {
        return steps.stream().flatMap(step -> step.changes().stream()).toList();
    }

    /** SHA-256 in lower-case hexadecimal over a canonical, length-prefixed form of everything above. */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            part(digest, "ratchet.plan/1");
            part(digest, asset.value());
            part(digest, String.valueOf(host.fqdn()));
            part(digest, String.valueOf(host.netbios()));
            part(digest, String.valueOf(host.smbiosUuid()));
            part(digest, String.valueOf(host.sid()));
            part(digest, goal.name());
            for (PlanStep step : steps) {
                part(digest, Integer.toString(step.order()));
                part(digest, step.system());
                part(digest, step.playbook());
                part(digest, step.playbookHash());
                part(digest, step.restart().name());
                for (Map.Entry<String, String> parameter : step.parameters().entrySet()) {
                    part(digest, parameter.getKey());
                    part(digest, parameter.getValue());
                }
                for (Change change : step.changes()) part(digest, change.toString());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static void part(MessageDigest digest, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) ':');
        digest.update(bytes);
    }
}
