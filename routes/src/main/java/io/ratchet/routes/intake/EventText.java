package io.ratchet.routes.intake;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event as Splunk's forwarder renders it where it is not told to send XML: a line of time, then a line for each name
 * and its value, the message last and over as many lines as it has.
 */
final class EventText {
    private static final Pattern LINE = Pattern.compile("(?m)^(LogName|EventCode|ComputerName|SourceName)=(.{0,300})$");
    private static final Pattern MESSAGE = Pattern.compile("(?m)^Message=");

    private EventText() {}

    /** Empty when it is none. */
    static Optional<EventXml.Told> read(String text) {
        Matcher message = MESSAGE.matcher(text);
        boolean told = message.find();
        String head = told ? text.substring(0, message.start()) : text;
        Map<String, String> values = new HashMap<>();
        Matcher line = LINE.matcher(head);
        while (line.find()) values.putIfAbsent(line.group(1), Words.value(line.group(2)));
        if (!values.containsKey("EventCode") || !values.containsKey("SourceName")) return Optional.empty();
        return Optional.of(new EventXml.Told(
                values.getOrDefault("SourceName", ""),
                values.getOrDefault("EventCode", ""),
                values.getOrDefault("ComputerName", ""),
                "",
                EventMessage.fields(told ? text.substring(message.end()) : "")));
    }
}
