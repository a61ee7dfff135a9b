package io.ratchet.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.catalogue.CatalogueFigure;
import io.ratchet.rules.catalogue.Citations;
import io.ratchet.wire.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet catalogue}: every figure that decides, with what it rests on and when that was last read. */
@Command(
        name = "catalogue",
        description =
                "Lists every figure of the catalogue with its sources, how well it is grounded and when somebody last read them.")
final class CatalogueCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;

    @Option(names = "--json", description = "Prints one line of JSON for each figure.")
    private boolean json;

    @Option(names = "--stale", description = "Only figures whose sources nobody has read again for a year.")
    private boolean stale;

    @Option(
            names = "--at",
            paramLabel = "T",
            description =
                    "The moment from which age is counted, such as 2027-11-24T00:00:00Z or 2027-11-24 (default: now).")
    private Optional<String> at = Optional.empty();

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "A site's own rules folder, whose figures are listed too.")
    private Optional<Path> rules = Optional.empty();

    CatalogueCommand(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        LocalDate day =
                at.map(CatalogueCommand::day).orElseGet(() -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        RuleBook book = rules.map(RuleBook::withFolder).orElseGet(RuleBook::shipped);
        List<CatalogueFigure> figures = book.catalogue().figures().stream()
                .filter(figure -> !stale || figure.staleOn(day))
                .toList();
        Citations citations = Citations.shipped();
        if (json) figures.forEach(figure -> terminal.out().println(line(figure, citations, day)));
        else print(figures, day);
        return Exit.DONE;
    }

    private static LocalDate day(String text) {
        if (text.matches("\\d{4}-\\d{2}-\\d{2}")) return day(text + "T00:00:00Z");
        Instant moment = ReportArguments.instant("--at", text);
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    private void print(List<CatalogueFigure> figures, LocalDate day) {
        if (figures.isEmpty()) {
            terminal.say("No figure of the catalogue is older than a year on " + day + ".");
            return;
        }
        Table table = new Table("KIND", "ID", "FIGURE", "VALUE", "GROUND", "SOURCES", "READ", "DAYS");
        for (CatalogueFigure figure : figures)
            table.row(
                    figure.kind(),
                    figure.id(),
                    figure.figure(),
                    figure.value(),
                    ground(figure),
                    figure.sources().isEmpty() ? "none" : String.join(", ", figure.sources()),
                    figure.read() == null ? "never" : figure.read(),
                    figure.read() == null ? "-" : ChronoUnit.DAYS.between(figure.read(), day));
        table.print(terminal.out());
    }

    private static String word(CatalogueFigure figure) {
        return figure.confidence().name().toLowerCase(Locale.ROOT);
    }

    private static String ground(CatalogueFigure figure) {
        return word(figure) + " (" + figure.confidence().name().charAt(0) + ")";
    }

    private static String line(CatalogueFigure figure, Citations citations, LocalDate day) {
        ObjectNode node = Json.object()
                .put("schema", "ratchet.catalogue/1")
                .put("kind", figure.kind())
                .put("id", figure.id())
                .put("name", figure.name())
                .put("figure", figure.figure())
                .put("value", figure.value())
                .put("confidence", word(figure));
        ArrayNode sources = node.putArray("sources");
        for (String key : figure.sources()) {
            ObjectNode source = sources.addObject().put("key", key);
            citations.source(key).ifPresent(text -> source.put("text", text));
        }
        if (figure.read() != null)
            node.put("read", figure.read().toString()).put("days", ChronoUnit.DAYS.between(figure.read(), day));
        return Json.line(node.put("stale", figure.staleOn(day)));
    }
}
