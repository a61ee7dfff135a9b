package io.ratchet.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Account;
import io.ratchet.domain.finding.Observation.Boot;
import io.ratchet.domain.finding.Observation.DeviceModel;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.FileVersion;
import io.ratchet.domain.finding.Observation.InstalledProduct;
import io.ratchet.domain.finding.Observation.Integration;
import io.ratchet.domain.finding.Observation.Membership;
import io.ratchet.domain.finding.Observation.OperatingSystem;
import io.ratchet.domain.finding.Observation.PolicyOwner;
import io.ratchet.domain.finding.Observation.PortOwner;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.Observation.Proof;
import io.ratchet.domain.finding.Observation.ProtocolFailure;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.RegistryValue;
import io.ratchet.domain.finding.Observation.SchannelEvent;
import io.ratchet.domain.finding.Observation.ServerRole;
import io.ratchet.domain.finding.Observation.Service;
import io.ratchet.domain.finding.Observation.Stack;
import io.ratchet.domain.finding.Observation.UpdateInstalled;
import io.ratchet.domain.finding.Observation.UserAgent;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The observation types of section 2 of the contract, each read and written beside the other. */
final class ObservationJson {
    private static final Map<String, Function<Fields, Observation>> READERS = Map.ofEntries(
            Map.entry("protocol-offer", ObservationJson::protocolOffer),
            Map.entry("protocol-use", ObservationJson::protocolUse),
            Map.entry("protocol-failure", ObservationJson::protocolFailure),
            Map.entry("operating-system", ObservationJson::operatingSystem),
            Map.entry("installed-product", ObservationJson::installedProduct),
            Map.entry("update-installed", ObservationJson::updateInstalled),
            Map.entry("file-version", ObservationJson::fileVersion),
            Map.entry("registry-value", ObservationJson::registryValue),
            Map.entry("schannel-event", ObservationJson::schannelEvent),
            Map.entry("device-model", ObservationJson::deviceModel),
            Map.entry(
                    "user-agent",
                    f -> new UserAgent(f.oneOf("via", "http", "sip"), f.text("value"), f.optionalCount("count"))),
            Map.entry("server-role", f -> new ServerRole(f.text("role"), f.optionalText("version"))),
            Map.entry("service", f -> new Service(f.text("name"), f.oneOf("state", "running", "stopped", "absent"))),
            Map.entry("port-owner", f -> new PortOwner(f.integer("port"), f.text("process"), f.optionalText("module"))),
            Map.entry("membership", ObservationJson::membership),
            Map.entry("boot", f -> new Boot(f.instant("at"))),
            Map.entry("account", ObservationJson::account),
            Map.entry("policy-owner", ObservationJson::policyOwner),
            Map.entry("proof", ObservationJson::proof),
            Map.entry("integration", ObservationJson::integration));

    private ObservationJson() {}

    static Observation read(Fields fields) {
        Function<Fields, Observation> reader = READERS.get(fields.text("type"));
        if (reader == null)
            throw Fields.bad(fields.at("type"), "an observation type of the contract", fields.raw("type"));
        return reader.apply(fields);
    }

    private static Observation protocolOffer(Fields f) {
        String transport = f.optionalText("transport");
        return new ProtocolOffer(
                f.integer("port"),
                transport == null ? "tcp" : transport,
                f.optionalText("sni"),
                f.optionalText("starttls"),
                protocol(f, "protocol"),
                f.word("state", OfferState.class));
    }

    private static Observation protocolUse(Fields f) {
        return new ProtocolUse(
                f.word("direction", Direction.class),
                protocol(f, "protocol"),
                f.optionalWord("stack", Stack.class),
                f.optionalText("peer"),
                f.optionalInteger("port"),
                f.count("count"),
                f.optionalInstant("from"),
                f.optionalInstant("to"),
                f.flag("test"));
    }

    private static Observation protocolFailure(Fields f) {
        return new ProtocolFailure(
                f.word("direction", Direction.class),
                f.optionalWord("stack", Stack.class),
                f.has("protocol") ? protocol(f, "protocol") : null,
                f.optionalInteger("alert"),
                f.optionalText("peer"),
                f.count("count"));
    }

    private static Observation operatingSystem(Fields f) {
        return new OperatingSystem(
                f.text("version"),
                f.optionalInteger("revision"),
                f.optionalInteger("productType"),
                f.optionalInteger("servicePack"),
                f.optionalText("caption"),
                f.optionalText("sku"),
                f.optionalOneOf("architecture", "x86", "x64", "arm64"));
    }

    private static Observation installedProduct(Fields f) {
        String installer = f.optionalOneOf("installer", "msi", "c2r", "appx", "package", "unknown");
        return new InstalledProduct(
                f.text("name"),
                f.optionalText("version"),
                f.optionalText("publisher"),
                installer == null ? "unknown" : installer,
                f.optionalText("channel"),
                f.optionalInstant("at"));
    }

    private static Observation updateInstalled(Fields f) {
        return new UpdateInstalled(f.text("kb").toUpperCase(Locale.ROOT), installed(f), f.optionalInstant("at"));
    }

    private static Presence installed(Fields f) {
        return switch (f.text("state")) {
            case "installed" -> Presence.PRESENT;
            case "not-installed" -> Presence.ABSENT;
            case "unknown" -> Presence.UNKNOWN;
            default -> throw Fields.bad(f.at("state"), "one of installed, not-installed, unknown", f.raw("state"));
        };
    }

    private static Observation fileVersion(Fields f) {
        return new FileVersion(f.text("path"), f.optionalText("version"), f.word("state", Presence.class));
    }

    private static Observation registryValue(Fields f) {
        RegistryData.Kind kind = f.word("kind", RegistryData.Kind.class);
        String name = f.optionalText("name");
        return new RegistryValue(
                f.text("key"), name == null ? "" : name, RegistryJson.read(kind, f.raw("value"), f.at("value")));
    }

    private static Observation schannelEvent(Fields f) {
        return new SchannelEvent(f.integer("eventId"), f.count("count"), f.texts("fields"), f.optionalText("process"));
    }

    private static Observation deviceModel(Fields f) {
        return new DeviceModel(
                f.text("vendor"),
                f.text("model"),
                f.optionalText("firmware"),
                f.optionalText("app"),
                f.optionalText("appVersion"));
    }

    private static Observation account(Fields f) {
        return new Account(
                f.text("user"),
                f.optionalOneOf("mailbox", "online", "on-premises"),
                f.optionalOneOf("sip", "online", "on-premises"),
                f.optionalText("device"));
    }

    private static Observation membership(Fields f) {
        return new Membership(f.oneOf("kind", "pool", "farm", "dag", "site", "service"), f.text("name"));
    }

    private static Observation integration(Fields f) {
        return new Integration(
                f.text("name"), f.oneOf("kind", "third-party", "in-house", "sdk"), f.optionalText("detail"));
    }

    private static Observation policyOwner(Fields f) {
        return new PolicyOwner(
                f.text("key"), f.text("name"), f.oneOf("by", "gpo", "mdm", "configmgr"), f.optionalText("policy"));
    }

    private static Observation proof(Fields f) {
        return new Proof(f.text("gate"), f.text("scope"), f.text("by"), f.optionalText("detail"));
    }

    private static Protocol protocol(Fields f, String field) {
        return Protocol.of(f.text(field))
                .orElseThrow(() -> Fields.bad(
                        f.at(field), "one of SSLv2, SSLv3, TLSv1.0, TLSv1.1, TLSv1.2, TLSv1.3", f.raw(field)));
    }

    static ObjectNode write(Observation observation) {
        Writer w = new Writer(Json.object());
        if (observation instanceof ProtocolOffer o)
            w.type("protocol-offer")
                    .put("port", o.port())
                    .put("transport", o.transport())
                    .put("sni", o.sni())
                    .put("starttls", o.starttls())
                    .put("protocol", o.protocol().wire())
                    .word("state", o.state());
        else if (observation instanceof ProtocolUse o) {
            w.type("protocol-use")
                    .word("direction", o.direction())
                    .put("protocol", o.protocol().wire())
                    .word("stack", o.stack())
                    .put("peer", o.peer())
                    .put("port", o.port())
                    .put("count", o.count())
                    .put("from", o.from())
                    .put("to", o.to());
            if (o.test()) w.node.put("test", true);
        } else if (observation instanceof ProtocolFailure o)
            w.type("protocol-failure")
                    .word("direction", o.direction())
                    .word("stack", o.stack())
                    .put("protocol", o.protocol() == null ? null : o.protocol().wire())
                    .put("alert", o.alert())
                    .put("peer", o.peer())
                    .put("count", o.count());
        else if (observation instanceof OperatingSystem o)
            w.type("operating-system")
                    .put("version", o.version())
                    .put("revision", o.revision())
                    .put("productType", o.productType())
                    .put("servicePack", o.servicePack())
                    .put("caption", o.caption())
                    .put("sku", o.sku())
                    .put("architecture", o.architecture());
        else if (observation instanceof InstalledProduct o)
            w.type("installed-product")
                    .put("name", o.name())
                    .put("version", o.version())
                    .put("publisher", o.publisher())
                    .put("installer", o.installer())
                    .put("channel", o.channel())
                    .put("at", o.at());
        else if (observation instanceof UpdateInstalled o)
            w.type("update-installed")
                    .put("kb", o.kb())
                    .put("state", installed(o.state()))
                    .put("at", o.at());
        else if (observation instanceof FileVersion o)
            w.type("file-version")
                    .put("path", o.path())
                    .put("version", o.version())
                    .word("state", o.state());
        else if (observation instanceof RegistryValue o) {
            w.type("registry-value")
                    .put("key", o.key())
                    .put("name", o.name())
                    .word("kind", o.data().kind());
            if (!o.data().absent()) RegistryJson.write(w.node, "value", o.data().value());
        } else if (observation instanceof SchannelEvent o) {
            w.type("schannel-event").put("eventId", o.eventId()).put("count", o.count());
            o.fields().forEach(w.node.putObject("fields")::put);
            w.put("process", o.process());
        } else if (observation instanceof DeviceModel o)
            w.type("device-model")
                    .put("vendor", o.vendor())
                    .put("model", o.model())
                    .put("firmware", o.firmware())
                    .put("app", o.app())
                    .put("appVersion", o.appVersion());
        else if (observation instanceof UserAgent o)
            w.type("user-agent").put("via", o.via()).put("value", o.value()).put("count", o.count());
        else if (observation instanceof ServerRole o)
            w.type("server-role").put("role", o.role()).put("version", o.version());
        else if (observation instanceof Service o)
            w.type("service").put("name", o.name()).put("state", o.state());
        else if (observation instanceof PortOwner o)
            w.type("port-owner")
                    .put("port", o.port())
                    .put("process", o.process())
                    .put("module", o.module());
        else if (observation instanceof Membership o)
            w.type("membership").put("kind", o.kind()).put("name", o.name());
        else if (observation instanceof Boot o) w.type("boot").put("at", o.at());
        else if (observation instanceof Account o)
            w.type("account")
                    .put("user", o.user())
                    .put("mailbox", o.mailbox())
                    .put("sip", o.sip())
                    .put("device", o.device());
        else if (observation instanceof PolicyOwner o)
            w.type("policy-owner")
                    .put("key", o.key())
                    .put("name", o.name())
                    .put("by", o.by())
                    .put("policy", o.policy());
        else if (observation instanceof Proof o)
            w.type("proof")
                    .put("gate", o.gate())
                    .put("scope", o.scope())
                    .put("by", o.by())
                    .put("detail", o.detail());
        else if (observation instanceof Integration o)
            w.type("integration").put("name", o.name()).put("kind", o.kind()).put("detail", o.detail());
        else throw new AssertionError("an observation without a JSON form: " + observation.getClass());
        return w.node;
    }

    private static String installed(Presence presence) {
        return switch (presence) {
            case PRESENT -> "installed";
            case ABSENT -> "not-installed";
            case UNKNOWN -> "unknown";
        };
    }

    /** Writes what is there and leaves out what was not said. */
    private record Writer(ObjectNode node) {
        Writer type(String type) {
            node.put("type", type);
            return this;
        }

        Writer put(String field, @Nullable String value) {
            if (value != null) node.put(field, value);
            return this;
        }

        Writer put(String field, @Nullable Integer value) {
            if (value != null) node.put(field, value);
            return this;
        }

        Writer put(String field, @Nullable Long value) {
            if (value != null) node.put(field, value);
            return this;
        }

        Writer put(String field, @Nullable Instant value) {
            if (value != null) node.put(field, value.toString());
            return this;
        }

        Writer word(String field, @Nullable Enum<?> value) {
            if (value != null) node.put(field, Fields.word(value));
            return this;
        }
    }
}
