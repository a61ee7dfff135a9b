package io.ratchet.routes.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.routes.identify.Assets;
import io.ratchet.rules.RuleBook;
import io.ratchet.rules.RuleTrace;
import io.ratchet.store.Store;
import io.ratchet.wire.AssetJson;
import io.ratchet.wire.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Explains the current decisions of an asset, and asks the rule book why a rule did or did not fire for it:
 * {@code ratchet.explanation/1}. Safe for use by several threads.
 */
public final class Explainer {
    public static final String SCHEMA = "ratchet.explanation/1";

    private static final int SUGGESTED = 3;

    private final Store store;
    private final Supplier<RuleBook> rules;
    private volatile Grounds grounds;
    private final Supplier<Organisation> organisation;
    private final Supplier<Assets> estate;
    private final Clock clock;

    /** Explains by one rule book, whatever becomes of it. */
    public Explainer(
            Store store, RuleBook rules, Supplier<Organisation> organisation, Supplier<Assets> estate, Clock clock) {
        this(store, () -> rules, organisation, estate, clock);
    }

    /**
     * @param rules the rule book of the last round of deciding
     * @param estate what we believe about every asset since then
     */
    public Explainer(
            Store store,
            Supplier<RuleBook> rules,
            Supplier<Organisation> organisation,
            Supplier<Assets> estate,
            Clock clock) {
        this.store = store;
        this.rules = rules;
        this.grounds = new Grounds(rules.get());
        this.organisation = organisation;
        this.estate = estate;
        this.clock = clock;
    }

    /** What rules, keys and statements are called, for pages. */
    public Grounds grounds() {
        return grounds(rules.get());
    }

    /** The hash of the rule book of the last round of deciding. */
    public String ruleBook() {
        return rules.get().hash();
    }

    /** The rule book that explains, to be read. */
    public RuleShelf shelf() {
        RuleBook book = rules.get();
        return new RuleShelf(book, grounds(book));
    }

    private Grounds grounds(RuleBook book) {
        Grounds known = grounds;
        if (!known.isOf(book)) grounds = known = new Grounds(book);
        return known;
    }

    /**
     * Every current decision of an asset, with its ground and what would change it.
     *
     * @param name the asset's id, or its first label where only one has it
     * @throws FailureException ID_UNKNOWN when there is no such asset
     */
    public ObjectNode asset(String name) {
        AssetState asset = find(name, estate.get());
        RuleBook book = rules.get();
        ObjectNode answer = head(asset, book.hash(), clock.instant());
        lines(answer, asset, book, store.transact(tx -> tx.decisions().current(asset.id())));
        return answer;
    }

    /**
     * Whether a rule fires for an asset now, and if not, which of its conditions fails first.
     *
     * @param ruleId the whole id, or its beginning such as {@code R025}
     * @throws FailureException ID_UNKNOWN when there is no such asset or rule
     */
    public ObjectNode rule(String name, String ruleId) {
        Assets assets = estate.get();
        AssetState asset = find(name, assets);
        RuleBook book = rules.get();
        RuleTrace trace =
                book.trace(clock.instant(), organisation.get(), assets.names(), assets.all(), asset.id(), ruleId);
        ObjectNode answer = head(asset, book.hash(), clock.instant());
        TraceJson.write(answer, trace, grounds(book));
        lines(answer, asset, book, trace.decisions());
        return answer;
    }

    static ObjectNode head(AssetState asset, String ruleBook, Instant at) {
        ObjectNode answer = Json.object().put("schema", SCHEMA);
        answer.put("at", at.toString()).put("ruleBook", ruleBook);
        ObjectNode believed = AssetJson.head(asset);
        believed.remove("schema");
        believed.put("facts", asset.facts().size());
        ArrayNode sources = believed.putArray("sources");
        asset.facts().stream().map(Fact::source).distinct().sorted().forEach(sources::add);
        answer.set("asset", believed);
        return answer;
    }

    private void lines(ObjectNode answer, AssetState asset, RuleBook book, List<Decision> decisions) {
        Organisation profile = organisation.get();
        Instant now = clock.instant();
        List<Remediation> open = store.transact(tx -> tx.remediations().open(asset.id()).stream()
                .map(seen -> seen.remediation())
                .toList());
        WhatWouldChange change = new WhatWouldChange(
                book.catalogue(),
                profile,
                other -> store.transact(tx -> tx.decisions().current(other)),
                open,
                now);
        LineJson line = new LineJson(asset, book.catalogue(), grounds(book), change);
        ArrayNode lines = answer.putArray("lines");
        decisions.forEach(decision -> lines.add(line.write(decision)));
    }

    private static AssetState find(String name, Assets assets) {
        AssetId id = id(name, assets.ids());
        return assets.find(id).orElseThrow(() -> unknown(name, ""));
    }

    private static AssetId id(String name, List<AssetId> assets) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (AssetId asset : assets) if (asset.value().equals(name)) return asset;
        for (AssetId asset : assets) if (asset.value().toLowerCase(Locale.ROOT).equals(wanted)) return asset;
        List<AssetId> labelled =
                assets.stream().filter(asset -> label(asset).equals(wanted)).toList();
        if (labelled.size() == 1) return labelled.get(0);
        String meant = (labelled.isEmpty() ? assets.stream().filter(asset -> nearly(asset, wanted)) : labelled.stream())
                .limit(SUGGESTED)
                .map(AssetId::value)
                .collect(Collectors.joining(", "));
        throw unknown(name, meant);
    }

    private static FailureException unknown(String name, String meant) {
        return FailureException.of(
                FailureCode.ID_UNKNOWN,
                "There is no asset '" + name + "'" + (meant.isEmpty() ? "." : "; is it one of " + meant + "?"));
    }

    private static boolean nearly(AssetId id, String wanted) {
        return !wanted.isBlank() && id.value().toLowerCase(Locale.ROOT).contains(wanted);
    }

    /** What stands before the first dot or at sign. */
    private static String label(AssetId id) {
        return id.value().toLowerCase(Locale.ROOT).split("[.@]", 2)[0];
    }
}
