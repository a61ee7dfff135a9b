package io.ratchet.connectors.pull;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.pull.PullWeb.Ask;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Qualys, host list detection: a page of hosts, and in its warning the id of the host at which the next page begins. Of
 * the address that the warning gives only that number is taken.
 */
final class Qualys implements PullApi {
    private static final String ASKED = "asked";
    private static final String FROM = "from";
    private static final int HOSTS = 1_000;
    /** The detections that the format's reader knows. */
    private static final String QIDS = "38116,38628,38794,38606,38139";

    private static final Pattern NEXT = Pattern.compile("[?&]id_min=([0-9]{1,18})(?:&|$)");
    /** "More hosts than are shown." */
    private static final String TRUNCATED = "1980";

    private final PullSource source;
    private final Credentials credentials;
    private final PullWeb web;
    private final Clock clock;

    Qualys(PullSource source, Credentials credentials, PullWeb web, Clock clock) {
        this.source = source;
        this.credentials = credentials;
        this.web = web;
        this.clock = clock;
    }

    @Override
    public PullStep next(Map<String, String> kept, Path folder) throws PullFault {
        if (kept.containsKey(ASKED) && !kept.containsKey(FROM))
            return new PullStep.Done(Map.of(Window.SINCE, kept.getOrDefault(ASKED, "")));
        Instant now = clock.instant();
        String since = kept.getOrDefault(Window.SINCE, now.minus(source.back()).toString());
        String asked = kept.getOrDefault(ASKED, now.toString());
        String path = "/api/2.0/fo/asset/host/vm/detection/?"
                + PullWeb.query(
                        "action", "list",
                        "output_format", "XML",
                        "show_igs", "1",
                        "show_results", "1",
                        "status", "New,Active,Re-Opened,Fixed",
                        "qids", QIDS,
                        "truncation_limit", Integer.toString(HOSTS),
                        "id_min", kept.getOrDefault(FROM, "0"),
                        "detection_updated_since",
                                Instant.ofEpochSecond(Instant.parse(since).getEpochSecond())
                                        .toString());
        Map<String, String> headers = new HashMap<>(Accounts.basic(credentials, source));
        headers.put("X-Requested-With", "Ratchet");
        try {
            return Pages.file(source.name() + "-" + kept.getOrDefault(FROM, "0") + ".xml", folder, file -> {
                web.exchange(Ask.get(path, headers), body -> save(body, file));
                Looked looked = look(file);
                Map<String, String> then = new HashMap<>(Map.of(Window.SINCE, since, ASKED, asked));
                if (!looked.next().isEmpty()) then.put(FROM, later(looked.next(), kept));
                return new Pages.Filled(looked.hosts(), then);
            });
        } catch (PullFault e) {
            // A limit on calls or on calls at once is 409 here, not 429.
            throw e.status() == 409 && e.after().isEmpty()
                    ? PullFault.answered(409, String.valueOf(e.getMessage()), Duration.ofMinutes(5))
                    : e;
        }
    }

    /** A place that does not lie behind the last one would be asked for for ever. */
    private static String later(String next, Map<String, String> kept) throws PullFault {
        if (Long.parseLong(next) <= Long.parseLong(kept.getOrDefault(FROM, "0")))
            throw PullFault.retry("It names a next page that is not behind this one.", Duration.ofMinutes(15), null);
        return next;
    }

    private static long save(InputStream body, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            return body.transferTo(out);
        }
    }

    private record Looked(long hosts, String next) {}

    private static Looked look(Path file) throws IOException, PullFault {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            return look(xml);
        } catch (XMLStreamException e) {
            throw PullFault.retry("Its answer breaks off or is no XML.", null, e);
        }
    }

    private static Looked look(XMLStreamReader xml) throws XMLStreamException, PullFault {
        long hosts = 0;
        boolean warned = false;
        boolean list = false;
        String code = "";
        String next = "";
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) continue;
            switch (xml.getLocalName()) {
                case "HOST_LIST_VM_DETECTION_OUTPUT" -> list = true;
                case "HOST" -> hosts++;
                case "WARNING" -> warned = true;
                case "CODE" -> code = xml.getElementText().strip();
                case "TEXT" -> {
                    if (!list) throw refused(code, xml.getElementText());
                }
                case "URL" -> {
                    Matcher id = NEXT.matcher(xml.getElementText().strip());
                    if (warned && code.equals(TRUNCATED) && id.find()) next = id.group(1);
                }
                default -> {
                    // Everything else is intake's.
                }
            }
        }
        if (!list || (warned && code.equals(TRUNCATED) && next.isEmpty()))
            throw PullFault.retry("It answered with something other than the list that was asked for.", null, null);
        return new Looked(hosts, next);
    }

    private static PullFault refused(String code, String text) {
        return PullFault.retry("It answered " + PullWeb.plain(code + ": " + text, 300), Duration.ofMinutes(15), null);
    }
}
