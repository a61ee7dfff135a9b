package io.ratchet.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.NamedConsequenceDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsParserException;
import org.kie.internal.builder.conf.LanguageLevelOption;

/**
 * The left-hand side of one rule, taken apart into steps: each pattern is one for its kind of fact and one for each
 * condition on it, everything else ({@code not}, {@code exists}, {@code eval} ...) is one as a whole.
 *
 * @param header what its file declares for all of its rules, without a package
 */
record RuleSource(String header, List<Element> elements) {
    /** A part of the left-hand side. */
    sealed interface Element permits PatternElement, WholeElement {
        /** The whole of it, as DRL. */
        String drl();
    }

    /**
     * A pattern that can be cut after each of its conditions.
     *
     * @param name the variable that holds the fact
     * @param behind what stands behind its brackets, such as {@code from ..}
     */
    record PatternElement(String name, String kind, List<Condition> conditions, String behind) implements Element {
        @Override
        public String drl() {
            return drl(conditions);
        }

        /** With these conditions only. */
        String drl(List<Condition> some) {
            return name + " : " + kind + "( "
                    + some.stream().map(Condition::text).collect(Collectors.joining(", ")) + " )" + behind;
        }
    }

    /** A part that holds or does not, as a whole. */
    record WholeElement(String drl) implements Element {}

    /** The conditions of the rule in its own words and order. */
    List<String> conditions() {
        List<String> all = new ArrayList<>();
        for (Element element : elements) {
            if (element instanceof PatternElement pattern) {
                all.add(pattern.kind());
                pattern.conditions().forEach(condition -> all.add(condition.text()));
            } else {
                all.add(element.drl().replaceAll("\\s+", " "));
            }
        }
        return all;
    }

    /** The rule with this id among these files. */
    static RuleSource find(String id, List<DrlFile> files) {
        for (DrlFile file : files) {
            if (!file.text().contains(id)) continue;
            PackageDescr described = parse(file);
            for (RuleDescr rule : described.getRules()) if (id.equals(id(rule))) return of(file, described, rule);
        }
        throw new IllegalStateException("the rule " + id + " is in none of the rule book's files");
    }

    private static PackageDescr parse(DrlFile file) {
        try {
            DrlParser parser = new DrlParser(LanguageLevelOption.DRL6);
            PackageDescr described = parser.parse(false, file.text());
            if (parser.hasErrors()) throw new IllegalStateException(file.name() + ": " + parser.getErrors());
            return described;
        } catch (DroolsParserException e) {
            throw new IllegalStateException(file.name() + " is no DRL", e);
        }
    }

    private static String id(RuleDescr rule) {
        AnnotationDescr id = rule.getAnnotation("id");
        String text = id == null ? "" : id.getSingleValueAsString();
        return text.replace("\"", "").strip();
    }

    private static RuleSource of(DrlFile file, PackageDescr described, RuleDescr rule) {
        List<Element> elements = new ArrayList<>();
        addLeftHandSide(rule, described, file.text(), elements);
        return new RuleSource(header(file.text(), described), elements);
    }

    private static void addLeftHandSide(RuleDescr rule, PackageDescr described, String text, List<Element> elements) {
        described.getRules().stream()
                .filter(other -> other.getName().equals(rule.getParentName()))
                .forEach(parent -> addLeftHandSide(parent, described, text, elements));
        for (BaseDescr part : rule.getLhs().getDescrs())
            if (!(part instanceof NamedConsequenceDescr)) elements.add(element(part, text, elements.size()));
    }

    private static Element element(BaseDescr part, String text, int number) {
        String source = text.substring(part.getStartCharacter(), part.getEndCharacter() + 1)
                .strip();
        int open = source.indexOf('(');
        boolean plain = part instanceof PatternDescr pattern
                && open > 0
                && !pattern.isQuery()
                && pattern.getDescrs().stream()
                        .allMatch(each -> each instanceof ExprConstraintDescr expression
                                && expression.getType() == ExprConstraintDescr.Type.NAMED);
        if (!plain) return new WholeElement(source);
        PatternDescr pattern = (PatternDescr) part;
        List<Condition> conditions = pattern.getDescrs().stream()
                .flatMap(each -> Condition.of(((ExprConstraintDescr) each).getExpression()).stream())
                .toList();
        String name = pattern.getIdentifier() == null ? "$ratchet" + number : pattern.getIdentifier();
        return new PatternElement(name, pattern.getObjectType(), conditions, behind(source, open));
    }

    private static String behind(String source, int open) {
        int depth = 0;
        for (int at = open; at < source.length(); at++) {
            char c = source.charAt(at);
            if (c == '"' || c == '\'') at = Condition.endOfText(source, at);
            else if (c == '(') depth++;
            else if (c == ')' && --depth == 0) {
                String rest = source.substring(at + 1).strip();
                return rest.isEmpty() ? "" : " " + rest;
            }
        }
        return "";
    }

    /**
     * The file without its package and its rules: imports, globals, functions and types are kept as they are written.
     */
    private static String header(String text, PackageDescr described) {
        StringBuilder header = new StringBuilder(text);
        List<RuleDescr> last = new ArrayList<>(described.getRules());
        last.sort((a, b) -> Integer.compare(b.getStartCharacter(), a.getStartCharacter()));
        for (RuleDescr rule : last)
            header.delete(rule.getStartCharacter(), Math.min(header.length(), rule.getEndCharacter() + 1));
        return header.toString().replaceFirst("(?m)^\\s*package\\s+[A-Za-z0-9_.]+\\s*;?", "");
    }
}
