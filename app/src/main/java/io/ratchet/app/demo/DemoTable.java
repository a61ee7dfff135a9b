package io.ratchet.app.demo;

import io.ratchet.app.terminal.Table;
import java.io.PrintStream;
import java.util.Map;

/** The outcome of a night as a person reads it. */
final class DemoTable {
    private DemoTable() {}

    static void print(DemoOutcome outcome, PrintStream out) {
        Table table = new Table("WHAT", "NUMBER");
        table.row("assets", outcome.assets());
        table.row("findings", outcome.findings());
        table.row("rejected records", outcome.rejected());
        rows(table, "decided: ", outcome.decisions());
        rows(table, "remediation ", outcome.remediations());
        table.row("tickets", outcome.tickets());
        table.row("awaiting a vendor", outcome.awaitingVendor().size());
        table.row("held by a gate", outcome.held());
        rows(table, "readiness ", outcome.readiness());
        table.row("audit events", outcome.audit().events());
        table.print(out);
        out.println();
        out.println("audit export  " + outcome.audit().export());
        out.println("tree root     " + outcome.audit().root());
        out.printf(
                "%s in %.1f s%n",
                outcome.expected() ? "as expected" : "NOT as expected",
                outcome.elapsed().toMillis() / 1000.0);
    }

    private static void rows(Table table, String prefix, Map<String, Long> counts) {
        counts.forEach((name, count) -> table.row(prefix + name, count));
    }
}
