package io.ratchet.domain.remediation;

import io.ratchet.domain.Checks;
import io.ratchet.domain.asset.AssetId;
import java.time.Instant;
import java.util.Locale;

/**
 * What failed and may therefore not go on elsewhere until a person has looked: a breaker or a quarantine. It outlives
 * the night and the process.
 *
 * @param scope what it forbids: {@code playbook:NAME@BUILD}, {@code role:NAME}, {@code pool:NAME}, {@code farm:NAME},
 *     {@code dag:NAME}, or {@code after:ORDER/LAYER} for what comes after a layer in an order from the inside out
 * @param because one sentence
 * @param remediation the one whose failure brought it about
 * @param asset the host of that one
 */
public record Brake(String scope, Kind kind, String because, String remediation, AssetId asset, Instant at) {
    public enum Kind {
        /** Too many runs of a playbook failed on an OS build. */
        BREAKER,
        /** One of their like failed (statement 100). */
        QUARANTINE;

        /** The word that contract and store have for it. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Brake {
        Checks.text(scope, "a brake's scope");
        Checks.text(because, "a brake's reason");
    }
}
