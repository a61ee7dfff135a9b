package io.ratchet.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person or program is there for. Nobody has a right that none of their roles gives. */
public enum Role {
    /** Sees everything but the audit log, and changes nothing. */
    VIEWER,
    /** Runs the nights: stops, retries, puts off, cancels, releases brakes. */
    OPERATOR,
    /** Says yes or no to plans. */
    APPROVER,
    /** Fetches the audit log. */
    AUDITOR,
    /** Whatever the others may. */
    ADMIN,
    /** Delivers reports and sees nothing: for scanners. */
    INGEST;

    /** The name in settings. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Every role by its name in settings. */
    public static Map<String, Role> byWire() {
        return Arrays.stream(values()).collect(Collectors.toMap(Role::wire, role -> role));
    }
}
