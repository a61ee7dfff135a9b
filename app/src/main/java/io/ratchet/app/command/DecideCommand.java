package io.ratchet.app.command;

import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.routes.explain.EstateExplanation;
import io.ratchet.routes.identify.EstateAssembly;
import io.ratchet.routes.intake.Delivery;
import io.ratchet.routes.intake.FindingSink;
import io.ratchet.routes.intake.Hint;
import io.ratchet.routes.intake.ParseReport;
import io.ratchet.routes.intake.ReadOptions;
import io.ratchet.routes.intake.ReportReader;
import io.ratchet.rules.Estate;
import io.ratchet.rules.ProfileRemarks;
import io.ratchet.rules.RuleBook;
import io.ratchet.wire.CoverageJson;
import io.ratchet.wire.DecisionJson;
import io.ratchet.wire.Json;
import io.ratchet.wire.OrganisationFile;
import io.ratchet.wire.RejectedJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet decide}: reports or findings in, decisions out; no server, no database. */
@Command(
        name = "decide",
        description =
                "Prints what each asset of an estate needs, one line of JSON for each decision. All files are one estate.")
final class DecideCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Clock clock;
    private final Optional<CompletableFuture<RuleBook>> shipped;

    @Mixin
    private final ReportArguments reports = new ReportArguments();

    @Option(
            names = "--organisation",
            paramLabel = "FILE",
            description = "The organisation profile (default: careful assumptions).")
    private Optional<Path> organisation = Optional.empty();

    @Option(
            names = "--at",
            paramLabel = "T",
            description = "The moment of the decision, such as 2018-09-20T01:00:00Z (default: now).")
    private Optional<String> at = Optional.empty();

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description =
                    "A site's own rules folder beside the shipped rule book; docs/guides/add-a-rule.md shows one.")
    private Optional<Path> rules = Optional.empty();

    @Option(names = "--explain", description = "Says why on standard error, for each decision.")
    private boolean explain;

    private boolean unreadable;

    /** @param shipped the shipped rules, where they are being read already */
    DecideCommand(Terminal terminal, Clock clock, Optional<CompletableFuture<RuleBook>> shipped) {
        this.terminal = terminal;
        this.clock = clock;
        this.shipped = shipped;
    }

    /**
     * Begins to read the shipped rules, which takes longest, before the words of the command line are understood; empty
     * where these ask for something else, as for help.
     */
    static Optional<CompletableFuture<RuleBook>> ahead(List<String> words) {
        boolean decides = words.stream().anyMatch(word -> !word.startsWith("-"))
                && words.stream()
                        .noneMatch(word -> word.startsWith("--rules") || word.equals("--help") || word.equals("-h"));
        return decides ? Optional.of(CompletableFuture.supplyAsync(RuleBook::shipped)) : Optional.empty();
    }

    @Override
    public Integer call() throws IOException {
        Instant moment = at.map(text -> ReportArguments.instant("--at", text)).orElseGet(clock::instant);
        Organisation profile = organisation
                .map(InputFile::readable)
                .map(OrganisationFile::read)
                .orElseGet(Organisation::careful);
        // A site's rules may be refused, which is said before anything else; the shipped ones are read beside the
        // reports.
        CompletableFuture<RuleBook> begun = rules.map(RuleBook::withFolder)
                .map(CompletableFuture::completedFuture)
                .or(() -> shipped)
                .orElseGet(() -> CompletableFuture.supplyAsync(RuleBook::shipped));
        List<AssetState> assets = EstateAssembly.assemble(findings(moment), profile, moment);
        if (assets.isEmpty()) return outcome();
        RuleBook book = begun.join();
        Estate estate = new Estate(moment, profile, assets);
        ProfileRemarks remarks = ProfileRemarks.on(estate, book.catalogue());
        remarks.sentences().forEach(terminal::say);
        remarks.refusal().ifPresent(why -> {
            throw Refusal.couldNotStart(why);
        });
        List<Decision> decisions = book.decide(estate);
        for (Decision decision : decisions) terminal.out().println(Json.line(DecisionJson.write(decision)));
        if (explain) explain(book, estate, decisions);
        return outcome();
    }

    /** A report that could not be read is not passed over in silence: what it would have said is missing. */
    private int outcome() {
        return unreadable ? Exit.COULD_NOT_START : Exit.DONE;
    }

    private void explain(RuleBook book, Estate estate, List<Decision> decisions) {
        ExplanationText text = new ExplanationText(terminal.err());
        EstateExplanation.of(book, estate, decisions).forEach(text::print);
    }

    /** False when the report was of no use as a whole; the others are decided on all the same, and it is said. */
    private boolean read(ReportReader reader, Delivery delivery, ReadOptions options, FindingSink sink) {
        boolean readable = true;
        try {
            for (Coverage coverage : reader.read(delivery, options, sink)) {
                terminal.say(Json.line(CoverageJson.write(coverage)));
                Optional<String> why = ParseReport.unreadable(coverage);
                why.ifPresent(terminal::say);
                readable &= why.isEmpty();
            }
        } catch (FailureException e) {
            terminal.say(e.failure().message());
            readable = false;
        } catch (IOException e) {
            terminal.say("'" + delivery.name() + "' cannot be read: " + e.getMessage() + ".");
            readable = false;
        }
        return readable;
    }

    private List<Finding> findings(Instant moment) throws IOException {
        List<Finding> findings = new ArrayList<>();
        FindingSink sink = new FindingSink() {
            @Override
            public void finding(Finding finding) {
                findings.add(finding);
            }

            @Override
            public void rejected(Rejected rejected) {
                terminal.say(Json.line(RejectedJson.write(rejected)));
            }

            @Override
            public void hint(Hint hint) {
                terminal.say(Json.line(hint.json()));
            }
        };
        try (reports) {
            ReportReader reader = reports.reader();
            ReadOptions options = reports.options().at(moment);
            for (Delivery delivery : reports.deliveries(terminal.in()))
                unreadable |= !read(reader, delivery, options, sink);
        }
        return findings;
    }
}
