package io.ratchet.rules;

import io.ratchet.rules.RuleSource.Element;
import io.ratchet.rules.RuleSource.PatternElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.drools.model.codegen.ExecutableModelProject;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.runtime.KieSession;

/**
 * One rule, cut after its first condition, its second and so on, compiled the way the rule itself is. Run over the
 * facts of an asset they show how far each fact comes. Conditions are cut and never reordered, so that one that guards
 * the next still does.
 */
final class Probes {
    private static final AtomicLong BUILDS = new AtomicLong();
    private static final String REACHED = "ratchetReached";
    /** Where a probe asks one condition alone; these numbers follow those of the steps. */
    private static final int ALONE = 10_000;

    private final KieBase base;

    private Probes(KieBase base) {
        this.base = base;
    }

    /** How far one rule comes. */
    static final class Seen {
        private int furthest = -1;
        private final Map<Object, Integer> steps = new IdentityHashMap<>();
        private final Map<Object, Set<Integer>> alone = new IdentityHashMap<>();

        private void note(int number, @Nullable Object fact) {
            if (number < ALONE) furthest = Math.max(furthest, number);
            if (fact == null) return;
            if (number < ALONE) steps.merge(fact, number, Math::max);
            else alone.computeIfAbsent(fact, one -> new TreeSet<>()).add(number - ALONE);
        }

        /** The last step that any fact reaches; -1 when not even the first is. */
        int furthest() {
            return furthest;
        }

        /** The facts that reach this step or a later one. */
        List<Object> reaching(int step) {
            return steps.keySet().stream().filter(fact -> step(fact) >= step).toList();
        }

        /** The last step that this fact reaches. */
        int step(Object fact) {
            return steps.getOrDefault(fact, -1);
        }

        /** Whether the fact reaches the step, be it without those before. */
        boolean satisfies(Object fact, int step) {
            return step(fact) >= step || alone.getOrDefault(fact, Set.of()).contains(step);
        }
    }

    /** Compiles the probes of some rules, each known by a word that may stand in the name of a package. */
    static Probes of(Map<String, RuleSource> rules) {
        // Rules of one file are built as one package: what they ask alike is compiled once.
        Map<String, Map<String, RuleSource>> byHeader = new TreeMap<>();
        rules.forEach((word, rule) -> byHeader.computeIfAbsent(rule.header(), header -> new TreeMap<>())
                .put(word, rule));
        Map<String, String> files = new TreeMap<>();
        byHeader.forEach((header, alike) -> {
            String word = alike.keySet().iterator().next();
            StringBuilder drl = new StringBuilder("package io.ratchet.rules.probes." + word + ";\n")
                    .append(header)
                    .append("\nglobal java.util.List ")
                    .append(REACHED)
                    .append(";\n");
            alike.forEach((name, rule) -> probes(drl, name, rule));
            files.put(word, drl.toString());
        });
        return new Probes(compile(files));
    }

    /** What the probes of each rule see in these facts, by its word; a rule without a word here saw nothing. */
    Map<String, Seen> run(Collection<?> facts) {
        List<Object[]> reached = new ArrayList<>();
        KieSession session = base.newKieSession();
        try {
            session.setGlobal(REACHED, reached);
            facts.forEach(session::insert);
            session.fireAllRules();
        } finally {
            session.dispose();
        }
        Map<String, Seen> seen = new HashMap<>();
        for (Object[] one : reached) {
            Seen so = seen.computeIfAbsent((String) one[0], word -> new Seen());
            so.note((Integer) one[1], one[2]);
        }
        return seen;
    }

    /** Adds the probes of one rule to a file of rules. */
    private static void probes(StringBuilder drl, String word, RuleSource rule) {
        List<String> before = new ArrayList<>();
        int step = 0;
        String focus = "null";
        for (Element element : rule.elements()) {
            if (element instanceof PatternElement pattern) {
                focus = pattern.name();
                List<Condition> conditions = pattern.conditions();
                for (int cut = 0; cut <= conditions.size(); cut++) {
                    probe(drl, word, step + cut, before, pattern.drl(conditions.subList(0, cut)), focus);
                    if (cut > 0 && conditions.get(cut - 1).standsAlone())
                        probe(
                                drl,
                                word,
                                ALONE + step + cut,
                                before,
                                pattern.drl(conditions.subList(cut - 1, cut)),
                                focus);
                }
                step += conditions.size() + 1;
            } else {
                probe(drl, word, step++, before, element.drl(), focus);
            }
            before.add(element.drl());
        }
    }

    private static void probe(
            StringBuilder drl, String word, int number, List<String> before, String last, String focus) {
        drl.append("\nrule \"").append(word).append(' ').append(number).append("\"\nwhen\n");
        before.forEach(element -> drl.append("  ").append(element).append('\n'));
        drl.append("  ").append(last).append("\nthen\n  ");
        drl.append(REACHED)
                .append(".add( new Object[] { \"")
                .append(word)
                .append("\", ")
                .append(number)
                .append(", ")
                .append(focus)
                .append(" } );\nend\n");
    }

    /** Serial: what Drools keeps of a build is found by its name, and kept by a repository that all builds share. */
    private static synchronized KieBase compile(Map<String, String> drl) {
        KieServices services = KieServices.Factory.get();
        ReleaseId id = services.newReleaseId("io.ratchet", "probes", String.valueOf(BUILDS.incrementAndGet()));
        KieFileSystem files = services.newKieFileSystem();
        files.generateAndWritePomXML(id);
        drl.forEach((word, text) ->
                files.write("src/main/resources/io/ratchet/rules/probes/" + word + "/probes.drl", text));
        ClassLoader loader = Probes.class.getClassLoader();
        try {
            KieBuilder builder = services.newKieBuilder(files, loader).buildAll(ExecutableModelProject.class);
            List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
            if (!errors.isEmpty())
                throw new IllegalStateException("a rule cannot be taken apart: "
                        + errors.stream().map(Message::getText).collect(Collectors.joining("; ")));
            return services.newKieContainer(id, loader).getKieBase();
        } finally {
            services.getRepository().removeKieModule(id);
        }
    }
}
