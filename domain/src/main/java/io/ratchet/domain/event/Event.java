package io.ratchet.domain.event;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.remediation.Remediation;

/** Something that came about and that others may want to follow; {@code docs/guides/events.md} lists the types. */
public sealed interface Event {
    /** As it is called outside. A type is never renamed or given another meaning. */
    String type();

    /** What it is about: events about the same stay in their order. */
    String about();

    /** An asset is there that was not. */
    record AssetIdentified(Decision.About asset) implements Event {
        @Override
        public String type() {
            return "asset.identified";
        }

        @Override
        public String about() {
            return asset.asset().value();
        }
    }

    /** Its identity, its identifiers or its site are others than before. */
    record AssetChanged(Decision.About asset) implements Event {
        @Override
        public String type() {
            return "asset.changed";
        }

        @Override
        public String about() {
            return asset.asset().value();
        }
    }

    /** It became one with another asset, or several; as it was known last. */
    record AssetGone(Decision.About asset) implements Event {
        @Override
        public String type() {
            return "asset.gone";
        }

        @Override
        public String about() {
            return asset.asset().value();
        }
    }

    /** A decision stands from now on. */
    record DecisionMade(Decision decision) implements Event {
        @Override
        public String type() {
            return "decision.made";
        }

        @Override
        public String about() {
            return decision.about().asset().value();
        }
    }

    /** A decision does not stand any more. */
    record DecisionWithdrawn(Decision decision) implements Event {
        @Override
        public String type() {
            return "decision.withdrawn";
        }

        @Override
        public String about() {
            return decision.about().asset().value();
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
