package io.ratchet.app.server;

import io.ratchet.domain.Checks;
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
 */
public record AuditSettings(
        Optional<String> name,
        Optional<Path> publish,
        Duration every,
        List<Witness> witnesses,
        int quorum,
        Optional<TimeStamps> timestamps) {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    public AuditSettings {
        witnesses = List.copyOf(witnesses);
    }

    /** Published each hour in the data folder, vouched for by nobody else. */
    static AuditSettings usual() {
        return new AuditSettings(Optional.empty(), Optional.empty(), HOUR, List.of(), 0, Optional.empty());
    }

    static AuditSettings read(Path base, @Nullable YamlNode node) {
        if (node == null) return usual();
        Map<String, YamlNode> given =
                node.mapping(Set.of("name", "publish", "every", "witnesses", "quorum", "timestamps"));
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
                YamlNode.given(given.get("timestamps")).map(stamps -> timestamps(base, stamps)));
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

    /** @param data the data folder */
    HeadPublisher.Settings publishing(Path data) {
        return new HeadPublisher.Settings(
                publish.orElseGet(() -> data.resolve("published")), name, every, witnesses, quorum, timestamps);
    }
}
