package io.ratchet.rules;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParseResult;
import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.BooleanLiteralExpr;
import com.github.javaparser.ast.expr.EnclosedExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.IntegerLiteralExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The right-hand side of a site's rule: one call on the collector, with texts and with what the facts tell. */
final class SiteConsequence {
    private final Map<String, Class<?>> facts;
    private final List<String> variables;
    private final Consumer<String> problem;

    SiteConsequence(SiteConditions conditions, Consumer<String> problem) {
        this.facts = conditions.bound();
        this.variables = conditions.variables();
        this.problem = problem;
    }

    /** @param number of the rule, which is the id of a gate it may shut */
    void check(String text, String number) {
        ParseResult<BlockStmt> parsed = new JavaParser().parseBlock("{" + text + "}");
        Optional<MethodCallExpr> call =
                parsed.getResult().filter(block -> parsed.isSuccessful()).flatMap(SiteConsequence::only);
        if (call.isEmpty()) {
            problem.accept(
                    "behind 'then' stands one call on 'out' and nothing else, such as out.ticket( $need, \"Why, in a sentence.\" );");
            return;
        }
        Expression to = call.get().getScope().orElse(null);
        if (!(to instanceof NameExpr name) || !name.getNameAsString().equals("out")) {
            problem.accept("only 'out' may be called here, not: " + call.get() + ".");
            return;
        }
        says(call.get(), number);
    }

    private static Optional<MethodCallExpr> only(BlockStmt block) {
        if (block.getStatements().size() != 1) return Optional.empty();
        if (!(block.getStatement(0) instanceof ExpressionStmt statement)) return Optional.empty();
        return statement.getExpression() instanceof MethodCallExpr call ? Optional.of(call) : Optional.empty();
    }

    private void says(MethodCallExpr call, String number) {
        String name = call.getNameAsString();
        List<Method> ways = SiteVocabulary.sayings(name);
        if (ways.isEmpty()) {
            problem.accept("'out." + name + "' is nothing a site's rule can say; it can say "
                    + String.join(", ", SiteVocabulary.sayingNames()) + ".");
            return;
        }
        for (Expression argument : call.getArguments())
            if (!plain(argument)) problem.accept("this is more than a text or what a fact tells: " + argument + ".");
        if (ways.stream().noneMatch(way -> fits(way, call)))
            problem.accept("out." + name + " does not go with what it is given here; it takes "
                    + ways.stream()
                            .map(SiteConsequence::takes)
                            .sorted()
                            .reduce((a, b) -> a + ", or " + b)
                            .orElse("") + ".");
        if (name.equals("gate")
                && call.getArguments().size() > 1
                && !(call.getArgument(1) instanceof StringLiteralExpr id
                        && id.asString().equals(number)))
            problem.accept("a gate of this rule has its number for an id: \"" + number + "\".");
    }

    private boolean fits(Method way, MethodCallExpr call) {
        if (way.getParameterCount() != call.getArguments().size()) return false;
        for (int i = 0; i < way.getParameterCount(); i++) {
            Class<?> wanted = way.getParameterTypes()[i];
            Expression given = call.getArgument(i);
            Class<?> fact = given instanceof NameExpr name ? facts.get(name.getNameAsString()) : null;
            if (SiteVocabulary.FACTS.containsValue(wanted) ? wanted != fact : fact != null) return false;
            if (given instanceof StringLiteralExpr && wanted != String.class) return false;
            if (given instanceof IntegerLiteralExpr && wanted != int.class) return false;
        }
        return true;
    }

    private static String takes(Method way) {
        return List.of(way.getParameterTypes()).stream()
                .map(Class::getSimpleName)
                .toList()
                .toString();
    }

    private boolean plain(Expression given) {
        if (given instanceof StringLiteralExpr
                || given instanceof IntegerLiteralExpr
                || given instanceof BooleanLiteralExpr) return true;
        if (given instanceof NameExpr name) return variables.contains(name.getNameAsString());
        if (given instanceof EnclosedExpr enclosed) return plain(enclosed.getInner());
        if (given instanceof BinaryExpr sum)
            return sum.getOperator() == BinaryExpr.Operator.PLUS && plain(sum.getLeft()) && plain(sum.getRight());
        if (!(given instanceof MethodCallExpr call)
                || !call.getArguments().stream().allMatch(this::plain)) return false;
        Expression of = call.getScope().orElse(null);
        if (of == null) return false;
        boolean list = of instanceof NameExpr name
                && name.getNameAsString().equals("List")
                && call.getNameAsString().equals("of");
        return list || (SiteVocabulary.ASKED.contains(call.getNameAsString()) && plain(of));
    }
}
