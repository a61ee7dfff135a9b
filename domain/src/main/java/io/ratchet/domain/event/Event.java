package io.ratchet.domain.event;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.remediation.Remediation;

/** Something that came about and that others may want to follow; {@code docs/guides/events.md} lists the types. */
public sealed interface Event {
    /** As it is called outside. A type is never renamed or given another meaning. */
    String type();

    /** What it is about: events about the same stay in their order. */
    String about();

    /** Tells of an asset as it is known. */
    sealed interface OfAsset extends Event {
        Decision.About asset();

        @Override
        default String about() {
            return asset().asset().value();
        }
    }

    /** Tells of a decision. */
    sealed interface OfDecision extends Event {
        Decision decision();

        @Override
        default String about() {
            return decision().about().asset().value();
        }
    }

    /** An asset is there that was not. */
    record AssetIdentified(Decision.About asset) implements OfAsset {
        @Override
        public String type() {
            return "asset.identified";
        }
    }

    /** Its identity, its identifiers or its site are others than before. */
    record AssetChanged(Decision.About asset) implements OfAsset {
        @Override
        public String type() {
            return "asset.changed";
        }
    }

    /** It became one with another asset, or several; as it was known last. */
    record AssetGone(Decision.About asset) implements OfAsset {
        @Override
        public String type() {
            return "asset.gone";
        }
    }

    /** A decision stands from now on. */
    record DecisionMade(Decision decision) implements OfDecision {
        @Override
        public String type() {
            return "decision.made";
        }
    }

    /** A decision does not stand any more. */
    record DecisionWithdrawn(Decision decision) implements OfDecision {
        @Override
        public String type() {
            return "decision.withdrawn";
        }
    }

    /** A remediation came to another state; being proposed is its first. */
    record RemediationReached(Remediation remediation) implements Event {
        @Override
        public String type() {
            return "remediation.reached";
        }

        @Override
        public String about() {
            return remediation.subject().asset().value();
        }
    }

    /**
     * A head of the audit log was signed and is kept.
     *
     * @param log its name
     * @param size how many lines it is over
     * @param root of the tree over them, in lower-case hexadecimal
     * @param note the checkpoint with its signatures, as it is published
     */
    record AuditHeadKept(String log, long size, String root, String note) implements Event {
        @Override
        public String type() {
            return "audit.head-kept";
        }

        @Override
        public String about() {
            return log;
        }
    }
}
