package io.ratchet.wire;

import java.util.TimeZone;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/** Recurrence rules of RFC 5545, as far as a profile is held against them. */
final class Recurrence {
    /** A Monday before every estate we know: from it recurrences are counted. */
    private static final DateTime ANCHOR = new DateTime(TimeZone.getTimeZone("UTC"), 2018, 0, 1, 0, 0, 0);

    private Recurrence() {}

    /** Whether the rule yields any instant at all (statement 143). */
    static boolean opens(String rule) {
        try {
            RecurrenceRuleIterator instants = new RecurrenceRule(rule).iterator(ANCHOR);
            return instants.hasNext();
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
            return false;
        }
    }
}
