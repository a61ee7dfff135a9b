package io.ratchet.routes.report;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.routes.controls.ControlAnswer;
import io.ratchet.routes.controls.ControlAnswer.Verdict;
import io.ratchet.routes.controls.ControlBook;
import io.ratchet.routes.controls.Deadline;
import io.ratchet.routes.controls.Deadline.State;
import io.ratchet.routes.path.Chances.Chance;
import io.ratchet.routes.path.EstatePath;
import io.ratchet.routes.path.Forecast;
import io.ratchet.routes.path.MovedBack;
import io.ratchet.routes.path.Owes;
import io.ratchet.routes.path.PathJson;
import io.ratchet.routes.path.Proven;
import io.ratchet.wire.Visible;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A path, with the controls, as one HTML file: no script, nothing that is fetched, every value from outside escaped.
 */
public final class PathHtml {
    private static final int FAILURES_SHOWN = 20;
    private static final int DEADLINES_SHOWN = 100;
    static final String STYLE = """
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1b1f24; background: #fff }
            h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 1.8rem }
            table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem } caption { text-align: left; padding: .2rem 0; color: #495057 }
            th, td { border-bottom: 1px solid #ced4da; padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere }
            td.n { text-align: right } .dim { color: #495057 } .bad { color: #a61e4d; font-weight: 600 }
            @media print { body { margin: 0; max-width: none } }
            """;

    private final StringBuilder out = new StringBuilder();

    private PathHtml() {}

    /** @param controls shown behind the path; empty: none */
    public static String page(EstatePath path, List<ControlBook.Judged> controls) {
        PathHtml html = new PathHtml();
        html.out
                .append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped("Path of " + path.scope().says()))
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        html.body(path);
        html.controls(controls);
        return html.out.append("</body></html>\n").toString();
    }

    private void controls(List<ControlBook.Judged> controls) {
        if (controls.isEmpty()) return;
        heading(2, "Controls");
        line("dim", "Unknown is never a pass. A control that needs a person says so, and passes by their word alone.");
        table(
                "What frameworks ask for, by assets",
                List.of(
                        "Control",
                        "Asks",
                        "Pass",
                        "Fail",
                        "Unknown",
                        "Not applicable",
                        "Oldest evidence",
                        "Needs a person",
                        "Source"),
                controls.stream()
                        .map(one -> List.of(
                                one.control().framework() + ": " + one.control().id(),
                                one.control().asks(),
                                String.valueOf(one.count(Verdict.PASS)),
                                String.valueOf(one.count(Verdict.FAIL)),
                                String.valueOf(one.count(Verdict.UNKNOWN)),
                                String.valueOf(one.count(Verdict.NOT_APPLICABLE)),
                                moment(one.oldest().orElse(null)),
                                one.control().person().orElse("no"),
                                one.control().source() + " (" + one.control().confidence() + " confidence, read "
                                        + one.control().read() + ")"))
                        .toList());
        controls.forEach(this::deadlines);
        for (ControlBook.Judged one : controls)
            table(
                    one.control().id() + ": assets that fail, the first of them",
                    List.of("Asset", "Because"),
                    one.answers().stream()
                            .filter(answer -> answer.verdict() == Verdict.FAIL)
                            .limit(FAILURES_SHOWN)
                            .map(answer -> List.of(answer.asset(), answer.because()))
                            .toList());
    }

    /** Of what is there: what was looked for and not seen, or is gone, has nothing to be done by. */
    private void deadlines(ControlBook.Judged judged) {
        List<List<String>> rows = new ArrayList<>();
        for (ControlAnswer answer : judged.answers())
            for (Deadline one : answer.deadlines())
                if (one.state() == State.OVERDUE
                        || one.state() == State.RUNNING
                        || (one.state() == State.UNKNOWN && one.firstSeen() != null))
                    rows.add(List.of(
                            answer.asset(),
                            one.because(),
                            one.exposed().map(told -> told ? "yes" : "no").orElse("not told, so it counts as exposed"),
                            one.row() + ": " + one.outcome(),
                            due(one),
                            one.chance() == null ? "" : chance(one.chance()),
                            one.triage().wire().replace('-', ' ')));
        int more = Math.max(0, rows.size() - DEADLINES_SHOWN);
        table(
                judged.control().id() + ": by when what is vulnerable has to be fixed, what to act on first"
                        + (more > 0 ? "; " + more + " more are not shown" : ""),
                List.of(
                        "Asset",
                        "What is seen",
                        "Can be reached from public networks",
                        "Row",
                        "Due",
                        "Chance that it is met",
                        "Forensic triage"),
                rows.subList(0, rows.size() - more));
    }

    private static String due(Deadline deadline) {
        if (deadline.due() != null) return moment(deadline.due());
        return deadline.outcome().equals("next upgrade") ? "next upgrade" : "not known";
    }

    private static String chance(Chance chance) {
        Double probability = chance.probability();
        return (probability == null ? "" : Math.round(probability * 100) + " %. ") + chance.because();
    }

    private void body(EstatePath path) {
        heading(1, "The path to TLS 1.2 alone: " + path.scope().says());
        line(
                "dim",
                "Drawn " + moment(path.at())
                        + (path.decidedAt() == null
                                ? "; nothing is decided yet."
                                : " from round " + path.round() + ", decided " + moment(path.decidedAt()) + "."));
        path.goals().forEach(this::goal);
        path.proven().forEach(this::proven);
        regressed(path.regressed());
        path.forecasts().forEach(this::forecast);
        rungs(path.rungs());
        owed(path.owed());
        remaining(path.remaining());
        blockers("The critical path, first to last", path.criticalPath(), "No asset waits for another one.");
        blockers("What holds the most", path.blockers(), "Nothing holds others.");
        cheapest(path.cheapest());
        exceptions(path.exceptions());
    }

    private void goal(EstatePath.Standing goal) {
        heading(2, goal.goal() == Goal.READY ? "READY: TLS 1.2 works" : "ONLY: older is refused");
        line("", goal.done() + " of " + goal.assets() + " assets have it shown; " + goal.open() + " to go.");
        bar(goal);
        table(
                "The ladder",
                List.of("Step", "Systems on it now", "First reached", "Last reached"),
                goal.ladder().stream()
                        .map(step -> List.of(
                                word(step.readiness()),
                                String.valueOf(step.systems()),
                                moment(step.first()),
                                moment(step.last())))
                        .toList());
    }

    private void proven(Proven proven) {
        line(
                "",
                proven.goal().name() + " has been proven for " + proven.days() + (proven.days() == 1 ? " day" : " days")
                        + " without a gap, since " + moment(proven.since()) + ".");
    }

    private void regressed(EstatePath.Regressed regressed) {
        if (regressed.shown().isEmpty()) return;
        heading(2, "Moved back");
        line(
                regressed.standing() > 0 ? "bad" : "",
                regressed.standing() + " stand; " + regressed.found() + " were found since " + moment(regressed.since())
                        + ".");
        table(
                "What had been proven and was seen otherwise since, the latest first",
                List.of("Asset", "Goal", "Now", "What moved", "Found by", "Put down to", "Days proven", "Seen"),
                regressed.shown().stream()
                        .map(MovedBack::of)
                        .map(one -> List.of(
                                one.asset(),
                                one.goal().name(),
                                one.state(),
                                one.moved(),
                                one.way(),
                                one.cause(),
                                String.valueOf(one.provenDays()),
                                moment(one.seenAt())))
                        .toList());
        if (regressed.more() > 0) line("dim", "And " + regressed.more() + " more.");
    }

    private void bar(EstatePath.Standing goal) {
        int all = Math.max(
                1, goal.ladder().stream().mapToInt(EstatePath.Step::systems).sum());
        out.append("<svg viewBox=\"0 0 1000 24\" width=\"100%\" height=\"24\" role=\"img\" aria-label=\"")
                .append(escaped(goal.ladder().stream()
                        .map(step -> word(step.readiness()) + " " + step.systems())
                        .collect(Collectors.joining(", "))))
                .append("\">");
        long before = 0;
        for (EstatePath.Step step : goal.ladder()) {
            long x = before * 1000 / all;
            before += step.systems();
            out.append("<rect x=\"").append(x).append("\" width=\"").append(before * 1000 / all - x);
            out.append("\" height=\"24\" fill=\"")
                    .append(colour(step.readiness()))
                    .append("\"><title>");
            out.append(escaped(word(step.readiness()) + ": " + step.systems())).append("</title></rect>");
        }
        out.append("</svg>\n");
    }

    private static String colour(Readiness readiness) {
        return switch (readiness) {
            case UNKNOWN -> "#6c757d";
            case NOT_CAPABLE -> "#b02a37";
            case CAPABLE_OFF -> "#e8590c";
            case CONFIGURED -> "#ffc107";
            case READY -> "#74b816";
            case READY_QUIET -> "#37b24d";
            case ONLY -> "#1098ad";
            case ONLY_VERIFIED -> "#1864ab";
            case EXCEPTION -> "#ae3ec9";
            case AWAITING_VENDOR -> "#845ef7";
            case TRANSITION -> "#4c6ef5";
            case EXTERNAL -> "#adb5bd";
        };
    }

    private void forecast(EstatePath.Told told) {
        Forecast forecast = told.forecast();
        heading(2, "Forecast for " + forecast.goal().name());
        if (forecast.p50() == null) line("", forecast.because());
        else
            line(
                    "",
                    "Of " + forecast.open() + " open assets " + forecast.covered() + " are done by " + forecast.p50()
                            + " in half of the courses, by " + forecast.p90() + " in nine of ten. "
                            + forecast.because());
        forecast.outside().forEach((why, count) -> line("", "Not in it: " + count + ", because " + why + "."));
        if (!told.moved().isEmpty()) line("", told.moved());
        chart(forecast.burnDown());
        if (!told.earlier().isEmpty())
            table(
                    "Forecasts that were shown, newest first",
                    List.of("Shown", "Open then", "P50", "P90", "Came to"),
                    told.earlier().stream()
                            .map(one -> List.of(
                                    one.shown().on().toString(),
                                    String.valueOf(one.shown().remaining()),
                                    one.shown().p50() == null
                                            ? "unknown"
                                            : String.valueOf(one.shown().p50()),
                                    one.shown().p90() == null
                                            ? "unknown"
                                            : String.valueOf(one.shown().p90()),
                                    PathJson.word(one.outcome()).replace('-', ' ')))
                            .toList());
    }

    /** Open assets week by week; what is expected is lighter. */
    private void chart(List<Forecast.Point> points) {
        if (points.size() < 2) return;
        long most = Math.max(
                1, points.stream().mapToLong(Forecast.Point::open).max().orElse(1));
        out.append("<svg viewBox=\"0 0 1000 160\" width=\"100%\" height=\"160\" role=\"img\" aria-label=\"")
                .append(escaped("Open assets from " + points.get(0).on() + " ("
                        + points.get(0).open() + ") to "
                        + points.get(points.size() - 1).on() + " ("
                        + points.get(points.size() - 1).open() + ")"))
                .append("\">");
        double width = 1000.0 / points.size();
        for (int i = 0; i < points.size(); i++) {
            Forecast.Point point = points.get(i);
            long height = Math.round(150.0 * point.open() / most);
            out.append("<rect x=\"")
                    .append(Math.round(i * width))
                    .append("\" y=\"")
                    .append(160 - height);
            out.append("\" width=\"")
                    .append(Math.max(1, Math.round(width) - 2))
                    .append("\" height=\"")
                    .append(height);
            out.append("\" fill=\"")
                    .append(point.expected() ? "#a5c8ec" : "#1864ab")
                    .append("\"><title>");
            out.append(escaped(point.on() + ": " + point.open() + (point.expected() ? " expected" : "")));
            out.append("</title></rect>");
        }
        out.append("</svg>\n");
    }

    private void rungs(List<EstatePath.Rung> rungs) {
        if (rungs.isEmpty()) return;
        heading(2, "Step by step");
        table(
                "Oldest first",
                List.of("System", "Goal", "Step", "Reached", "Because", "Evidence", "Decision"),
                rungs.stream()
                        .map(rung -> List.of(
                                rung.system(),
                                rung.goal().name(),
                                rung.readiness() == null ? "no longer there" : word(rung.readiness()),
                                moment(rung.at()),
                                Stream.of(rung.because(), rung.rule())
                                        .map(text -> text == null ? "" : text)
                                        .collect(Collectors.joining(" ")),
                                String.join("; ", rung.facts()),
                                rung.decision() == null ? "" : rung.decision()))
                        .toList());
    }

    private void owed(List<EstatePath.Owed> owed) {
        heading(2, "Who owes the next step");
        if (owed.isEmpty()) line("", "Nothing is open.");
        else
            table(
                    "Open assets by who owes the next step",
                    List.of("Who", "Assets", "Alone"),
                    owed.stream()
                            .map(one ->
                                    List.of(one.by().wire(), String.valueOf(one.assets()), String.valueOf(one.alone())))
                            .toList());
    }

    private void remaining(List<EstatePath.Remaining> remaining) {
        heading(2, "What remains, in order");
        if (remaining.isEmpty()) line("", "Nothing.");
        else
            table(
                    "Wave 1 can be done now; each later wave once those before it are",
                    List.of("Wave", "Goal", "Decision", "Family", "Owed by", "Assets", "Such as"),
                    remaining.stream()
                            .map(one -> List.of(
                                    wave(one.wave()),
                                    one.goal().name(),
                                    one.decision(),
                                    one.family(),
                                    owed(one.owedBy()),
                                    String.valueOf(one.assets()),
                                    String.join(", ", one.examples())))
                            .toList());
    }

    private void blockers(String title, List<EstatePath.Blocker> blockers, String none) {
        heading(2, title);
        if (blockers.isEmpty()) line("", none);
        else
            table(
                    title,
                    List.of(
                            "Asset or gate",
                            "Wave",
                            "Owed by",
                            "Gates",
                            "Wait for it",
                            "In all behind it",
                            "Because",
                            "Lifted when"),
                    blockers.stream()
                            .map(one -> List.of(
                                    one.id(),
                                    wave(one.wave()),
                                    owed(one.owedBy()),
                                    String.join(" ", one.gates()),
                                    String.valueOf(one.direct()),
                                    String.valueOf(one.behind()),
                                    one.because(),
                                    one.liftedBy()))
                            .toList());
    }

    private void cheapest(EstatePath.Cheapest cheapest) {
        heading(2, "Cheapest unblock");
        if (!cheapest.sets().isEmpty())
            table(
                    "The smallest sets whose readiness frees the most others",
                    List.of("Make ready", "Frees", "No set of this size frees more than", "Found"),
                    cheapest.sets().stream()
                            .map(set -> List.of(
                                    String.join(", ", set.blockers()),
                                    String.valueOf(set.frees()),
                                    String.valueOf(set.atMost()),
                                    set.exact() ? "exact" : "best found"))
                            .toList());
        line(
                "dim",
                cheapest.held() + " assets wait for others; " + cheapest.beyond() + " of them need more than "
                        + cheapest.most() + ". How it is found: " + cheapest.algorithm() + ".");
    }

    private void exceptions(List<EstatePath.Excepted> exceptions) {
        heading(2, "Exceptions");
        if (exceptions.isEmpty()) line("", "None stands here.");
        else
            table(
                    "The first to end first",
                    List.of("Asset", "Goal", "Until", "Owner", "Reason", "Instead", "Cleared by"),
                    exceptions.stream()
                            .map(one -> List.of(
                                    one.entry().asset(),
                                    one.entry().goal().name(),
                                    one.entry().until()
                                            + (one.over() ? " (over)" : " (" + one.daysLeft() + " days left)"),
                                    one.entry().owner(),
                                    one.entry().reason(),
                                    one.entry().compensatingControl(),
                                    one.entry().clearedBy().says()))
                            .toList());
    }

    // ---- the little HTML that it needs

    private void heading(int level, String text) {
        out.append("<h").append(level).append('>').append(escaped(text));
        out.append("</h").append(level).append(">\n");
    }

    private void line(String style, String text) {
        out.append(style.isEmpty() ? "<p>" : "<p class=\"" + style + "\">");
        out.append(escaped(text)).append("</p>\n");
    }

    private void table(String caption, List<String> columns, List<List<String>> rows) {
        if (rows.isEmpty()) return;
        out.append("<table><caption>").append(escaped(caption)).append("</caption><thead><tr>");
        columns.forEach(column ->
                out.append("<th scope=\"col\">").append(escaped(column)).append("</th>"));
        out.append("</tr></thead><tbody>\n");
        for (List<String> row : rows) {
            out.append("<tr>");
            row.forEach(cell -> out.append("<td>").append(escaped(cell)).append("</td>"));
            out.append("</tr>\n");
        }
        out.append("</tbody></table>\n");
    }

    private static String wave(@Nullable Integer wave) {
        return wave == null ? "wait for each other" : String.valueOf(wave);
    }

    private static String owed(Collection<Owes> owedBy) {
        return owedBy.stream().map(Owes::wire).collect(Collectors.joining(", "));
    }

    private static String word(Readiness readiness) {
        return readiness.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String moment(@Nullable Instant at) {
        return at == null ? "not known" : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        Visible.text(text).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
