package io.ratchet.connectors.wsman;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.OptionalLong;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What of a host's answer matters to us. Names are read without their prefixes, which differ from host to host. */
final class Answer {
    private static final XMLInputFactory XML = XMLInputFactory.newFactory();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XML.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String shell = "";
    private String command = "";
    private boolean fault;
    private long faultCode;
    private boolean timedOut;
    private boolean done;
    private OptionalLong exitCode = OptionalLong.empty();

    private Answer() {}

    /**
     * @throws WsmanFault when the host refused
     * @throws IOException when it is no answer that can be read
     */
    static Answer read(byte[] bytes) throws IOException {
        Answer answer = new Answer();
        try {
            XMLStreamReader xml = XML.createXMLStreamReader(new ByteArrayInputStream(bytes));
            while (xml.hasNext()) if (xml.next() == XMLStreamReader.START_ELEMENT) answer.take(xml);
        } catch (XMLStreamException | IllegalArgumentException unreadable) {
            throw new IOException("The host's answer is no WS-Man answer.", unreadable);
        }
        if (answer.fault)
            throw new WsmanFault(answer.faultCode == 0 && answer.timedOut ? WsmanFault.TIMED_OUT : answer.faultCode);
        return answer;
    }

    private void take(XMLStreamReader xml) throws XMLStreamException {
        switch (xml.getLocalName()) {
            case "Fault" -> fault = true;
            case "WSManFault" -> {
                fault = true;
                String code = attribute(xml, "Code");
                if (code.matches("\\d{1,10}")) faultCode = Long.parseLong(code);
            }
            case "Value" -> timedOut |= xml.getElementText().strip().endsWith(":TimedOut");
            case "Selector" -> {
                if (attribute(xml, "Name").equalsIgnoreCase("ShellId"))
                    shell = xml.getElementText().strip();
            }
            case "CommandId" -> command = xml.getElementText().strip();
            case "Stream" -> {
                ByteArrayOutputStream stream = attribute(xml, "Name").equals("stderr") ? err : out;
                stream.writeBytes(Base64.getMimeDecoder().decode(xml.getElementText()));
            }
            case "CommandState" -> done = attribute(xml, "State").endsWith("/Done");
            case "ExitCode" ->
                exitCode = OptionalLong.of(Long.parseLong(xml.getElementText().strip()));
            default -> {}
        }
    }

    private static String attribute(XMLStreamReader xml, String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++)
            if (xml.getAttributeLocalName(i).equals(name)) return xml.getAttributeValue(i);
        return "";
    }

    /** Empty where the host named none. */
    String shell() {
        return shell;
    }

    /** Empty where the host named none. */
    String command() {
        return command;
    }

    byte[] out() {
        return out.toByteArray();
    }

    byte[] err() {
        return err.toByteArray();
    }

    boolean done() {
        return done;
    }

    /** All 32 bits of it, as Windows counts: 0 to 4294967295. */
    OptionalLong exitCode() {
        return exitCode;
    }
}
