package io.ratchet.routes.night;

import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.remediation.Remediation.Subject;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An approved remediation that has not begun.
 *
 * @param notDue why it could not begin now, however few others there were; null when it could
 */
record Waiting(Subject subject, Placement place, @Nullable Failure notDue) {
    /** Tonight's order: plain hosts, then from the inside out; READY before ONLY; then by name, the same every time. */
    static final Comparator<Waiting> ORDER = Comparator.<Waiting>comparingInt(
                    one -> one.place().layer())
            .thenComparing(one -> one.subject().plan().goal())
            .thenComparing(one -> one.subject().asset().value())
            .thenComparing(one -> one.subject().id());

    String id() {
        return subject.id();
    }
}
