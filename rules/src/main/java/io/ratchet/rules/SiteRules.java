package io.ratchet.rules;

import io.ratchet.rules.catalogue.Known;
import io.ratchet.rules.catalogue.RuleDescription;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.GlobalDescr;
import org.drools.drl.ast.descr.ImportDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.drools.drl.parser.DroolsParserException;
import org.jspecify.annotations.Nullable;
import org.kie.internal.builder.conf.LanguageLevelOption;

/** Reads the rule files of a site and tells everything that is not in order, each with file and line. */
final class SiteRules {
    private static final List<String> REQUIRED = List.of("id", "status", "statements", "source", "retrieved");

    /** What no site takes the place of: gates hold changes back, and evidence keeps the unknown from passing. */
    private static final Set<String> FAMILIES_THAT_STAY = Set.of("gates", "evidence");

    /** What the heads of the shipped files import. */
    private static final Pattern IMPORT =
            Pattern.compile("io\\.ratchet\\.(rules\\.fact|domain)\\.[\\w.*]+|java\\.util\\.List");

    private static final Pattern PARSER_SAYS = Pattern.compile("\\[ERR \\d+\\]( Line (\\d+):\\d+)? *(.*)");

    private final Map<String, RuleDescription> shipped;
    private final Map<String, RuleDescription> shippedByName;
    private final Map<String, RuleDescription> shippedByNumber;
    private final Consumer<String> problem;
    private final Map<String, String> taken = new HashMap<>();
    private final List<SiteRule> rules = new ArrayList<>();
    private int problems;

    private SiteRules(List<RuleDescription> shipped, Consumer<String> problem) {
        this.shipped = index(shipped, RuleDescription::id);
        this.shippedByName = index(shipped, RuleDescription::name);
        this.shippedByNumber = index(shipped, rule -> CaseRun.number(rule.id()));
        this.problem = problem;
    }

    private static Map<String, RuleDescription> index(
            List<RuleDescription> rules, Function<RuleDescription, String> key) {
        return rules.stream().collect(Collectors.toMap(key, Function.identity(), (a, b) -> a));
    }

    /** The rules that are in order; {@code problem} takes a sentence for everything that is not. */
    static List<SiteRule> read(SiteFolder folder, List<RuleDescription> shipped, Consumer<String> problem) {
        SiteRules reader = new SiteRules(shipped, problem);
        for (SiteFolder.SiteFile file : folder.files("rules")) reader.file(file);
        return List.copyOf(reader.rules);
    }

    private void file(SiteFolder.SiteFile file) {
        // Java reads such an escape before it looks for the end of a text: the one way out of a text into the program
        // around it.
        int escape = file.text().indexOf("\\u");
        if (escape >= 0) {
            refuse(
                    file.name(),
                    lineOf(file.text(), escape),
                    "a backslash and u have no place here; write the letter itself.");
            return;
        }
        DrlParser parser = new DrlParser(LanguageLevelOption.DRL6);
        PackageDescr described;
        try {
            described = parser.parse(false, file.text());
        } catch (DroolsParserException e) {
            refuse(file.name(), 1, "this is no file of rules: " + e.getMessage() + ".");
            return;
        }
        if (parser.hasErrors()) {
            for (DroolsError error : parser.getErrors()) syntax(file.name(), error);
            return;
        }
        if (described == null || described.getRules().isEmpty()) {
            refuse(file.name(), 1, "there is no rule in this file.");
            return;
        }
        header(file.name(), described);
        for (RuleDescr rule : described.getRules()) rule(file, rule);
    }

    private void syntax(String file, DroolsError error) {
        Matcher says = PARSER_SAYS.matcher(String.valueOf(error.getMessage()).replaceAll("\\s+", " "));
        boolean known = says.matches();
        int line = known && says.group(2) != null
                ? Integer.parseInt(says.group(2))
                : error.getLines().length > 0 ? error.getLines()[0] : 1;
        refuse(file, line, "this cannot be read: " + (known ? says.group(3) : error.getMessage()) + ".");
    }

    /** Imports and the collector are added for every rule; what a file says of them may only be the same. */
    private void header(String file, PackageDescr described) {
        List<BaseDescr> foreign = new ArrayList<>();
        for (ImportDescr each : described.getImports())
            if (!IMPORT.matcher(each.getTarget()).matches()) foreign.add(each);
        for (GlobalDescr each : described.getGlobals())
            if (!each.getIdentifier().equals("out")) foreign.add(each);
        foreign.addAll(described.getFunctionImports());
        foreign.addAll(described.getAccumulateImports());
        foreign.addAll(described.getFunctions());
        foreign.addAll(described.getTypeDeclarations());
        foreign.addAll(described.getEnumDeclarations());
        foreign.addAll(described.getAttributes());
        for (BaseDescr each : foreign)
            refuse(
                    file,
                    Math.max(1, each.getLine()),
                    "only rules stand in this file; imports and the like are added for them.");
    }

    private void rule(SiteFolder.SiteFile file, RuleDescr rule) {
        int line = rule.getLine();
        int before = problems;
        if (rule.isQuery()) {
            refuse(file.name(), line, "a query has no place in a site's file.");
            return;
        }
        rule.getAttributes().keySet().stream()
                .sorted()
                .forEach(name -> refuse(
                        file.name(),
                        line,
                        "the rule '" + rule.getName() + "' has the attribute " + name
                                + "; rules of a site have none."));
        if (rule.getParentName() != null)
            refuse(file.name(), line, "the rule '" + rule.getName() + "' extends another; write its conditions out.");
        if (!rule.getName().matches("[^\"'\\\\\\p{Cntrl}]+"))
            refuse(
                    file.name(),
                    line,
                    "the name of the rule '" + rule.getName() + "' must be a sentence without quotes and backslashes.");
        if (!rule.getNamedConsequences().isEmpty())
            refuse(file.name(), line, "the rule '" + rule.getName() + "' has more than one 'then'.");
        String id = metadata(file.name(), rule);
        String replaces = replaces(file.name(), rule);
        unique(file.name(), line, id, rule.getName(), replaces);
        SiteConditions conditions = new SiteConditions((where, why) ->
                refuse(file.name(), where > line ? where : line, "in the rule '" + rule.getName() + "' " + why));
        conditions.check(rule.getLhs());
        String consequence = String.valueOf(rule.getConsequence());
        int says = lineOf(file.text(), Math.max(0, file.text().indexOf(consequence.strip(), rule.getStartCharacter())));
        new SiteConsequence(conditions, why -> refuse(file.name(), says, "in the rule '" + rule.getName() + "' " + why))
                .check(consequence, CaseRun.number(id));
        String drl = file.text()
                .substring(rule.getStartCharacter(), Math.min(file.text().length(), rule.getEndCharacter() + 1));
        if (problems == before) rules.add(new SiteRule(file.name(), line, id, rule.getName(), replaces, drl));
    }

    private static int lineOf(String text, int at) {
        return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    /** Checks what the rule says of itself and returns its id, empty when it has none. */
    private String metadata(String file, RuleDescr rule) {
        for (AnnotationDescr annotation : rule.getAnnotations())
            if (!REQUIRED.contains(annotation.getName())
                    && !annotation.getName().equals("replaces"))
                refuse(
                        file,
                        rule.getLine(),
                        "the rule '" + rule.getName() + "' has @" + annotation.getName()
                                + ", which is not known here; there are @" + String.join(", @", REQUIRED)
                                + " and @replaces.");
        for (AnnotationDescr annotation : rule.getAnnotations())
            if (annotation.getValueMap().size() > 1
                    || !String.valueOf(annotation.getSingleValueAsString())
                            .strip()
                            .matches("\"[^\"\\\\]*\""))
                refuse(
                        file,
                        rule.getLine(),
                        "@" + annotation.getName() + " of the rule '" + rule.getName()
                                + "' must be one text in double quotes, without quotes or backslashes in it.");
        List<String> missing =
                REQUIRED.stream().filter(key -> value(rule, key) == null).toList();
        if (!missing.isEmpty())
            refuse(
                    file,
                    rule.getLine(),
                    "the rule '" + rule.getName() + "' lacks @" + String.join(", @", missing) + ".");
        shaped(
                file,
                rule,
                "id",
                "R\\d{3}-[a-z0-9]+(-[a-z0-9]+)*",
                "R, three digits and a slug, such as R900-scheduler-is-updated");
        shaped(file, rule, "status", "draft|test|stable", "draft, test or stable");
        shaped(
                file,
                rule,
                "statements",
                "\\s*(\\d{1,3}\\s*(,\\s*\\d{1,3}\\s*)*)?",
                "numbers with commas between, or nothing");
        shaped(file, rule, "source", ".*\\S.*", "where the rule comes from");
        String retrieved = value(rule, "retrieved");
        if (retrieved != null && !day(retrieved))
            refuse(
                    file,
                    rule.getLine(),
                    "@retrieved of the rule '" + rule.getName() + "' must be a day such as "
                            + Known.said("cases-are-decided") + ", not '" + retrieved + "'.");
        String id = value(rule, "id");
        return id == null ? "" : id;
    }

    private void shaped(String file, RuleDescr rule, String key, String shape, String said) {
        String value = value(rule, key);
        if (value != null && !value.matches(shape))
            refuse(
                    file,
                    rule.getLine(),
                    "@" + key + " of the rule '" + rule.getName() + "' must be " + said + ", not '" + value + "'.");
    }

    private static boolean day(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private @Nullable String replaces(String file, RuleDescr rule) {
        String replaces = value(rule, "replaces");
        if (replaces == null) return null;
        RuleDescription known = shipped.get(replaces);
        if (known == null)
            refuse(
                    file,
                    rule.getLine(),
                    "there is no shipped rule '" + replaces + "' for the rule '" + rule.getName()
                            + "' to replace; name its whole id.");
        else if (FAMILIES_THAT_STAY.contains(known.family()))
            refuse(
                    file,
                    rule.getLine(),
                    "the shipped rule " + replaces + " is never replaced: rules of the family " + known.family()
                            + " keep changes from hosts that are not ready for them.");
        else claim("the place of " + replaces, file, rule.getLine());
        return replaces;
    }

    private void unique(String file, int line, String id, String name, @Nullable String replaces) {
        List<RuleDescription> shadowed = new ArrayList<>();
        for (RuleDescription known :
                new RuleDescription[] {shippedByName.get(name), shippedByNumber.get(CaseRun.number(id))})
            if (known != null && !known.id().equals(replaces) && !shadowed.contains(known)) shadowed.add(known);
        for (RuleDescription known : shadowed)
            refuse(
                    file,
                    line,
                    "the rule '" + name + "' has the name or the number of the shipped " + known.id()
                            + "; take another (R900 to R999 are" + " never shipped), or write @replaces( \""
                            + known.id() + "\" ) to mean it.");
        if (!id.isEmpty()) claim("the number " + CaseRun.number(id), file, line);
        claim("the name '" + name + "'", file, line);
    }

    private void claim(String what, String file, int line) {
        String before = taken.putIfAbsent(what, file + ", line " + line);
        if (before != null) refuse(file, line, what + " is taken by the rule in " + before + ".");
    }

    /** Metadata texts keep the quotes they are written with. */
    private static @Nullable String value(RuleDescr rule, String key) {
        AnnotationDescr annotation = rule.getAnnotation(key);
        if (annotation == null) return null;
        String text = String.valueOf(annotation.getSingleValueAsString()).strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private void refuse(String file, int line, String why) {
        problems++;
        problem.accept(file + ", line " + line + ": " + why);
    }
}
