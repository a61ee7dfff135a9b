package io.ratchet.rules;

import io.ratchet.domain.Sha256;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.plan.Questions;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.RuleDescription;
import io.ratchet.rules.fact.Asked;
import io.ratchet.rules.fact.AssetNames;
import io.ratchet.rules.fact.DecisionCollector;
import io.ratchet.rules.fact.EstateView;
import io.ratchet.rules.fact.Host;
import io.ratchet.rules.fact.Neighbours;
import io.ratchet.rules.fact.Summary;
import io.ratchet.rules.fact.Surroundings;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.drools.model.Model;
import org.drools.modelcompiler.KieBaseBuilder;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.definition.rule.Rule;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;

/**
 * The rules and the catalogue they look things up in: immutable, known by a hash of their content. The same estate
 * always gets the same decisions, in the same order. May be shared between threads.
 */
public final class RuleBook {
    /** The families of rules; each is one file. */
    public static final List<String> FAMILIES = List.of(
            "adfs",
            "browsers",
            "dotnet",
            "evidence",
            "exchange",
            "gates",
            "hygiene",
            "network",
            "rooms",
            "scenario",
            "schannel",
            "services",
            "sharepoint",
            "skypeclients",
            "skypeservers",
            "sql",
            "updates",
            "windows",
            "winhttp");

    /** Measured: one session for many assets costs a third of one session each, and the more the less. */
    private static final int ASSETS_PER_SESSION = 200;

    private static final String MECHANISM = "/META-INF/ratchet/rules-java.sha256";
    private static final String MODELS = "/META-INF/kie/io.ratchet/ratchet-rules/drools-model";

    private final Catalogue catalogue;
    private final KieBase rules;
    private final Map<Rule, RuleDescription> descriptions;
    private final String hash;
    private final List<DrlFile> files;
    private final @Nullable SiteFolder site;
    private final @Nullable PlaybookCatalogue playbooks;
    private final Map<String, WhyNot> takenApart = new ConcurrentHashMap<>();

    private RuleBook(
            Catalogue catalogue,
            KieBase rules,
            String hash,
            List<DrlFile> files,
            @Nullable SiteFolder site,
            @Nullable PlaybookCatalogue playbooks) {
        this.site = site;
        this.playbooks = playbooks;
        this.catalogue = catalogue;
        this.rules = rules;
        this.hash = hash;
        this.files = List.copyOf(files);
        this.descriptions = describe(rules);
    }

    /** The rule book that is shipped. */
    public static RuleBook shipped() {
        // Each takes about as long as the other, and a small start is made of them. Not in the common pool: on two
        // cores it has one thread, which may be the one that waits here.
        CompletableFuture<Catalogue> catalogue =
                CompletableFuture.supplyAsync(Catalogue::shipped, work -> new Thread(work, "catalogue").start());
        KieBase rules = KieBaseBuilder.createKieBaseFromModel(models());
        Catalogue read = catalogue.join();
        List<DrlFile> files = files();
        return new RuleBook(read, rules, contentHash(mechanism(), files, Catalogue::bytes), files, null, null);
    }

    /**
     * The rule book that is shipped and what a site keeps in a folder of its own: {@code catalogue/*.yaml},
     * {@code rules/*.drl}, {@code playbooks/*.yaml} and {@code cases/*.yaml} ({@code docs/guides/add-a-rule.md}). It is
     * stricter than the shipped one or as strict, never laxer.
     *
     * @throws FailureException CONFIG_INVALID with every problem on a line of its own: file, line, why
     */
    public static RuleBook withFolder(Path folder) {
        return SiteBook.read(SiteFolder.read(folder));
    }

    /** SHA-256 of what {@link #withFolder} would read; it changes with every byte of it. */
    public static String folderHash(Path folder) {
        return SiteFolder.read(folder).hash();
    }

    /**
     * @param files the text of every rule in {@code models}
     * @param site where they come from besides what is shipped
     * @param playbooks those that the catalogue and the rules may name
     */
    static RuleBook of(
            Catalogue catalogue,
            List<Model> models,
            String hash,
            List<DrlFile> files,
            SiteFolder site,
            PlaybookCatalogue playbooks) {
        return new RuleBook(catalogue, KieBaseBuilder.createKieBaseFromModel(models), hash, files, site, playbooks);
    }

    /**
     * The very bytes that {@link #hash()} stands for, by name, as text to read. Without a site's folder it is the
     * SHA-256 of {@code rules.txt}; with one, of the two SHA-256 of {@code rules.txt} and {@code rules-of-site.txt},
     * written one behind the other in hexadecimal.
     */
    public SortedMap<String, byte[]> content() {
        SortedMap<String, byte[]> content = new TreeMap<>();
        content.put("rules.txt", content(mechanism(), files(), Catalogue::bytes));
        if (site != null) content.put("rules-of-site.txt", site.content());
        return content;
    }

    /**
     * SHA-256 over every rule file, every catalogue file and the Java that they speak to, lower-case hexadecimal: a
     * changed word in any of them is another rule book.
     */
    public String hash() {
        return hash;
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    /** Every playbook that a decision of this book may name: those that are shipped, and the site's own. */
    public PlaybookCatalogue playbooks() {
        // Those that are shipped are read when somebody asks for them: deciding does not.
        return playbooks == null ? PlaybookCatalogue.shipped() : playbooks;
    }

    /** What these rules can ask of a host, and nothing else: what is to be collected. */
    public Questions questions() {
        return Asked.by(catalogue);
    }

    /** What each rule says of itself, by id. */
    public List<RuleDescription> rules() {
        return descriptions.values().stream()
                .sorted(Comparator.comparing(RuleDescription::id))
                .toList();
    }

    /**
     * Whether one rule fires for one asset of the estate, and if not, which of its conditions fails first. The first
     * question after a rule takes it apart, which takes a moment.
     *
     * @param ruleId the whole id, or its beginning such as {@code R025}
     * @throws FailureException ID_UNKNOWN when the estate has no such asset or the rule book no such rule
     */
    public RuleTrace trace(Estate estate, AssetId asset, String ruleId) {
        AssetNames names = AssetNames.of(estate.assets());
        Stream<AssetState> all = estate.assets().stream().sorted(Comparator.comparing(AssetState::id));
        return trace(estate.at(), estate.organisation(), names, all, asset, ruleId);
    }

    /**
     * The same of an estate that nobody holds.
     *
     * @param names of all assets
     * @param all of them in the order of their ids
     * @throws FailureException ID_UNKNOWN when the estate has no such asset or the rule book no such rule
     */
    public RuleTrace trace(
            Instant at,
            Organisation organisation,
            AssetNames names,
            Stream<AssetState> all,
            AssetId asset,
            String ruleId) {
        RuleDescription rule = RuleNames.find(ruleId, rules());
        List<Host> meant = new ArrayList<>();
        List<Summary> summaries = new ArrayList<>();
        all.forEach(state -> {
            Host host = Host.of(state, names, organisation, at, catalogue);
            summaries.add(host.summary());
            if (state.id().equals(asset)) meant.add(host);
        });
        if (meant.isEmpty()) throw FailureException.of(FailureCode.ID_UNKNOWN, "There is no asset '" + asset + "'.");
        Host host = meant.get(0);
        Surroundings around = new Surroundings(new EstateView(at, organisation, catalogue, summaries, names));
        DecisionCollector collector = new DecisionCollector(around);
        fire(List.of(host), around, collector);
        return takenApart
                .computeIfAbsent(rule.id(), id -> WhyNot.of(rule, files))
                .trace(asset, facts(host, around.of(host)), Steps.apart(collector.take()));
    }

    private List<Host> hosts(Estate estate, AssetNames names) {
        return estate.assets().stream()
                .sorted(Comparator.comparing(AssetState::id))
                .map(asset -> Host.of(asset, names, estate.organisation(), estate.at(), catalogue))
                .toList();
    }

    /** Decides what each asset needs; sorted by {@link Decision#ORDER}. */
    public List<Decision> decide(Estate estate) {
        AssetNames names = AssetNames.of(estate.assets());
        List<Host> hosts = hosts(estate, names);
        return decide(hosts, EstateView.of(estate.at(), estate.organisation(), hosts, names), (host, asked) -> {});
    }

    private List<Decision> decide(List<Host> hosts, EstateView view, BiConsumer<Host, Neighbours> told) {
        return decide(hosts, host -> host, view, told);
    }

    /**
     * Decides some hosts of an estate.
     *
     * @param which in the order of the hosts' ids
     * @param derive makes a host when its turn comes
     * @param told takes for each host what it asked of the others, while that is kept
     */
    <T> List<Decision> decide(
            Collection<T> which, Function<T, Host> derive, EstateView view, BiConsumer<Host, Neighbours> told) {
        Surroundings around = new Surroundings(view);
        DecisionCollector collector = new DecisionCollector(around);
        List<Decision> decisions = new ArrayList<>();
        List<Host> together = new ArrayList<>(Math.min(which.size(), ASSETS_PER_SESSION));
        for (Iterator<T> left = which.iterator(); left.hasNext(); ) {
            together.add(derive.apply(left.next()));
            if (together.size() < ASSETS_PER_SESSION && left.hasNext()) continue;
            fire(together, around, collector);
            // The hosts are in order, so their decisions are.
            decisions.addAll(collector.take());
            together.forEach(host -> told.accept(host, around.of(host)));
            around.forget();
            together.clear();
        }
        return Steps.apart(decisions);
    }

    /** Decides what one asset needs, with the whole estate in view; empty when the estate does not have it. */
    public List<Decision> decide(Estate estate, AssetId asset) {
        AssetNames names = AssetNames.of(estate.assets());
        List<Host> hosts = hosts(estate, names);
        EstateView view = EstateView.of(estate.at(), estate.organisation(), hosts, names);
        List<Host> one =
                hosts.stream().filter(host -> host.state().id().equals(asset)).toList();
        return decide(one, view, (host, asked) -> {});
    }

    private void fire(List<Host> hosts, Surroundings around, DecisionCollector collector) {
        KieSession session = rules.newKieSession();
        try {
            session.setGlobal("out", collector);
            session.addEventListener(new DefaultAgendaEventListener() {
                @Override
                public void beforeMatchFired(BeforeMatchFiredEvent event) {
                    collector.firing(descriptions.get(event.getMatch().getRule()));
                }
            });
            for (Host host : hosts) facts(host, around.of(host)).forEach(session::insert);
            session.fireAllRules();
        } finally {
            session.dispose();
        }
    }

    /** What the rules look at of one host. */
    static List<Object> facts(Host host, Neighbours around) {
        List<Object> facts = new ArrayList<>();
        facts.add(host);
        facts.addAll(host.recognised());
        facts.addAll(host.needs());
        if (host.isAskedOnly() && !host.isUnrecognised()) facts.addAll(Surroundings.joined(host, around));
        return facts;
    }

    private static Map<Rule, RuleDescription> describe(KieBase rules) {
        Map<Rule, RuleDescription> described = new IdentityHashMap<>();
        rules.getKiePackages().forEach(found -> found.getRules().forEach(rule -> described.put(rule, describe(rule))));
        return described;
    }

    private static RuleDescription describe(Rule rule) {
        // The rules of a site are one family, whatever their files.
        String family = rule.getPackageName().substring(rule.getPackageName().lastIndexOf('.') + 1);
        return new RuleDescription(
                text(rule, "id"),
                rule.getName(),
                text(rule, "status"),
                split(text(rule, "statements"), ",").stream()
                        .map(Integer::valueOf)
                        .sorted()
                        .toList(),
                split(text(rule, "source"), ";"),
                text(rule, "retrieved"),
                family);
    }

    private static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(separator)) if (!part.isBlank()) parts.add(part.strip());
        return parts;
    }

    /** Metadata texts keep the quotes they are written with. */
    private static String text(Rule rule, String key) {
        Object value = rule.getMetaData().get(key);
        if (value == null) throw new IllegalStateException("the rule '" + rule.getName() + "' has no @" + key);
        String text = String.valueOf(value).strip();
        return text.startsWith("\"") && text.endsWith("\"") ? text.substring(1, text.length() - 1) : text;
    }

    private static final Pattern RULE = Pattern.compile("^rule\\b.*?^end\\b", Pattern.DOTALL | Pattern.MULTILINE);

    /**
     * What a rule says of itself.
     *
     * @param ruleId the whole id, or its beginning such as {@code R025}
     * @throws FailureException ID_UNKNOWN when there is no such rule
     */
    public RuleDescription rule(String ruleId) {
        return RuleNames.find(ruleId, rules());
    }

    /**
     * A rule as it is written.
     *
     * @param ruleId the whole id, or its beginning such as {@code R025}
     * @throws FailureException ID_UNKNOWN when there is no such rule
     */
    public String text(String ruleId) {
        String id = rule(ruleId).id();
        return files.stream()
                .flatMap(file -> RULE.matcher(file.text()).results())
                .map(MatchResult::group)
                .filter(text -> text.contains("\"" + id + "\""))
                .findFirst()
                .orElse("");
    }

    /** The shipped cases in which a rule of this id must fire, then those in which it must not. */
    public List<RuleCase> cases(String ruleId) {
        return ShippedCases.of(CaseRun.number(rule(ruleId).id()));
    }

    /** The shipped rules, compiled; fresh ones for each rule book. */
    static List<Model> models() {
        List<Model> models = new ArrayList<>();
        try (InputStream in = RuleBook.class.getResourceAsStream(MODELS)) {
            if (in == null) throw new IllegalStateException("the compiled rules are not packaged: " + MODELS);
            BufferedReader names = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String name = names.readLine(); name != null; name = names.readLine()) {
                // The first line names the version of the model.
                if (name.isBlank() || name.contains(":")) continue;
                models.add(Class.forName(name.strip())
                        .asSubclass(Model.class)
                        .getConstructor()
                        .newInstance());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the compiled rules cannot be loaded", e);
        }
        return models;
    }

    /** Every shipped file of rules. */
    static List<DrlFile> files() {
        return FAMILIES.stream().map(RuleBook::file).toList();
    }

    private static DrlFile file(String family) {
        String name = "/io/ratchet/rules/families/" + family + "/" + family + ".drl";
        try (InputStream in = RuleBook.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the rule file " + name + " is not packaged");
            return new DrlFile(family, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The digest over every Java file of the rules, made when they were built. */
    static String mechanism() {
        try (InputStream in = RuleBook.class.getResourceAsStream(MECHANISM)) {
            if (in == null)
                throw new IllegalStateException("the digest of the rules' Java is not packaged: " + MECHANISM);
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param mechanism the digest of the Java that the rules and the catalogue speak to
     * @param rules every file of rules
     * @param catalogue the bytes of a file of the catalogue, by its name
     */
    static String contentHash(String mechanism, List<DrlFile> rules, Function<String, byte[]> catalogue) {
        return Sha256.hex(content(mechanism, rules, catalogue));
    }

    private static byte[] content(String mechanism, List<DrlFile> rules, Function<String, byte[]> catalogue) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(mechanism.getBytes(StandardCharsets.UTF_8));
        for (DrlFile file : rules) content.writeBytes(file.text().getBytes(StandardCharsets.UTF_8));
        for (String file : Catalogue.FILES) content.writeBytes(catalogue.apply(file));
        return content.toByteArray();
    }
}
