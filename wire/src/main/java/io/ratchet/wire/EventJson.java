package io.ratchet.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.event.Event;
import java.time.Instant;

/** {@code ratchet.event/1}: one message of the topic of events. */
public final class EventJson {
    public static final String SCHEMA = "ratchet.event/1";

    /** A broker takes a message of a mebibyte unless it is told otherwise; in UTF-8 a character is up to 3 bytes. */
    private static final int LONGEST = 330_000;

    private static final int ID_DIGITS = 32;

    private EventJson() {}

    /**
     * The message as it is sent, however often. Its id is over all else of it, so that a number that comes twice, after
     * a database was put back from a backup, never stands for two things under one id.
     *
     * @param number its place among all events of the store
     */
    public static String message(long number, Instant at, Event event) {
        ObjectNode node = head(number, at, event);
        put(node, event);
        String text = Json.line(node);
        if (text.length() > LONGEST) {
            node = head(number, at, event).put("cut", true);
            text = Json.line(node);
        }
        return Json.line(node.put("id", Sha256.hex(text).substring(0, ID_DIGITS)));
    }

    private static ObjectNode head(long number, Instant at, Event event) {
        return Json.object()
                .put("schema", SCHEMA)
                .put("number", number)
                .put("at", at.toString())
                .put("type", event.type())
                .put("about", event.about());
    }

    private static void put(ObjectNode node, Event event) {
        if (event instanceof Event.OfAsset it) node.set("asset", asset(it.asset()));
        else if (event instanceof Event.OfDecision it) node.set("decision", DecisionJson.write(it.decision()));
        else if (event instanceof Event.RemediationReached it)
            node.set("remediation", RemediationJson.write(it.remediation()));
        else if (event instanceof Event.AuditHeadKept it)
            node.putObject("head")
                    .put("log", it.log())
                    .put("size", it.size())
                    .put("root", it.root())
                    .put("note", it.note());
    }

    private static ObjectNode asset(Decision.About about) {
        return AssetJson.head(about.asset(), about.identity(), about.host(), about.site());
    }
}
