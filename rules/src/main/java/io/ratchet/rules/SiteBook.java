package io.ratchet.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.playbooks.Playbook;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.RuleDescription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.drools.model.Model;

/**
 * Makes a rule book of the shipped one and a site's folder, or says everything that stands against it. First every file
 * is read and compiled; only what is in order is tried on the site's cases.
 */
final class SiteBook {
    private final SiteFolder folder;
    private final RuleBook shipped = RuleBook.shipped();
    private final Set<String> problems = new LinkedHashSet<>();

    private SiteBook(SiteFolder folder) {
        this.folder = folder;
    }

    static RuleBook read(SiteFolder folder) {
        return new SiteBook(folder).read();
    }

    private RuleBook read() {
        problems.addAll(folder.strays());
        PlaybookCatalogue playbooks = PlaybookCatalogue.withSite(texts("playbooks"), problems::add);
        Catalogue.WithSite catalogue = Catalogue.withSite(texts("catalogue"), playbooks, problems::add);
        List<SiteRule> rules = SiteRules.read(folder, shipped.rules(), problems::add);
        List<Model> compiled = SiteCompiler.compile(rules, problems::add);
        List<CaseFiles.Case> cases = cases();
        covered(rules, cases);
        expected(catalogue.systems(), cases);
        ownedByTheSite(playbooks);
        used(playbooks, cases);
        refuseProblems();
        RuleBook book =
                RuleBook.of(catalogue.catalogue(), models(rules, compiled), hash(), files(rules), folder, playbooks);
        for (CaseFiles.Case one : cases) run(one, book);
        refuseProblems();
        return book;
    }

    private Map<String, String> texts(String part) {
        Map<String, String> texts = new LinkedHashMap<>();
        folder.files(part).forEach(file -> texts.put(file.name(), file.text()));
        return texts;
    }

    private List<CaseFiles.Case> cases() {
        CaseFiles reader = new CaseFiles();
        Map<String, String> texts = texts("cases");
        String bases = texts.remove("cases/bases.yaml");
        try {
            if (bases != null) reader.readBases("cases/bases.yaml", bases);
        } catch (FailureException e) {
            problems.add(e.failure().message());
        }
        List<CaseFiles.Case> cases = new ArrayList<>();
        texts.forEach((name, text) -> cases.addAll(reader.read(name, text, problems::add)));
        return cases;
    }

    /** Every rule has a case that it shapes and a near miss that it does not, as the shipped ones have. */
    private void covered(List<SiteRule> rules, List<CaseFiles.Case> cases) {
        Set<String> fires = cases.stream().flatMap(one -> one.fires().stream()).collect(Collectors.toSet());
        Set<String> not = cases.stream().flatMap(one -> one.not().stream()).collect(Collectors.toSet());
        for (SiteRule rule : rules) {
            if (!fires.contains(rule.number()))
                problems.add(rule.place() + ": no case says that the rule '" + rule.name()
                        + "' fires; write one with 'fires: [" + rule.number() + "]' below cases.");
            if (!not.contains(rule.number()))
                problems.add(rule.place() + ": no case is a near miss of the rule '" + rule.name()
                        + "'; write one with 'not: [" + rule.number() + "]' below cases.");
        }
    }

    /** A system of the catalogue that no rule takes up would be passed over without a word. */
    private void expected(Map<String, String> systems, List<CaseFiles.Case> cases) {
        Set<String> named = cases.stream()
                .flatMap(one -> one.expectation().path("expect").findValuesAsText("system").stream())
                .collect(Collectors.toSet());
        systems.forEach((system, place) -> {
            if (!named.contains(system))
                problems.add(place + ": no case expects a decision for the system " + system
                        + "; write one with 'system: " + system + "' below cases.");
        });
    }

    /** What is shipped about a product is not gone around by a playbook that is called by its name. */
    private void ownedByTheSite(PlaybookCatalogue playbooks) {
        List<String> names = shipped.catalogue().rows().stream().map(Row::name).toList();
        for (Playbook playbook : ofSite(playbooks))
            names.stream()
                    .filter(playbook::claims)
                    .findFirst()
                    .ifPresent(name -> problems.add(place(playbook)
                            + ": 'products' reaches the shipped '" + name
                            + "'; a site's playbook is for the site's own products."));
    }

    /** A playbook that no decision comes to would lie there as if it were in use. */
    private void used(PlaybookCatalogue playbooks, List<CaseFiles.Case> cases) {
        Set<String> expected = new HashSet<>();
        for (CaseFiles.Case one : cases)
            for (JsonNode line : one.expectation().path("expect"))
                if (line.path("decision").asText().equals("remediate"))
                    expected.add(line.path("playbook").asText());
        for (Playbook playbook : ofSite(playbooks))
            if (!expected.contains(playbook.id()))
                problems.add(
                        place(playbook) + ": no case expects that it is used; write one with 'decision: remediate, "
                                + "playbook: " + playbook.id() + "' below cases.");
    }

    private static List<Playbook> ofSite(PlaybookCatalogue playbooks) {
        return playbooks.all().stream()
                .filter(playbook -> PlaybookCatalogue.isOfSite(playbook.id()))
                .toList();
    }

    private static String place(Playbook playbook) {
        return "playbooks/" + playbook.id().substring(playbook.id().indexOf('/') + 1) + ".yaml, line 1";
    }

    private List<Model> models(List<SiteRule> rules, List<Model> compiled) {
        Set<String> replaced = rules.stream().map(SiteRule::replaces).collect(Collectors.toSet());
        Set<String> names = shipped.rules().stream()
                .filter(rule -> replaced.contains(rule.id()))
                .map(RuleDescription::name)
                .collect(Collectors.toSet());
        List<Model> models = new ArrayList<>();
        for (Model model : RuleBook.models()) models.add(names.isEmpty() ? model : new ModelWithout(model, names));
        models.addAll(compiled);
        return models;
    }

    private static List<DrlFile> files(List<SiteRule> rules) {
        List<DrlFile> files = new ArrayList<>();
        for (SiteRule rule : rules) files.add(new DrlFile(rule.place(), rule.source()));
        files.addAll(RuleBook.files());
        return files;
    }

    private void run(CaseFiles.Case one, RuleBook book) {
        String place = one.file() + ", line " + one.line() + ": the case '" + one.name() + "' fails: ";
        try {
            CaseRun.of(one, book).complaints().forEach(complaint -> problems.add(place + complaint + "."));
        } catch (RuntimeException e) {
            // A floor that a course needs and a row lacks, for one: whatever it is, it must not come up at night.
            problems.add(place + "it cannot be decided (" + e + ").");
        }
    }

    private String hash() {
        return Sha256.hex(shipped.hash() + folder.hash());
    }

    private void refuseProblems() {
        if (problems.isEmpty()) return;
        throw FailureException.of(
                FailureCode.CONFIG_INVALID,
                "The rules folder '" + folder.path() + "' cannot be used; nothing of it is."
                        + problems.stream().map(text -> "\n" + shown(text)).collect(Collectors.joining()));
    }

    /** One line for a problem, and those of an excerpt of the file below it. */
    private static String shown(String problem) {
        String lines = problem.replaceAll("\\R(?! {4})", " ");
        return lines.lines()
                .map(line -> line.replaceAll("\\p{Cntrl}+", " ").replaceAll("\\.\\.$", "."))
                .collect(Collectors.joining("\n"));
    }
}
