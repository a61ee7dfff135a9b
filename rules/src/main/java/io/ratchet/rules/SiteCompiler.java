package io.ratchet.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.model.Model;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.builder.model.KieModuleModel;

/**
 * Compiles a site's rules in memory to what the shipped ones are compiled to at build time; any Java 17 or newer will
 * do, with its compiler or without.
 */
final class SiteCompiler {
    private static final AtomicLong BUILDS = new AtomicLong();
    private static final String FOLDER = "src/main/resources/site/";
    private static final Pattern METHOD = Pattern.compile("^Method (\\w+) on class");
    private static final List<Pattern> QUOTED =
            List.of(Pattern.compile("expression: *(.+)$"), METHOD, Pattern.compile("(\"[^\"]+\")"));

    private SiteCompiler() {}

    /** The rules, compiled; {@code problem} takes a sentence for each that cannot be. */
    static List<Model> compile(List<SiteRule> rules, Consumer<String> problem) {
        if (rules.isEmpty()) return List.of();
        try {
            return build(rules, problem);
        } catch (RuntimeException e) {
            // At some conditions the compiler gives up without a word of its own; each rule alone shows which it was.
            if (rules.size() > 1) rules.forEach(rule -> compile(List.of(rule), problem));
            else
                problem.accept(
                        sentence(rules.get(0), String.valueOf(e.getMessage()).replaceAll("\\s+", " ")));
            return List.of();
        }
    }

    /** Serial: what Drools keeps of a build is kept in one place. */
    private static synchronized List<Model> build(List<SiteRule> rules, Consumer<String> problem) {
        KieServices services = KieServices.Factory.get();
        ReleaseId release = services.newReleaseId("io.ratchet", "site", String.valueOf(BUILDS.incrementAndGet()));
        KieFileSystem files = services.newKieFileSystem();
        files.generateAndWritePomXML(release);
        KieModuleModel module = services.newKieModuleModel();
        module.setConfigurationProperty("drools.dialect.java.compiler", "ECLIPSE");
        files.writeKModuleXML(module.toXML());
        // A file for each rule, so that the compiler's words can be laid to it.
        Map<String, SiteRule> byPath = new LinkedHashMap<>();
        for (SiteRule rule : rules) {
            String name = "rule" + byPath.size() + ".drl";
            byPath.put(name, rule);
            files.write(FOLDER + name, rule.source());
        }
        try {
            KieBuilder builder = services.newKieBuilder(files, SiteCompiler.class.getClassLoader())
                    .buildAll(ExecutableModelProject.class);
            List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
            errors.stream()
                    .map(error -> sentence(error, byPath, rules))
                    .distinct()
                    .forEach(problem);
            return errors.isEmpty() ? load((InternalKieModule) builder.getKieModule()) : List.of();
        } finally {
            // Drools keeps every build it makes until it is told not to.
            services.getRepository().removeKieModule(release);
        }
    }

    private static String sentence(Message error, Map<String, SiteRule> byPath, List<SiteRule> rules) {
        String text = String.valueOf(error.getText()).replaceAll("\\s+", " ").strip();
        String path = String.valueOf(error.getPath());
        SiteRule rule = byPath.get(path.substring(path.lastIndexOf('/') + 1));
        if (rule == null) return rules.get(0).file() + ": it does not compile: " + text + ".";
        return sentence(rule, text);
    }

    private static String sentence(SiteRule rule, String text) {
        return rule.file() + ", line " + line(rule, text) + ": the rule '" + rule.name() + "' does not compile: " + text
                + ".";
    }

    /**
     * The compiler repeats the condition, the method or the text it does not understand; where that stands in the rule
     * is the line.
     */
    private static int line(SiteRule rule, String text) {
        for (Pattern quoted : QUOTED) {
            Matcher words = quoted.matcher(text);
            int at = words.find() ? rule.drl().indexOf(words.group(1).strip() + (quoted == METHOD ? "(" : "")) : -1;
            if (at >= 0)
                return rule.line()
                        + (int) rule.drl()
                                .substring(0, at)
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
        }
        return rule.line();
    }

    private static List<Model> load(InternalKieModule module) {
        Map<String, byte[]> classes = new HashMap<>();
        List<String> models = new ArrayList<>();
        for (String name : module.getFileNames()) {
            if (name.endsWith(".class"))
                classes.put(name.replace(".class", "").replace('/', '.'), module.getBytes(name));
            if (name.endsWith("/drools-model"))
                new String(module.getBytes(name), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank() && !line.contains(":"))
                        .forEach(models::add);
        }
        ClassLoader loader = new InMemory(classes);
        List<Model> loaded = new ArrayList<>();
        try {
            for (String name : models)
                loaded.add(
                        (Model) loader.loadClass(name.strip()).getConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the compiled rules of the site cannot be loaded", e);
        }
        return loaded;
    }

    /** Goes with the rule book that it belongs to. */
    private static final class InMemory extends ClassLoader {
        private final Map<String, byte[]> classes;

        private InMemory(Map<String, byte[]> classes) {
            super(SiteCompiler.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) throw new ClassNotFoundException(name);
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
