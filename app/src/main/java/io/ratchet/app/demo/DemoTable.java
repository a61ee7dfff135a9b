package io.ratchet.app.demo;

import io.ratchet.app.terminal.Table;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The outcome of the nights as a person reads it: one column for each act. */
final class DemoTable {
    private final List<ActOutcome> acts;
    private final Table table;

    private DemoTable(List<ActOutcome> acts) {
        this.acts = acts;
        List<String> headings = new ArrayList<>(List.of("WHAT"));
        acts.forEach(act -> headings.add(act.month()));
        this.table = new Table(headings.toArray(String[]::new));
    }

    static void print(DemoOutcome outcome, PrintStream out) {
        new DemoTable(outcome.acts()).fill().print(out);
        out.println();
        out.println("audit events  " + outcome.audit().events());
        out.println("audit export  " + outcome.audit().export());
        out.println("tree root     " + outcome.audit().root());
        out.printf(
                "%s in %.1f s%n",
                outcome.expected() ? "as expected" : "NOT as expected",
                outcome.elapsed().toMillis() / 1000.0);
    }

    private Table fill() {
        row("assets", ActOutcome::assets);
        row("findings", ActOutcome::findings);
        row("rejected records", ActOutcome::rejected);
        rows("decided: ", ActOutcome::decisions);
        rows("remediation ", ActOutcome::remediations);
        row("tickets", ActOutcome::tickets);
        row("awaiting a vendor", act -> (long) act.awaitingVendor().size());
        row("held by a gate", ActOutcome::held);
        rows("held by ", ActOutcome::gates);
        rows("readiness ", ActOutcome::readiness);
        return table;
    }

    private void row(String what, Function<ActOutcome, Long> number) {
        List<Object> cells = new ArrayList<>(List.of(what));
        acts.forEach(act -> cells.add(number.apply(act)));
        table.row(cells.toArray());
    }

    private void rows(String prefix, Function<ActOutcome, ? extends Map<String, Long>> counts) {
        TreeSet<String> names = new TreeSet<>();
        acts.forEach(act -> names.addAll(counts.apply(act).keySet()));
        for (String name : names) row(prefix + name, act -> counts.apply(act).getOrDefault(name, 0L));
    }
}
