package io.ratchet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.domain.organisation.Organisation.Federation;
import io.ratchet.domain.organisation.Organisation.Partner;
import io.ratchet.domain.organisation.Organisation.ProofEntry;
import io.ratchet.domain.organisation.Organisation.Site;
import io.ratchet.domain.organisation.Organisation.Waiver;
import io.ratchet.domain.organisation.Organisation.Window;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;

/**
 * The organisation profile as it is kept beside the decisions that rested on it: every value, what was assumed
 * included, so that a later Ratchet with other assumptions reads the same profile.
 */
public final class OrganisationJson {
    public static final String SCHEMA = "ratchet.organisation/1";

    private OrganisationJson() {}

    public static ObjectNode write(Organisation organisation) {
        ObjectNode node = Json.object().put("schema", SCHEMA).put("organisation", organisation.name());
        node.put("goal", organisation.goal().name())
                .put("timezone", organisation.timezone().getId());
        node.put("federation", Fields.word(organisation.federation()));
        ArrayNode partners = node.putArray("federatedPartners");
        organisation.federatedPartners().forEach(partner -> {
            ObjectNode one = partners.addObject().put("name", partner.name()).put("server", partner.server());
            FindingJson.put(one, "build", partner.build());
        });
        ArrayNode topology = node.putArray("topology");
        organisation.topology().forEach(topology::add);
        ArrayNode sites = node.putArray("sites");
        organisation.sites().forEach(site -> site(sites.addObject(), site));
        ArrayNode exceptions = node.putArray("exceptions");
        organisation.exceptions().forEach(entry -> exception(exceptions.addObject(), entry));
        ArrayNode proofs = node.putArray("proofs");
        organisation.proofs().forEach(proof -> proof(proofs.addObject(), proof));
        ArrayNode waivers = node.putArray("waivers");
        organisation.waivers().forEach(waiver -> waiver(waivers.addObject(), waiver));
        return node;
    }

    private static void site(ObjectNode node, Site site) {
        node.put("name", site.name());
        if (site.goal() != null) node.put("goal", site.goal().name());
        ArrayNode networks = node.putArray("networks");
        site.networks().forEach(networks::add);
        if (site.timezone() != null) node.put("timezone", site.timezone().getId());
        if (site.window() == null) return;
        ObjectNode window = node.putObject("window");
        window.put("rrule", site.window().rrule());
        window.put("duration", site.window().duration().toString());
        if (site.window().tries() != null) window.put("tries", site.window().tries());
    }

    private static void exception(ObjectNode node, ExceptionEntry entry) {
        node.put("asset", entry.asset()).put("goal", entry.goal().name()).put("owner", entry.owner());
        node.put("reason", entry.reason()).put("until", entry.until().toString());
        node.put("compensatingControl", entry.compensatingControl()).set("clearedBy", clearing(entry.clearedBy()));
    }

    private static void proof(ObjectNode node, ProofEntry proof) {
        node.put("gate", proof.gate()).put("scope", proof.scope()).put("by", proof.by());
        if (proof.at() != null) node.put("at", proof.at().toString());
        FindingJson.put(node, "detail", proof.detail());
    }

    private static void waiver(ObjectNode node, Waiver waiver) {
        node.put("gate", waiver.gate()).put("scope", waiver.scope()).put("owner", waiver.owner());
        node.put("until", waiver.until().toString()).put("reason", waiver.reason());
    }

    /** Reads what {@link #write} wrote. */
    public static Organisation read(JsonNode node) {
        Fields f = Fields.of(node, "");
        return new Organisation(
                f.text("organisation"),
                f.name("goal", Goal.class),
                ZoneId.of(f.text("timezone")),
                f.word("federation", Federation.class),
                all(
                        f,
                        "federatedPartners",
                        one -> new Partner(one.text("name"), one.text("server"), one.optionalText("build"))),
                f.textList("topology"),
                all(f, "sites", OrganisationJson::site),
                all(f, "exceptions", OrganisationJson::exception),
                all(
                        f,
                        "proofs",
                        one -> new ProofEntry(
                                one.text("gate"),
                                one.text("scope"),
                                one.text("by"),
                                one.optionalInstant("at"),
                                one.optionalText("detail"))),
                all(
                        f,
                        "waivers",
                        one -> new Waiver(
                                one.text("gate"),
                                one.text("scope"),
                                one.text("owner"),
                                LocalDate.parse(one.text("until")),
                                one.text("reason"))));
    }

    private static Site site(Fields f) {
        Window window = null;
        if (f.has("window")) {
            Fields told = f.object("window");
            window = new Window(
                    told.text("rrule"),
                    Duration.parse(told.text("duration")),
                    told.has("tries") ? told.integer("tries") : null);
        }
        return new Site(
                f.text("name"),
                f.has("goal") ? f.name("goal", Goal.class) : null,
                f.textList("networks"),
                f.has("timezone") ? ZoneId.of(f.text("timezone")) : null,
                window);
    }

    private static ExceptionEntry exception(Fields f) {
        return new ExceptionEntry(
                f.text("asset"),
                f.name("goal", Goal.class),
                f.text("owner"),
                f.text("reason"),
                LocalDate.parse(f.text("until")),
                f.text("compensatingControl"),
                clearing(f));
    }

    private static JsonNode clearing(Clearing clearing) {
        if (clearing instanceof Clearing.Proven proven) return Json.object().put("proof", proven.gate());
        if (!(clearing instanceof Clearing.Build build)) return TextNode.valueOf(clearing.says());
        ObjectNode node = Json.object().put("product", build.product()).put("build", build.build());
        if (build.site() != null) return node.put("on", "site:" + build.site());
        build.assets().forEach(node.putArray("on")::add);
        return node;
    }

    private static Clearing clearing(Fields f) {
        if (!f.raw("clearedBy").isObject()) return new Clearing.Words(f.text("clearedBy"));
        Fields told = f.object("clearedBy");
        if (told.has("proof")) return new Clearing.Proven(told.text("proof"));
        boolean list = told.raw("on").isArray();
        return new Clearing.Build(
                told.text("product"),
                told.text("build"),
                list ? told.textList("on") : List.of(),
                list ? null : told.text("on").substring("site:".length()));
    }

    private static <T> List<T> all(Fields f, String field, Function<Fields, T> read) {
        return f.objects(field).stream().map(read).toList();
    }
}
