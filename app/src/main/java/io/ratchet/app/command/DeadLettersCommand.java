package io.ratchet.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.app.server.ServeSettings;
import io.ratchet.app.terminal.Exit;
import io.ratchet.app.terminal.Table;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.routes.intake.DeadLetterTopic;
import io.ratchet.routes.intake.DeadLetterTopic.Letter;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet dead-letters}: what a topic brought and nothing could be used of, and back with it. */
@Command(
        name = "dead-letters",
        description = "Lists messages of the topic of findings that were set aside, or sends them there once more.")
final class DeadLettersCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The settings of the server, which name the brokers and the topics.")
    private Path config = Path.of("");

    @Option(
            names = "--redrive",
            description = "Sends all that did not go back yet to the topic they came from, as they are.")
    private boolean redrive;

    @Option(names = "--json", description = "Prints the result as JSON.")
    private boolean json;

    DeadLettersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ServeSettings.Kafka kafka = ServeSettings.read(InputFile.readable(config))
                .kafka()
                .orElseThrow(() -> Refusal.couldNotStart("'" + config + "' names no topic of findings (kafka)."));
        String dead = kafka.deadLetters()
                .orElseThrow(() ->
                        Refusal.couldNotStart("'" + config + "' names no topic of dead letters (kafka.deadLetters)."));
        DeadLetterTopic topic = new DeadLetterTopic(kafka.brokers(), dead, kafka.topic(), kafka.group());
        if (redrive) sentBack(dead, topic.redrive(), kafka.topic());
        else list(dead, topic.letters());
        return Exit.DONE;
    }

    private void sentBack(String dead, int letters, String inbox) {
        if (json) terminal.out().println(answer(dead).put("redriven", letters));
        else terminal.say("Sent back to '" + inbox + "': " + letters + ".");
    }

    private void list(String dead, List<Letter> letters) {
        if (json) terminal.out().println(answer(dead, letters));
        else if (letters.isEmpty()) terminal.say("No message waits in '" + dead + "'.");
        else {
            Table table = new Table("SET ASIDE", "FROM", "CODE", "BYTES", "REASON");
            for (Letter letter : letters)
                table.row(letter.at(), letter.from(), letter.code(), letter.bytes(), letter.reason());
            table.print(terminal.out());
        }
    }

    private static ObjectNode answer(String dead) {
        return Json.object().put("schema", "ratchet.dead-letters/1").put("topic", dead);
    }

    private static ObjectNode answer(String dead, List<Letter> letters) {
        ObjectNode answer = answer(dead);
        ArrayNode array = answer.putArray("letters");
        for (Letter letter : letters)
            array.addObject()
                    .put("partition", letter.partition())
                    .put("offset", letter.offset())
                    .put("at", letter.at().toString())
                    .put("from", letter.from())
                    .put("code", letter.code())
                    .put("reason", letter.reason())
                    .put("bytes", letter.bytes());
        return answer;
    }
}
