package io.ratchet.rules;

import io.ratchet.rules.fact.Databases;
import io.ratchet.rules.fact.Federation;
import io.ratchet.rules.fact.Host;
import io.ratchet.rules.fact.Hubs;
import io.ratchet.rules.fact.Managed;
import io.ratchet.rules.fact.Served;
import io.ratchet.rules.fact.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;

/** The left-hand side of a site's rule: facts of the known kinds, asked with known words. */
final class SiteConditions {
    private static final Pattern TEXT = Pattern.compile("\"(\\\\.|[^\"\\\\])*\"|'(\\\\.|[^'\\\\])*'");
    private static final Pattern WORD = Pattern.compile("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}]*");
    private static final Pattern SIGN = Pattern.compile("[^\\s0-9.,:()!=<>&|+\\-]");

    private static final Pattern SAME_HOST = Pattern.compile("(host|of|by|this)\\s*==\\s*\\$\\w+(\\.host(\\(\\))?)?");
    /** How a fact tells whose it is, where that is not by the word host. */
    private static final Map<Class<?>, String> OF = Map.of(
            Host.class, "this",
            Served.class, "by",
            Topology.class, "of",
            Federation.class, "of",
            Managed.class, "by",
            Databases.class, "of",
            Hubs.class, "by");

    private final BiConsumer<Integer, String> problem;
    private int patterns;
    private final Map<String, Class<?>> bound = new HashMap<>();
    private final List<String> variables = new ArrayList<>();

    /** @param problem takes a line, 0 when only the rule is known, and a sentence */
    SiteConditions(BiConsumer<Integer, String> problem) {
        this.problem = problem;
    }

    /** The facts that have a name, and what each is. */
    Map<String, Class<?>> bound() {
        return bound;
    }

    /** The names of facts and of values. */
    List<String> variables() {
        return variables;
    }

    void check(AndDescr leftHandSide) {
        if (leftHandSide.getDescrs().isEmpty())
            problem.accept(0, "the rule has no condition, so it would fire for everything.");
        leftHandSide.getDescrs().forEach(this::element);
    }

    private void element(BaseDescr element) {
        boolean plain = element instanceof AndDescr
                || element instanceof OrDescr
                || element instanceof NotDescr
                || element instanceof ExistsDescr;
        if (element instanceof PatternDescr pattern) pattern(pattern);
        else if (plain) ((ConditionalElementDescr) element).getDescrs().forEach(inner -> element((BaseDescr) inner));
        else
            problem.accept(
                    element.getLine(),
                    "only facts, 'and', 'or', 'not' and 'exists' may stand here; eval and the like make a program of a rule.");
    }

    private void pattern(PatternDescr pattern) {
        Class<?> type = SiteVocabulary.FACTS.get(pattern.getObjectType());
        if (type == null) {
            problem.accept(
                    pattern.getLine(),
                    "there is no kind of fact '" + pattern.getObjectType() + "'; there are "
                            + String.join(", ", SiteVocabulary.FACTS.keySet()) + ".");
            return;
        }
        if (pattern.getSource() != null || !pattern.getBehaviors().isEmpty())
            problem.accept(pattern.getLine(), "'from', 'accumulate' and windows have no place in a site's rule.");
        boolean joined = pattern.getDescrs().stream().anyMatch(SiteConditions::sameHost);
        if (patterns++ > 0 && !joined)
            problem.accept(
                    pattern.getLine(),
                    "several hosts are decided together, so the second fact and those behind it must say whose they are, such as "
                            + pattern.getObjectType() + "( " + OF.getOrDefault(type, "host") + " == $host, .. ) after "
                            + "Disabling( $host : host ).");
        if (pattern.getIdentifier() != null) bound.put(pattern.getIdentifier(), type);
        variables.addAll(pattern.getAllBoundIdentifiers());
        for (BaseDescr each : pattern.getDescrs()) {
            if (each instanceof ExprConstraintDescr expression)
                condition(expression.getExpression(), Math.max(each.getLine(), pattern.getLine()));
            else problem.accept(pattern.getLine(), "this kind of condition has no place in a site's rule.");
        }
    }

    private static boolean sameHost(BaseDescr condition) {
        return condition instanceof ExprConstraintDescr expression
                && SAME_HOST.matcher(expression.getExpression().strip()).matches();
    }

    private void condition(String expression, int line) {
        Matcher binding = Pattern.compile("^\\s*(\\$[A-Za-z_]\\w*)\\s*:").matcher(expression);
        if (binding.find()) variables.add(binding.group(1));
        String bare = TEXT.matcher(expression).replaceAll(" ");
        Matcher words = WORD.matcher(bare);
        while (words.find()) {
            String word = words.group();
            if (!word.startsWith("$") && !SiteVocabulary.CONDITION.contains(word))
                problem.accept(line, "'" + word + "' is nothing that a fact tells, in: " + expression.strip() + ".");
        }
        if (SIGN.matcher(WORD.matcher(bare).replaceAll(" ")).find())
            problem.accept(line, "this is more than a comparison: " + expression.strip() + ".");
    }
}
