package io.ratchet.connectors.wsman;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What we ask a host, one envelope for each operation of the remote shell (MS-WSMV 3.1.4.1). */
final class Envelope {
    private static final String SOAP = "http://www.w3.org/2003/05/soap-envelope";
    private static final String ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    private static final String WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd";
    private static final String SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";
    private static final String TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer/";

    /** What 2008 R2 takes; newer ones take more. */
    private static final int LARGEST_ANSWER = 153_600;

    private static final XMLOutputFactory XML = XMLOutputFactory.newFactory();

    private final String address;
    private final Duration operationTimeout;

    Envelope(Endpoint endpoint, Duration operationTimeout) {
        this.address = (endpoint.tls().isPresent() ? "https://" : "http://") + endpoint.host() + ":" + endpoint.port()
                + "/wsman";
        this.operationTimeout = operationTimeout;
    }

    byte[] create() {
        return written(TRANSFER + "Create", "", Map.of("WINRS_NOPROFILE", "FALSE", "WINRS_CODEPAGE", "65001"), body -> {
            body.writeStartElement("rsp", "Shell", SHELL);
            element(body, "InputStreams", "stdin");
            element(body, "OutputStreams", "stdout stderr");
            body.writeEndElement();
        });
    }

    /** @param pipe whether what we send is bytes in a pipe, and not what somebody types at a console */
    byte[] command(String shell, String line, boolean pipe) {
        return written(
                SHELL + "/Command",
                shell,
                Map.of("WINRS_CONSOLEMODE_STDIN", pipe ? "FALSE" : "TRUE", "WINRS_SKIP_CMD_SHELL", "FALSE"),
                body -> {
                    body.writeStartElement("rsp", "CommandLine", SHELL);
                    element(body, "Command", line);
                    body.writeEndElement();
                });
    }

    byte[] receive(String shell, String command) {
        return written(SHELL + "/Receive", shell, Map.of(), body -> {
            body.writeStartElement("rsp", "Receive", SHELL);
            body.writeStartElement("rsp", "DesiredStream", SHELL);
            body.writeAttribute("CommandId", command);
            body.writeCharacters("stdout stderr");
            body.writeEndElement();
            body.writeEndElement();
        });
    }

    /** @param last whether no more follows */
    byte[] send(String shell, String command, byte[] input, boolean last) {
        return written(SHELL + "/Send", shell, Map.of(), body -> {
            body.writeStartElement("rsp", "Send", SHELL);
            body.writeStartElement("rsp", "Stream", SHELL);
            body.writeAttribute("Name", "stdin");
            body.writeAttribute("CommandId", command);
            if (last) body.writeAttribute("End", "true");
            body.writeCharacters(Base64.getEncoder().encodeToString(input));
            body.writeEndElement();
            body.writeEndElement();
        });
    }

    byte[] terminate(String shell, String command) {
        return written(SHELL + "/Signal", shell, Map.of(), body -> {
            body.writeStartElement("rsp", "Signal", SHELL);
            body.writeAttribute("CommandId", command);
            element(body, "Code", SHELL + "/signal/terminate");
            body.writeEndElement();
        });
    }

    byte[] delete(String shell) {
        return written(TRANSFER + "Delete", shell, Map.of(), body -> {});
    }

    private interface Body {
        void write(XMLStreamWriter body) throws XMLStreamException;
    }

    private byte[] written(String action, String shell, Map<String, String> options, Body body) {
        StringWriter text = new StringWriter(1500);
        try {
            XMLStreamWriter xml = XML.createXMLStreamWriter(text);
            xml.writeStartElement("s", "Envelope", SOAP);
            xml.writeNamespace("s", SOAP);
            xml.writeNamespace("a", ADDRESSING);
            xml.writeNamespace("w", WSMAN);
            xml.writeNamespace("rsp", SHELL);
            xml.writeStartElement("s", "Header", SOAP);
            header(xml, ADDRESSING, "To", address, false);
            xml.writeStartElement("a", "ReplyTo", ADDRESSING);
            header(xml, ADDRESSING, "Address", ADDRESSING + "/role/anonymous", true);
            xml.writeEndElement();
            header(xml, ADDRESSING, "Action", action, true);
            header(xml, ADDRESSING, "MessageID", "uuid:" + UUID.randomUUID(), false);
            header(xml, WSMAN, "ResourceURI", SHELL + "/cmd", true);
            header(xml, WSMAN, "MaxEnvelopeSize", Integer.toString(LARGEST_ANSWER), true);
            header(xml, WSMAN, "OperationTimeout", inSeconds(operationTimeout), false);
            if (!shell.isEmpty()) named(xml, "SelectorSet", "Selector", Map.of("ShellId", shell));
            if (!options.isEmpty()) named(xml, "OptionSet", "Option", options);
            xml.writeEndElement();
            xml.writeStartElement("s", "Body", SOAP);
            body.write(xml);
            xml.writeEndDocument();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException("An envelope could not be written.", impossible);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void header(XMLStreamWriter xml, String space, String name, String value, boolean must)
            throws XMLStreamException {
        xml.writeStartElement(space.equals(WSMAN) ? "w" : "a", name, space);
        if (must) xml.writeAttribute("s", SOAP, "mustUnderstand", "true");
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    private static void named(XMLStreamWriter xml, String set, String each, Map<String, String> values)
            throws XMLStreamException {
        xml.writeStartElement("w", set, WSMAN);
        for (Map.Entry<String, String> value : values.entrySet()) {
            xml.writeStartElement("w", each, WSMAN);
            xml.writeAttribute("Name", value.getKey());
            xml.writeCharacters(value.getValue());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void element(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeStartElement("rsp", name, SHELL);
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    /** As Windows' own clients write it. */
    private static String inSeconds(Duration duration) {
        String thousandths = Integer.toString(1000 + duration.toMillisPart()).substring(1);
        return "PT" + duration.toSeconds() + "." + thousandths + "S";
    }
}
