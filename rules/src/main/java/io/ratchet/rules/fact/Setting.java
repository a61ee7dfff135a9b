package io.ratchet.rules.fact;

import io.ratchet.domain.finding.RegistryData;
import java.util.function.LongPredicate;

/**
 * A registry number that something requires.
 *
 * @param place where it stands, however that is spelt
 * @param after what is written where it is not so
 * @param accepted which numbers will do
 * @param absentWillDo whether the default of the operating system is what is wanted (statement 9)
 */
record Setting(String key, String name, Belief.Place place, long after, LongPredicate accepted, boolean absentWillDo) {
    /** Whether it is so where this stands; a value of another type is inert, so it counts as absent (statement 11). */
    boolean standsIn(RegistryData data) {
        Long number = data.asDword();
        return number == null ? absentWillDo : accepted.test(number);
    }

    /** Any number but zero is on: 1 and 0xFFFFFFFF are the same (statement 10). */
    static Setting on(String key, String name, boolean absentWillDo) {
        return new Setting(key, name, Belief.place(key, name), 1, value -> value != 0, absentWillDo);
    }

    static Setting zero(String key, String name, boolean absentWillDo) {
        return new Setting(key, name, Belief.place(key, name), 0, value -> value == 0, absentWillDo);
    }
}
