package io.ratchet.console;

import io.ratchet.domain.remediation.Comment;
import org.jspecify.annotations.Nullable;

/** What somebody said of a remediation, as a person reads it. */
record Remark(String by, Moments.Shown at, String text) {
    /** @param site in whose zone the moment is told; null: the organisation's */
    static Remark of(Comment comment, @Nullable String site, Moments moments) {
        return new Remark(comment.by(), moments.at(comment.at(), site), comment.text());
    }
}
