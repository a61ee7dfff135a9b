package io.ratchet.rules;

import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.decision.Restart;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Row;
import io.ratchet.rules.catalogue.Version;
import io.ratchet.rules.fact.Databases;
import io.ratchet.rules.fact.DecisionCollector;
import io.ratchet.rules.fact.Disabling;
import io.ratchet.rules.fact.Evidence;
import io.ratchet.rules.fact.Federation;
import io.ratchet.rules.fact.Host;
import io.ratchet.rules.fact.Hubs;
import io.ratchet.rules.fact.Managed;
import io.ratchet.rules.fact.Need;
import io.ratchet.rules.fact.Recognised;
import io.ratchet.rules.fact.Served;
import io.ratchet.rules.fact.Topology;
import io.ratchet.rules.fact.WindowsSeen;
import java.beans.Introspector;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words a site's rule may use. A rule is configuration: it asks the facts what they tell and says one thing to the
 * collector; every other name, of a class above all, would make it a program.
 */
final class SiteVocabulary {
    /** The kinds of facts a rule can look at. */
    static final Map<String, Class<?>> FACTS = Stream.of(
                    Host.class,
                    Recognised.class,
                    Need.class,
                    Disabling.class,
                    Served.class,
                    Topology.class,
                    Federation.class,
                    Managed.class,
                    Databases.class,
                    Hubs.class)
            .collect(Collectors.toMap(Class::getSimpleName, type -> type, (one, other) -> one, LinkedHashMap::new));

    /** What the collector is told by the rules that refuse older protocols: theirs alone, as the gates are. */
    private static final Set<String> RESERVED =
            Set.of("firing", "take", "refuseOlder", "refused", "contradicted", "follows", "waits");

    private static final Set<String> TEXTS_AND_LISTS = Set.of(
            "contains",
            "startsWith",
            "endsWith",
            "isEmpty",
            "empty",
            "equals",
            "equalsIgnoreCase",
            "toLowerCase",
            "toUpperCase",
            "size",
            "length");

    private static final Set<String> OPERATORS = Set.of(
            "true", "false", "null", "not", "in", "matches", "memberOf", "str", "this", "Goal", "Remedy", "Restart");

    /** What facts tell, and what is asked of a text or a list. */
    static final Set<String> ASKED = asked();

    /** What may stand in a condition. */
    static final Set<String> CONDITION = condition();

    private SiteVocabulary() {}

    /** What a rule may say, with the same name once for each way to say it. */
    static List<Method> sayings(String name) {
        return sayings().filter(method -> method.getName().equals(name)).toList();
    }

    static Set<String> sayingNames() {
        return sayings().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Method> sayings() {
        return Arrays.stream(DecisionCollector.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !RESERVED.contains(method.getName()));
    }

    private static Set<String> asked() {
        Set<String> names = new TreeSet<>(TEXTS_AND_LISTS);
        List<Class<?>> types = new ArrayList<>(FACTS.values());
        types.addAll(List.of(Evidence.class, WindowsSeen.class, Row.class, Floor.class, Version.class));
        for (Class<?> type : types)
            for (Method method : type.getDeclaredMethods())
                if (Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())) {
                    names.add(method.getName());
                    names.add(property(method.getName()));
                }
        names.removeAll(Set.of("hashCode", "notify", "wait"));
        return names;
    }

    private static String property(String method) {
        if (method.startsWith("get")) return Introspector.decapitalize(method.substring(3));
        return method.startsWith("is") ? Introspector.decapitalize(method.substring(2)) : method;
    }

    private static Set<String> condition() {
        Set<String> words = new TreeSet<>(ASKED);
        words.addAll(OPERATORS);
        for (Enum<?>[] constants : List.<Enum<?>[]>of(Goal.values(), Remedy.values(), Restart.values()))
            for (Enum<?> constant : constants) words.add(constant.name());
        return words;
    }
}
