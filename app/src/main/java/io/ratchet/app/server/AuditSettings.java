package io.ratchet.app.server;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.credentials.CredentialReferences;
import io.ratchet.connectors.head.HeadHook;
import io.ratchet.connectors.notice.NoticeReceiver;
import io.ratchet.domain.Checks;
import io.ratchet.routes.heads.HeadReceiver;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.audit.TimeStamps;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.Witness;
import io.ratchet.wire.YamlNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the audit log's heads are published and who vouches for them; {@code docs/guides/audit.md} says what for.
 *
 * @param name what the log is called in its checkpoints; empty: after its first key
 * @param publish the folder; empty: one in the data folder
 * @param every how often a head is kept and vouched for, whatever happens
 * @param quorum how many of the witnesses must sign before an export is written
 * @param receivers who is sent a copy of each head that is kept
 * @param keys the folder from which the signing keys are copied where the data folder has none; empty: they are made
 * @param redactable whether lines are written so that names in them can be hidden in an export
 */
public record AuditSettings(
        Optional<String> name,
        Optional<Path> publish,
        Duration every,
        List<Witness> witnesses,
        int quorum,
        Optional<TimeStamps> timestamps,
        List<Receiver> receivers,
        Optional<Path> keys,
        boolean redactable) {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    /** Who is sent a copy of each head; by a webhook or through a topic. */
    public sealed interface Receiver {
        String name();
    }

    /** @param credential reference of the token that is sent with it; empty: none is */
    public record ByWebhook(String name, URI url, Optional<String> credential) implements Receiver {
        public ByWebhook {
            HeadHook.check(url, credential.isPresent());
        }

        HeadReceiver reached(Credentials credentials) {
            return new HeadReceiver.Webhook(name, new HeadHook(url, credential, credentials));
        }
    }

    /** Through a topic of Kafka. */
    public record ByTopic(HeadReceiver.Topic topic) implements Receiver {
        @Override
        public String name() {
            return topic.name();
        }
    }

    public AuditSettings {
        witnesses = List.copyOf(witnesses);
        receivers = List.copyOf(receivers);
    }

    /** Published each hour in the data folder, vouched for by nobody else. */
    static AuditSettings usual() {
        return new AuditSettings(
                Optional.empty(),
                Optional.empty(),
                HOUR,
                List.of(),
                0,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false);
    }

    static AuditSettings read(Path base, @Nullable YamlNode node) {
        if (node == null) return usual();
        Map<String, YamlNode> given = node.mapping(Set.of(
                "name", "publish", "every", "witnesses", "quorum", "timestamps", "receivers", "keys", "redactable"));
        List<Witness> witnesses = witnesses(given.get("witnesses"));
        return new AuditSettings(
                YamlNode.given(given.get("name"))
                        .map(name -> name.as("a name such as ratchet.corp.example/audit", AuditSettings::name)),
                YamlNode.given(given.get("publish")).map(folder -> base.resolve(folder.text())),
                YamlNode.given(given.get("every"))
                        .map(every -> every.as("a time from PT1M to P7D, such as PT1H", AuditSettings::beat))
                        .orElse(HOUR),
                witnesses,
                YamlNode.given(given.get("quorum"))
                        .map(quorum -> quorum.as(
                                "a number up to that of the witnesses", text -> quorum(text, witnesses.size())))
                        .orElse(witnesses.size()),
                YamlNode.given(given.get("timestamps")).map(stamps -> timestamps(base, stamps)),
                receivers(given.get("receivers")),
                YamlNode.given(given.get("keys")).map(folder -> base.resolve(folder.text())),
                YamlNode.given(given.get("redactable"))
                        .map(redactable -> redactable.as("true or false", AuditSettings::truth))
                        .orElse(false));
    }

    private static boolean truth(String text) {
        Checks.that(text.equals("true") || text.equals("false"), "true or false");
        return text.equals("true");
    }

    private static String name(String text) {
        Checks.that(text.matches("[a-z0-9][A-Za-z0-9./_-]{2,199}"), "a name");
        return text;
    }

    private static Duration beat(String text) {
        Duration beat = Duration.parse(text);
        Checks.that(beat.compareTo(SHORTEST) >= 0 && beat.compareTo(LONGEST) <= 0, "a time");
        return beat;
    }

    private static int quorum(String text, int most) {
        int quorum = Integer.parseInt(text);
        Checks.that(quorum >= 0 && quorum <= most, "a number");
        return quorum;
    }

    private static List<Witness> witnesses(@Nullable YamlNode node) {
        List<Witness> witnesses = new ArrayList<>();
        for (YamlNode each : node == null || node.empty() ? List.<YamlNode>of() : node.list()) {
            Map<String, YamlNode> given = each.mapping(Set.of("key", "url"));
            Witness witness = each.required(given, "key")
                    .as(
                            "the key of a witness, NAME+8 hexadecimal digits+base64, that cosigns",
                            text -> new Witness(NoteKey.read(text), address(each.required(given, "url"))));
            if (witnesses.stream()
                    .anyMatch(other -> other.key().name().equals(witness.key().name())))
                throw each.refuse("there are two witnesses '" + witness.key().name() + "'; each counts once.");
            witnesses.add(witness);
        }
        return witnesses;
    }

    private static List<Receiver> receivers(@Nullable YamlNode node) {
        List<Receiver> receivers = new ArrayList<>();
        for (YamlNode each : node == null || node.empty() ? List.<YamlNode>of() : node.list()) {
            Receiver receiver = receiver(each);
            if (receivers.stream().anyMatch(other -> other.name().equals(receiver.name())))
                throw each.refuse("there are two receivers '" + receiver.name() + "'; give each a name of its own.");
            receivers.add(receiver);
        }
        return receivers;
    }

    private static Receiver receiver(YamlNode node) {
        boolean byTopic = node.entries().containsKey("topic");
        Map<String, YamlNode> given =
                node.mapping(byTopic ? Set.of("name", "topic", "brokers") : Set.of("name", "url", "credential"));
        String name = node.required(given, "name").as("letters, digits, dots, hyphens and underscores", text -> {
            Checks.that(NoticeReceiver.isName(text), "a name");
            return text;
        });
        if (byTopic) {
            String topic = node.required(given, "topic").text();
            return node.required(given, "brokers")
                    .as(
                            "brokers such as kafka1:9092,kafka2:9092, and 'topic' the name of a topic",
                            brokers -> new ByTopic(new HeadReceiver.Topic(name, brokers, topic)));
        }
        Optional<String> credential = YamlNode.given(given.get("credential")).map(YamlNode::text);
        if (credential.filter(text -> !CredentialReferences.isReference(text)).isPresent())
            throw node.refuse(
                    "'credential' is a reference, file:NAME, env:NAME or vault:PATH, never the secret itself.");
        return node.required(given, "url")
                .as(
                        "the address of a webhook without a user in it, by TLS where a 'credential' goes with it",
                        url -> new ByWebhook(name, URI.create(url), credential));
    }

    private static TimeStamps timestamps(Path base, YamlNode node) {
        Map<String, YamlNode> given = node.mapping(Set.of("url", "trust"));
        return new TimeStamps(
                address(node.required(given, "url")),
                base.resolve(node.required(given, "trust").text()));
    }

    /** What goes there are hashes, and what comes back is signed: it need not be TLS. */
    private static URI address(YamlNode node) {
        return node.as("an address such as https://witness.example", text -> {
            URI address = URI.create(text);
            String scheme = String.valueOf(address.getScheme());
            Checks.that(
                    (scheme.equals("https") || scheme.equals("http"))
                            && address.getHost() != null
                            && address.getUserInfo() == null,
                    "an address");
            return address;
        });
    }

    /**
     * Those who are sent a copy, as they are reached; their secrets are read when they are needed.
     *
     * @throws io.ratchet.domain.failure.FailureException CONFIG_INVALID when one is not there now
     */
    List<HeadReceiver> reached(Credentials credentials) {
        List<HeadReceiver> reached = new ArrayList<>();
        for (Receiver receiver : receivers) {
            if (receiver instanceof ByWebhook webhook) {
                webhook.credential().ifPresent(credentials::resolve);
                reached.add(webhook.reached(credentials));
            } else if (receiver instanceof ByTopic topic) reached.add(topic.topic());
        }
        return reached;
    }

    /** @param data the data folder */
    HeadPublisher.Settings publishing(Path data) {
        return new HeadPublisher.Settings(
                publish.orElseGet(() -> data.resolve("published")), name, every, witnesses, quorum, timestamps);
    }
}
